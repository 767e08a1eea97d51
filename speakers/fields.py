"""The model field of a picture that is already in our storage."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from speakers.photos import PictureFormField
from speakers.values import Picture, Rendition


def picture_to_json(picture: Picture) -> dict[str, Any]:
    return dataclasses.asdict(picture)


def picture_from_json(data: dict[str, Any] | None) -> Picture | None:
    if not data:
        return None
    renditions = tuple(Rendition(**rendition) for rendition in data.get("renditions", ()))
    return Picture(**{**data, "renditions": renditions})


class PictureField(models.JSONField):
    """A `Picture` in a row, or None. The files themselves lie in storage, named by content."""

    description = _("Picture")

    def __init__(self, *args: Any, **options: Any) -> None:
        options.update(null=True, blank=True, default=None)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for implied in ("null", "blank", "default"):
            options.pop(implied, None)
        return name, path, args, options

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Picture | None:
        return picture_from_json(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Picture | None:
        if value is None or isinstance(value, Picture):
            return value
        try:
            return picture_from_json(value)
        except (TypeError, AttributeError) as error:
            raise ValidationError(f"Expected a stored picture, got {value!r}.") from error

    def get_prep_value(self, value: Any) -> Any:
        return picture_to_json(value) if isinstance(value, Picture) else value

    def validate(self, value: Any, model_instance: Any) -> None:
        """Accept every picture: it was checked when it was stored."""

    def value_to_string(self, obj: Any) -> Any:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **options: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": PictureFormField, **options})
