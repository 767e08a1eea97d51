"""The speakers' press kit: a ZIP with words and photos of each, for those who write of them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import chain
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from markdownify import ATX, MarkdownConverter

from forum.formats.api_json import web_address
from forum.formats.writing import Publication
from forum.programme import Programme
from multilingual.characters import on_one_line, writable
from multilingual.display import language_name
from multilingual.markdown import to_html, to_paragraphs, unmarked_paragraphs
from multilingual.text import Text
from sessions.dates import clock, full_date
from sessions.templatetags.programme import link_name, role_word
from sessions.times import zone_label
from sessions.values import Session
from speakers.countries import country_name
from speakers.values import Speaker

MEDIA_TYPE = "application/zip"
INDEX = "speakers.csv"

Kept = MutableMapping[tuple[Any, ...], Any]
"""What it is, the addresses of the home pages, guid → the words of a speaker, packed."""

ReadPhoto = Callable[[str], bytes | None]
"""The name of a file in our storage → its content, or None where it is not there."""

# A spreadsheet would reckon what begins so: owasp.org, "CSV Injection".
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARKS = re.compile(r"([\\`*_\[\]<>&~|#])")
_UNSAFE = re.compile(r"[^a-z0-9_-]+")
# Windows has devices of these names in every folder.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
_converter = MarkdownConverter(heading_style=ATX, bullets="-", escape_misc=True)
_EARLIEST, _LATEST = 1980, 2107
"""The years that a ZIP can tell."""


@dataclass(frozen=True)
class _Part:
    """A person's part in a session, as it is printed."""

    when: str
    title: str
    role: str
    address: str


@dataclass(frozen=True)
class _Profile:
    """What is told of a speaker in one language, each on one line but for the biography.

    `note` says that words of another language stand in, where they do.
    """

    name: str
    post: str
    country: str
    note: str
    biography: str
    parts: tuple[_Part, ...]
    links: tuple[tuple[str, str], ...]
    page: str


def write(
    programme: Programme,
    publications: Sequence[Publication],
    read_photo: ReadPhoto,
    *,
    speakers: Sequence[Speaker],
    name: str,
    kept: Kept | None = None,
) -> Iterator[bytes]:
    """Yield the kit piece by piece, one speaker in memory at a time; equal bytes for equal input.

    In each folder, by the speaker's slug, stand the biography in each language, as plain text and
    in Markdown, and the photo in its largest rendition. A photo that is not to be read is left
    out, and the README says so.

    Args:
        publications: where the programme is published, in each language.
        speakers: whom it is about.
        name: of the folder that holds all, in ASCII letters, digits and hyphens.
        kept: keeps words that were packed before, for other kits of this release; about a
            kilobyte for each speaker and language.
    """
    homes = tuple(publication.address("home") for publication in publications)
    archive = _Archive(name, publications[0])
    in_order = sorted(speakers, key=lambda speaker: (speaker.slug, speaker.guid))
    photos: dict[str, str] = {}
    missing: list[Speaker] = []
    for speaker in in_order:
        folder = _file_name(speaker.slug)
        key = ("press kit", homes, speaker.guid)
        words = kept.get(key) if kept is not None else None
        if words is None:
            words = tuple(_words(programme, speaker, publications))
            if kept is not None:
                kept[key] = words
        for ending, packed in words:
            archive.add_packed(f"{folder}/{folder}.{ending}", packed)
        if speaker.photo:
            content = read_photo(speaker.photo.file)
            if content is None:
                missing.append(speaker)
            else:
                photo = f"{folder}/{folder}.{speaker.photo.file.rpartition('.')[2]}"
                archive.add(photo, content, is_small=True)
                photos[speaker.guid] = photo
        yield archive.written()
    archive.add(INDEX, _index(in_order, photos, publications))
    for publication in publications:
        readme = _readme(programme, publication, missing)
        archive.add(f"README.{publication.language}.txt", readme)
    yield archive.written()
    archive.close()
    yield archive.written()


class _Packed(NamedTuple):
    """A file as it lies in a ZIP: its sum and size, and what it was packed to."""

    crc: int
    size: int
    content: bytes

    @classmethod
    def of(cls, content: bytes) -> _Packed:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return cls(zlib.crc32(content), len(content), packer.compress(content) + packer.flush())


class _Archive:
    """A ZIP that is taken away while it is written: only what was added last is in memory.

    Its file can be gone back in as far as the last taking, so that each entry's head names its
    size. Some programs cannot read heads that leave it to what follows.
    """

    def __init__(self, folder: str, publication: Publication) -> None:
        self._folder = folder
        since = publication.since.astimezone(UTC)
        year = min(max(since.year, _EARLIEST), _LATEST)
        # Two seconds are the least that a ZIP can tell.
        self._date = (year, since.month, since.day, since.hour, since.minute, since.second // 2 * 2)
        self._file = _Window()
        self._zip = zipfile.ZipFile(self._file, "w")

    def add(self, path: str, content: bytes, is_small: bool = False) -> None:
        """Add a file; `is_small` says that compressing it would be for nothing."""
        entry = self._entry(path)
        entry.compress_type = zipfile.ZIP_STORED if is_small else zipfile.ZIP_DEFLATED
        self._zip.writestr(entry, content, compresslevel=9)

    def add_packed(self, path: str, packed: _Packed) -> None:
        """Add a file that was packed before, as `add` would.

        Source: APPNOTE.TXT of the ZIP format, 4.3.7. `zipfile` packs for itself whatever it
        writes, and is told of what it did not: what it lists, and where its list may begin.
        """
        entry = self._entry(path)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.CRC, entry.file_size = packed.crc, packed.size
        entry.compress_size = len(packed.content)
        entry.header_offset = self._file.tell()
        self._file.write(entry.FileHeader(zip64=False) + packed.content)
        self._zip.filelist.append(entry)
        self._zip.NameToInfo[entry.filename] = entry
        self._zip.start_dir = self._file.tell()

    def _entry(self, path: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self._folder}/{path}", self._date)
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        return entry

    def written(self) -> bytes:
        """Return what was written since this was asked last."""
        return self._file.taken()

    def close(self) -> None:
        self._zip.close()


class _Window(io.RawIOBase):
    """A file to write of which only the end is kept; positions are those of the whole file."""

    def __init__(self) -> None:
        self._start = 0
        self._kept = io.BytesIO()

    def taken(self) -> bytes:
        content = self._kept.getvalue()
        self._start += len(content)
        self._kept = io.BytesIO()
        return content

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        return self._kept.write(content)

    def tell(self) -> int:
        return self._start + self._kept.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < self._start:
            raise io.UnsupportedOperation(f"Expected a place from {self._start} on, got {offset}.")
        self._kept.seek(offset - self._start)
        return offset


def _file_name(slug: str) -> str:
    """Return a name that every file system takes."""
    name = _UNSAFE.sub("-", slug.lower())
    return f"{name}_" if _DEVICES.match(name) else name


# A speaker


def _words(
    programme: Programme, speaker: Speaker, publications: Iterable[Publication]
) -> Iterator[tuple[str, _Packed]]:
    """Yield the end of a file's name, and the file, for each language and form."""
    for publication in publications:
        language = publication.language
        with translation.override(language):
            profile = _profile(programme, speaker, publication)
            written = {"md": _markdown(profile), "txt": _plain(profile)}
        for ending, words in written.items():
            yield f"{language}.{ending}", _Packed.of(writable(words).encode())


def _profile(programme: Programme, speaker: Speaker, publication: Publication) -> _Profile:
    """Return what is told of a speaker in the publication's language, which is the active one."""
    language = publication.language
    sessions = programme.sessions_by_speaker.get(speaker.guid, ())
    told = (speaker.name, speaker.position, speaker.organisation, speaker.biography)
    other = {text.in_language(language) for text in told}
    stand_ins = sorted({words.language for words in other if words.is_fallback})
    post = [_line(text, language) for text in (speaker.position, speaker.organisation)]
    return _Profile(
        name=_line(speaker.name, language),
        post=", ".join(filter(None, post)),
        country=country_name(speaker.country),
        note=_note(stand_ins),
        biography=speaker.biography.in_language(language).words,
        parts=tuple(
            _Part(
                _when(programme, session),
                _line(session.title, language),
                role_word(appearance.role) if appearance.role != "speaker" else "",
                publication.address("session", session.slug),
            )
            for session in sessions
            for appearance in programme.appearances_by_session[session.guid]
            if appearance.speaker == speaker.guid
        ),
        links=tuple(
            (on_one_line(link_name(link)), address)
            for link in speaker.links
            if (address := web_address(link.url))
        ),
        page=publication.address("speaker", speaker.slug),
    )


def _note(languages: Sequence[str]) -> str:
    if not languages:
        return ""
    names = ", ".join(language_name(code) for code in languages)
    return _("Some of this is not translated; language: {languages}.").format(languages=names)


def _when(programme: Programme, session: Session) -> str:
    if session.is_cancelled:
        return _("Cancelled")
    if not session.starts_at or not session.ends_at:
        return _("Time to be announced")
    zone = programme.zone
    starts, ends = clock(session.starts_at, zone), clock(session.ends_at, zone)
    hours = f"{starts}–{ends}" if session.duration_minutes else starts
    day = full_date(session.starts_at, zone)
    return f"{day}, {hours} ({zone_label(zone, session.starts_at)})"


def _line(text: Text, language: str) -> str:
    return on_one_line(text.in_language(language).words)


def _plain(profile: _Profile) -> str:
    head = "\n".join(filter(None, (profile.name, profile.post, profile.country, profile.note)))
    biography = "\n\n".join(to_paragraphs(profile.biography)).replace("\n\n• ", "\n• ")
    sessions = [
        "\n".join(filter(None, (part.when, _with_role(part.title, part.role), part.address)))
        for part in profile.parts
    ]
    links = [f"{name}: {address}" for name, address in profile.links]
    parts = [
        head,
        biography,
        _titled(_("Sessions at the forum"), "\n\n".join(sessions)),
        _titled(_("Links"), "\n".join((*links, profile.page))),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _titled(title: str, words: str) -> str:
    return f"{title}\n\n{words}" if words else ""


def _with_role(title: str, role: str) -> str:
    return f"{title} ({role})" if role else title


def _markdown(profile: _Profile) -> str:
    facts = [_marked(words) for words in (profile.post, profile.country) if words]
    sessions = [
        f"- {part.when}: [{_marked(part.title)}]({part.address})"
        + (f" ({_marked(part.role)})" if part.role else "")
        for part in profile.parts
    ]
    links = [f"- [{_marked(name)}](<{address}>)" for name, address in profile.links]
    parts = [
        f"# {_marked(profile.name)}",
        "  \n".join(facts),
        f"*{_marked(profile.note)}*" if profile.note else "",
        _safe_markdown(profile.biography),
        _titled(f"## {_('Sessions at the forum')}", "\n".join(sessions)),
        _titled(f"## {_('Links')}", "\n".join((*links, f"- <{profile.page}>"))),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _safe_markdown(words: str) -> str:
    """Return Markdown that means the same to every program: what was no HTML is none for others.

    Some read tags and scripts in Markdown that we show as words. Its headings begin at the third
    level, below those of the file.
    """
    written = writable(words)
    unmarked = unmarked_paragraphs(written)
    if unmarked is not None:
        # The types that come with it do not name this.
        escape = _converter.escape  # type: ignore[attr-defined]
        return "\n\n".join(escape(paragraph, set()) for paragraph in unmarked)
    return _converter.convert(to_html(written)).strip()


def _marked(words: str) -> str:
    return _MARKS.sub(r"\\\1", words)


# All of them


def _index(
    speakers: Sequence[Speaker], photos: dict[str, str], publications: Sequence[Publication]
) -> bytes:
    """Return a table for spreadsheets. A cell whose words are missing in its language is empty.

    Source: RFC 4180; the mark at the beginning is what Excel knows UTF-8 by.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out)
    fields = ("name", "position", "organisation", "country", "page")
    languages = [publication.language for publication in publications]
    table.writerow(
        ["folder", "photo", *(f"{field}_{code}" for code in languages for field in fields)]
    )
    in_each = [_cells(speakers, publication) for publication in publications]
    for speaker, *cells in zip(speakers, *in_each, strict=True):
        row = [_file_name(speaker.slug), photos.get(speaker.guid, ""), *chain(*cells)]
        table.writerow([_cell(words) for words in row])
    return out.getvalue().encode("utf-8-sig")


def _cells(speakers: Sequence[Speaker], publication: Publication) -> list[tuple[str, ...]]:
    """Return what the table has of each speaker in a language."""
    code = publication.language
    with translation.override(code):
        return [
            (
                on_one_line(speaker.name.get(code)),
                on_one_line(speaker.position.get(code)),
                on_one_line(speaker.organisation.get(code)),
                country_name(speaker.country),
                publication.address("speaker", speaker.slug),
            )
            for speaker in speakers
        ]


def _cell(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def _readme(programme: Programme, publication: Publication, missing: Sequence[Speaker]) -> bytes:
    edition, language = programme.edition, publication.language
    with translation.override(language):
        forum = _line(edition.name, language)
        press = programme.by_slug["pages"].get("press")
        contact = (
            _line(edition.organiser, language),
            on_one_line(edition.contact_email),
            web_address(edition.contact_url),
            web_address(edition.website_url),
            publication.address("page", press.slug) if press else "",
        )
        names = "\n".join(_line(speaker.name, language) for speaker in missing)
        parts = [
            _("{forum}: speakers, for the press").format(forum=forum),
            _("From release {number} of the programme, {date}.").format(
                number=publication.release, date=full_date(publication.since, programme.zone)
            ),
            _titled(
                _("What is here"),
                _(
                    "A folder for each speaker: the biography in every language of the forum, as "
                    "plain text (.txt) and in Markdown (.md), and the photo in the largest size "
                    "there is. The table {table} lists all of them."
                ).format(table=INDEX),
            ),
            _titled(
                _("What it may be used for"),
                _(
                    "To announce the forum and its sessions, and to report on them. Texts may be "
                    "shortened and photos cropped as long as they keep their meaning; please name "
                    "the forum as the source. For anything else, such as advertising, ask the "
                    "organisers first: the photos and words may have rights of their own."
                ),
            ),
            _titled(
                _("Is it up to date?"),
                _(
                    "Speakers can have their data corrected or erased. Before you publish, see "
                    "whether there is a newer kit: {address}"
                ).format(address=publication.address("press-kit")),
            ),
            _titled(_("Contact"), "\n".join(filter(None, contact))),
            _titled(_("Photos that are missing here, for they could not be read"), names),
        ]
        return writable("\n\n".join(filter(None, parts)) + "\n").encode()
