"""forum/sample: a forum that looks real, is whole, and can be loaded again and again."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from forum.formats import document
from forum.models import Edition, Release
from forum.rules import problems
from forum.sample import sample
from forum.values import History
from multilingual.text import Text
from sessions.clashes import person_clashes, stage_clashes
from sessions.values import KINDS, ROLES
from sessions.youtube import NotAVideoLink, moment, read_link
from speakers.values import ORGANISATION_KINDS

LANGUAGES = ("en", "ru")
SAMPLE = sample()


def values_in(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every text and plain value within dataclasses and tuples, with its place."""
    if isinstance(value, Text) or not (dataclasses.is_dataclass(value) or isinstance(value, tuple)):
        yield place, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from values_in(item, f"{place}[{getattr(item, 'slug', number)}]")
    else:
        for field in dataclasses.fields(value):
            yield from values_in(getattr(value, field.name), f"{place}.{field.name}")


TEXTS = [(place, value) for place, value in values_in(SAMPLE) if isinstance(value, Text) and value]


def words_in(language: str) -> list[tuple[str, str]]:
    return [(place, text.get(language)) for place, text in TEXTS]


# The numbers


def test_the_numbers_are_those_of_the_forum():
    counted = {
        "sessions": len(SAMPLE.sessions),
        "speakers": len(SAMPLE.speakers),
        "countries": len(SAMPLE.countries),
        "tracks": len(SAMPLE.tracks),
        "days": {day: len(sessions) for day, sessions in SAMPLE.sessions_by_day.items()},
        "untimed": SAMPLE.untimed,
        "viewers": SAMPLE.edition.viewers,
    }

    assert counted == {
        "sessions": 15,
        "speakers": 86,
        "countries": 20,
        "tracks": 3,
        "days": {date(2021, 5, 25): 8, date(2021, 5, 26): 7},
        "untimed": (),
        "viewers": 193_000,
    }


def test_opening_and_closing_stand_outside_the_tracks():
    outside = [session.slug for session in SAMPLE.sessions_in_order if not session.track]

    assert outside == ["opening", "closing"]
    assert {track.slug: len(SAMPLE.sessions_by_track[track.guid]) for track in SAMPLE.tracks} == {
        "infrastructure": 5,
        "life": 4,
        "sustainability": 4,
    }


def test_speakers_come_from_all_kinds_of_organisations():
    assert {speaker.organisation_kind for speaker in SAMPLE.speakers} == set(ORGANISATION_KINDS)


def test_most_speakers_come_from_russia_and_none_has_an_invented_face():
    [(most, _)] = Counter(speaker.country for speaker in SAMPLE.speakers).most_common(1)

    assert most == "RU"
    assert {speaker.photo for speaker in SAMPLE.speakers} == {None}


def test_the_tracks_have_the_colours_of_the_metro_map():
    assert [(track.number, track.colour) for track in SAMPLE.tracks] == [
        (1, "#1456b8"),
        (2, "#a8500c"),
        (3, "#157347"),
    ]


# Words


def test_every_text_has_words_in_both_languages():
    assert [(place, text) for place, text in TEXTS if text.missing(LANGUAGES)] == []


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("tracks", ("name", "description")),
        ("topics", ("name",)),
        ("stages", ("name", "description")),
        ("speakers", ("name", "position", "organisation", "biography")),
        ("sessions", ("title", "abstract")),
        ("pages", ("title", "body")),
        ("partners", ("name",)),
        ("announcements", ("title", "body")),
    ],
)
def test_nothing_is_without_the_words_that_a_visitor_looks_for(kind, fields):
    empty = [
        (item.guid, field)
        for item in getattr(SAMPLE, kind)
        for field in fields
        if not getattr(item, field)
    ]

    assert empty == []


def test_russian_words_are_russian_unless_they_are_a_latin_name():
    untranslated = {
        text.get("ru") for _, text in TEXTS if not re.search("[а-яё]", text.get("ru"), re.I)
    }

    assert untranslated == {
        "Banyan Spatial",
        "Brodvar Code Works",
        "Cooperativa Tejados al Sol",
        "Dachwiese Systeme",
        "Asanagi Heat and Power",
        "Jade Map",
        "Kazaguruma Mobility",
        "Long Lake Civic Systems",
        "Luz Mansa",
        "Norrhamn Timber Works",
        "One Gate Mobility",
        "Orologio Automazioni",
        "Smart Cities Moscow",
        "Steppe Link",
        "Third Floor Robotics",
        "askanews",
    }


def test_english_words_hold_no_cyrillic_letter():
    assert [place for place, words in words_in("en") if re.search("[а-яё]", words, re.I)] == []


@pytest.mark.parametrize(
    ("language", "foreign"),
    [
        # Straight marks, the other language's marks, three dots, a hyphen or two for a dash.
        ("en", r"[\"'«»„]|\.\.\.| - |--"),
        ("ru", r"[\"'“”„]|\.\.\.| - |--"),
    ],
)
def test_quotes_and_dashes_are_those_of_the_language(language, foreign):
    wrong = [
        (place, found.group())
        for place, words in words_in(language)
        if (found := re.search(foreign, words))
    ]

    assert wrong == []


def test_a_russian_line_never_begins_with_a_dash():
    assert [place for place, words in words_in("ru") if re.search("[^\u00a0]—", words)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_least_forty_biographies_are_more_than_a_sentence(language):
    longer = [
        speaker.slug
        for speaker in SAMPLE.speakers
        if len(re.findall(r"[.!?…]”?»?(?:\s|$)", speaker.biography.get(language))) >= 2
    ]

    assert len(longer) >= 40


def test_no_two_speakers_share_a_name_or_a_biography():
    for language in LANGUAGES:
        for field in ("name", "biography"):
            words = [getattr(speaker, field).get(language) for speaker in SAMPLE.speakers]
            assert len(set(words)) == 86


# Wholeness


def test_the_sample_may_be_published():
    assert problems(SAMPLE) == []


def test_identities_are_unique_and_never_change():
    guids = [item.guid for _, item in SAMPLE] + [speaker.person for speaker in SAMPLE.speakers]

    assert len(set(guids)) == len(guids)
    assert SAMPLE.at_slug("sessions", "opening").guid == "cc35b2c6-43ab-5873-b06f-2401ac5b0466"


def test_addresses_are_small_letters_digits_and_hyphens():
    slugs = [item.slug for _, item in SAMPLE if hasattr(item, "slug")]

    assert [slug for slug in slugs if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_every_topic_and_every_stage_is_used():
    used = {topic for session in SAMPLE.sessions for topic in session.topics}

    assert used == {topic.guid for topic in SAMPLE.topics}
    assert {session.stage for session in SAMPLE.sessions} == {s.guid for s in SAMPLE.stages}


def test_kinds_are_of_all_sorts():
    assert {session.kind for session in SAMPLE.sessions} == set(KINDS) - {"break", "other"}


# People in sessions


def test_every_speaker_appears():
    assert {appearance.speaker for appearance in SAMPLE.appearances} == {
        speaker.guid for speaker in SAMPLE.speakers
    }


def test_every_session_has_one_moderator_and_several_others():
    roles = {
        session.slug: Counter(a.role for a in SAMPLE.appearances_by_session[session.guid])
        for session in SAMPLE.sessions
    }

    assert {slug for slug, counted in roles.items() if counted["moderator"] != 1} == set()
    assert min(counted.total() for counted in roles.values()) >= 4
    assert set().union(*roles.values()) == set(ROLES)


def test_nobody_is_in_two_places_at_once():
    def people_of(session):
        return [a.speaker for a in SAMPLE.appearances_by_session[session.guid]]

    assert person_clashes(SAMPLE.sessions, people_of) == []


def test_no_two_sessions_overlap_on_a_stage():
    assert stage_clashes(SAMPLE.sessions) == []


# Broadcasts and addresses


def test_every_session_has_a_broadcast_that_began_before_it():
    moments = {
        session.slug: [moment(session.starts_at, s.starts_at) for s in SAMPLE.streams_of(session)]
        for session in SAMPLE.sessions
    }

    assert {slug for slug, seconds in moments.items() if not seconds or 0 in seconds} == set()
    assert moments["after-dark"] == [120]
    assert moments["opening"] == [450, 450, 450]


def test_all_but_one_recording_may_be_watched_from_their_own_moment():
    recordings = [session.recording for session in SAMPLE.sessions]
    kept = [recording for recording in recordings if not recording.opted_out]

    assert len(kept) == 14
    assert {recording.licence for recording in kept} == {"CC BY 3.0"}
    assert len({read_link(recording.url).start_seconds for recording in kept}) == 14
    assert max(read_link(recording.url).start_seconds for recording in kept) < 600


def test_addresses_lead_to_reserved_domains_or_to_the_free_video_only():
    plain = [value for _, value in values_in(SAMPLE) if isinstance(value, str)]
    worded = [words for language in LANGUAGES for _, words in words_in(language)]
    addresses = [
        address for value in plain + worded for address in re.findall(r"\w+://[^\s)]+", value)
    ]

    def is_harmless(address: str) -> bool:
        if address.startswith("https://example.org/"):
            return True
        try:
            return read_link(address).video_id == "aqz-KE-bpKQ"
        except NotAVideoLink:
            return False

    assert len(addresses) > 14
    assert [address for address in addresses if not is_harmless(address)] == []
    assert {stream.video for stream in SAMPLE.streams} == {"aqz-KE-bpKQ"}
    assert SAMPLE.edition.contact_email.endswith("@example.org")


# What is invented says so


def test_an_urgent_announcement_without_end_says_that_people_are_invented():
    [urgent] = [item for item in SAMPLE.announcements if item.urgent]
    first_day = SAMPLE.days[0]

    assert urgent.ends_at is None
    assert urgent.starts_at < first_day.starts_at - timedelta(days=14)
    assert "invented" in urgent.title.get("en")
    assert "вымышлены" in urgent.title.get("ru")


# Loading it


def loaded(**options: Any) -> str:
    """Call `manage.py sample` and return what it printed."""
    out = StringIO()
    call_command("sample", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_loading_publishes_exactly_the_sample():
    loaded()

    release = Release.objects.get()
    published = document.read(release.document)
    assert published.replace(history=History()) == SAMPLE
    assert (release.number, release.note) == (1, "Sample")


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    loaded()
    before = Release.objects.get()

    told = loaded()

    after = Release.objects.get()
    assert (after.number, after.sha256) == (before.number, before.sha256)
    assert told.splitlines()[-1] == "Nothing to publish: the public sees it already."


@pytest.mark.django_db
def test_loading_again_restores_what_was_edited():
    loaded()
    edition = Edition.objects.get()
    edition.sessions.get(slug="opening").delete()

    loaded()

    assert edition.sessions.count() == 15


@pytest.mark.django_db
def test_loading_again_finds_the_sample_at_another_address():
    loaded()
    Edition.objects.update(slug="sample")

    loaded()

    assert [edition.slug for edition in Edition.objects.all()] == ["sample"]


@pytest.mark.django_db
def test_once_leaves_a_site_with_an_edition_alone():
    Edition.objects.create(
        slug="2020",
        name=Text({"en": "Another forum"}),
        first_date=date(2020, 5, 25),
        last_date=date(2020, 5, 26),
    )

    told = loaded(once=True)

    assert [edition.slug for edition in Edition.objects.all()] == ["2020"]
    assert told == "There is an edition already: the sample was not loaded.\n"


@pytest.mark.django_db
def test_the_sample_does_not_push_another_edition_from_the_home_page():
    loaded()
    Edition.objects.update(is_current=False)
    Edition.objects.create(
        slug="2022",
        name=Text({"en": "The real one"}),
        first_date=date(2022, 5, 25),
        last_date=date(2022, 5, 26),
        is_current=True,
    )

    loaded()

    assert [edition.slug for edition in Edition.objects.current()] == ["2022"]
    assert [release.number for release in Release.objects.order_by("number")] == [1, 2]


@pytest.mark.django_db
def test_the_sample_is_never_loaded_into_an_edition_of_somebody_elses():
    own = Edition.objects.create(
        slug="2021",
        name=Text({"en": "Our own forum"}),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
    )

    with pytest.raises(CommandError, match="is not the sample"):
        loaded()

    assert [edition.name for edition in Edition.objects.all()] == [Text({"en": "Our own forum"})]
    assert own.sessions.count() == 0
