"""Names of files: where what stands at an address lies in the folder, and whose it cannot be."""

from __future__ import annotations

import re
from pathlib import Path

INDEX = {"text/html": "index.html", "application/json": "index.json"}
"""Media type → the file of an address that ends in a slash.

Data is no `index.html`: served as a page, the words of strangers in it would be run.
"""

CODINGS = {"gzip": ".gz", "br": ".br"}
"""Content coding → the ending of the packed file beside the plain one, as nginx looks for it."""

NOT_OURS = ".export"
"""What begins with this in the folder is the export's own, and no address leads there."""

# What `slug`, dates, guids and our own names are made of. A dot begins only /.well-known/.
_PART = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._~-]{0,200}|\.well-known)\Z")


class UnsafeName(ValueError):
    """An address whose file could lie outside the folder, or where nobody expects it."""


def file_of(path: str, media_type: str = "text/html") -> str:
    """Return the name of the file of an address, relative to the folder.

    Args:
        path: below the base address, from its slash on: `/en/2021/`.
        media_type: of what stands there, without parameters.

    Raises:
        UnsafeName: if a part of it is no plain name.
    """
    name = path.removeprefix("/")
    if not name or name.endswith("/"):
        name += INDEX.get(media_type, "index.html")
    if not path.startswith("/") or not all(_PART.match(part) for part in name.split("/")):
        raise UnsafeName(f"{path!r} cannot be the address of a file.")
    return name


def candidates(path: str) -> tuple[str, ...]:
    """Return the files of which one must be there for a link to lead somewhere."""
    name = path.removeprefix("/")
    if name and not name.endswith("/"):
        return (name,)
    return tuple(name + index for index in INDEX.values())


def place_in(folder: Path, name: str) -> Path:
    """Return where a file lies, with the folders above it made.

    Raises:
        UnsafeName: if a link in the folder leads out of it.
        OSError: if they cannot be made.
    """
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.parent.resolve().is_relative_to(folder.resolve()):
        raise UnsafeName(f"{name!r} would lie outside {folder}.")
    return place
