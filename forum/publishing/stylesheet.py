"""The stylesheet of a release: the colours of its tracks, and the places in its grids.

Public pages have no `style` attributes, since the content security policy forbids them; what
would stand there is a class, and this stylesheet says what it means.
"""

from __future__ import annotations

from collections.abc import Iterator

from forum.programme import Programme
from sessions.colours import DARK, LIGHT, track_colours
from sessions.grid import grid
from sessions.values import Track


def write(programme: Programme) -> bytes:
    """Return the stylesheet, the same bytes for the same programme.

    `.track-2` sets `--track`, `--on-track`, `--track-text` and `--track-tint`; `.c3 .w2 .r7 .n6`
    set the column, width, row and number of rows of a place; `.columns-9` and `.rows-120` set the
    size of a grid.
    """
    lines = ["@layer tokens {"]
    lines += [_track(track) for track in programme.tracks]
    lines += ["}", "@layer components {"]
    lines += [
        f".{name}{number} {{ --{prop}: {number} }}" for name, prop, number in _sizes(programme)
    ]
    lines += ["}", ""]
    return "\n".join(lines).encode()


def _track(track: Track) -> str:
    light, dark = track_colours(track.colour, LIGHT), track_colours(track.colour, DARK)
    pairs = (
        ("track", light.line, dark.line),
        ("on-track", light.on_line, dark.on_line),
        ("track-text", light.text, dark.text),
        ("track-tint", light.tint, dark.tint),
    )
    values = "; ".join(f"--{name}: light-dark({a}, {b})" for name, a, b in pairs)
    return f".track-{track.number} {{ {values} }}"


def _sizes(programme: Programme) -> Iterator[tuple[str, str, int]]:
    """Yield class, property and value of every size that a grid of the programme uses, once."""
    found: set[tuple[str, str, int]] = set()
    for sessions in programme.sessions_by_day.values():
        drawn = grid(sessions, programme.stages, programme.zone)
        if not drawn:
            continue
        found |= {("columns-", "columns", drawn.columns), ("rows-", "rows", drawn.rows)}
        for head in drawn.heads:
            found |= {("c", "c", head.column), ("w", "w", head.columns)}
        for place in drawn.places.values():
            found |= {
                ("c", "c", place.column),
                ("w", "w", place.columns),
                ("r", "r", place.row),
                ("n", "n", place.rows),
            }
    yield from sorted(found)
