"""The record of an export: what it wrote and of what, so that the next one writes less."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from forum.publishing.static_site.naming import CODINGS
from forum.publishing.whole_files import write_whole

NAME = ".export.json"
FORMAT = 2


@dataclass(frozen=True)
class Written:
    """A file: the SHA-256 of its plain bytes, their number and those of its packed forms.

    `sizes`: ending, empty for the plain file → bytes. An empty `sha256` says that the export was
    interrupted when it replaced the file. `made_of` names what it was made of, as
    `ingredients.Ingredients` does.
    """

    sha256: str
    sizes: dict[str, int]
    group: str
    media_type: str = ""
    made_of: str = ""

    @property
    def endings(self) -> tuple[str, ...]:
        return tuple(self.sizes)


@dataclass(frozen=True)
class Group:
    """What files of one edition were made of, until when that holds, and where they lead.

    `since` and `until` are in ISO 8601; `until` is empty if nothing changes by itself any more.
    `links`: path → one of the paths that lead there.
    """

    made_of: str = ""
    since: str = ""
    until: str = ""
    links: dict[str, str] = field(default_factory=dict)

    def holds(self, made_of: str, now: str) -> bool:
        return (
            self.made_of == made_of and self.since <= now and not (self.until and self.until <= now)
        )


@dataclass
class Record:
    """Everything that an export wrote: name of a file → what it is; group → what it is made of."""

    files: dict[str, Written] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Record | None:
        """Return the record in a folder, None where there is none.

        One that this build cannot read tells only which files are there.
        """
        try:
            found = json.loads((folder / NAME).read_bytes())
        except FileNotFoundError:
            return None
        if found.get("format") != FORMAT:
            return cls({name: Written("", {}, "") for name in found.get("files", {})})
        return cls(
            {name: Written(*fields) for name, fields in found["files"].items()},
            {name: Group(**fields) for name, fields in found["groups"].items()},
        )

    def write(self, folder: Path) -> None:
        """Write it into the folder, whole.

        Raises:
            OSError: if it cannot be written; the one before stays.
        """
        written: dict[str, Any] = {
            "format": FORMAT,
            "groups": {name: asdict(group) for name, group in sorted(self.groups.items())},
            "files": {
                name: [file.sha256, file.sizes, file.group, file.media_type, file.made_of]
                for name, file in sorted(self.files.items())
            },
        }
        text = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
        write_whole(folder / NAME, text.encode())

    def is_intact(self, folder: Path, name: str, sha256: str = "") -> bool:
        """Say whether a file and its packed forms lie there as they were written.

        Args:
            sha256: that of the plain bytes that are wanted; without it, whatever was written.
        """
        known = self.files.get(name)
        if known is None or not known.sha256 or (sha256 and known.sha256 != sha256):
            return False
        try:
            return all(
                os.stat(f"{folder}/{name}{ending}").st_size == size
                for ending, size in known.sizes.items()
            )
        except OSError:
            return False


def packed_names(name: str) -> tuple[str, ...]:
    """Return a file's name, and those that its packed forms have where there are any."""
    return (name, *(name + ending for ending in CODINGS.values()))
