"""Pictures: uploads become stored renditions without metadata, named by their content's hash."""

from __future__ import annotations

import dataclasses
import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.forms.widgets import FILE_INPUT_CONTRADICTION
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from speakers.values import Picture, Rendition

WIDTHS = (96, 240, 480, 960)
MEGAPIXELS_AT_MOST = 40
BYTES_AT_MOST = 20 * 1024 * 1024
# WebP has 14 bits for a side.
LONGEST_SIDE = 16_383
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_SAVED_AS: Mapping[str, Mapping[str, Any]] = {
    "JPEG": {"quality": 92},
    "PNG": {},
    "WEBP": {"quality": 92},
}


class NotAPicture(ValueError):
    """The upload is no picture that can be shown."""


class TooManyPixels(NotAPicture):
    """The picture is larger than MEGAPIXELS_AT_MOST."""


def name_of(content: bytes, extension: str) -> str:
    """Return the name under which content is stored: its SHA-256 and the extension."""
    return f"{hashlib.sha256(content).hexdigest()}.{extension}"


def store_bytes(content: bytes, extension: str, storage: Storage = default_storage) -> str:
    """Store content under its SHA-256 and return its name; equal content is stored once."""
    name = name_of(content, extension)
    if not storage.exists(name):
        storage.save(name, ContentFile(content))
    return name


@dataclass(frozen=True)
class PreparedPicture(Picture):
    """A picture whose renditions are made, but stored only when its form turned out valid."""

    contents: tuple[bytes, ...] = ()

    def stored(self, storage: Storage = default_storage) -> Picture:
        """Store the renditions and return the plain picture."""
        for content in self.contents:
            store_bytes(content, "webp", storage)
        return Picture(
            **{field.name: getattr(self, field.name) for field in dataclasses.fields(Picture)}
        )


def prepared(upload: BinaryIO, *, focus: tuple[int, int] = (50, 50)) -> PreparedPicture:
    """Return a picture in every width up to its own, ready to be stored.

    Orientation is applied, metadata and animation are dropped, colours become sRGB. `focus` is
    in per cent from the left and top.

    Raises:
        NotAPicture: if it cannot be read, is larger than MEGAPIXELS_AT_MOST or BYTES_AT_MOST.
    """
    content = upload.read(BYTES_AT_MOST + 1)
    if len(content) > BYTES_AT_MOST:
        raise NotAPicture(
            _("The file is larger than {limit} MB. Save the picture in a smaller size.").format(
                limit=BYTES_AT_MOST // 1024 // 1024
            )
        )
    picture = opened(content)
    tallest = picture.height * min(WIDTHS[-1], picture.width) / picture.width
    if tallest > LONGEST_SIDE:
        raise NotAPicture(
            _("The picture is {width} pixels wide and {height} tall. Crop it.").format(
                width=picture.width, height=picture.height
            )
        )
    renditions: list[Rendition] = []
    contents: list[bytes] = []
    for width in sorted({min(width, picture.width) for width in WIDTHS}):
        height = max(1, round(picture.height * width / picture.width))
        sized = picture.resize((width, height), Image.Resampling.LANCZOS)
        out = BytesIO()
        sized.save(out, "WEBP", quality=82, method=4)
        contents.append(out.getvalue())
        renditions.append(Rendition(name_of(contents[-1], "webp"), width, height))
    largest = renditions[-1]
    return PreparedPicture(
        largest.file,
        largest.width,
        largest.height,
        tuple(renditions),
        *focus,
        contents=tuple(contents),
    )


def without_metadata(content: bytes, format_name: str) -> bytes:
    """Return a picture in the format it came in, without place, camera, text or animation.

    Raises:
        NotAPicture: if it is none of this format, or larger than MEGAPIXELS_AT_MOST.
    """
    picture = opened(content, (format_name,))
    if format_name == "JPEG":
        picture = picture.convert("RGB")
    out = BytesIO()
    picture.info.clear()
    picture.save(out, format_name, **_SAVED_AS[format_name])
    return out.getvalue()


def opened(content: bytes, formats: tuple[str, ...] = FORMATS) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures before it refuses them; our own limit is lower.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(content), formats=formats)
            if opened.width * opened.height > MEGAPIXELS_AT_MOST * 1_000_000:
                raise TooManyPixels(
                    _(
                        "The picture has {width} × {height} pixels, more than {limit} "
                        "megapixels. Save it in a smaller size."
                    ).format(width=opened.width, height=opened.height, limit=MEGAPIXELS_AT_MOST)
                )
            upright = ImageOps.exif_transpose(opened)
            has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            plain = _in_srgb(upright).convert("RGBA" if has_alpha else "RGB")
    except NotAPicture:
        raise
    # Each decoder has exceptions of its own for broken bytes (AVIF: RuntimeError, TypeError), and
    # no list of them is whole. Whatever it is, the upload is refused; nothing carries on.
    except Exception as error:
        raise NotAPicture(
            _("This is not a picture we can read. Expected JPEG, PNG, WebP, AVIF or GIF.")
        ) from error
    return plain


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError):
        # A broken profile says nothing about the colours: take them as they are.
        return picture
    return converted or picture


class PictureWidget(forms.ClearableFileInput):
    """A file field with the stored picture beside it and its point of interest."""

    template_name = "speakers/picture_widget.html"

    class Media:
        js = ("admin-forum/picture.js",)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        picture = value if isinstance(value, Picture) else None
        context["widget"].update(
            picture=picture,
            picture_url=default_storage.url(picture.renditions[0].file) if picture else "",
            focus_x=picture.focus_x if picture else 50,
            focus_y=picture.focus_y if picture else 50,
        )
        return context

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, Picture)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        upload = super().value_from_datadict(data, files, name)
        focus = (data.get(f"{name}_focus_x", ""), data.get(f"{name}_focus_y", ""))
        return upload, focus


class PictureFormField(forms.FileField):
    """Cleans an upload to a `PreparedPicture`, which `StoresPictures` stores; None if cleared."""

    widget = PictureWidget

    def clean(self, value: Any, initial: Any = None) -> Picture | None:
        upload, focus_words = value or (None, ("", ""))
        if upload is False:
            return None
        if upload is FILE_INPUT_CONTRADICTION:
            raise ValidationError(self.error_messages["contradiction"], code="contradiction")
        try:
            x, y = (int(word) if word else 50 for word in focus_words)
        except ValueError:
            x, y = -1, -1
        if not (0 <= x <= 100 and 0 <= y <= 100):
            raise ValidationError(_("The point of interest is given in per cent from 0 to 100."))
        if not upload:
            stored = initial if isinstance(initial, Picture) else None
            return stored and dataclasses.replace(stored, focus_x=x, focus_y=y)
        try:
            return prepared(upload, focus=(x, y))
        except NotAPicture as error:
            raise ValidationError(str(error), code="invalid") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial

    def has_changed(self, initial: Any, data: Any) -> bool:
        upload, focus_words = data or (None, ("", ""))
        if upload is not None:
            return True
        before = (str(initial.focus_x), str(initial.focus_y)) if initial else ("50", "50")
        return tuple(word or "50" for word in focus_words) != before
