"""The facts of the forum of 25 and 26 May 2021: the part of the sample that is not invented."""

from __future__ import annotations

from datetime import date

from forum.sample.making import ZONE, both, guid
from forum.values import Edition, Partner

EDITION = Edition(
    guid=guid("edition", "2021"),
    slug="2021",
    acronym="scm2021",
    name=both("Smart Cities Moscow", "Smart Cities Moscow"),
    tagline=both(
        "First international online forum on smart cities",
        "Первый международный онлайн-форум об умных городах",
    ),
    description=both(
        (
            "Over two days experts from 20 countries discussed digital services, transport, "
            "culture, ecology, energy, tourism and urban planning. All sessions were "
            "broadcast online, in three business tracks: infrastructure and technologies, "
            "the city for life, and sustainable development."
        ),
        (
            "Два дня эксперты из 20\u00a0стран обсуждали цифровые услуги, транспорт, "
            "культуру, экологию, энергетику, туризм и градостроительство. Все сессии "
            "транслировались онлайн по трём деловым направлениям: инфраструктура и "
            "технологии, город для жизни, устойчивое развитие."
        ),
    ),
    first_date=date(2021, 5, 25),
    last_date=date(2021, 5, 26),
    time_zone=ZONE.key,
    languages=("ru", "en"),
    is_current=True,
    organiser=both("Government of Moscow", "Правительство Москвы"),
    register_url="https://example.org/scm2021/register",
    contact_url="https://example.org/scm2021/contact",
    contact_email="forum@example.org",
    viewers=193_000,
)

PARTNERS = (
    Partner(
        guid=guid("partner", "askanews"),
        name=both("askanews", "askanews"),
        kind="media",
        position=1,
    ),
)
