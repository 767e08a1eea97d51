"""Press kits below the pages of the speakers: of all of them, and of each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from forum.formats import press_kit
from forum.formats.writing import Publication
from forum.publishing.here import Here
from forum.publishing.machines import open_to_all, saved_as
from forum.publishing.public import public
from multilingual.display import shown
from speakers.values import Speaker


def of_all(here: Here) -> StreamingHttpResponse:
    """Give words and photos of every speaker."""
    name = _("{forum}: speakers, for the press").format(forum=shown(here.edition.name).words)
    return _kit(here, here.programme.speakers, name, "speakers")


def of_one(here: Here, slug: str) -> StreamingHttpResponse:
    """Give words and photo of one speaker."""
    speaker: Speaker = here.programme.at_slug("speakers", slug)
    return _kit(here, [speaker], shown(speaker.name).words, speaker.slug)


def _kit(here: Here, speakers: Sequence[Speaker], name: str, plain: str) -> StreamingHttpResponse:
    folder = f"{here.edition.slug}-{plain}-press-kit"
    publications = [_publication(here, language) for language, _name in settings.LANGUAGES]
    response = StreamingHttpResponse(
        press_kit.write(
            here.programme,
            publications,
            read_photo,
            speakers=speakers,
            name=folder,
            kept=here.release.known,
        ),
        content_type=press_kit.MEDIA_TYPE,
    )
    response.headers["Content-Disposition"] = saved_as(name, ".zip", folder)
    response.headers["ETag"] = f'"{_made_of(here, speakers, folder)}"'
    return response


def _made_of(here: Here, speakers: Sequence[Speaker], folder: str) -> str:
    """Return a name for all that a kit is made of: it is sent while it is made."""
    photos = sorted(speaker.photo.file for speaker in speakers if speaker.photo)
    there = [file for file in photos if default_storage.exists(file)]
    parts = (here.site.url, here.site.build, here.release.identity, here.release.sha256, folder)
    return hashlib.sha256("\n".join((*parts, *there)).encode()).hexdigest()[:32]


def _publication(here: Here, language: str) -> Publication:
    return Publication(
        language=language,
        address=lambda name, *args: here.site.url + here.path_of(name, *args, language=language),
        media=here.media_address,
        source=here.canonical(),
        release=here.release.number,
        since=here.release.since,
    )


def read_photo(name: str) -> bytes | None:
    """Return a file of our own storage, or None where it is not there."""
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content


urlpatterns: list[URLPattern] = [
    path("speakers/press-kit.zip", open_to_all(public(of_all)), name="press-kit"),
    path(
        "speakers/<slug:slug>/press-kit.zip", open_to_all(public(of_one)), name="speaker-press-kit"
    ),
]
