"""The page store of this process, and how public answers get into it."""

from __future__ import annotations

from django.conf import settings

from forum.publishing.store import Store

store = Store(int(settings.PAGE_STORE_MEGABYTES * 1_000_000))
