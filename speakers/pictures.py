"""Pictures as pages print them: with every width there is, and with what stands in for them."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from finding.addresses import path_to
from speakers.values import Picture


def media(file: str) -> str:
    """Print the path of one of our own stored files."""
    return path_to("media", file)


def picture(
    picture: Picture, alt: str = "", sizes: str = "", eager: bool = False, instead: str = ""
) -> SafeString:
    """Print an `img` with its sizes, so that nothing jumps, and with every width there is.

    Beside it stands, not shown, what takes its place where the visitor hides pictures.

    Args:
        alt: plain words; empty for a picture that says nothing more than its surroundings.
        sizes: the widths it is shown in, as in HTML; without it the largest one is loaded.
        eager: for a picture that is seen at once.
        instead: plain words to stand in its place, such as a person's initials; else `alt`.
    """
    widths = ", ".join(
        f"{media(rendition.file)} {rendition.width}w" for rendition in picture.renditions
    )
    return format_html(
        '<img src="{}"{}{} width="{}" height="{}" alt="{}" class="{}"{} decoding="async">{}',
        media(picture.file),
        format_html(' srcset="{}"', widths) if widths and sizes else "",
        format_html(' sizes="{}"', sizes) if widths and sizes else "",
        picture.width,
        picture.height,
        # Always escaped: words from a template itself come marked as safe.
        escape(alt),
        f"focus-x-{_tenth(picture.focus_x)} focus-y-{_tenth(picture.focus_y)}",
        "" if eager else SafeString(' loading="lazy"'),
        format_html('<span class="instead">{}</span>', escape(words))
        if (words := instead or alt)
        else "",
    )


def _tenth(percent: int) -> int:
    return round(percent / 10) * 10


@lru_cache(maxsize=10_000)
def initials(name: str) -> str:
    """Return the initials of a name: of its first and last word, in capitals.

    Signs are skipped, so that `"Kim" (remote)` gives KR; a name with a hyphen is one word.
    """
    letters = [next((sign for sign in word if sign.isalnum()), "") for word in name.split()]
    found = [letter for letter in letters if letter]
    return "".join(found[:1] + found[1:][-1:]).upper()
