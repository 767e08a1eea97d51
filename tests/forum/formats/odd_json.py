"""Documents in which one value is another: what any reader of JSON must live with."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from forum.formats.reading import NotASchedule, Reading, Request

ODD_WORDS = st.sampled_from(
    [
        "", " ", "\x00", "\u202e", "\ud800", "<script>alert(1)</script>", "javascript:alert(1)",
        "2021-05-25T10:00:00+03:00", "2021-99-99", "9999-12-31T23:59:59Z", "0001-01-01", "24:00",
        "-1", "NaN", "00000000-0000-0000-0000-000000000000", "Europe/Moscow", "../../etc/passwd",
        "[" * 40, "x" * 1000, "=1+1", "https://exa mple.org/", "//[", "en", "ru", "cancelled",
    ]
)  # fmt: skip
"""Words that somebody has stumbled over."""

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | ODD_WORDS
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(ODD_WORDS | st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
"""Any JSON value, numbers that are none among them."""


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value within a document."""
    yield path
    inner = enumerate(value) if isinstance(value, list) else ()
    for key, item in value.items() if isinstance(value, dict) else inner:
        yield from paths_of(item, (*path, key))


@st.composite
def spoiled(draw: st.DrawFn, document: Any) -> Any:
    """Return a document with one to three of its values replaced by any others."""
    found = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(paths_of(found))))
        value = draw(JSON_VALUES)
        if not path:
            return value
        holder = found
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value
    return found


def as_bytes(document: Any) -> bytes:
    return json.dumps(document).encode()


def read_or_refused(read: Callable[[bytes, Request], Reading], data: bytes) -> None:
    """Read, and let pass only what a reader may do: a reading or a refusal with a reason."""
    try:
        reading = read(data, Request(file_name="odd.json", edition_slug="odd"))
    except NotASchedule as refused:
        assert refused.reason
    else:
        assert reading.programme.sessions or reading.programme.speakers


def refusal(read: Callable[[bytes, Request], Reading], document: Any) -> tuple[str, str]:
    """Return the place and the reason for which a document is refused."""
    with pytest.raises(NotASchedule) as refused:
        read(as_bytes(document), Request(file_name="a.json"))
    return refused.value.place, refused.value.reason
