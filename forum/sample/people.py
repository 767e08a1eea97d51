"""The 86 invented speakers of the sample. Whoever bears one of these names is not meant."""

from __future__ import annotations

from forum.sample.making import both, guid
from forum.sample.organisations import ORGANISATIONS
from speakers.values import Link, Speaker


def _person(
    slug: str,
    country: str,
    organisation: str,
    *,
    en: tuple[str, str, str],
    ru: tuple[str, str, str],
    page: bool = False,
) -> Speaker:
    """Return a speaker; `en` and `ru` are name, position and biography.

    `page` gives them a page of their own elsewhere.
    """
    kind, organisation_en, organisation_ru = ORGANISATIONS[organisation]
    name, position, biography = (both(*pair) for pair in zip(en, ru, strict=True))
    return Speaker(
        guid=guid("speaker", slug),
        person=guid("person", slug),
        slug=slug,
        name=name,
        position=position,
        organisation=both(organisation_en, organisation_ru),
        organisation_kind=kind,
        country=country,
        biography=biography,
        links=(
            Link(
                f"https://example.org/people/{slug}",
                both("Personal page", "Личная страница"),
                "website",
            ),
        )
        if page
        else (),
    )


PEOPLE = (
    _person(
        "alyona-zhuravlyonkova",
        "RU",
        "evening-studio",
        en=(
            "Alyona Zhuravlyonkova",
            "Presenter",
            (
                "Alyona has hosted live discussions about cities, science and books for twelve "
                "years. In her studio there is one rule: every abbreviation is spelled out the "
                "first time it is said."
            ),
        ),
        ru=(
            "Алёна Журавлёнкова",
            "Ведущая",
            (
                "Двенадцать лет ведёт прямые эфиры о городах, науке и книгах. В её студии одно "
                "правило: любое сокращение при первом упоминании расшифровывается."
            ),
        ),
    ),
    _person(
        "mikhail-vetluzhin",
        "RU",
        "urban-data",
        en=(
            "Mikhail Vetluzhin",
            "Director",
            (
                "Mikhail studies how city statistics turn into decisions. He began as a land "
                "surveyor, spent ten years in municipal planning and now heads an institute "
                "where geographers share a corridor with programmers. He walks to work and "
                "counts the street lamps on the way."
            ),
        ),
        ru=(
            "Михаил Ветлужин",
            "Директор",
            (
                "Исследует, как городская статистика превращается в решения. Начинал землемером, "
                "десять лет занимался муниципальным планированием, а теперь руководит "
                "институтом, где географы и программисты делят один коридор. На работу ходит "
                "пешком и считает по дороге фонари."
            ),
        ),
        page=True,
    ),
    _person(
        "ingrid-sandelius",
        "SE",
        "attentive-cities",
        en=(
            "Ingrid Sandelius",
            "Secretary General",
            (
                "Ingrid leads an association that helps small and large cities learn from each "
                "other’s mistakes. Before that she ran a municipal library and a regional "
                "railway, in that order. She believes that a service is smart when nobody needs "
                "a manual for it."
            ),
        ),
        ru=(
            "Ингрид Санделиус",
            "Генеральный секретарь",
            (
                "Возглавляет объединение, которое помогает большим и малым городам учиться на "
                "ошибках друг друга. До этого руководила муниципальной библиотекой, а затем "
                "региональной железной дорогой — именно в таком порядке. Убеждена: умная услуга "
                "— та, к которой не нужна инструкция."
            ),
        ),
        page=True,
    ),
    _person(
        "lin-shuwen",
        "CN",
        "lakeside",
        en=(
            "Lin Shuwen",
            "Professor of Urban Computing",
            (
                "Lin Shuwen works on models that tell a city what it does not know about itself. "
                "Her group publishes every model together with the list of questions it cannot "
                "answer."
            ),
        ),
        ru=(
            "Линь Шувэнь",
            "Профессор городской информатики",
            (
                "Разрабатывает модели, которые рассказывают городу то, чего он сам о себе не "
                "знает. Её группа публикует каждую модель вместе со списком вопросов, на которые "
                "та ответить не может."
            ),
        ),
    ),
    _person(
        "maria-aparecida-albuquerque-teixeira",
        "BR",
        "porto-das-garcas",
        en=(
            "Maria Aparecida do Nascimento Albuquerque de Vasconcelos Teixeira",
            "Secretary for Public Participation",
            (
                "Maria Aparecida has organised more than two hundred neighbourhood assemblies, "
                "most of them on basketball courts. She now runs a participatory budget in which "
                "schoolchildren have a vote of their own."
            ),
        ),
        ru=(
            "Мария Апаресида ду Насименту Албукерки ди Васконселус Тейшейра",
            "Секретарь по вопросам гражданского участия",
            (
                "Провела более двухсот районных собраний, чаще всего на баскетбольных площадках. "
                "Сейчас отвечает за партисипаторный бюджет, в котором у школьников есть "
                "собственный голос."
            ),
        ),
    ),
    _person(
        "khalid-bin-saeed-al-qamari",
        "AE",
        "coastal-districts",
        en=(
            "Khalid bin Saeed Al Qamari",
            "Director of District Services",
            (
                "Khalid is responsible for water, shade and signage along forty kilometres of "
                "shore. He introduced the rule that every new service is first tried by its own "
                "managers for a month."
            ),
        ),
        ru=(
            "Халид бин Саид Аль-Камари",
            "Директор районных служб",
            (
                "Отвечает за воду, тень и указатели на сорока километрах побережья. Ввёл "
                "правило: каждой новой услугой первый месяц пользуются сами руководители."
            ),
        ),
    ),
    _person(
        "aigerim-satbekova",
        "KZ",
        "city-services",
        en=(
            "Aigerim Satbekova",
            "Head of Digital Services",
            (
                "Aigerim moved one hundred and ten municipal services online and closed nine "
                "that turned out to be unnecessary. She considers the second number the more "
                "important one."
            ),
        ),
        ru=(
            "Айгерим Сатбекова",
            "Руководитель цифровых услуг",
            (
                "Перевела в онлайн сто десять муниципальных услуг и закрыла девять, которые "
                "оказались не нужны. Второе число считает более важным."
            ),
        ),
    ),
    _person(
        "denise-calloway-reed",
        "US",
        "long-lake",
        en=(
            "Denise Calloway-Reed",
            "Chief Executive Officer",
            (
                "Denise founded a company that builds software for cities of fewer than a "
                "hundred thousand people. Earlier she answered calls at a municipal help desk, "
                "and she still reads the transcripts every Friday."
            ),
        ),
        ru=(
            "Дениз Кэллоуэй-Рид",
            "Генеральный директор",
            (
                "Основала компанию, которая создаёт программы для городов с населением меньше "
                "ста тысяч человек. Раньше отвечала на звонки в муниципальной справочной и до "
                "сих пор каждую пятницу читает расшифровки обращений."
            ),
        ),
        page=True,
    ),
    _person(
        "katharina-brinkhoff",
        "DE",
        "lindenhafen",
        en=(
            "Katharina Brinkhoff",
            "Professor of Geoinformatics",
            (
                "Katharina teaches geoinformatics and has been mapping the same harbour district "
                "for fifteen years. Her students know that a model without a date is a drawing."
            ),
        ),
        ru=(
            "Катарина Бринкхофф",
            "Профессор геоинформатики",
            (
                "Преподаёт геоинформатику и пятнадцать лет составляет карту одного и того же "
                "портового района. Её студенты знают: модель без даты — это просто рисунок."
            ),
        ),
    ),
    _person(
        "anna-luchinina",
        "RU",
        "staroluchinsk-digital",
        en=(
            "Anna Luchinina",
            "Head of the Digital Twin Group",
            (
                "Anna’s group keeps the three-dimensional model of the city up to date to within "
                "a week. She came to city government from game design and says the main "
                "difference is that here nobody may press “restart”."
            ),
        ),
        ru=(
            "Анна Лучинина",
            "Руководитель группы цифрового двойника",
            (
                "Её группа поддерживает трёхмерную модель города с точностью до недели. Пришла в "
                "городское управление из разработки игр и говорит, что главная разница в одном: "
                "здесь нельзя нажать «начать сначала»."
            ),
        ),
    ),
    _person(
        "zhao-mingrui",
        "CN",
        "jade-map",
        en=(
            "Zhao Mingrui",
            "Chief Technology Officer",
            (
                "Zhao Mingrui builds engines that draw whole districts in a browser, on an "
                "ordinary phone. He measures progress in seconds that a dispatcher does not have "
                "to wait."
            ),
        ),
        ru=(
            "Чжао Минжуй",
            "Технический директор",
            (
                "Создаёт движки, которые рисуют целые районы в браузере обычного телефона. "
                "Прогресс измеряет в секундах, которые диспетчеру не приходится ждать."
            ),
        ),
    ),
    _person(
        "haruka-tokushige",
        "JP",
        "asanagi",
        en=(
            "Haruka Tokushige",
            "Associate Professor of Interaction Design",
            (
                "Haruka designs ways of showing uncertain forecasts to people who have to act on "
                "them tonight. Her flood maps are read by firefighters, not by engineers."
            ),
        ),
        ru=(
            "Харука Токусигэ",
            "Доцент кафедры интерактивного дизайна",
            (
                "Придумывает, как показывать неточные прогнозы тем, кому действовать уже сегодня "
                "вечером. Её карты подтоплений читают пожарные, а не инженеры."
            ),
        ),
    ),
    _person(
        "jimena-valdecasas",
        "ES",
        "puerto-lindero-planning",
        en=(
            "Jimena Valdecasas",
            "Deputy Head of Planning",
            (
                "Jimena signs building permits and therefore wants to know what the shadow of "
                "every new house will cover. Thanks to her, the model of the city is attached to "
                "each public hearing."
            ),
        ),
        ru=(
            "Химена Вальдекасас",
            "Заместитель руководителя бюро",
            (
                "Подписывает разрешения на строительство и поэтому хочет знать, куда ляжет тень "
                "каждого нового дома. Благодаря ей модель города прилагается к каждым "
                "общественным слушаниям."
            ),
        ),
    ),
    _person(
        "artyom-kuzovlyov",
        "RU",
        "ninth-signal",
        en=(
            "Artyom Kuzovlyov",
            "Head of Sensor Networks",
            (
                "Artyom installs sensors where it is wet, cold and far from a socket. Nine years "
                "in the field have taught him to trust a quiet sensor less than a noisy one."
            ),
        ),
        ru=(
            "Артём Кузовлёв",
            "Руководитель направления сенсорных сетей",
            (
                "Ставит датчики там, где сыро, холодно и далеко до розетки. За девять лет в поле "
                "научился доверять молчащему датчику меньше, чем шумному."
            ),
        ),
    ),
    _person(
        "raghav-nambisan",
        "IN",
        "banyan",
        en=(
            "Raghav Nambisan",
            "Product Director",
            (
                "Raghav makes maps of places that have no addresses. His team asks the people "
                "who live there first and the satellite second."
            ),
        ),
        ru=(
            "Рагхав Намбисан",
            "Директор по продуктам",
            (
                "Делает карты мест, у которых нет адресов. Его команда сначала спрашивает "
                "жителей и только потом смотрит на спутниковый снимок."
            ),
        ),
    ),
    _person(
        "olga-klenovskaya",
        "RU",
        "urban-design",
        en=(
            "Olga Klenovskaya",
            "Head of the Department of Landscape Architecture",
            (
                "Olga has planted trees in eleven cities and regularly goes back to see which of "
                "them are still standing. Her textbook on urban soils begins with a chapter "
                "about failures."
            ),
        ),
        ru=(
            "Ольга Кленовская",
            "Заведующая кафедрой ландшафтной архитектуры",
            (
                "Сажала деревья в одиннадцати городах и регулярно возвращается посмотреть, какие "
                "из них прижились. Её учебник о городских почвах начинается с главы о неудачах."
            ),
        ),
        page=True,
    ),
    _person(
        "ake-norrhamn",
        "SE",
        "nordic-timber",
        en=(
            "Åke Norrhamn",
            "Chief Engineer",
            (
                "Åke builds schools of timber north of the Arctic Circle. He is the third "
                "generation of carpenters in his family and the first with a thermal camera."
            ),
        ),
        ru=(
            "Оке Норрхамн",
            "Главный инженер",
            (
                "Строит деревянные школы за Полярным кругом. Плотник в третьем поколении и "
                "первый в семье, у кого есть тепловизор."
            ),
        ),
    ),
    _person(
        "meenakshi-thiruvel",
        "IN",
        "navsagar-trees",
        en=(
            "Meenakshi Thiruvel",
            "Chief Urban Forester",
            (
                "Meenakshi looks after three hundred thousand street trees and the quarrels they "
                "cause. She introduced a public register in which every felled tree has a name, "
                "a reason and a successor."
            ),
        ),
        ru=(
            "Минакши Тирувел",
            "Главный городской лесничий",
            (
                "Заботится о трёхстах тысячах уличных деревьев и о спорах, которые из-за них "
                "возникают. Создала открытый реестр, где у каждого срубленного дерева есть имя, "
                "причина и преемник."
            ),
        ),
    ),
    _person(
        "lukas-wedderkamp",
        "DE",
        "roof-meadow",
        en=(
            "Lukas Wedderkamp",
            "Managing Director",
            "Lukas turns flat roofs into meadows that hold back rain.",
        ),
        ru=(
            "Лукас Веддеркамп",
            "Управляющий директор",
            "Превращает плоские крыши в луга, которые задерживают дождевую воду.",
        ),
    ),
    _person(
        "taina-moreira-lins",
        "BR",
        "tropical",
        en=(
            "Tainá Moreira-Lins",
            "Senior Researcher",
            (
                "Tainá studies heat in dense neighbourhoods, with a thermometer in a shopping "
                "bag. Her maps show that a shaded bus stop changes the route people choose to "
                "walk."
            ),
        ),
        ru=(
            "Таина Морейра-Линс",
            "Старший научный сотрудник",
            (
                "Изучает жару в плотной застройке с термометром в хозяйственной сумке. Её карты "
                "показывают, что остановка в тени меняет путь, которым идут люди."
            ),
        ),
    ),
    _person(
        "seo-min-gyeong",
        "KR",
        "byeolha-green",
        en=(
            "Seo Min-gyeong",
            "Head of Division",
            (
                "Seo Min-gyeong runs the city’s green procurement: nothing is bought before it "
                "is known how it will be repaired."
            ),
        ),
        ru=(
            "Со Мин Гён",
            "Начальник отдела",
            (
                "Отвечает за «зелёные» закупки города: ничего не покупают, пока неизвестно, как "
                "это будут чинить."
            ),
        ),
    ),
    _person(
        "atieno-wakhisi",
        "KE",
        "green-roofs",
        en=(
            "Atieno Wakhisi",
            "Founder",
            (
                "Atieno began with tomatoes on the roof of her own house. Today the initiative "
                "trains women’s groups in forty neighbourhoods to grow food, collect rain and "
                "sell the surplus next door."
            ),
        ),
        ru=(
            "Атьено Вакхиси",
            "Основательница",
            (
                "Начинала с помидоров на крыше собственного дома. Сегодня инициатива учит "
                "женские группы в сорока районах выращивать овощи, собирать дождевую воду и "
                "продавать излишки соседям."
            ),
        ),
    ),
    _person(
        "vera-olkhovtseva",
        "RU",
        "good-neighbours",
        en=(
            "Vera Olkhovtseva",
            "Chair of the Board",
            (
                "Vera has been bringing neighbours together for twenty years: first with a "
                "shared sledge, then with a shared workshop, now with a shared platform. She "
                "moderates so that the quietest person in the room speaks at least once."
            ),
        ),
        ru=(
            "Вера Ольховцева",
            "Председатель правления",
            (
                "Двадцать лет знакомит соседей друг с другом: сначала через общие санки, потом "
                "через общую мастерскую, теперь через общую платформу. Ведёт дискуссии так, "
                "чтобы самый тихий человек в зале высказался хотя бы раз."
            ),
        ),
        page=True,
    ),
    _person(
        "etienne-vaucarmont",
        "FR",
        "shared-pavement",
        en=(
            "Étienne Vaucarmont",
            "Co-founder",
            (
                "Étienne’s company sells no vehicles, only agreements: who leaves what on the "
                "pavement, and where. It works with cities that have banned scooters at least "
                "once."
            ),
        ),
        ru=(
            "Этьен Вокармон",
            "Сооснователь",
            (
                "Его компания продаёт не транспорт, а договорённости: кто, что и где оставляет "
                "на тротуаре. Работает с городами, которые хотя бы раз запрещали самокаты."
            ),
        ),
    ),
    _person(
        "kim-bo-yul",
        "KR",
        "byeolha-social",
        en=(
            "Kim Bo-yul",
            "Professor of Social Design",
            (
                "Kim Bo-yul explores what people are willing to share with strangers and under "
                "what conditions. She has been running a tool library in her own stairwell since "
                "2014."
            ),
        ),
        ru=(
            "Ким Бо Юль",
            "Профессор социального проектирования",
            (
                "Исследует, чем люди готовы делиться с незнакомцами и на каких условиях. С 2014 "
                "года держит библиотеку инструментов в собственном подъезде."
            ),
        ),
    ),
    _person(
        "chiara-d-ossola",
        "IT",
        "bank-of-things",
        en=(
            "Chiara D’Ossola",
            "Coordinator",
            (
                "Chiara lends out drills, tents, prams and one accordion. The accordion is the "
                "only thing with a waiting list."
            ),
        ),
        ru=(
            "Кьяра Д’Оссола",
            "Координатор",
            (
                "Выдаёт напрокат дрели, палатки, коляски и один аккордеон. Очередь — только на "
                "аккордеон."
            ),
        ),
    ),
    _person(
        "rustam-yulberdin",
        "RU",
        "lending-shelf",
        en=(
            "Rustam Yulberdin",
            "Founder",
            (
                "Rustam places lockers with household tools in the entrance halls of apartment "
                "blocks."
            ),
        ),
        ru=(
            "Рустам Юлбердин",
            "Основатель",
            "Ставит шкафы с инструментами в подъездах многоквартирных домов.",
        ),
    ),
    _person(
        "maeve-o-hanlon",
        "CA",
        "tool-commons",
        en=(
            "Maeve O’Hanlon",
            "Executive Director",
            (
                "Maeve insures things that belong to everyone. A lawyer by training, she wrote "
                "the lending rules that seventeen neighbourhood libraries of things now use."
            ),
        ),
        ru=(
            "Мейв О’Хэнлон",
            "Исполнительный директор",
            (
                "Страхует вещи, которые принадлежат всем. Юрист по образованию, она написала "
                "правила выдачи, по которым теперь работают семнадцать районных библиотек вещей."
            ),
        ),
    ),
    _person(
        "grigory-pchyolkin",
        "RU",
        "yard-code",
        en=(
            "Grigory Pchyolkin",
            "Lead Mentor",
            (
                "Grigory teaches schoolchildren and pensioners to build services out of open "
                "city data. His own first program told him when the tram would come; it was "
                "wrong, and so he learned about schedules."
            ),
        ),
        ru=(
            "Григорий Пчёлкин",
            "Ведущий наставник",
            (
                "Учит школьников и пенсионеров делать сервисы из открытых городских данных. Его "
                "собственная первая программа сообщала, когда придёт трамвай; она ошибалась, и "
                "так он узнал, как устроены расписания."
            ),
        ),
    ),
    _person(
        "deng-keyu",
        "CN",
        "lakeside",
        en=(
            "Deng Keyu",
            "Doctoral Researcher",
            "Deng Keyu writes tools that find mistakes in open data before its users do.",
        ),
        ru=(
            "Дэн Кэюй",
            "Аспирант",
            (
                "Пишет инструменты, которые находят ошибки в открытых данных раньше, чем их "
                "заметят пользователи."
            ),
        ),
    ),
    _person(
        "devika-sathe",
        "IN",
        "open-ward",
        en=(
            "Devika Sathe",
            "Programme Lead",
            "Devika helps residents ask their ward for data and understand the answer.",
        ),
        ru=(
            "Девика Сатхе",
            "Руководитель программ",
            "Помогает жителям запрашивать у района данные и понимать ответ.",
        ),
    ),
    _person(
        "vuk-radisavac",
        "RS",
        "brodvar-code",
        en=(
            "Vuk Radisavac",
            "Lead Developer",
            (
                "Vuk maintains an open-source library for public transport timetables. Most of "
                "its corrections come from bus drivers."
            ),
        ),
        ru=(
            "Вук Радисавац",
            "Ведущий разработчик",
            (
                "Поддерживает открытую библиотеку для расписаний общественного транспорта. "
                "Большинство исправлений присылают водители автобусов."
            ),
        ),
    ),
    _person(
        "nikita-bhullar-stone",
        "CA",
        "maple-narrows",
        en=(
            "Nikita Bhullar-Stone",
            "Open Data Manager",
            (
                "Nikita publishes the city’s data and answers every letter that begins with the "
                "words “Your file is broken”."
            ),
        ),
        ru=(
            "Никита Бхуллар-Стоун",
            "Менеджер по открытым данным",
            (
                "Публикует данные города и отвечает на каждое письмо, которое начинается словами "
                "«Ваш файл не открывается»."
            ),
        ),
    ),
    _person(
        "semyon-shcheglov",
        "RU",
        "tikhoborsk-transport",
        en=(
            "Semyon Shcheglov",
            "Deputy Director",
            (
                "Semyon plans routes, timetables and, when it snows, everything again. He spent "
                "his first working year as a conductor and recommends it to every planner."
            ),
        ),
        ru=(
            "Семён Щеглов",
            "Заместитель директора",
            (
                "Планирует маршруты, расписания, а когда идёт снег — всё заново. Первый рабочий "
                "год провёл кондуктором и советует это каждому проектировщику."
            ),
        ),
    ),
    _person(
        "park-do-ha",
        "KR",
        "one-gate",
        en=(
            "Park Do-ha",
            "Chief Architect",
            (
                "Park Do-ha designed a ticketing system that eleven operators share and that no "
                "passenger has ever heard of. That, he says, is how one can tell that it works."
            ),
        ),
        ru=(
            "Пак До Ха",
            "Главный архитектор",
            (
                "Спроектировал билетную систему, которой пользуются одиннадцать перевозчиков и о "
                "которой не слышал ни один пассажир. По его словам, именно так и видно, что она "
                "работает."
            ),
        ),
    ),
    _person(
        "timur-sagdikhanov",
        "RU",
        "blue-tram",
        en=(
            "Timur Sagdikhanov",
            "Chief Executive Officer",
            (
                "Timur’s company writes software for tram depots. He dreams of a timetable that "
                "may be printed once a year and stays true."
            ),
        ),
        ru=(
            "Тимур Сагдиханов",
            "Генеральный директор",
            (
                "Его компания пишет программы для трамвайных депо. Мечтает о расписании, которое "
                "можно напечатать раз в год и которое не соврёт."
            ),
        ),
    ),
    _person(
        "celine-favrod-meyer",
        "CH",
        "oberlind-transport",
        en=(
            "Céline Favrod-Meyer",
            "Head of Timetabling",
            "Céline lets trains, boats and a funicular meet every thirty minutes.",
        ),
        ru=(
            "Селин Фавро-Мейер",
            "Руководитель отдела расписаний",
            "Устраивает так, чтобы поезда, теплоходы и фуникулёр встречались каждые полчаса.",
        ),
    ),
    _person(
        "kerem-yucesoylu",
        "TR",
        "denizkapi-ferries",
        en=(
            "Kerem Yücesoylu",
            "Director of Operations",
            (
                "Kerem manages ferries on a strait where fog comes twice a week. When it does, "
                "his team moves eighty thousand passengers to trams within forty minutes."
            ),
        ),
        ru=(
            "Керем Юджесойлу",
            "Директор по эксплуатации",
            (
                "Управляет паромами в проливе, где дважды в неделю бывает туман. В такие дни его "
                "команда за сорок минут пересаживает восемьдесят тысяч пассажиров на трамваи."
            ),
        ),
    ),
    _person(
        "takumi-isogane",
        "JP",
        "pinwheel",
        en=(
            "Takumi Isogane",
            "Head of On-Demand Services",
            "Takumi runs minibuses for villages that have become suburbs.",
        ),
        ru=(
            "Такуми Исоганэ",
            "Руководитель направления перевозок по запросу",
            "Запускает микроавтобусы в деревнях, которые стали пригородами.",
        ),
    ),
    _person(
        "luz-ibarguren",
        "US",
        "millhaven-mobility",
        en=(
            "Luz Ibarguren",
            "Assistant Professor",
            (
                "Luz studies the journeys that statistics miss: to the kindergarten, to the "
                "market and to an elderly aunt. Her diaries of a thousand passengers have "
                "changed three bus networks."
            ),
        ),
        ru=(
            "Лус Ибаргурен",
            "Доцент",
            (
                "Изучает поездки, которых не видит статистика: в детский сад, на рынок, к "
                "пожилой тёте. Её дневники тысячи пассажиров изменили три автобусные сети."
            ),
        ),
        page=True,
    ),
    _person(
        "imran-sheikhani",
        "IN",
        "navsagar-buses",
        en=(
            "Imran Sheikhani",
            "Chief Planning Officer",
            (
                "Imran is turning a bus network of seven hundred routes into one that can be "
                "drawn on a single page."
            ),
        ),
        ru=(
            "Имран Шейхани",
            "Руководитель службы планирования",
            (
                "Превращает сеть из семисот автобусных маршрутов в такую, которую можно "
                "нарисовать на одном листе."
            ),
        ),
    ),
    _person(
        "ksenia-ladozhskaya",
        "RU",
        "museum-laboratory",
        en=(
            "Ksenia Ladozhskaya",
            "Director",
            (
                "Ksenia helps museums open their storerooms to visitors, on site and online. She "
                "has digitised a collection of nine thousand buttons and remembers most of them."
            ),
        ),
        ru=(
            "Ксения Ладожская",
            "Директор",
            (
                "Помогает музеям открывать фонды для посетителей — и в залах, и в сети. "
                "Оцифровала собрание из девяти тысяч пуговиц и помнит почти каждую."
            ),
        ),
    ),
    _person(
        "tommaso-bellincanto",
        "IT",
        "digital-heritage",
        en=(
            "Tommaso Bellincanto",
            "Lecturer in Acoustic Heritage",
            (
                "Tommaso records how squares, markets and staircases sound before they are "
                "rebuilt. His archive is used by architects and, unexpectedly, by film-makers."
            ),
        ),
        ru=(
            "Томмазо Беллинканто",
            "Преподаватель акустического наследия",
            (
                "Записывает, как звучат площади, рынки и лестницы до реконструкции. Его архивом "
                "пользуются архитекторы и — неожиданно — кинематографисты."
            ),
        ),
    ),
    _person(
        "marie-claire-rousselin",
        "FR",
        "living-archives",
        en=(
            "Marie-Claire Rousselin",
            "Head of Public Programmes",
            (
                "Marie-Claire invites residents to lend family photographs to the city archive "
                "for one evening."
            ),
        ),
        ru=(
            "Мари-Клер Русселен",
            "Руководитель публичных программ",
            "Приглашает жителей одолжить городскому архиву семейные фотографии на один вечер.",
        ),
    ),
    _person(
        "xu-yating",
        "CN",
        "east-bank",
        en=(
            "Xu Yating",
            "Digital Director",
            (
                "Xu Yating unites the tickets, queues and audio guides of twenty-three museums. "
                "Her favourite metric is the time visitors spend in front of the last exhibit."
            ),
        ),
        ru=(
            "Сюй Ятин",
            "Директор по цифровым проектам",
            (
                "Объединяет билеты, очереди и аудиогиды двадцати трёх музеев. Любимый показатель "
                "— время, которое посетители проводят у последнего экспоната."
            ),
        ),
    ),
    _person(
        "elif-tasbasioglu",
        "TR",
        "denizkapi-arts",
        en=(
            "Elif Taşbaşıoğlu",
            "Senior Lecturer",
            "Elif curates concerts in ferries, tram depots and disused warehouses.",
        ),
        ru=(
            "Элиф Ташбашиоглу",
            "Старший преподаватель",
            "Устраивает концерты на паромах, в трамвайных депо и на заброшенных складах.",
        ),
    ),
    _person(
        "marina-polyantseva",
        "RU",
        "ninth-signal",
        en=(
            "Marina Polyantseva",
            "Head of Cultural Projects",
            (
                "Marina develops ticketing and navigation for theatres and libraries. She tests "
                "every interface with people over seventy first."
            ),
        ),
        ru=(
            "Марина Полянцева",
            "Руководитель культурных проектов",
            (
                "Разрабатывает билетные сервисы и навигацию для театров и библиотек. Каждый "
                "интерфейс сначала проверяет на людях старше семидесяти."
            ),
        ),
    ),
    _person(
        "linnea-bjorkstrand",
        "SE",
        "night-cities",
        en=(
            "Linnea Björkstrand",
            "Programme Manager",
            (
                "Linnea works with cities on everything that happens between dusk and dawn: "
                "light, noise, safety and the last tram. She starts her working day at four in "
                "the afternoon."
            ),
        ),
        ru=(
            "Линнея Бьёркстранд",
            "Менеджер программ",
            (
                "Вместе с городами занимается всем, что происходит от заката до рассвета: "
                "светом, шумом, безопасностью и последним трамваем. Её рабочий день начинается в "
                "четыре часа дня."
            ),
        ),
    ),
    _person(
        "rosalind-hatchwell",
        "US",
        "millhaven-night",
        en=(
            "Rosalind Hatchwell",
            "Night-Time Coordinator",
            (
                "Rosalind speaks for those who clean, bake, drive and heal while others sleep. "
                "She holds her reception hours at three in the morning in a different café each "
                "month."
            ),
        ),
        ru=(
            "Розалинд Хэтчвелл",
            "Координатор ночного города",
            (
                "Представляет тех, кто убирает, печёт хлеб, водит и лечит, пока другие спят. "
                "Приём ведёт в три часа ночи, каждый месяц в новом кафе."
            ),
        ),
    ),
    _person(
        "joao-batista-serrafina",
        "BR",
        "luz-mansa",
        en=(
            "João Batista Serrafina",
            "Lighting Designer",
            "João designs street light that is warm, low and easy to repair.",
        ),
        ru=(
            "Жуан Батиста Серрафина",
            "Дизайнер освещения",
            "Проектирует тёплый и низкий уличный свет, который легко чинить.",
        ),
    ),
    _person(
        "gabriel-theriveau",
        "CA",
        "boreal",
        en=(
            "Gabriel Thériveau",
            "Professor of Night Ecology",
            (
                "Gabriel counts moths, bats and stars above city parks. His group helped to "
                "write the first municipal plan that protects darkness as a resource."
            ),
        ),
        ru=(
            "Габриэль Териво",
            "Профессор ночной экологии",
            (
                "Считает мотыльков, летучих мышей и звёзды над городскими парками. Его группа "
                "помогла написать первый муниципальный план, который охраняет темноту как ресурс."
            ),
        ),
    ),
    _person(
        "fyodor-ilyintsev",
        "RU",
        "ninth-signal",
        en=(
            "Fyodor Ilyintsev",
            "Director of Network Development",
            (
                "Fyodor has built networks in mines, stadiums and old town centres where not a "
                "single façade may be drilled."
            ),
        ),
        ru=(
            "Фёдор Ильинцев",
            "Директор по развитию сетей",
            (
                "Строил сети в шахтах, на стадионах и в исторических центрах, где нельзя "
                "просверлить ни одного фасада."
            ),
        ),
    ),
    _person(
        "henrike-stahlberger",
        "DE",
        "lindenhafen",
        en=(
            "Henrike Stahlberger",
            "Chair of Urban Networks",
            (
                "Henrike researches what remains of a city’s connections when the power is off. "
                "She keeps a landline telephone on her desk and knows exactly how long its "
                "battery lasts."
            ),
        ),
        ru=(
            "Хенрике Штальбергер",
            "Заведующая кафедрой городских сетей",
            (
                "Исследует, что остаётся от городской связи, когда отключено электричество. На "
                "её столе стоит проводной телефон, и она точно знает, на сколько хватит его "
                "батареи."
            ),
        ),
        page=True,
    ),
    _person(
        "sanzhar-tolebayev",
        "KZ",
        "steppe-link",
        en=(
            "Sanzhar Tolebayev",
            "Chief Operating Officer",
            (
                "Sanzhar connects towns that lie two hundred kilometres apart. His crews carry "
                "spare parts for a week and seeds for the windbreak."
            ),
        ),
        ru=(
            "Санжар Толебаев",
            "Операционный директор",
            (
                "Подключает города, между которыми двести километров степи. Его бригады возят с "
                "собой запчасти на неделю и семена для лесополосы."
            ),
        ),
    ),
    _person(
        "yun-tae-rin",
        "KR",
        "open-standards",
        en=(
            "Yun Tae-rin",
            "Standards Officer",
            "Yun Tae-rin edits standards for devices that will outlive their manufacturers.",
        ),
        ru=(
            "Юн Тхэ Рин",
            "Специалист по стандартам",
            "Редактирует стандарты для устройств, которые переживут своих изготовителей.",
        ),
    ),
    _person(
        "reto-oberlinder",
        "CH",
        "oberlind-polytechnic",
        en=(
            "Reto Oberlinder",
            "Professor of Energy Systems",
            (
                "Reto calculates how valleys can share heat, cold and electricity. He moderates "
                "with a stopwatch and an apple: whoever finishes in time gets the apple."
            ),
        ),
        ru=(
            "Рето Оберлиндер",
            "Профессор энергетических систем",
            (
                "Рассчитывает, как долинам делиться теплом, холодом и электричеством. Ведёт "
                "дискуссии с секундомером и яблоком: яблоко получает тот, кто уложился в "
                "регламент."
            ),
        ),
    ),
    _person(
        "dmitry-podyachev",
        "RU",
        "quiet-grid",
        en=(
            "Dmitry Podyachev",
            "Technical Director",
            (
                "Dmitry designs substations that fit into a courtyard and can be heard no "
                "further than a refrigerator. He collects photographs of transformers with "
                "murals."
            ),
        ),
        ru=(
            "Дмитрий Подъячев",
            "Технический директор",
            (
                "Проектирует подстанции, которые помещаются во дворе и шумят не громче "
                "холодильника. Собирает фотографии трансформаторных будок с росписью."
            ),
        ),
    ),
    _person(
        "kenjiro-amagase",
        "JP",
        "asanagi-heat",
        en=(
            "Kenjiro Amagase",
            "General Manager",
            "Kenjiro warms a hospital with the waste heat of a data centre.",
        ),
        ru=(
            "Кэндзиро Амагасэ",
            "Генеральный управляющий",
            "Отапливает больницу теплом дата-центра.",
        ),
    ),
    _person(
        "alvaro-cienfuegos-lara",
        "ES",
        "solaria",
        en=(
            "Álvaro Cienfuegos Lara",
            "President of the Cooperative",
            (
                "Álvaro persuaded the residents of two hundred houses to share one account for "
                "sunshine. The cooperative pays its dividends in kilowatt-hours."
            ),
        ),
        ru=(
            "Альваро Сьенфуэгос Лара",
            "Председатель кооператива",
            (
                "Убедил жителей двухсот домов завести один счёт на солнечный свет. Дивиденды "
                "кооператив выплачивает киловатт-часами."
            ),
        ),
    ),
    _person(
        "mariam-al-rashdani",
        "AE",
        "desert-energy",
        en=(
            "Mariam Al Rashdani",
            "Head of Efficiency Programmes",
            (
                "Mariam saves energy where cooling is a matter of life. Her programme pays for "
                "shade first and for machines second."
            ),
        ),
        ru=(
            "Мариям Аль-Рашдани",
            "Руководитель программ энергоэффективности",
            (
                "Экономит энергию там, где прохлада — вопрос жизни. Её программа сначала "
                "оплачивает тень и только потом — технику."
            ),
        ),
    ),
    _person(
        "yerlan-zhumagazin",
        "KZ",
        "heat-directorate",
        en=(
            "Yerlan Zhumagazin",
            "Chief Dispatcher",
            "Yerlan answers for warm radiators at forty degrees below zero.",
        ),
        ru=(
            "Ерлан Жумагазин",
            "Главный диспетчер",
            "Отвечает за то, чтобы батареи были тёплыми при сорока градусах мороза.",
        ),
    ),
    _person(
        "theodore-wexcombe",
        "US",
        "prairie-energy",
        en=(
            "Theodore Wexcombe",
            "Research Director",
            (
                "Theodore compares the energy plans of sixty towns with what became of them. He "
                "reads the appendices first."
            ),
        ),
        ru=(
            "Теодор Уэкскомб",
            "Научный директор",
            (
                "Сравнивает энергетические планы шестидесяти городов с тем, что из них вышло. "
                "Начинает чтение с приложений."
            ),
        ),
    ),
    _person(
        "ginevra-montecalvi",
        "IT",
        "roccalume-guests",
        en=(
            "Ginevra Montecalvi",
            "Director",
            (
                "Ginevra is responsible for tourism in a town where guests outnumber residents "
                "from May to September. She measures success by the number of bakeries that are "
                "still open in November."
            ),
        ),
        ru=(
            "Джиневра Монтекальви",
            "Директор",
            (
                "Отвечает за туризм в городе, где с мая по сентябрь гостей больше, чем жителей. "
                "Успех измеряет числом пекарен, которые не закрылись в ноябре."
            ),
        ),
    ),
    _person(
        "wulandari",
        "ID",
        "teluk-melati",
        en=(
            "Wulandari",
            "Head of Community Tourism",
            (
                "Wulandari helps fishing villages to receive guests without ceasing to fish. She "
                "has only one name and has explained it patiently to every online form."
            ),
        ),
        ru=(
            "Вуландари",
            "Руководитель программы общинного туризма",
            (
                "Помогает рыбацким деревням принимать гостей и не бросать рыбалку. У неё только "
                "одно имя, и она терпеливо объясняет это каждой электронной анкете."
            ),
        ),
    ),
    _person(
        "nazli-gumushan",
        "TR",
        "compass",
        en=(
            "Nazlı Gümüşhan",
            "Founder",
            "Nazlı sells journeys that begin with a missed ferry and a long breakfast.",
        ),
        ru=(
            "Назлы Гюмюшхан",
            "Основательница",
            "Продаёт путешествия, которые начинаются с пропущенного парома и долгого завтрака.",
        ),
    ),
    _person(
        "lev-yartsevsky",
        "RU",
        "walkers-guild",
        en=(
            "Lev Yartsevsky",
            "Master of the Guild",
            (
                "Lev leads walks through districts that no guidebook mentions. Every route is "
                "drawn together with the people who live along it, and tested with a pram."
            ),
        ),
        ru=(
            "Лев Ярцевский",
            "Старшина гильдии",
            (
                "Водит прогулки по районам, которых нет в путеводителях. Каждый маршрут "
                "составляет вместе с теми, кто на нём живёт, и проверяет с детской коляской."
            ),
        ),
    ),
    _person(
        "montserrat-vilardosa",
        "ES",
        "puerto-lindero-guests",
        en=(
            "Montserrat Vilardosa",
            "Head of Data",
            "Montserrat forecasts crowds the way others forecast rain.",
        ),
        ru=(
            "Монсеррат Вилардоса",
            "Руководитель отдела данных",
            "Предсказывает толпы так, как другие предсказывают дождь.",
        ),
    ),
    _person(
        "darya-erendzhenova",
        "RU",
        "tikhoborsk-visitors",
        en=(
            "Darya Erendzhenova",
            "Director",
            (
                "Darya turned the visitor centre into a place where residents, too, ask for the "
                "way. It lends umbrellas, children’s books and local grandmothers’ recipes."
            ),
        ),
        ru=(
            "Дарья Эрендженова",
            "Директор",
            (
                "Сделала из туристического центра место, где дорогу спрашивают и сами горожане. "
                "Здесь выдают зонты, детские книги и рецепты местных бабушек."
            ),
        ),
    ),
    _person(
        "flurina-cadruvi",
        "CH",
        "urban-indicators",
        en=(
            "Flurina Cadruvi",
            "Head of Methodology",
            (
                "Flurina turns definitions into numbers and, when necessary, numbers back into "
                "definitions. She has trained statisticians from thirty cities and always begins "
                "with the question of who will read the table."
            ),
        ),
        ru=(
            "Флурина Кадруви",
            "Руководитель отдела методологии",
            (
                "Превращает определения в числа, а когда нужно — числа обратно в определения. "
                "Обучила статистиков из тридцати городов и всегда начинает с вопроса, кто будет "
                "читать таблицу."
            ),
        ),
    ),
    _person(
        "yulia-myatlina",
        "RU",
        "urban-data",
        en=(
            "Yulia Myatlina",
            "Head of the Indicators Laboratory",
            "Yulia checks whether two cities mean the same thing by the word “tree”.",
        ),
        ru=(
            "Юлия Мятлина",
            "Заведующая лабораторией показателей",
            "Проверяет, одно ли и то же два города понимают под словом «дерево».",
        ),
    ),
    _person(
        "ananya-kulthe",
        "IN",
        "monsoon",
        en=(
            "Ananya Kulthe",
            "Associate Professor",
            (
                "Ananya teaches planners to count with few resources: with volunteers, phones "
                "and one honest spreadsheet."
            ),
        ),
        ru=(
            "Ананья Култхе",
            "Доцент",
            (
                "Учит градостроителей считать малыми силами: с волонтёрами, телефонами и одной "
                "честной таблицей."
            ),
        ),
    ),
    _person(
        "bastien-l-hermitier",
        "FR",
        "river-cities",
        en=(
            "Bastien L’Hermitier",
            "Water Policy Adviser",
            "Bastien compares the health of thirty-four urban rivers every spring.",
        ),
        ru=(
            "Бастьен Л’Эрмитье",
            "Советник по водной политике",
            "Каждую весну сравнивает здоровье тридцати четырёх городских рек.",
        ),
    ),
    _person(
        "dinara-mukataeva",
        "KZ",
        "steppe-cities",
        en=(
            "Dinara Mukataeva",
            "Research Fellow",
            (
                "Dinara measures the quality of air in cities where the wind is the main road "
                "sweeper. She built her first sensor out of a lunch box."
            ),
        ),
        ru=(
            "Динара Мукатаева",
            "Научный сотрудник",
            (
                "Измеряет качество воздуха в городах, где главный дворник — ветер. Свой первый "
                "датчик собрала из коробки для завтрака."
            ),
        ),
    ),
    _person(
        "elizaveta-ozerova-grin",
        "RU",
        "staroluchinsk-planning",
        en=(
            "Elizaveta Ozerova-Grin",
            "Chief Planner",
            (
                "Elizaveta draws master plans in pencil and publishes them in a form that can be "
                "commented on, line by line. In eight years her office has answered forty "
                "thousand comments."
            ),
        ),
        ru=(
            "Елизавета Озерова-Гринь",
            "Главный градостроитель",
            (
                "Чертит генеральные планы карандашом, а публикует так, чтобы каждую линию можно "
                "было обсудить. За восемь лет её бюро ответило на сорок тысяч замечаний."
            ),
        ),
    ),
    _person(
        "inigo-arrizabal",
        "ES",
        "atlantic",
        en=(
            "Íñigo Arrizabal",
            "Professor of Urbanism",
            (
                "Íñigo designs staircases, benches and other places where people stop. He "
                "maintains that a city’s distances should be measured in conversations."
            ),
        ),
        ru=(
            "Иньиго Аррисабаль",
            "Профессор градостроительства",
            (
                "Проектирует лестницы, скамейки и другие места, где люди останавливаются. "
                "Утверждает, что расстояния в городе надо измерять в разговорах."
            ),
        ),
    ),
    _person(
        "sayuri-hinokawa",
        "JP",
        "old-streets",
        en=(
            "Sayuri Hinokawa",
            "Secretary of the Forum",
            (
                "Sayuri keeps the minutes of a neighbourhood that has met every month for thirty "
                "years."
            ),
        ),
        ru=(
            "Саюри Хинокава",
            "Секретарь форума",
            "Ведёт протоколы района, жители которого собираются каждый месяц уже тридцать лет.",
        ),
    ),
    _person(
        "fatma-seyhan-kruger",
        "DE",
        "lindenhafen-districts",
        en=(
            "Fatma Seyhan-Krüger",
            "Head of Office",
            "Fatma coordinates twenty-eight neighbourhood offices, each with a kitchen.",
        ),
        ru=(
            "Фатма Сейхан-Крюгер",
            "Руководитель управления",
            "Координирует работу двадцати восьми районных бюро, и в каждом есть кухня.",
        ),
    ),
    _person(
        "pavel-krutogorov",
        "RU",
        "good-neighbours",
        en=(
            "Pavel Krutogorov",
            "Community Architect",
            (
                "Pavel designs courtyards together with their residents, from the first sketch "
                "to the last shrub. He comes back after a year with a thermos and a list of "
                "questions."
            ),
        ),
        ru=(
            "Павел Крутогоров",
            "Архитектор-медиатор",
            (
                "Проектирует дворы вместе с жителями, от первого эскиза до последнего куста. "
                "Через год возвращается с термосом и списком вопросов."
            ),
        ),
    ),
    _person(
        "aminata-sowe-laurent",
        "FR",
        "saint-aurele",
        en=(
            "Aminata Sowé-Laurent",
            "Lecturer",
            "Aminata studies playgrounds as the smallest unit of urban democracy.",
        ),
        ru=(
            "Амината Сове-Лоран",
            "Преподаватель",
            "Изучает детские площадки как наименьшую единицу городской демократии.",
        ),
    ),
    _person(
        "jelena-visnjaric",
        "RS",
        "brodvar-planning",
        en=(
            "Jelena Višnjarić",
            "Deputy Secretary",
            "Jelena is bringing ground-floor shops back to streets that were built for cars.",
        ),
        ru=(
            "Елена Вишнярич",
            "Заместитель секретаря",
            "Возвращает магазины на первые этажи улиц, построенных для автомобилей.",
        ),
    ),
    _person(
        "natalya-verkholyotova",
        "RU",
        "urban-data",
        en=(
            "Natalya Verkholyotova",
            "Head of the Laboratory of Algorithmic Accountability",
            (
                "Natalya asks algorithms the questions that a citizen would ask an official. Her "
                "laboratory audits automatic decisions for cities and publishes both the "
                "findings and the method."
            ),
        ),
        ru=(
            "Наталья Верхолётова",
            "Заведующая лабораторией подотчётности алгоритмов",
            (
                "Задаёт алгоритмам вопросы, которые житель задал бы чиновнику. Её лаборатория "
                "проверяет автоматические решения для городов и публикует и выводы, и методику."
            ),
        ),
        page=True,
    ),
    _person(
        "marcus-ellerton",
        "US",
        "third-floor",
        en=(
            "Marcus Ellerton",
            "Head of Safety",
            (
                "Marcus decides when a delivery robot has to wait. He trained as a school "
                "crossing guard before writing the first rule."
            ),
        ),
        ru=(
            "Маркус Эллертон",
            "Руководитель отдела безопасности",
            (
                "Решает, когда робот-доставщик обязан уступить дорогу. Прежде чем написать "
                "первое правило, отработал регулировщиком у школьного перехода."
            ),
        ),
    ),
    _person(
        "gao-beining",
        "CN",
        "riverside",
        en=(
            "Gao Beining",
            "Deputy Head of Automation",
            (
                "Gao Beining automates what is repeated a thousand times a day and leaves the "
                "rest to people."
            ),
        ),
        ru=(
            "Гао Бэйнин",
            "Заместитель руководителя отдела автоматизации",
            "Автоматизирует то, что повторяется тысячу раз в день, а остальное оставляет людям.",
        ),
    ),
    _person(
        "ruggero-spinadoro",
        "IT",
        "orologio",
        en=(
            "Ruggero Spinadoro",
            "Founder",
            (
                "Ruggero’s company repairs church clocks and programs traffic lights; he sees no "
                "great difference."
            ),
        ),
        ru=(
            "Руджеро Спинадоро",
            "Основатель",
            (
                "Его компания чинит башенные часы и программирует светофоры; большой разницы он "
                "не видит."
            ),
        ),
    ),
    _person(
        "jurgen-oltmannsen",
        "DE",
        "open-standards",
        en=(
            "Jürgen Oltmannsen",
            "Deputy Secretary",
            (
                "Jürgen negotiates documents that make it possible to change a supplier without "
                "changing a city."
            ),
        ),
        ru=(
            "Юрген Ольтманнсен",
            "Заместитель секретаря",
            (
                "Ведёт переговоры о документах, которые позволяют сменить поставщика, не меняя "
                "города."
            ),
        ),
    ),
    _person(
        "igor-tikhomolov",
        "RU",
        "staroluchinsk-digital",
        en=(
            "Igor Tikhomolov",
            "Head of Office",
            (
                "Igor’s office connects the city’s registers and answers for every day on which "
                "one of them is not available. He reads complaints aloud at the Monday meeting."
            ),
        ),
        ru=(
            "Игорь Тихомолов",
            "Начальник управления",
            (
                "Его управление связывает городские реестры и отвечает за каждый день, когда "
                "один из них недоступен. По понедельникам читает жалобы вслух на планёрке."
            ),
        ),
    ),
)
