"""The sample's content pages and announcements: facts, and the notice that the rest is invented."""

from __future__ import annotations

from datetime import date

from forum.sample.making import both, guid, moscow
from forum.values import Announcement, Page

PAGES = (
    Page(
        guid=guid("page", "about"),
        slug="about",
        title=both("About the forum", "О форуме"),
        body=both(
            """\
Smart Cities Moscow was held for the first time on 25 and 26 May 2021, online. It was organised \
by the Government of Moscow. Over two days, 86 speakers from 20 countries took part in 15 \
sessions: representatives of national and city governments, international organisations, \
universities and technology companies.

## Three tracks

1. Smart City Infrastructure and Technologies
2. Smart City for Life
3. Sustainable Development of a Smart City

The forum spoke about digital services, transport and logistics, culture, communications, \
ecology, energy, automation, urban planning and tourism. Green technologies and sharing culture \
had sessions of their own.

## In figures

- more than 193,000 viewers
- 86 speakers
- 20 countries
- 15 sessions

## Two certificates

At the forum the World Council on City Data (WCCD) handed Moscow two certificates: ISO 37120, \
for sustainable cities, and ISO 37122, for smart cities. Moscow was among the first ten cities \
in the world certified to ISO 37122. The next aim is ISO 37123, the standard for resilient \
cities.

## What comes next

The forum is meant to be held every year.

## What is invented here

The facts on this page are real. The speakers, their organisations and the programme on this \
site are not: they are a sample that shows how the site works. The film behind every broadcast \
and recording is “Big Buck Bunny” by the Blender Foundation, licensed under Creative Commons \
Attribution 3.0.
""",
            """\
Форум Smart Cities Moscow впервые прошёл 25 и 26\u00a0мая 2021\u00a0года в онлайн-формате. Его \
организовало Правительство Москвы. За два дня в 15\u00a0сессиях приняли участие 86\u00a0спикеров \
из 20\u00a0стран: представители правительств и городских властей, международных организаций, \
университетов и технологических компаний.

## Три направления

1. Инфраструктура и технологии умного города
2. Умный город для жизни
3. Устойчивое развитие умного города

На форуме говорили о цифровых услугах, транспорте и логистике, культуре, связи, экологии, \
энергетике, автоматизации, градостроительстве и туризме. Отдельные сессии были посвящены зелёным \
технологиям и культуре совместного пользования.

## В цифрах

- более 193\u00a0000\u00a0зрителей
- 86\u00a0спикеров
- 20\u00a0стран
- 15\u00a0сессий

## Два сертификата

На форуме Всемирный совет по городским данным (WCCD) вручил Москве два сертификата: \
ISO\u00a037120 для устойчивых городов и ISO\u00a037122 для умных городов. Москва вошла в первую \
десятку городов мира, сертифицированных по ISO\u00a037122. Следующая цель — ISO\u00a037123, \
стандарт для жизнестойких городов.

## Что дальше

Форум планируют проводить ежегодно.

## Что здесь вымышлено

Факты на этой странице настоящие. Спикеры, их организации и программа на этом сайте — нет: это \
образец, который показывает, как работает сайт. Во всех трансляциях и записях показан фильм «Big \
Buck Bunny» фонда Blender, лицензия Creative Commons Attribution 3.0.
""",
        ),
        position=1,
        in_menu=True,
    ),
    Page(
        guid=guid("page", "my-district"),
        slug="my-district",
        title=both("My District", "Мой район"),
        body=both(
            """\
My District is a programme of the city of Moscow. Its idea is that good schools, parks, clinics \
and streets should be within reach of every home, whatever the distance to the centre: each \
district is looked at as a whole and improved together with those who live in it.

## What it covers

- **Streets and courtyards**: pavements, lighting, crossings, playgrounds and places to sit.
- **Parks and squares**: old ones are restored, new ones are laid out close to home.
- **Education and health**: kindergartens, schools and clinics are repaired and built.
- **Transport**: new stations, more convenient routes and clear ways to reach them.
- **Culture and sport**: libraries, cultural centres and sports grounds become places where \
neighbours meet.

## Residents decide, too

Districts differ, and so do their needs. Residents take part in discussions and electronic \
votes, suggest what is missing and see what has been done. Digital services help: a notice about \
a broken lamp or swing reaches the service that is responsible for it.

## Why it belongs to a smart city

Technology is a means here, not an end. Data show where a school is full or a bus stop is too \
far away; people say what matters to them; the city answers by building. That is the subject of \
the forum’s second track, Smart City for Life.
""",
            """\
«Мой район» — программа города Москвы. Её идея в том, что хорошие школы, парки, поликлиники и \
улицы должны быть рядом с каждым домом, как бы далеко от центра он ни стоял: каждый район \
рассматривают целиком и благоустраивают вместе с теми, кто в нём живёт.

## Что в неё входит

- **Улицы и дворы**: тротуары, освещение, переходы, детские площадки и места для отдыха.
- **Парки и скверы**: старые обновляют, новые разбивают рядом с домом.
- **Образование и здравоохранение**: детские сады, школы и поликлиники ремонтируют и строят.
- **Транспорт**: новые станции, удобные маршруты и понятная дорога к ним.
- **Культура и спорт**: библиотеки, культурные центры и спортивные площадки становятся местом \
встречи соседей.

## Решают и жители

Районы не похожи друг на друга, и нужно им разное. Жители участвуют в обсуждениях и электронных \
голосованиях, предлагают, чего не хватает, и видят, что сделано. Помогают цифровые сервисы: \
сообщение о неработающем фонаре или сломанных качелях попадает в ту службу, которая за них \
отвечает.

## При чём здесь умный город

Технология здесь средство, а не цель. Данные показывают, где переполнена школа или слишком \
далеко остановка; люди говорят, что для них важно; город отвечает делом. Этому посвящено второе \
направление форума — «Умный город для жизни».
""",
        ),
        position=2,
        in_menu=True,
    ),
)

ANNOUNCEMENTS = (
    Announcement(
        guid=guid("announcement", "invented"),
        title=both(
            "The people and sessions shown here are invented",
            "Люди и сессии на этом сайте вымышлены",
        ),
        body=both(
            (
                "This is a sample that shows how the site works. The forum, its dates, tracks "
                "and figures are real; the speakers, their organisations, the programme and the "
                "contact addresses are not. Any resemblance to real people is accidental."
            ),
            (
                "Это образец, который показывает, как работает сайт. Форум, его даты, "
                "направления и цифры настоящие; спикеры, их организации, программа и контактные "
                "адреса — вымышлены. Любое сходство с реальными людьми случайно."
            ),
        ),
        starts_at=moscow(date(2021, 5, 1), "00:00"),
        urgent=True,
    ),
    Announcement(
        guid=guid("announcement", "iso-37120"),
        title=both(
            "Moscow certified to ISO 37120",
            "Москва прошла сертификацию по ISO\u00a037120",
        ),
        body=both(
            (
                "A week before the forum it was announced that Moscow had been certified to ISO "
                "37120, the international standard for sustainable cities. 68 indicators were "
                "assessed. The certificate opens the way to the standards for smart and for "
                "resilient cities."
            ),
            (
                "За неделю до форума объявлено, что Москва прошла сертификацию по международному "
                "стандарту устойчивых городов ISO\u00a037120. Оценивались 68\u00a0показателей. "
                "Сертификат открывает путь к стандартам умных и жизнестойких городов."
            ),
        ),
        starts_at=moscow(date(2021, 5, 18), "12:00"),
    ),
    Announcement(
        guid=guid("announcement", "two-certificates"),
        title=both(
            "Two international certificates for Moscow",
            "Два международных сертификата для Москвы",
        ),
        body=both(
            (
                "At the forum the World Council on City Data handed Moscow the certificates of "
                "compliance with ISO 37120 and ISO 37122. According to the council, it was the "
                "first time that a city received both at once. 80 indicators were assessed."
            ),
            (
                "На форуме Всемирный совет по городским данным вручил Москве сертификаты "
                "соответствия стандартам ISO\u00a037120 и ISO\u00a037122. По данным совета, один "
                "город впервые получил оба сертификата сразу. Оценивались 80\u00a0показателей."
            ),
        ),
        starts_at=moscow(date(2021, 5, 26), "18:00"),
    ),
    Announcement(
        guid=guid("announcement", "viewers"),
        title=both(
            "More than 193,000 viewers",
            "Более 193\u00a0000\u00a0зрителей",
        ),
        body=both(
            (
                "More than 193,000 viewers from around the world followed the two days of Smart "
                "Cities Moscow. The forum brought together 86 speakers from 20 countries in 15 "
                "sessions."
            ),
            (
                "За двумя днями Smart Cities Moscow следили более 193\u00a0000\u00a0зрителей по "
                "всему миру. Форум объединил 86\u00a0спикеров из 20\u00a0стран в 15\u00a0сессиях."
            ),
        ),
        starts_at=moscow(date(2021, 5, 28), "12:00"),
    ),
)
