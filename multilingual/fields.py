"""Model fields for words in several languages: the value, and its folded column to search."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from multilingual.forms import Edit, MultilingualFormField
from multilingual.text import EMPTY, Text, folded

_read = json.JSONDecoder().raw_decode


class WordsEncoder(json.JSONEncoder):
    """Writes `Text` and other values with a `to_json()` method, and letters as letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})

    def default(self, o: Any) -> Any:
        return o.to_json() if hasattr(o, "to_json") else super().default(o)


class MultilingualField(models.JSONField):
    """A `Text` in a row. Further languages need a settings line, not a migration."""

    description = _("Words in several languages")
    empty_values = [None, "", {}, EMPTY]

    def __init__(self, *args: Any, lines: int = 1, **options: Any) -> None:
        """Take `lines`, the height of the editor's box; 1 gives a single-line field."""
        self.lines = lines
        options.setdefault("default", Text)
        options["encoder"] = WordsEncoder
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        del options["encoder"]
        return name, path, args, options

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Text:
        # A programme has ten thousand of these, most of them empty: json.loads() would look for
        # white space around each, and there is none. Anything else is part of a text.
        if value == "{}":
            return EMPTY
        if isinstance(value, str) and value.startswith("{"):
            return Text.from_json(_read(value)[0])
        return Text.from_json(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Text:
        """Return a `Text` for a text, its JSON, or the result of its form field.

        Raises:
            ValidationError: for anything else.
        """
        if isinstance(value, Text):
            return value
        if isinstance(value, Edit):
            return value.applied_to(EMPTY)
        try:
            return Text.from_json(value or {})
        except (TypeError, AttributeError) as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: Any) -> Any:
        return value if hasattr(value, "resolve_expression") else self.to_python(value).to_json()

    def validate(self, value: Text, model_instance: Any) -> None:
        if not self.blank and not value:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def value_to_string(self, obj: Any) -> Any:
        return self.to_python(self.value_from_object(obj)).to_json()

    def save_form_data(self, instance: Any, data: Any) -> None:
        before = self.to_python(getattr(instance, self.name))
        after = data.applied_to(before) if isinstance(data, Edit) else self.to_python(data)
        setattr(instance, self.name, after)

    def formfield(self, **options: Any) -> Any:
        # The form field of JSONField edits JSON; skip it for the one with a row per language.
        return models.Field.formfield(
            self, **{"form_class": MultilingualFormField, "lines": self.lines, **options}
        )


class FoldedField(models.CharField):
    """The words of a `MultilingualField`, casefolded and with ё as е, to search and sort by.

    SQLite compares Cyrillic with regard to case and each database sorts it differently, so the
    admin searches here. All languages stand in it, the original first.
    """

    def __init__(self, *, of: str, **options: Any) -> None:
        self.of = of
        options.update(max_length=400, editable=False, db_index=True, default="", blank=True)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for implied in ("max_length", "editable", "db_index", "default", "blank"):
            options.pop(implied, None)
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: Any, add: bool) -> str:
        value = getattr(model_instance, self.of)
        text = value if isinstance(value, Text) else Text.from_json(value or {})
        others = [words for code, words in text.pairs if code != text.original]
        line = folded(" ".join([text.get(text.original), *others]))[: self.max_length]
        setattr(model_instance, self.attname, line)
        return line
