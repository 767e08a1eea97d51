"""Static files as they are collected: without what only their authors read, hashed, compressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rcssmin
import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SMALLER: dict[str, Callable[[str], str]] = {"css": rcssmin.cssmin, "js": rjsmin.jsmin}
"""How files of an ending lose their comments and white space; their code stays as it is."""

ALREADY_SMALL = "js/vendor/"


class CollectedFiles(CompressedManifestStaticFilesStorage):
    """Collects our styles and scripts without comments; what others wrote stays as it came."""

    def _save(self, name: str, content: Any) -> str:
        shrink = SMALLER.get(name.rpartition(".")[2])
        if shrink and ALREADY_SMALL not in name and "admin/" not in name:
            content.seek(0)
            content = ContentFile(shrink(content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved
