"""The stylesheet of a release: the colours of its tracks, and the places in its grids.

Public pages have no `style` attributes, since the content security policy forbids them; what
would stand there is a class, and this stylesheet says what it means.
"""

from __future__ import annotations

from collections.abc import Iterator

from forum.programme import Programme
from sessions.colours import DARK, LIGHT, track_colours
from sessions.grid import FIRST_COLUMN, FIRST_ROW, grid
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
    """Yield class, property and value of every size that a grid of the programme can use, once.

    All sizes up to the largest: a grid of fewer sessions has smaller ones.
    """
    columns = rows = 0
    for sessions in programme.sessions_by_day.values():
        drawn = grid(sessions, programme.stages, programme.zone)
        if drawn:
            columns, rows = max(columns, drawn.columns), max(rows, drawn.rows)
    if not columns:
        return
    last_column, last_row = FIRST_COLUMN + columns - 1, FIRST_ROW + rows
    for name, prop, first, last in (
        ("c", "c", FIRST_COLUMN, last_column),
        ("columns-", "columns", 1, columns),
        ("n", "n", 1, rows),
        ("r", "r", FIRST_ROW, last_row),
        ("rows-", "rows", 1, rows),
        ("w", "w", 1, columns),
    ):
        for number in range(first, last + 1):
            yield name, prop, number
