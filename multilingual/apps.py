"""The Django app of words in several languages; it has no tables, only tags and templates."""

from django.apps import AppConfig


class MultilingualConfig(AppConfig):
    name = "multilingual"
