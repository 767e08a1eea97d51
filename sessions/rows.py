"""Sessions in lists as HTML: here alone stands the markup of an item.

A day of a large programme prints hundreds of items, for which a template would take longer than
for all the rest of the page. What is printed comes from `sessions.listing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from multilingual.templatetags.multilingual import plain, words
from multilingual.text import Text
from sessions.dates import short_date
from sessions.listing import Instant, Listed, Person
from sessions.models import Role
from speakers.pictures import initials, picture


def rows(
    items: Iterable[Listed], level: int = 4, faces: bool = False, shows_day: bool = False
) -> SafeString:
    """Return the items of a list; see `row`."""
    return mark_safe("\n".join([row(item, level, faces, shows_day) for item in items]))


def row(
    item: Listed,
    level: int = 4,
    faces: bool = False,
    shows_day: bool = False,
    overlaps: Sequence[Listed] = (),
    overlaps_more: int = 0,
) -> SafeString:
    """Return an item of a list: a session with its time, people, place and state.

    Args:
        level: of the heading that is its title.
        faces: whether people have their faces, or are names on one line.
        shows_day: whether it says its day, in a list without headings of days.
        overlaps: sessions that it overlaps, to be named; `overlaps_more` others are counted.
    """
    day = item.day if shows_day else None
    classes = " ".join(filter(None, ("session", item.track, f"is-{item.state}", item.place)))
    attributes = f' data-is="{escape(item.tokens)}"' if item.tokens else ""
    if day:
        attributes += f' data-day="{day}"'
    day_words = f'<span class="session-day">{escape(short_date(day))},</span> ' if day else ""
    more = _people(item.people, faces)
    if item.is_found_inside:
        found_words = escape(_("Found in its topics or description"))
        more += f'<p class="session-found">{found_words}</p>\n'
    if overlaps:
        more += _overlaps(overlaps, overlaps_more)
    return mark_safe(
        f'<li class="{classes}" data-number="{item.key}"{attributes}>\n'
        f"{_bullet(item)}\n"
        f'<p class="session-when">{day_words}{when(item)}</p>\n'
        f'<h{level} class="session-title"><a href="{escape(item.address)}">{_html(item.title)}</a>'
        f"</h{level}>\n"
        f'<p class="session-about">{"".join(_about(item))}</p>\n'
        f"{more}"
        f"{_state(item)}\n"
        "</li>"
    )


def part(item: Listed, role: str, title: Text) -> SafeString:
    """Return a session in a person's list: with its day, their role and their own title."""
    day = f' data-day="{item.day}"' if item.day else ""
    time = escape(_("Time to be announced"))
    if item.starts:
        day_words = f'<span class="session-day">{escape(short_date(item.day))},</span>'
        time = f"{day_words} {when(item)}"
    own = ""
    if title:
        own_words = _("Own contribution: “%(title)s”") % {"title": _html(words(title))}
        own = f'<p class="session-part">{own_words}</p>\n'
    return mark_safe(
        f'<li class="session {item.track} is-{item.state}" data-number="{item.key}"{day}>\n'
        f"{_bullet(item)}\n"
        f'<p class="session-when">{time}</p>\n'
        f'<h3 class="session-title"><a href="{escape(item.address)}">{_html(item.title)}</a></h3>\n'
        f"{own}"
        f'<p class="session-about"><span><b>{escape(str(Role(role).label))}</b></span>'
        f"{''.join(_about(item))}</p>\n"
        f"{_state(item)}\n"
        "</li>"
    )


def person(part: Any, address: str) -> SafeString:
    """Return a person in the list of a session's people, who is known at an address.

    `part` is a `sessions.views.Part`.
    """
    speaker, appearance = part.speaker, part.appearance
    letters = initials(plain(speaker.name))
    face = (
        picture(speaker.photo, sizes="4rem", instead=letters) if speaker.photo else escape(letters)
    )
    name = f'<a href="{escape(address)}">{_html(words(speaker.name))}</a>'
    role = post = own = ""
    if appearance.role != "speaker":
        role = f'<p class="person-role">{escape(str(Role(appearance.role).label))}</p>\n'
    if speaker.position or speaker.organisation:
        found = [_html(words(text)) for text in (speaker.position, speaker.organisation) if text]
        post = f'<p class="person-post">{", ".join(found)}</p>\n'
    if appearance.title:
        own_words = _("“%(title)s”") % {"title": _html(words(appearance.title))}
        own = f'<p class="person-part">{own_words}</p>\n'
    return mark_safe(
        f'<li class="person">\n<span class="face" aria-hidden="true">{face}</span>\n<div>\n'
        f"{role}"
        f'<h3 class="person-name">{name}</h3>\n'
        f"{post}{own}</div>\n</li>"
    )


def brief(item: Listed) -> SafeString:
    """Return a session on two lines, as a way to its page."""
    day = f' data-day="{item.day}"' if item.day else ""
    stage = f" · {_html(item.stage)}" if item.stage else ""
    return mark_safe(
        f'<a class="brief {item.track}" href="{escape(item.address)}"{day}>'
        f"{_small_bullet(item)}"
        f'<span class="brief-words"><span class="brief-title">{_html(item.title)}</span> '
        f'<span class="brief-about">{when(item)}{stage}</span></span></a>'
    )


def meanwhile(item: Listed) -> SafeString:
    """Return a session that is still on while others begin, with its end."""
    until = escape(pgettext("still on", "until"))
    return mark_safe(
        f'<a class="{item.track}" href="{escape(item.address)}" data-number="{item.key}">'
        f"{_small_bullet(item)}"
        f'<span class="meanwhile-title">{_html(item.title)}</span> '
        f"<small>{until} {_time(item.ends)}</small></a>"
    )


def when(item: Listed) -> SafeString:
    """Return a session's time: what was announced before a delay, from when, until when."""
    if not item.starts:
        return mark_safe("")
    was = (
        f'<s><span class="unseen">{escape(_("Announced for:"))}</span> {_time(item.was)}</s> '
        if item.was
        else ""
    )
    return mark_safe(f"{was}{_span(item)}{_html(item.starts.mark)}")


def _span(item: Listed) -> str:
    return f"{_time(item.starts)}–{_time(item.ends)}" if item.ends else _time(item.starts)


def _time(instant: Instant | None) -> str:
    return f'<time datetime="{instant.iso}">{instant.clock}</time>' if instant else ""


def _bullet(item: Listed) -> str:
    star = "" if item.number else " is-star"
    return f'<span class="bullet{star}" aria-hidden="true">{item.number}</span>'


def _state(item: Listed) -> str:
    word = escape(item.state_word)
    return f'<p class="session-state"><span class="state state-{item.state}">{word}</span></p>'


def _small_bullet(item: Listed) -> str:
    star = "" if item.number else " is-star"
    return f'<span class="bullet bullet-s{star}" aria-hidden="true">{item.number}</span>'


def _about(item: Listed) -> Iterator[str]:
    if item.kind:
        yield f"<span>{_html(item.kind)}</span>"
    if item.stage:
        yield f"<span>{_html(item.stage)}</span>"
    if item.track_name:
        yield f'<span class="session-track">{_html(item.track_name)}</span>'


def _people(people: Sequence[Person], faces: bool) -> str:
    if not people:
        return ""
    if faces:
        return f'<ul class="session-people">{"".join([_face(person) for person in people])}</ul>\n'
    names = ", ".join([_html(person.name) for person in people])
    return f'<p class="session-names">{names}</p>\n'


def _face(person: Person) -> str:
    initials = escape(person.initials)
    face = (
        picture(person.photo, sizes="3rem", instead=person.initials) if person.photo else initials
    )
    organisation = f"<small> {_html(person.organisation)}</small>" if person.organisation else ""
    return (
        f'<li><span class="face" aria-hidden="true">{face}</span>'
        f"<span>{_html(person.name)}{organisation}</span></li>"
    )


def _overlaps(overlaps: Sequence[Listed], count: int) -> str:
    named = ", ".join(
        f'<a href="{escape(other.address)}">{_html(other.title)}</a> ({_span(other)})'
        for other in overlaps
    )
    more = ""
    if count:
        words = ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count}
        more = f" {escape(words)}"
    title = escape(_("Overlaps with:"))
    return f'<p class="session-overlaps"><strong>{title}</strong> {named}{more}</p>\n'


def _html(words: SafeString | str) -> str:
    """Return words as HTML: those that are not marked as safe are escaped."""
    return words if isinstance(words, SafeString) else escape(words)
