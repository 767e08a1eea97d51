"""What people call the words that values hold: kinds, states, roles, organisations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils import translation

from multilingual.text import folded
from sessions.models import Kind, Role, State
from speakers.models import OrganisationKind

_CHOICES = {"kind": Kind, "state": State, "role": Role, "organisation_kind": OrganisationKind}


def labels(field: str) -> Mapping[str, str]:
    """Return value → label of a field in the active language, in the order of the values."""
    return {value: str(label) for value, label in _CHOICES[field].choices}


@cache
def values_by_label(field: str) -> Mapping[str, str]:
    """Return what a field's values are called, folded, in every language of the site → value."""
    found = {value: value for value in _CHOICES[field].values}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for value, label in labels(field).items():
                found.setdefault(folded(label), value)
    return found
