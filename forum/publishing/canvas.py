"""A canvas: paper with smooth shapes, bullets, stops, faces and words in the look of the site."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from forum.publishing.cards import HEIGHT, WIDTH, Face, Line, Photo
from forum.publishing.lettering import Block, Type, fitted
from sessions.colours import LIGHT, TrackColours, track_colours
from speakers.photos import NotAPicture, opened

PAPER, CARD, INK, SOFT, LIVE = "#fbfbf9", "#ffffff", "#14171c", "#5a6270", "#c2321f"
BRAND = ("#1456b8", "#a8500c", "#157347")
OUTSIDE = TrackColours(line=INK, on_line="#ffffff", text=INK, tint="#eceef0")
"""Colours of static/css/tokens.css, in its light theme; those of the line outside all tracks."""

Photos = Callable[[str], bytes | None]
"""Gives the content of a file of ours by its name, or None where it is not there."""

Point = tuple[float, float]
Area = tuple[float, float, float, float]
Scale = Callable[[Point], Point]

CAPITAL = 0.35
"""Half the height of capitals and figures, in sizes of the type."""

_FINER = 4
"""Shapes are drawn so many times finer, and made smaller: Pillow draws no smooth edges."""


def colours_of(line: Line) -> TrackColours:
    """Return the colours of a line on paper."""
    return track_colours(line.colour, LIGHT) if line.colour else OUTSIDE


class Canvas:
    """A sheet of paper of a card's size."""

    def __init__(self, photos: Photos) -> None:
        self._image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._photos = photos
        self._has_photo = False

    def written(self) -> bytes:
        """Return what is on the sheet as a PNG."""
        out = BytesIO()
        if self._has_photo:
            # A higher level takes five times as long, for two kilobytes in a hundred.
            self._image.save(out, "PNG", compress_level=4)
        else:
            # Few colours and their shades: a palette holds them, and makes the file half as large.
            few = self._image.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
            few.save(out, "PNG", compress_level=6)
        return out.getvalue()

    # Shapes

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        """Fill a circle."""
        x, y = centre

        def circle(draw: ImageDraw.ImageDraw, scale: Scale) -> None:
            left, top = scale((x - radius, y - radius))
            right, bottom = scale((x + radius, y + radius))
            # Pillow counts the last pixel in.
            draw.ellipse((left, top, right - 1, bottom - 1), fill=255)

        self._fill(_area([centre], radius + 1), fill, circle)

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        """Fill what lies between points."""

        def shape(draw: ImageDraw.ImageDraw, scale: Scale) -> None:
            draw.polygon([scale(point) for point in points], fill=255)

        self._fill(_area(points, 1), fill, shape)

    def path(self, points: Sequence[Point], width: float, fill: str, bend: float = 0) -> None:
        """Draw a line with round ends through points, its corners as round as `bend` says."""
        smooth = list(_rounded(points, bend)) if bend else list(points)
        radius = width * _FINER / 2

        def line(draw: ImageDraw.ImageDraw, scale: Scale) -> None:
            fine = [scale(point) for point in smooth]
            draw.line(fine, fill=255, width=round(2 * radius))
            # Pillow's own joints leave gaps between pieces that are shorter than the line is wide.
            for x, y in fine:
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)

        self._fill(_area(smooth, width), fill, line)

    def _fill(
        self, area: Area, fill: str, shape: Callable[[ImageDraw.ImageDraw, Scale], None]
    ) -> None:
        left, top = math.floor(max(0, area[0])), math.floor(max(0, area[1]))
        right, bottom = math.ceil(min(WIDTH, area[2])), math.ceil(min(HEIGHT, area[3]))
        mask = Image.new("L", ((right - left) * _FINER, (bottom - top) * _FINER))
        shape(
            ImageDraw.Draw(mask),
            lambda point: ((point[0] - left) * _FINER, (point[1] - top) * _FINER),
        )
        self._image.paste(fill, (left, top), mask.reduce(_FINER))

    # Words

    def words(self, block: Block, at: Point, fill: str) -> float:
        """Draw words from a left upper corner on, and return where they end below."""
        block.draw(self._draw, at, fill)
        return at[1] + block.height

    def centred(self, block: Block, at: Point, fill: str) -> float:
        """Draw one line around a height, and return where it ends at the right."""
        for line in block.lines[:1]:
            block.type.draw(self._draw, (at[0], at[1] + CAPITAL * block.type.size), line, fill)
        return at[0] + block.width

    # Marks

    def bullet(self, centre: Point, radius: float, line: Line) -> None:
        """Draw a line's bullet: its number, or the star of the line outside all tracks."""
        colours = colours_of(line)
        self.disc(centre, radius * 1.14, PAPER)
        self.disc(centre, radius, colours.line)
        if line.number:
            types = [
                Type(round(radius * share), 800) for share in (1.06, 0.9, 0.7, 0.5, 0.36, 0.25)
            ]
            number = fitted(line.number, types, radius * 1.55, radius * 1.3)
            self.centred(number, (centre[0] - number.width / 2, centre[1]), colours.on_line)
        else:
            self.polygon(list(_star(centre, radius * 0.62)), colours.on_line)

    def stop(self, centre: Point, radius: float) -> None:
        """Draw a station."""
        self.disc(centre, radius, INK)
        self.disc(centre, radius * 0.58, CARD)

    def mark(self, at: Point, size: float) -> None:
        """Draw the site's own mark, as static/img/icon.svg has it."""

        def scaled(*points: Point) -> list[Point]:
            return [(at[0] + x * size / 34, at[1] + y * size / 34) for x, y in points]

        first, second, third = BRAND
        for points, colour in (
            (scaled((2, 7), (19, 7), (28, 17)), first),
            (scaled((2, 27), (19, 27), (28, 17)), third),
            (scaled((2, 17), (28, 17)), second),
        ):
            self.path(points, size * 5 / 34, colour, bend=size * 4 / 34)
        self.stop(scaled((27, 17))[0], size * 6.75 / 34)

    # Pictures

    def face(self, face: Face, centre: Point, radius: float, colours: TrackColours) -> None:
        """Draw a photo in a circle, or the initials on the line's tint."""
        picture = self._opened(face.photo.file) if face.photo else None
        if face.photo and picture:
            self._photo(_squared(picture, face.photo, round(radius * 2)), centre)
            return
        self.disc(centre, radius, colours.tint)
        types = [Type(round(radius * share), 700, -0.02) for share in (0.72, 0.58, 0.44)]
        initials = fitted(face.initials, types, radius * 1.5, radius * 2)
        self.centred(initials, (centre[0] - initials.width / 2, centre[1]), colours.text)

    def logo(self, file: str, right: float, middle: float, size: tuple[int, int]) -> float:
        """Draw a logo of a size at most that ends at the right; return where it begins.

        Where there is none that can be read, nothing is drawn and `right` is returned.
        """
        picture = self._opened(file) if file else None
        if picture is None:
            return right
        picture.thumbnail(size, Image.Resampling.LANCZOS)
        whole = picture.convert("RGBA")
        self._has_photo = True
        self._image.paste(
            whole, (round(right - whole.width), round(middle - whole.height / 2)), whole
        )
        return right - whole.width

    def _photo(self, square: Image.Image, centre: Point) -> None:
        self._has_photo = True
        side = square.width
        mask = Image.new("L", (side * _FINER, side * _FINER))
        ImageDraw.Draw(mask).ellipse((0, 0, side * _FINER - 1, side * _FINER - 1), fill=255)
        at = round(centre[0] - side / 2), round(centre[1] - side / 2)
        self._image.paste(square, at, mask.reduce(_FINER))

    def _opened(self, file: str) -> Image.Image | None:
        content = self._photos(file)
        if content is None:
            return None
        try:
            return opened(content)
        except NotAPicture:
            return None


def _squared(picture: Image.Image, photo: Photo, pixels: int) -> Image.Image:
    """Return a picture cropped as `object-position` crops it on the pages."""
    side = min(picture.size)
    left = (picture.width - side) * photo.focus_x / 100
    top = (picture.height - side) * photo.focus_y / 100
    box = (left, top, left + side, top + side)
    sized = picture.resize((pixels, pixels), Image.Resampling.LANCZOS, box=box)
    if sized.mode == "RGBA":
        sized = Image.alpha_composite(Image.new("RGBA", sized.size, CARD), sized)
    return sized.convert("RGB")


def _area(points: Iterable[Point], around: float) -> Area:
    xs, ys = zip(*points, strict=True)
    return min(xs) - around, min(ys) - around, max(xs) + around, max(ys) + around


def _rounded(points: Sequence[Point], bend: float) -> Iterator[Point]:
    """Yield a path whose corners are curves that begin `bend` before them."""
    yield points[0]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before, bend), _towards(corner, after, bend)
        for step in range(17):
            share = step / 16
            # A quadratic Bézier curve.
            weights = (1 - share) ** 2, 2 * share * (1 - share), share**2
            known = (start, corner, end)
            x, y = (
                sum(weight * point[axis] for weight, point in zip(weights, known, strict=True))
                for axis in (0, 1)
            )
            yield x, y
    yield points[-1]


def _towards(start: Point, end: Point, distance: float) -> Point:
    share = min(1.0, distance / math.dist(start, end))
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _star(centre: Point, radius: float) -> Iterator[Point]:
    for number in range(10):
        angle = math.pi * (number / 5 - 0.5)
        reach = radius if number % 2 == 0 else radius * 0.42
        yield centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)
