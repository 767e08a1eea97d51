"""The sample's invented programme: its tracks, stages, topics, sessions and broadcasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forum.sample.making import both, guid, moscow
from multilingual.text import EMPTY, Text
from sessions.values import (
    Appearance,
    Attachment,
    Recording,
    Session,
    Stage,
    Stream,
    Topic,
    Track,
)
from sessions.youtube import Video, watch_url
from speakers.values import Link

TUESDAY = date(2021, 5, 25)
WEDNESDAY = date(2021, 5, 26)

# “Big Buck Bunny”, the Blender Foundation, Creative Commons Attribution 3.0: ten minutes long.
FREE_VIDEO = Video("aqz-KE-bpKQ")
FREE_VIDEO_LICENCE = "CC BY 3.0"

TRACKS = (
    Track(
        guid("track", "infrastructure"),
        "infrastructure",
        1,
        both(
            "Smart City Infrastructure and Technologies",
            "Инфраструктура и технологии умного города",
        ),
        both(
            (
                "What a city stands on: networks, transport, data and the machines that look "
                "after them."
            ),
            (
                "То, на чём стоит город: сети, транспорт, данные и машины, которые за ними "
                "присматривают."
            ),
        ),
        "#1456b8",
    ),
    Track(
        guid("track", "life"),
        "life",
        2,
        both("Smart City for Life", "Умный город для жизни"),
        both(
            "What residents notice: neighbourhoods, culture, hospitality and things used together.",
            (
                "То, что замечают жители: районы, культура, гостеприимство и вещи, которыми "
                "пользуются вместе."
            ),
        ),
        "#a8500c",
    ),
    Track(
        guid("track", "sustainability"),
        "sustainability",
        3,
        both("Sustainable Development of a Smart City", "Устойчивое развитие умного города"),
        both(
            "What remains for those who come after us: energy, ecology and honest measurements.",
            "То, что останется после нас: энергия, экология и честные измерения.",
        ),
        "#157347",
    ),
)

STAGES = (
    Stage(
        guid("stage", "main"),
        "main",
        both("Main stage", "Главная сцена"),
        both(
            (
                "Plenaries, keynotes and the large discussions, with interpretation into Russian "
                "and English."
            ),
            (
                "Пленарные заседания, ключевые доклады и большие дискуссии с переводом на "
                "русский и английский."
            ),
        ),
        1,
    ),
    Stage(
        guid("stage", "second"),
        "second",
        both("Second stage", "Вторая сцена"),
        both(
            "Shorter discussions, and one that begins late in the evening.",
            "Дискуссии покороче и одна, которая начинается поздно вечером.",
        ),
        2,
    ),
    Stage(
        guid("stage", "workshop"),
        "workshop",
        both("Workshop", "Мастерская"),
        both(
            "Have a laptop at hand: here things are done, not only told.",
            "Держите под рукой ноутбук: здесь не только рассказывают, но и делают.",
        ),
        3,
    ),
)

_TOPICS = {
    "automation": ("Automation", "Автоматизация"),
    "communications": ("Communications", "Связь"),
    "culture": ("Culture", "Культура"),
    "digital-services": ("Digital services", "Цифровые услуги"),
    "digital-twins": ("Digital twins", "Цифровые двойники"),
    "ecology": ("Ecology", "Экология"),
    "energy": ("Energy", "Энергетика"),
    "green-technologies": ("Green technologies", "Зелёные технологии"),
    "open-data": ("Open data", "Открытые данные"),
    "sharing-culture": ("Sharing culture", "Культура совместного пользования"),
    "tourism": ("Tourism", "Туризм"),
    "transport": ("Transport and logistics", "Транспорт и логистика"),
    "urban-planning": ("Urban planning", "Градостроительство"),
}

TOPICS = tuple(Topic(guid("topic", slug), slug, both(*name)) for slug, name in _TOPICS.items())

_PersonInRole = tuple[str, str] | tuple[str, str, tuple[str, str]]


@dataclass(frozen=True)
class _Planned:
    """A line of the programme: things are named by slug, words are in English and Russian.

    `people` are role, speaker and, if there is one, the title of their own contribution.
    `recording_at` is the second at which the recording begins, None if there is none.
    """

    number: int
    slug: str
    day: date
    start: str
    minutes: int
    stage: str
    track: str
    kind: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    title: tuple[str, str]
    abstract: tuple[str, str]
    people: tuple[_PersonInRole, ...]
    subtitle: tuple[str, str] | None = None
    description: tuple[str, str] | None = None
    delayed_from: str = ""
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    recording_at: int | None = 0

    def session(self) -> Session:
        recording = Recording(opted_out=True)
        if self.recording_at is not None:
            recording = Recording(watch_url(FREE_VIDEO, self.recording_at), FREE_VIDEO_LICENCE)
        return Session(
            guid=guid("session", self.slug),
            number=self.number,
            slug=self.slug,
            title=both(*self.title),
            subtitle=_maybe(self.subtitle),
            abstract=both(*self.abstract),
            description=_maybe(self.description),
            kind=self.kind,
            languages=self.languages,
            topics=tuple(sorted(guid("topic", topic) for topic in self.topics)),
            track=guid("track", self.track) if self.track else "",
            stage=guid("stage", self.stage),
            starts_at=moscow(self.day, self.start),
            duration_minutes=self.minutes,
            delayed_from=moscow(self.day, self.delayed_from) if self.delayed_from else None,
            links=self.links,
            attachments=self.attachments,
            recording=recording,
        )

    def appearances(self) -> Iterator[Appearance]:
        for order, (role, speaker, *title) in enumerate(self.people, start=1):
            yield Appearance(
                guid=guid("appearance", f"{self.slug}/{speaker}"),
                session=guid("session", self.slug),
                speaker=guid("speaker", speaker),
                role=role,
                order=order,
                title=_maybe(title[0] if title else None),
            )


def _maybe(pair: tuple[str, str] | None) -> Text:
    return both(*pair) if pair else EMPTY


def _link(kind: str, path: str, title: tuple[str, str]) -> Link:
    return Link(f"https://example.org/scm2021/{path}", both(*title), kind)


_PLANNED = (
    _Planned(
        1,
        "opening",
        TUESDAY,
        "10:00",
        60,
        "main",
        "",
        "plenary",
        ("ru", "en"),
        ("digital-services", "urban-planning"),
        title=(
            "A city that listens: opening of the forum",
            "Город, который слышит: открытие форума",
        ),
        abstract=(
            (
                "What makes a city smart: what it can do by itself, or what it lets people do? "
                "Six speakers from six countries answer in seven minutes each, without slides. "
                "The opening asks the question that all three tracks will return to: how does a "
                "city notice that a resident is in difficulty, before the resident has to ask?"
            ),
            (
                "Что делает город умным: то, что он умеет сам, или то, что он позволяет делать "
                "людям? Шесть спикеров из шести стран отвечают за семь минут каждый и без "
                "слайдов. Открытие задаёт вопрос, к которому вернутся все три направления: как "
                "городу заметить, что человеку трудно, раньше, чем тот обратится за помощью?"
            ),
        ),
        people=(
            ("host", "alyona-zhuravlyonkova"),
            ("moderator", "mikhail-vetluzhin"),
            (
                "keynote",
                "ingrid-sandelius",
                (
                    "What large cities can learn from small ones",
                    "Чему большим городам стоит поучиться у малых",
                ),
            ),
            (
                "keynote",
                "lin-shuwen",
                ("What a city does not know about itself", "Чего город о себе не знает"),
            ),
            ("speaker", "maria-aparecida-albuquerque-teixeira"),
            ("speaker", "khalid-bin-saeed-al-qamari"),
            ("speaker", "aigerim-satbekova"),
            ("speaker", "denise-calloway-reed"),
        ),
    ),
    _Planned(
        2,
        "digital-twin-every-day",
        TUESDAY,
        "11:15",
        90,
        "main",
        "infrastructure",
        "panel",
        ("en", "ru"),
        ("digital-twins", "urban-planning"),
        title=(
            "The city’s digital twin: who opens it every morning",
            "Цифровой двойник города: кто открывает его каждое утро",
        ),
        abstract=(
            (
                "Many cities have a three-dimensional model; few of them use it on an ordinary "
                "Tuesday. The panel compares five twins by one measure: which decisions would "
                "have been different without them. Dispatchers, planners and map makers speak "
                "about updating, about trust in forecasts and about what it costs to keep a "
                "model alive after the presentation."
            ),
            (
                "Трёхмерная модель есть у многих городов, но мало кто пользуется ею в обычный "
                "вторник. Участники сравнивают пять цифровых двойников по одному признаку: какие "
                "решения без них были бы другими. Диспетчеры, градостроители и картографы "
                "говорят об обновлении, о доверии к прогнозам и о том, сколько стоит сохранить "
                "модель живой после презентации."
            ),
        ),
        description=(
            (
                "The discussion has three parts:\n\n1. **The map.** How old may the data be, and "
                "who is allowed to correct them?\n2. **The forecast.** How does one show "
                "uncertainty to somebody who has to decide tonight?\n3. **The decision.** A "
                "shadow, a flood and a repair: three cases, told from the question to the "
                "result.\n\nQuestions from viewers are collected during the broadcast and "
                "answered in the last twenty minutes."
            ),
            (
                "Дискуссия состоит из трёх частей:\n\n1. **Карта.** Насколько старыми могут быть "
                "данные и кому позволено их исправлять?\n2. **Прогноз.** Как показать "
                "неопределённость тому, кто должен принять решение уже сегодня?\n3. **Решение.** "
                "Тень, паводок и ремонт: три случая, рассказанные от вопроса до "
                "результата.\n\nВопросы зрителей собирают во время трансляции, ответы звучат в "
                "последние двадцать минут."
            ),
        ),
        people=(
            ("moderator", "katharina-brinkhoff"),
            ("panellist", "anna-luchinina"),
            ("panellist", "zhao-mingrui"),
            ("panellist", "haruka-tokushige"),
            ("panellist", "jimena-valdecasas"),
            ("panellist", "artyom-kuzovlyov"),
            ("panellist", "raghav-nambisan"),
        ),
        links=(
            _link(
                "slides",
                "digital-twin/slides",
                ("Slides: five twins compared", "Слайды: сравнение пяти двойников"),
            ),
            _link(
                "website",
                "digital-twin",
                ("Questions and answers after the broadcast", "Вопросы и ответы после трансляции"),
            ),
        ),
        recording_at=30,
    ),
    _Planned(
        3,
        "green-technologies",
        TUESDAY,
        "11:15",
        75,
        "second",
        "sustainability",
        "panel",
        ("en",),
        ("green-technologies", "ecology"),
        title=(
            "Green technologies: what grows, what pays back and what only shines",
            "Зелёные технологии: что растёт, что окупается и что только блестит",
        ),
        subtitle=("Six solutions, five years later", "Шесть решений пять лет спустя"),
        abstract=(
            (
                "Timber schools, roof meadows, street trees, cool bus stops, repairable "
                "purchases and a garden above a market: each panellist brings one solution and "
                "its bill after five years. The moderator asks everybody the same three "
                "questions. What died, what was more expensive than promised, and what would you "
                "do again tomorrow?"
            ),
            (
                "Деревянные школы, луга на крышах, уличные деревья, прохладные остановки, "
                "ремонтопригодные закупки и огород над рынком: каждый участник приносит одно "
                "решение и его счёт за пять лет. Модератор задаёт всем три одинаковых вопроса. "
                "Что не прижилось, что обошлось дороже обещанного и что вы повторили бы завтра?"
            ),
        ),
        people=(
            ("moderator", "olga-klenovskaya"),
            ("panellist", "ake-norrhamn"),
            ("panellist", "meenakshi-thiruvel"),
            ("panellist", "lukas-wedderkamp"),
            ("panellist", "taina-moreira-lins"),
            ("panellist", "seo-min-gyeong"),
            ("panellist", "atieno-wakhisi"),
        ),
        links=(
            _link(
                "paper",
                "green-technologies/paper",
                ("Paper: six bills after five years", "Статья: шесть счетов за пять лет"),
            ),
        ),
        recording_at=60,
    ),
    _Planned(
        4,
        "sharing-culture",
        TUESDAY,
        "13:30",
        60,
        "main",
        "life",
        "panel",
        ("ru", "en"),
        ("sharing-culture", "transport"),
        title=(
            "Sharing culture: own less, use more",
            "Культура совместного пользования: меньше владеть, больше пользоваться",
        ),
        abstract=(
            (
                "A drill works for a few minutes in its life, a private car stands still for "
                "most of the day. Founders of libraries of things, of lockers in entrance halls "
                "and of scooter services talk about what people are ready to share and where "
                "their patience ends. Is a common tool a question of technology, of insurance, "
                "or of knowing one’s neighbours by name?"
            ),
            (
                "Дрель за всю жизнь работает считаные минуты, а личный автомобиль почти весь "
                "день стоит. Создатели библиотек вещей, шкафов с инструментами в подъездах и "
                "самокатных сервисов говорят о том, чем люди готовы делиться и где кончается их "
                "терпение. Общий инструмент — это вопрос технологии, страховки или того, знаешь "
                "ли ты соседей по имени?"
            ),
        ),
        people=(
            ("moderator", "vera-olkhovtseva"),
            ("panellist", "etienne-vaucarmont"),
            ("panellist", "kim-bo-yul"),
            ("panellist", "chiara-d-ossola"),
            ("panellist", "rustam-yulberdin"),
            ("panellist", "maeve-o-hanlon"),
        ),
        recording_at=90,
    ),
    _Planned(
        5,
        "open-data-workshop",
        TUESDAY,
        "13:30",
        90,
        "workshop",
        "infrastructure",
        "workshop",
        ("en", "ru"),
        ("open-data", "digital-services"),
        title=(
            "From open data to a useful service in ninety minutes",
            "От открытых данных до полезного сервиса за девяносто минут",
        ),
        abstract=(
            (
                "Participants take three open data sets of an imaginary city and build a page "
                "that answers one question of a resident. No programming is needed for the first "
                "half; for the second, one can copy. Mentors check the data for mistakes, and "
                "the authors of the data explain how the mistakes came about."
            ),
            (
                "Участники берут три набора открытых данных вымышленного города и собирают "
                "страницу, которая отвечает на один вопрос жителя. Для первой половины "
                "программировать не нужно, для второй — можно списывать. Наставники ищут в "
                "данных ошибки, а авторы данных объясняют, откуда эти ошибки берутся."
            ),
        ),
        description=(
            (
                "Please prepare a laptop with a browser; nothing has to be installed.\n\nThe "
                "workshop is streamed, but at the participants’ wish it is not kept as a "
                "recording."
            ),
            (
                "Подготовьте ноутбук с браузером; устанавливать ничего не нужно.\n\nМастер-класс "
                "транслируется, но по желанию участников запись не сохраняется."
            ),
        ),
        people=(
            ("moderator", "grigory-pchyolkin"),
            ("host", "nikita-bhullar-stone"),
            (
                "speaker",
                "deng-keyu",
                (
                    "Ten mistakes that a program finds by itself",
                    "Десять ошибок, которые программа найдёт сама",
                ),
            ),
            ("speaker", "devika-sathe"),
            (
                "speaker",
                "vuk-radisavac",
                (
                    "Timetables: the most honest open data",
                    "Расписания: самые честные открытые данные",
                ),
            ),
        ),
        links=(
            _link(
                "website", "open-data", ("Data sets and instructions", "Наборы данных и задания")
            ),
        ),
        attachments=(
            Attachment(
                title=both("Worksheet", "Рабочий лист"),
                url="https://example.org/scm2021/open-data/worksheet.pdf",
            ),
        ),
        recording_at=None,
    ),
    _Planned(
        6,
        "one-ticket",
        TUESDAY,
        "14:45",
        90,
        "main",
        "infrastructure",
        "panel",
        ("en", "ru"),
        ("transport", "digital-services"),
        title=(
            "One ticket, one map, one city: transport without seams",
            "Один билет, одна карта, один город: транспорт без швов",
        ),
        abstract=(
            (
                "A passenger does not travel by bus or by ferry; a passenger travels home. Eight "
                "people who draw timetables, write ticketing systems and count forgotten "
                "journeys discuss what must be agreed before anything can be integrated. The "
                "most difficult part, they say, is neither the card nor the code, but the "
                "transfer in the rain."
            ),
            (
                "Пассажир едет не на автобусе и не на пароме — пассажир едет домой. Восемь "
                "человек, которые чертят расписания, пишут билетные системы и считают забытые "
                "поездки, обсуждают, о чём надо договориться прежде, чем что-либо объединять. "
                "Самое трудное, говорят они, — не карта и не код, а пересадка под дождём."
            ),
        ),
        people=(
            ("moderator", "semyon-shcheglov"),
            (
                "keynote",
                "park-do-ha",
                ("The system nobody has heard of", "Система, о которой никто не слышал"),
            ),
            ("panellist", "timur-sagdikhanov"),
            ("panellist", "celine-favrod-meyer"),
            ("panellist", "kerem-yucesoylu"),
            ("panellist", "takumi-isogane"),
            ("panellist", "luz-ibarguren"),
            ("panellist", "imran-sheikhani"),
        ),
        delayed_from="14:30",
        recording_at=120,
    ),
    _Planned(
        7,
        "museums-without-queues",
        TUESDAY,
        "16:30",
        60,
        "second",
        "life",
        "talk",
        ("ru", "en"),
        ("culture", "digital-services"),
        title=(
            "Museums without queues, concerts without halls",
            "Музеи без очередей, концерты без залов",
        ),
        subtitle=(
            "Short talks on culture in the digital city",
            "Короткие доклады о культуре в цифровом городе",
        ),
        abstract=(
            (
                "Five short talks about culture that has left its buildings: storerooms opened "
                "online, a common ticket for twenty-three museums, an archive of the sounds of "
                "squares. Each speaker shows one thing that became easier for visitors and one "
                "that became harder for curators."
            ),
            (
                "Пять коротких докладов о культуре, которая вышла из своих зданий: фонды, "
                "открытые в сети, единый билет двадцати трёх музеев, архив звуков городских "
                "площадей. Каждый докладчик показывает одну вещь, которая стала проще для "
                "посетителей, и одну, которая стала сложнее для хранителей."
            ),
        ),
        people=(
            ("moderator", "ksenia-ladozhskaya"),
            (
                "speaker",
                "tommaso-bellincanto",
                ("How a square sounds before it is rebuilt", "Как звучит площадь до реконструкции"),
            ),
            (
                "speaker",
                "marie-claire-rousselin",
                ("An archive for one evening", "Архив на один вечер"),
            ),
            (
                "speaker",
                "xu-yating",
                ("Twenty-three museums, one ticket", "Двадцать три музея, один билет"),
            ),
            (
                "speaker",
                "elif-tasbasioglu",
                ("Chamber music on the last ferry", "Камерная музыка на последнем пароме"),
            ),
            (
                "speaker",
                "marina-polyantseva",
                (
                    "An interface for a theatre-goer of eighty",
                    "Интерфейс для восьмидесятилетнего театрала",
                ),
            ),
        ),
        links=(
            _link(
                "slides",
                "museums/slides",
                ("Slides of all five talks", "Слайды всех пяти докладов"),
            ),
        ),
        recording_at=150,
    ),
    _Planned(
        8,
        "after-dark",
        TUESDAY,
        "20:00",
        60,
        "second",
        "sustainability",
        "talk",
        ("en",),
        ("energy", "ecology"),
        title=(
            "After dark: light, quiet and those who work at night",
            "После заката: свет, тишина и те, кто работает ночью",
        ),
        subtitle=(
            "Late session, for our viewers in the Americas, too",
            "Вечерняя сессия — в том числе для зрителей из Северной и Южной Америки",
        ),
        abstract=(
            (
                "When the programme of the day is over, a second city wakes up: bakers, nurses, "
                "drivers, moths and bats. How much light does a street need at two in the "
                "morning, who pays for it, and who cannot sleep because of it? A lighting "
                "designer, an ecologist and a night-time coordinator look for the switch."
            ),
            (
                "Когда дневная программа окончена, просыпается второй город: пекари, медсёстры, "
                "водители, мотыльки и летучие мыши. Сколько света нужно улице в два часа ночи, "
                "кто за него платит и кто из-за него не спит? Дизайнер освещения, эколог и "
                "координатор ночного города ищут выключатель."
            ),
        ),
        people=(
            ("moderator", "linnea-bjorkstrand"),
            (
                "speaker",
                "rosalind-hatchwell",
                ("Office hours at three in the morning", "Приёмные часы в три часа ночи"),
            ),
            (
                "speaker",
                "joao-batista-serrafina",
                ("Lower, warmer, repairable", "Ниже, теплее, ремонтопригоднее"),
            ),
            (
                "speaker",
                "gabriel-theriveau",
                ("Darkness as a public good", "Темнота как общее благо"),
            ),
        ),
        recording_at=180,
    ),
    _Planned(
        9,
        "networks-in-the-dark",
        WEDNESDAY,
        "10:00",
        45,
        "main",
        "infrastructure",
        "keynote",
        ("en",),
        ("communications",),
        title=(
            "Networks that nobody notices until they fail",
            "Сети, которых никто не замечает, пока они не откажут",
        ),
        abstract=(
            (
                "A city’s communications are designed for the day on which everything works. The "
                "keynote describes the other day: three hours without electricity, minute by "
                "minute, from the first silent mast to the last charged telephone. Two short "
                "replies follow, from the steppe and from the standards office."
            ),
            (
                "Городскую связь проектируют для дня, когда всё работает. Доклад описывает "
                "другой день: три часа без электричества, минута за минутой, от первой "
                "замолчавшей вышки до последнего заряженного телефона. Затем — две короткие "
                "реплики: из степи и из бюро стандартов."
            ),
        ),
        people=(
            ("moderator", "fyodor-ilyintsev"),
            (
                "keynote",
                "henrike-stahlberger",
                ("Three hours without power", "Три часа без электричества"),
            ),
            ("speaker", "sanzhar-tolebayev", ("Reply from the steppe", "Реплика из степи")),
            (
                "speaker",
                "yun-tae-rin",
                ("Reply from the standards office", "Реплика из бюро стандартов"),
            ),
        ),
        links=(
            _link("slides", "networks/slides", ("Slides of the keynote", "Слайды доклада")),
            _link(
                "paper",
                "networks/paper",
                (
                    "Paper: how long a city stays connected",
                    "Статья: как долго город остаётся на связи",
                ),
            ),
        ),
        recording_at=210,
    ),
    _Planned(
        10,
        "shared-warmth",
        WEDNESDAY,
        "11:00",
        90,
        "main",
        "sustainability",
        "panel",
        ("en", "ru"),
        ("energy", "green-technologies"),
        title=(
            "Energy next door: how neighbours share sun, heat and cold",
            "Энергия по соседству: как делиться солнцем, теплом и прохладой",
        ),
        abstract=(
            (
                "Solar roofs of two hundred houses on one account, a hospital heated by a data "
                "centre, radiators that must not fail at forty below zero, and shade as the "
                "cheapest form of cooling. The panel asks what can be shared between buildings, "
                "what between seasons, and which contracts that takes. Every figure that is "
                "named gets a source by the end of the day."
            ),
            (
                "Солнечные крыши двухсот домов на одном счёте, больница, которую греет "
                "дата-центр, батареи, которые не имеют права остыть в сорокаградусный мороз, и "
                "тень как самый дешёвый вид охлаждения. Участники обсуждают, чем могут делиться "
                "здания, чем — времена года и какие для этого нужны договоры. У каждой "
                "прозвучавшей цифры к концу дня появится источник."
            ),
        ),
        people=(
            ("moderator", "reto-oberlinder"),
            ("panellist", "dmitry-podyachev"),
            ("panellist", "kenjiro-amagase"),
            ("panellist", "alvaro-cienfuegos-lara"),
            ("panellist", "mariam-al-rashdani"),
            ("panellist", "yerlan-zhumagazin"),
            ("panellist", "theodore-wexcombe"),
        ),
        recording_at=240,
    ),
    _Planned(
        11,
        "tourism-without-crowds",
        WEDNESDAY,
        "11:00",
        60,
        "second",
        "life",
        "panel",
        ("en", "ru"),
        ("tourism", "culture"),
        title=(
            "Tourism without crowds: a city for guests and for those who stay",
            "Туризм без толпы: город для гостей и для тех, кто остаётся",
        ),
        abstract=(
            (
                "In some towns there are more suitcases than residents in July. The panellists "
                "forecast crowds like weather, draw walks through districts that no guidebook "
                "mentions and lend umbrellas to those who live round the corner. How does one "
                "invite guests to where they are welcome?"
            ),
            (
                "В иных городах в июле чемоданов больше, чем жителей. Участники предсказывают "
                "толпы, как погоду, прокладывают прогулки по районам, которых нет в "
                "путеводителях, и выдают зонты тем, кто живёт за углом. Как позвать гостей туда, "
                "где им действительно рады?"
            ),
        ),
        people=(
            ("moderator", "ginevra-montecalvi"),
            ("panellist", "wulandari"),
            ("panellist", "nazli-gumushan"),
            ("panellist", "lev-yartsevsky"),
            ("panellist", "montserrat-vilardosa"),
            ("panellist", "darya-erendzhenova"),
        ),
        recording_at=270,
    ),
    _Planned(
        12,
        "measuring-the-city",
        WEDNESDAY,
        "11:30",
        90,
        "workshop",
        "sustainability",
        "workshop",
        ("en", "ru"),
        ("ecology", "open-data"),
        title=("Measuring a sustainable city by hand", "Устойчивый город: измеряем своими руками"),
        subtitle=("A workshop on indicators", "Мастер-класс о показателях"),
        abstract=(
            (
                "International standards describe what a city should count; they do not say who "
                "goes out with the tape measure. Participants work through five indicators, from "
                "the definition to the figure: trees, clean air, quiet, water and the way to "
                "school. At the end, two neighbouring cities compare their tables and find out "
                "that they have counted different things."
            ),
            (
                "Международные стандарты описывают, что городу следует считать, но не говорят, "
                "кто выйдет на улицу с рулеткой. Участники проходят пять показателей от "
                "определения до числа: деревья, чистый воздух, тишина, вода и дорога в школу. В "
                "конце два соседних города сравнивают таблицы и обнаруживают, что считали разное."
            ),
        ),
        people=(
            ("moderator", "flurina-cadruvi"),
            ("speaker", "yulia-myatlina", ("What counts as a tree", "Что считать деревом")),
            (
                "speaker",
                "ananya-kulthe",
                ("Counting with volunteers", "Считаем вместе с волонтёрами"),
            ),
            (
                "speaker",
                "bastien-l-hermitier",
                ("The health of a river in one afternoon", "Здоровье реки за полдня"),
            ),
            (
                "speaker",
                "dinara-mukataeva",
                ("An air sensor in a lunch box", "Датчик воздуха в коробке для завтрака"),
            ),
        ),
        links=(_link("website", "indicators", ("Tables to fill in", "Таблицы для заполнения")),),
        recording_at=300,
    ),
    _Planned(
        13,
        "fifteen-minutes-from-home",
        WEDNESDAY,
        "14:00",
        90,
        "main",
        "life",
        "panel",
        ("ru", "en"),
        ("urban-planning", "sharing-culture"),
        title=(
            "Fifteen minutes from home: planning a district together with its residents",
            "Пятнадцать минут от дома: как планировать район вместе с жителями",
        ),
        abstract=(
            (
                "A school, a park, a bakery and a bench within a quarter of an hour on foot: the "
                "idea is simple until somebody has to decide what goes where. Planners and "
                "residents show how a master plan can be discussed line by line, what happens in "
                "an office with a kitchen, and why a playground is the smallest unit of "
                "democracy. The discussion ends with an experiment: the viewers lay out a "
                "courtyard."
            ),
            (
                "Школа, парк, пекарня и скамейка в четверти часа ходьбы: идея проста, пока "
                "кто-то не должен решить, где что разместить. Градостроители и жители "
                "показывают, как обсуждать генеральный план по линиям, что происходит в бюро, "
                "где есть кухня, и почему детская площадка — наименьшая единица демократии. В "
                "конце — эксперимент: двор планируют зрители."
            ),
        ),
        people=(
            ("moderator", "elizaveta-ozerova-grin"),
            ("panellist", "inigo-arrizabal"),
            ("panellist", "sayuri-hinokawa"),
            ("panellist", "fatma-seyhan-kruger"),
            ("panellist", "pavel-krutogorov"),
            ("panellist", "aminata-sowe-laurent"),
            ("panellist", "jelena-visnjaric"),
            ("panellist", "kim-bo-yul"),
        ),
        recording_at=330,
    ),
    _Planned(
        14,
        "algorithms-on-duty",
        WEDNESDAY,
        "14:00",
        75,
        "second",
        "infrastructure",
        "panel",
        ("en", "ru"),
        ("automation", "digital-services"),
        title=(
            "Algorithms on duty: who answers for an automatic decision",
            "Алгоритмы на дежурстве: кто отвечает за автоматическое решение",
        ),
        abstract=(
            (
                "A traffic light, a delivery robot and a benefit that is granted without an "
                "application have one thing in common: somebody has written the rule. The panel "
                "looks for the name of that somebody, for the place where one can object and for "
                "the moment at which a machine should wait for a human being."
            ),
            (
                "У светофора, робота-доставщика и пособия, которое назначают без заявления, есть "
                "общее: кто-то написал правило. Участники ищут имя этого кого-то, место, где "
                "можно возразить, и момент, когда машина должна подождать человека."
            ),
        ),
        people=(
            ("moderator", "natalya-verkholyotova"),
            ("panellist", "marcus-ellerton"),
            ("panellist", "gao-beining"),
            ("panellist", "ruggero-spinadoro"),
            ("panellist", "jurgen-oltmannsen"),
            ("panellist", "anna-luchinina"),
            ("panellist", "raghav-nambisan"),
        ),
        links=(
            _link(
                "paper",
                "algorithms/paper",
                ("Paper: seven questions to an algorithm", "Статья: семь вопросов к алгоритму"),
            ),
        ),
        recording_at=360,
    ),
    _Planned(
        15,
        "closing",
        WEDNESDAY,
        "16:00",
        60,
        "main",
        "",
        "ceremony",
        ("ru", "en"),
        ("digital-services", "urban-planning"),
        title=("What we take home: closing of the forum", "Что мы берём с собой: закрытие форума"),
        abstract=(
            (
                "Each of the three tracks reports in ten minutes: one agreement, one dispute and "
                "one question for next year. Then the hosts read out the viewers’ answers to the "
                "question of the opening. The broadcast ends with the sounds of five squares."
            ),
            (
                "Каждое из трёх направлений отчитывается за десять минут: одно согласие, один "
                "спор и один вопрос на следующий год. Затем ведущие читают ответы зрителей на "
                "вопрос, прозвучавший на открытии. Трансляцию завершают звуки пяти площадей."
            ),
        ),
        people=(
            ("host", "alyona-zhuravlyonkova"),
            ("moderator", "mikhail-vetluzhin"),
            ("speaker", "katharina-brinkhoff", ("Report of track 1", "Отчёт первого направления")),
            ("speaker", "vera-olkhovtseva", ("Report of track 2", "Отчёт второго направления")),
            ("speaker", "reto-oberlinder", ("Report of track 3", "Отчёт третьего направления")),
            ("speaker", "igor-tikhomolov"),
        ),
        recording_at=390,
    ),
)

SESSIONS = tuple(planned.session() for planned in _PLANNED)
APPEARANCES = tuple(appearance for planned in _PLANNED for appearance in planned.appearances())


def _broadcast(stage: str, day: date, start: str, language: str = "") -> Stream:
    return Stream(
        guid=guid("stream", f"{stage}/{day}/{language}"),
        video=FREE_VIDEO.video_id,
        stage=guid("stage", stage),
        day=day,
        language=language,
        starts_at=moscow(day, start),
    )


STREAMS = (
    _broadcast("main", TUESDAY, "09:52:30"),
    _broadcast("main", TUESDAY, "09:52:30", "en"),
    _broadcast("main", TUESDAY, "09:52:30", "ru"),
    _broadcast("main", WEDNESDAY, "09:54:00"),
    _broadcast("main", WEDNESDAY, "09:54:00", "en"),
    _broadcast("main", WEDNESDAY, "09:54:00", "ru"),
    _broadcast("second", TUESDAY, "11:10:15"),
    _broadcast("second", WEDNESDAY, "10:55:40"),
    _broadcast("workshop", TUESDAY, "13:26:00"),
    _broadcast("workshop", WEDNESDAY, "11:27:20"),
    # The cameras of the second stage were off for two hours, so the late session has its own.
    Stream(
        guid=guid("stream", "after-dark"),
        video=FREE_VIDEO.video_id,
        session=guid("session", "after-dark"),
        starts_at=moscow(TUESDAY, "19:58:00"),
    ),
)
