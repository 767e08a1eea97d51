"""Tables of numbers, aligned."""

from __future__ import annotations

from collections.abc import Iterator


class Table:
    """A table with a heading; numbers stand to the right, words to the left."""

    def __init__(self, *headings: str) -> None:
        self.rows: list[tuple[str, ...]] = [headings]

    def add(self, *cells: float | str) -> None:
        self.rows.append(tuple(_written(cell) for cell in cells))

    def lines(self) -> Iterator[str]:
        widths = [max(map(len, column)) for column in zip(*self.rows, strict=True)]
        for row in self.rows:
            first, *rest = row
            cells = [first.ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
            yield "  " + "  ".join(cells).rstrip()


def _written(cell: float | str) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,.0f}" if cell >= 100 else f"{cell:,.1f}" if cell >= 10 else f"{cell:,.2f}"
