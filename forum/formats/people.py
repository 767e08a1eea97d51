"""The persons of an outline: one speaker each, known by guid, by id, or by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from forum.formats.foreign_words import Slugs, guid_or_none, one_line
from forum.formats.outline import NOTHING, Outline, Person, Said, first_of
from multilingual.text import folded
from sessions.values import ROLES
from speakers.values import Speaker

Identity = tuple[str, ...]


class People:
    """Who is who in a file.

    `derived` gives a guid for words; `speaker_of` makes a speaker of a guid, a slug and all that is
    said about a person.
    """

    def __init__(
        self,
        outline: Outline,
        derived: Callable[..., str],
        speaker_of: Callable[[str, str, Person], Speaker],
    ) -> None:
        self.outline, self.derived, self.speaker_of = outline, derived, speaker_of
        self.declared: dict[Identity, Person] = {}
        self.guids: dict[Identity, str] = {}
        self.said: dict[str, Person] = {}
        self.slugs = Slugs()
        self.names: dict[Identity, set[str]] = {}
        self.identified: dict[str, set[Identity]] = {}
        for person in outline.persons:
            identity = _identity(person)
            if identity and self._name(person):
                self.declared.setdefault(identity, person)
        mentioned = (person for event in outline.events for person in event.persons)
        for person in (*outline.persons, *mentioned):
            identity, name = _identity(person), self._name(person)
            if identity and name:
                self.names.setdefault(identity, set()).add(folded(name))
                self.identified.setdefault(folded(name), set()).add(identity)
        for person in outline.persons:
            if self._name(person):
                self._meet(person, person.place)
            else:
                outline.skip(person.place, "a person without a name", person.given)

    def roles(self, persons: list[Person], place: str) -> Mapping[str, str]:
        """Return the guids of an event's speakers with their roles, in the file's order."""
        roles: dict[str, str] = {}
        for person in persons:
            if not self._name(person):
                self.outline.skip(place, "a person without a name", person.given)
                continue
            guid = self._meet(person, place)
            if guid in roles:
                self.outline.skip(place, "a person named twice in one event", self._name(person))
            role = one_line(person.role).casefold()
            roles.setdefault(guid, role if role in ROLES else "speaker")
        return roles

    def speakers(self) -> list[Speaker]:
        """Return everybody, in the order in which the file mentions them first."""
        found = []
        for number, (guid, person) in enumerate(self.said.items(), 1):
            slug = self.slugs.give(
                one_line(person.slug), self._name(person), otherwise=f"speaker-{number}"
            )
            found.append(self.speaker_of(guid, slug, person))
        return found

    def _name(self, person: Person) -> str:
        words = one_line(first_of(person.name, self.outline.language))
        if words:
            return words
        identity = _identity(person)
        declared = self.declared.get(identity) if identity else None
        return one_line(first_of(declared.name, self.outline.language)) if declared else ""

    def _meet(self, person: Person, place: str) -> str:
        key = self._key(person, place)
        if key not in self.guids:
            guid = key[1] if key[0] == "guid" and len(key) == 2 else None
            self.guids[key] = guid or self.derived("person", *key)
        guid = self.guids[key]
        known = self.said.get(guid)
        self.said[guid] = _together(known, person) if known else replace(person)
        return guid

    def _key(self, person: Person, place: str) -> Identity:
        identity, name = _identity(person), self._name(person)
        if identity is None:
            same_name = self.identified.get(folded(name), set())
            if len(same_name) != 1:
                return ("name", folded(name))
            message = "a person without an id, taken for the only one of that name"
            self.outline.guess(place, message, name)
            (identity,) = same_name
        if len(self.names[identity]) == 1:
            return identity
        message = "a person's id that others have too, taken for different people"
        self.outline.guess(place, message, f"{identity[1]}: {name}")
        return (*identity, folded(name))


def _identity(person: Person) -> Identity | None:
    """Return what a person is known by, or None: some systems give everybody the id 0."""
    guid = guid_or_none(person.guid)
    if guid:
        return "guid", guid
    words = one_line(person.id)
    return ("id", words) if words.strip("0") else None


def _together(known: Person, person: Person) -> Person:
    """Return two mentions of a person as one; the earlier wins where both say something."""
    return replace(
        known,
        name=_fuller(known.name, person.name),
        slug=known.slug or person.slug,
        position=_fuller(known.position, person.position),
        organisation=_fuller(known.organisation, person.organisation),
        organisation_kind=known.organisation_kind or person.organisation_kind,
        biography=_fuller(known.biography, person.biography),
        country=known.country or person.country,
        links=known.links or person.links,
    )


def _fuller(one: Said, other: Said) -> Said:
    if not other or one == other:
        return one
    return {**other, **{language: words for language, words in one.items() if words}} or NOTHING
