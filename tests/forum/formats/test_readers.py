"""forum/formats/readers.py: any file is recognised by what stands in it."""

from __future__ import annotations

import pytest

from forum.formats import readers
from forum.formats.reading import NotASchedule, Request
from tests.forum.formats.frab import a_schedule


@pytest.mark.parametrize("name", ["schedule.xml", "export", "programme.csv"])
def test_a_file_is_recognised_whatever_it_is_called(name):
    assert readers.reader_of(a_schedule(), name).name == "schedule.xml"


@pytest.mark.parametrize("data", [b"", b"\x00" * 50, b"Hello, world"])
def test_what_no_format_recognises_is_refused_with_all_that_are_known(data):
    with pytest.raises(NotASchedule) as refused:
        readers.read(data, Request(file_name="holiday.bin"))

    assert str(refused.value).startswith("holiday.bin: of no format that is known. Expected one of")
