"""QR codes of addresses: which fields of a code are dark.

The page of a session has two codes of its own. All codes of one size have the same fields for the
same bits, so where each bit goes is asked of segno once for a size; what is left to do for an
address are its checking bytes. What comes out is, field by field, what `segno.make` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import Any

import segno
from segno import consts, encoder

MASK = 6
"""The pattern laid over the modules. Looking for the best of all eight takes five times as long as
the code itself; any of them can be read, and of our addresses' codes this one is the best for most.
Source: ISO/IEC 18004, 7.8."""

LEVELS = (consts.ERROR_LEVEL_M, consts.ERROR_LEVEL_Q, consts.ERROR_LEVEL_H)
"""How much of a code may be lost, from the least that we ask for to the most that there is."""

VERSIONS = range(1, 41)
"""The sizes of a code. Source: ISO/IEC 18004, 6.1."""

_COUNT_BYTES = {version: 1 if version < 10 else 2 for version in VERSIONS}
"""How long the number of bytes is that stands before them. Source: ISO/IEC 18004, Table 3."""


@dataclass(frozen=True)
class _Layout:
    """Where the bits of a code of one size go.

    `blocks` are the lengths of its blocks of data, each followed by `checks` checking bytes;
    `bits` is how many bits all of them are with what is left over, `mask` what they are xored
    with. `placed` picks from these bits and "01", as signs, the fields of all rows.
    """

    width: int
    blocks: tuple[int, ...]
    checks: int
    bits: int
    mask: int
    placed: Callable[[str], tuple[str, ...]]


def rows(address: str) -> list[str]:
    """Return the rows of an address's code without a quiet zone: `1` for dark, `0` for light.

    Its size is the smallest that has room for it at the lowest of LEVELS, its level the highest
    for which that size has room.

    Raises:
        segno.DataOverflowError: if it is too long for any code.
    """
    # What is not ASCII, or has no small letters, segno knows shorter ways to write.
    version = _version(len(address)) if address.isascii() and address.upper() != address else None
    if not version:
        matrix = segno.make(address, error="m", micro=False, mask=MASK).matrix
        return ["".join(map(str, row)) for row in matrix]
    level = next(level for level in reversed(LEVELS) if _has_room(version, level, len(address)))
    layout = _layout(version, level)
    signs = f"{_message(address.encode(), version, layout) ^ layout.mask:0{layout.bits}b}01"
    fields = "".join(layout.placed(signs))
    return [fields[at : at + layout.width] for at in range(0, len(fields), layout.width)]


def _version(length: int) -> int | None:
    return next((version for version in VERSIONS if _has_room(version, LEVELS[0], length)), None)


def _has_room(version: int, level: int, length: int) -> bool:
    bits = 4 + 8 * (_COUNT_BYTES[version] + length)
    capacity: Any = consts.SYMBOL_CAPACITY[version]
    return bool(bits <= capacity[level])


def _message(data: bytes, version: int, layout: _Layout) -> int:
    """Return all bits as they are placed. Source: ISO/IEC 18004, 7.4 to 7.6."""
    room = sum(layout.blocks)
    count = len(data).to_bytes(_COUNT_BYTES[version], "big")
    given = b"\4" + count + data
    # The mode is half a byte, as is the terminator: all between is shifted by half a byte.
    written = (int.from_bytes(given, "big") << 4).to_bytes(len(given), "big")
    # The empty byte is segno's: what stands after the terminator is not read.
    padded = (written + b"\0" + b"\xec\x11" * room)[:room]
    blocks, at = [], 0
    for length in layout.blocks:
        blocks.append(padded[at : at + length])
        at += length
    checks = [_checking(block, layout.checks) for block in blocks]
    words = [word for word in chain.from_iterable(zip_longest(*blocks)) if word is not None]
    words += chain.from_iterable(zip(*checks, strict=True))
    return int.from_bytes(words, "big") << (layout.bits - 8 * len(words))


def _checking(block: bytes, length: int) -> bytes:
    """Return the checking bytes of a block: what is left when it is divided by a polynomial.

    Source: ISO/IEC 18004, 7.5.
    """
    multiples = _multiples(length)
    top, rest = 8 * (length - 1), 0
    kept = (1 << top) - 1
    for word in block:
        rest = ((rest & kept) << 8) ^ multiples[rest >> top ^ word]
    return rest.to_bytes(length, "big")


@cache
def _multiples(length: int) -> tuple[int, ...]:
    """Return the polynomial of so many checking bytes, times each byte, without its first term."""
    powers, logs = consts.GALIOS_EXP, consts.GALIOS_LOG
    polynomial: Sequence[int] = consts.GEN_POLY[length]
    return (
        0,
        *(
            int.from_bytes([powers[logs[word] + term] for term in polynomial], "big")
            for word in range(1, 256)
        ),
    )


# Addresses of one kind of page have one or two sizes.
@lru_cache(maxsize=16)
def _layout(version: int, level: int) -> _Layout:
    """Return the layout of a size: as segno makes it, with the numbers of the bits as fields."""
    by_level: Any = consts.ECC[version]
    kinds: Sequence[Any] = by_level[level]
    width: int = encoder.calc_matrix_size(version)
    drawn = encoder.make_matrix(width, width)
    encoder.add_finder_patterns(drawn, width, width)
    encoder.add_alignment_patterns(drawn, width, width)
    # A field that is free is 2, and so is the number of the first bit.
    bits = sum(row.count(2) for row in drawn)
    matrix = [list(row) for row in drawn]
    encoder.add_codewords(matrix, range(2, 2 + bits), version)
    is_free = [[field > 1 for field in row] for row in matrix]
    encoder.add_format_info(matrix, version, level, MASK)
    encoder.add_version_info(matrix, version)
    is_masked = encoder.get_data_mask_functions(is_micro=False)[MASK]
    mask, order = 0, []
    for i, row in enumerate(matrix):
        for j, field in enumerate(row):
            if is_free[i][j]:
                order.append(field - 2)
                mask |= is_masked(i, j) << (bits - 1 - (field - 2))
            else:
                order.append(bits + field)
    return _Layout(
        width,
        blocks=tuple(kind.num_data for kind in kinds for _block in range(kind.num_blocks)),
        checks=kinds[0].num_total - kinds[0].num_data,
        bits=bits,
        mask=mask,
        placed=itemgetter(*order),
    )
