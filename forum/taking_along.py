"""What can be taken along of the programme: calendars, apps, files, code for other sites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.exports import FILES, PARTS, view_name
from forum.publishing.here import Here
from multilingual.templatetags.multilingual import plain
from sessions.facets import FACETS
from sessions.templatetags.programme import webcal

CALENDAR = "schedule.ics"
SCHEDULE = "schedule.xml"
"""The files that calendars follow, and that schedule apps do."""

SINGLE = ("session", "speaker")
"""The pages of one thing."""

FRAME_HEIGHT = 720
"""How high a frame is at first, in CSS pixels: a screen's worth, which scrolls within."""

VALUES_NAMED = 12
"""So many values of a filter are named to those who embed the programme."""

ABOUT: Mapping[str, Promise | str] = {
    "schedule.ics": gettext_lazy(
        "For every calendar: the sessions with their times, stages, people and links to watch."
    ),
    "schedule.xml": gettext_lazy(
        "For schedule apps such as Giggity and EventFahrplan, and for other conference systems "
        "(frab, Pentabarf)."
    ),
    "schedule.json": gettext_lazy(
        "The same for programs that like JSON better: info screens, video teams, chat bots."
    ),
    "schedule2.json": gettext_lazy(
        "Its successor, a flat list of sessions in all languages, for video teams and others who "
        "try it out already."
    ),
    "sessions.csv": gettext_lazy(
        "A table with a line for each session: for spreadsheets, mail merges and your own scripts."
    ),
    "sessions.xlsx": gettext_lazy(
        "The same table for Excel, to sort, mark and print: for editors, hosts and interpreters."
    ),
    "speakers.csv": gettext_lazy(
        "A table with a line for each speaker: name, position, organisation, country, biography."
    ),
    "speakers.xlsx": gettext_lazy("The same table of speakers for Excel."),
    "programme.json": gettext_lazy(
        "Everything that is published, in all languages: for archives, for researchers, and for "
        "another copy of this software."
    ),
}
"""Name of a file → for whom it is. Every one of `forum.exports.FILES` is here."""


@dataclass(frozen=True)
class Way:
    """A way to take something along: a link, in a sentence for whom it is."""

    name: str
    address: str
    about: str = ""


@dataclass(frozen=True)
class Code:
    """An address as a code for cameras: `name` says where it leads, `about` what to do with it."""

    name: str
    address: str
    about: str


@dataclass(frozen=True)
class Taken:
    """The ways that one page offers in few words.

    `file` is the path of its calendar; `giggity` is empty while there is no file for the app.
    """

    subscription: str
    file: str
    google: str
    outlook: str
    giggity: str
    codes: tuple[Code, ...]


# Addresses


def google_subscription(calendar: str) -> str:
    """Return where Google Calendar offers to follow the calendar at a full address.

    It takes `webcal:` for a calendar to follow; for `https:` it may look for one of its own.
    """
    return f"https://calendar.google.com/calendar/render?{urlencode({'cid': webcal(calendar)})}"


def outlook_subscription(calendar: str, name: str, *, is_work: bool = False) -> str:
    """Return where Outlook on the web offers to follow it, of a person's or of work's account."""
    host = "outlook.office.com" if is_work else "outlook.live.com"
    return f"https://{host}/calendar/0/addfromweb?{urlencode({'url': calendar, 'name': name})}"


def giggity(schedule: str) -> str:
    """Return the link that opens a schedule in Giggity.

    Source: Giggity's own links, which take the address as it is.
    """
    return f"https://ggt.gaa.st/#url={schedule}"


# What a page offers


def of_page(here: Here) -> Taken:
    """Return the ways to take along what the page is about: what its files hold, or everything.

    Codes for cameras are made for parts; those of everything stand on a page of their own.
    """
    page = here.view_name if here.view_name in PARTS else ""
    path = _path_of(here, page)
    calendar = here.site.url + path(CALENDAR)
    # An app shows a schedule: a single session would be none, and take the place of the whole.
    schedule = schedule_address(here) if page in SINGLE else here.site.url + path(SCHEDULE)
    app = giggity(schedule) if SCHEDULE in FILES else ""
    return Taken(
        subscription=webcal(calendar),
        file=path(CALENDAR),
        google=google_subscription(calendar),
        outlook=outlook_subscription(calendar, plain(here.edition.name)),
        giggity=app,
        codes=_codes(calendar, app) if page else (),
    )


def _path_of(here: Here, page: str) -> Callable[[str], str]:
    place = [value for name, value in here.path.items() if name not in ("language", "edition")]

    def path(file: str) -> str:
        return here.path_of(view_name(page, file), *(place if page else ()))

    return path


def _codes(calendar: str, app: str) -> tuple[Code, ...]:
    codes = [
        Code(
            _("Calendar"),
            webcal(calendar),
            _("The camera of an iPhone or iPad offers to subscribe."),
        )
    ]
    if app:
        codes.append(Code("Giggity", app, _("Opens in the app, on Android.")))
    return tuple(codes)


# What the page about all of it offers


def calendars(here: Here) -> list[Way]:
    """Return the ways to follow the whole programme in a calendar."""
    calendar = here.full_address(CALENDAR)
    name = plain(here.edition.name)
    return [
        Way(
            _("The calendar of this device"),
            webcal(calendar),
            _("Apple Calendar, Thunderbird, Outlook for Windows and others subscribe at once."),
        ),
        Way(
            _("Google Calendar"),
            google_subscription(calendar),
            _("In the browser; then it is on your Android phone too. Follows within a day."),
        ),
        Way(
            _("Outlook.com"),
            outlook_subscription(calendar, name),
            _("With a personal Microsoft account."),
        ),
        Way(
            _("Microsoft 365"),
            outlook_subscription(calendar, name, is_work=True),
            _("With an account of your work or school."),
        ),
    ]


def schedule_address(here: Here) -> str:
    """Return the full address of the file that schedule apps follow, empty while there is none."""
    return here.full_address(SCHEDULE) if SCHEDULE in FILES else ""


def apps(here: Here) -> list[Code]:
    """Return the schedule apps, none while there is no file for them."""
    schedule = schedule_address(here)
    if not schedule:
        return []
    return [
        Code(
            "Giggity",
            giggity(schedule),
            _("For Android. Scan the code, or open this link on the phone."),
        ),
        Code(
            "EventFahrplan",
            schedule,
            _("For Android. Give it the schedule's address in its settings."),
        ),
    ]


def calendar_code(here: Here) -> Code:
    """Return the code that lets a phone follow the whole programme."""
    return _codes(here.full_address(CALENDAR), "")[0]


def files(here: Here) -> list[Way]:
    """Return the files of the whole programme, each with for whom it is."""
    return [Way(name, here.path_of(name), str(ABOUT[name])) for name in FILES]


# For other sites


def frame_code(here: Here) -> str:
    """Return the HTML that shows the programme in a frame."""
    title = _("Programme: {forum}").format(forum=plain(here.edition.name))
    return (
        f'<iframe src="{escape(here.full_address("embed"))}" title="{escape(title)}" '
        f'width="100%" height="{FRAME_HEIGHT}" loading="lazy"></iframe>'
    )


def element_code(here: Here) -> str:
    """Return the HTML of the element that a script of ours fills, with a link until it has."""
    words = _("Programme: {forum}").format(forum=plain(here.edition.name))
    return (
        f'<script src="{escape(here.site.url + reverse("embed-script"))}" defer></script>\n'
        f'<forum-programme lang="{here.language}" edition="{here.edition.slug}">\n'
        f'  <a href="{escape(here.full_address("programme"))}">{escape(words)}</a>\n'
        f"</forum-programme>"
    )


def filters(here: Here) -> list[tuple[str, tuple[str, ...], bool]]:
    """Return the filters that tell sessions apart: name, the first of its values, whether all."""
    known = here.programme.known_values
    days = tuple(day.isoformat() for day in sorted(here.programme.sessions_by_day))
    values = {"day": days, **{facet: tuple(known[facet]) for facet in FACETS}}
    return [
        (name, own[:VALUES_NAMED], len(own) <= VALUES_NAMED)
        for name, own in values.items()
        if len(own) > 1
    ]
