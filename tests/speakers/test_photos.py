"""Uploaded pictures become renditions without metadata, or are refused with a reason."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.storage import InMemoryStorage
from PIL import Image, ImageCms

from speakers import photos
from speakers.photos import NotAPicture, prepared, without_metadata
from speakers.values import Picture

RED, BLUE = (200, 20, 20), (20, 20, 200)


@pytest.fixture
def storage() -> InMemoryStorage:
    return InMemoryStorage()


def an_image(size=(300, 200), mode="RGB", colour=RED, format="PNG", **options) -> BytesIO:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, format, **options)
    out.seek(0)
    return out


def store_picture(upload, *, storage, **options) -> Picture:
    return prepared(upload, **options).stored(storage)


def stored(picture: Picture, storage: InMemoryStorage) -> Image.Image:
    opened = Image.open(storage.open(picture.file))
    opened.load()
    return opened


def is_near(pixel, colour) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def test_picture_is_stored_in_every_width_up_to_its_own(storage):
    picture = store_picture(an_image((300, 200)), storage=storage)

    assert [(r.width, r.height) for r in picture.renditions] == [(96, 64), (240, 160), (300, 200)]
    assert (picture.file, picture.width) == (picture.renditions[-1].file, 300)
    assert all(storage.exists(rendition.file) for rendition in picture.renditions)


def test_equal_pictures_are_stored_once(storage):
    one = store_picture(an_image(), storage=storage)
    other = store_picture(an_image(), storage=storage, focus=(10, 20))

    assert one.renditions == other.renditions
    assert (other.focus_x, other.focus_y) == (10, 20)
    assert len(storage.listdir("")[1]) == 3


def test_orientation_is_applied_and_metadata_is_gone(storage):
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: the camera was turned, the right way up is 90° clockwise.
    exif[0x010F] = "Maker of the camera"
    exif.get_ifd(0x8825)[1] = "N"

    picture = store_picture(an_image((300, 200), format="JPEG", exif=exif), storage=storage)

    assert (picture.width, picture.height) == (200, 300)
    opened = stored(picture, storage)
    assert dict(opened.getexif()) == {}
    assert {"exif", "icc_profile", "xmp", "comment"} & set(opened.info) == set()


def test_text_chunks_are_gone(storage):
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "taken at home")

    picture = store_picture(an_image(pnginfo=info), storage=storage)

    assert b"taken at home" not in storage.open(picture.file).read()


def test_first_frame_of_an_animation_is_kept(storage):
    out = BytesIO()
    frames = [Image.new("RGB", (50, 50), colour) for colour in (RED, BLUE)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=100)
    out.seek(0)

    picture = store_picture(out, storage=storage)

    opened = stored(picture, storage)
    assert getattr(opened, "n_frames", 1) == 1
    assert is_near(opened.convert("RGB").getpixel((25, 25)), RED)


def test_alpha_survives(storage):
    picture = store_picture(an_image(mode="RGBA", colour=(*RED, 0)), storage=storage)

    assert stored(picture, storage).getpixel((5, 5))[3] == 0


def test_print_colours_become_screen_colours(storage):
    picture = store_picture(
        an_image(mode="CMYK", colour=(0, 255, 255, 0), format="JPEG"), storage=storage
    )

    opened = stored(picture, storage)
    assert opened.mode == "RGB"
    assert is_near(opened.getpixel((5, 5)), (255, 0, 0))


def test_broken_colour_profile_is_left_out(storage):
    picture = store_picture(an_image(icc_profile=b"no profile at all"), storage=storage)

    assert is_near(stored(picture, storage).getpixel((5, 5)), RED)


def test_colour_profile_is_converted(storage):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    picture = store_picture(an_image(icc_profile=lab), storage=storage)

    assert is_near(stored(picture, storage).getpixel((5, 5)), RED)


def test_more_than_forty_megapixels_are_refused(storage):
    upload = an_image((8000, 5001), mode="1", colour=1)

    with pytest.raises(NotAPicture) as refusal:
        store_picture(upload, storage=storage)

    assert "8000 × 5001 pixels, more than 40 megapixels" in str(refusal.value)
    assert storage.listdir("")[1] == []


def test_forty_megapixels_are_accepted(storage):
    picture = store_picture(an_image((8000, 5000), mode="1", colour=1), storage=storage)

    assert (picture.width, picture.height) == (960, 600)


def a_bomb(width: int, height: int) -> BytesIO:
    """Return a PNG of a few bytes that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return BytesIO(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_decompression_bomb_is_refused(storage, side):
    with pytest.raises(NotAPicture):
        store_picture(a_bomb(side, side), storage=storage)

    assert storage.listdir("")[1] == []


def test_truncated_file_is_refused(storage):
    whole = an_image((300, 200), format="JPEG", quality=95).getvalue()

    with pytest.raises(NotAPicture, match="not a picture we can read"):
        store_picture(BytesIO(whole[: len(whole) // 2]), storage=storage)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just a text that somebody named photo.jpg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n\0\0\0\0IHDR",
    ],
)
def test_what_is_no_picture_is_refused(storage, content):
    with pytest.raises(NotAPicture, match="Expected JPEG, PNG, WebP, AVIF or GIF"):
        store_picture(BytesIO(content), storage=storage)

    assert storage.listdir("")[1] == []


def test_too_large_a_file_is_refused_unread(storage, monkeypatch):
    monkeypatch.setattr(photos, "BYTES_AT_MOST", 1024 * 1024)

    with pytest.raises(NotAPicture, match="larger than 1 MB"):
        store_picture(BytesIO(b"\0" * (1024 * 1024 + 1)), storage=storage)


def test_picture_too_tall_for_the_format_is_refused(storage):
    with pytest.raises(NotAPicture, match="100 pixels wide and 20000 tall"):
        store_picture(an_image((100, 20_000)), storage=storage)


@pytest.mark.parametrize("error", [RuntimeError, TypeError, IndexError])
def test_whatever_a_decoder_raises_is_a_refusal(monkeypatch, error):
    def break_down(*_given):
        raise error("broken bytes")

    monkeypatch.setattr(photos.ImageOps, "exif_transpose", break_down)

    with pytest.raises(NotAPicture, match="not a picture we can read"):
        prepared(an_image())


def test_corrupt_avif_is_refused_or_shown_at_every_place(storage):
    whole = bytearray(an_image((64, 64), format="AVIF").getvalue())

    for place in range(0, len(whole), 3):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        try:
            picture = prepared(BytesIO(bytes(broken)))
        except NotAPicture:
            continue
        assert picture.width > 0


def test_nothing_is_stored_before_it_is_asked_for(storage, monkeypatch):
    monkeypatch.setattr(photos, "default_storage", storage)

    picture = prepared(an_image())

    assert storage.listdir("")[1] == []
    assert all(storage.exists(r.file) for r in picture.stored(storage).renditions)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_picture_is_kept_in_its_format_without_metadata(format):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker of the camera"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    given = an_image((300, 200), format=format, exif=exif, icc_profile=profile).getvalue()

    kept = without_metadata(given, format)

    opened = Image.open(BytesIO(kept))
    opened.load()
    assert b"Maker of the camera" in given and b"Maker of the camera" not in kept
    assert (opened.format, opened.size) == (format, (200, 300))
    assert {"exif", "icc_profile", "xmp", "comment"} & set(opened.info) == set()
    assert is_near(opened.convert("RGB").getpixel((5, 5)), RED)
