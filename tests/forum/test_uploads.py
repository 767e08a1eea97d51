"""Uploads are bounded while they arrive, and the rest of the form is still there."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from forum import uploads
from forum.uploads import was_too_large


@pytest.fixture
def bound(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 100_000)
    monkeypatch.setattr(uploads, "_AROUND_BYTES", 10_000)


def a_request(*sizes: int):
    files = {f"file{n}": SimpleUploadedFile("a.xml", b"x" * size) for n, size in enumerate(sizes)}
    # What stands after a file in the form arrives as well.
    return RequestFactory().post("/admin/", {"before": "1", **files, "zone": "UTC"})


def test_file_within_the_bound_arrives_whole(bound):
    request = a_request(100_000)

    assert request.FILES["file0"].read() == b"x" * 100_000
    assert not was_too_large(request)


@pytest.mark.parametrize("size", [100_001, 105_000, 500_000])
def test_file_beyond_it_is_left_out_and_the_form_is_not(bound, size):
    request = a_request(size)

    assert dict(request.FILES) == {}
    assert (request.POST["before"], request.POST["zone"]) == ("1", "UTC")
    assert was_too_large(request)


def test_several_files_are_bounded_together(bound):
    request = a_request(60_000, 45_000)

    assert list(request.FILES) == ["file0"]
    assert was_too_large(request)


def test_nothing_of_a_file_that_says_it_is_too_large_reaches_the_disk(bound, monkeypatch):
    written = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk",
        lambda self, data, start: written.append(len(data)),
    )
    monkeypatch.setattr(
        "django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk",
        lambda self, data, start: written.append(len(data)),
    )

    assert dict(a_request(500_000).FILES) == {}
    assert written == []
