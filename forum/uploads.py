"""Uploads are bounded while they arrive, before anything keeps them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from forum.formats.reading import MAX_BYTES

# The other fields of the form, and what stands between the parts.
_AROUND_BYTES = 1024 * 1024


def was_too_large(request: HttpRequest) -> bool:
    """Say whether a file of this request was left out for its size."""
    return getattr(request, "upload_was_too_large", False)


class BoundedUpload(FileUploadHandler):
    """Leaves out files beyond MAX_BYTES in all. The form's fields arrive, the page can say why.

    Stands before the handlers that keep files; one that says beforehand how large it is, never
    reaches them.
    """

    received = 0
    is_announced = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self.is_announced = content_length > MAX_BYTES + _AROUND_BYTES

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        if self.is_announced:
            self._leave_out()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MAX_BYTES:
            self._leave_out()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Hand the file over to the next handler."""

    def _leave_out(self) -> None:
        self.request.upload_was_too_large = True  # type: ignore[union-attr]
        raise SkipFile
