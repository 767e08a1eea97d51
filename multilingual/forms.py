"""Form fields of the ground: words with a row per language, and the languages themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from multilingual.text import EMPTY, MOST_IN_A_TEXT, MOST_ON_A_LINE, Text


@dataclass(frozen=True)
class Edit:
    """What an editor sent: words by language, and which translations they called up to date.

    `before` is the text that was edited, so that a form shown again still knows its state.
    """

    words: Mapping[str, str]
    confirmed: frozenset[str] = frozenset()
    before: Text = EMPTY

    def __bool__(self) -> bool:
        return any(value.strip() for value in self.words.values())

    def applied_to(self, before: Text) -> Text:
        """Return the text after this edit, with the state of its translations."""
        after = before.revised(self.words)
        for language in self.confirmed:
            after = after.confirmed(language)
        return after


class MultilingualWidget(forms.Widget):
    """A box per language, marked with its language and, where it is so, missing or outdated."""

    template_name = "multilingual/widget.html"

    class Media:
        js = ("admin-forum/words.js",)

    def __init__(self, attrs: dict[str, Any] | None = None, lines: int = 1) -> None:
        super().__init__(attrs)
        self.lines = lines

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        edit = value if isinstance(value, Edit) else Edit({}, before=_as_text(value))
        before = edit.before
        identity = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["lines"] = self.lines
        context["widget"]["described_by"] = context["widget"]["attrs"].get("aria-describedby", "")
        context["widget"]["rows"] = [
            {
                "name": f"{name}_{code}",
                "id": identity if index == 0 else f"{identity}_{code}",
                "language": code,
                "label": get_language_info(code)["name_local"],
                "is_rtl": get_language_info(code)["bidi"],
                "words": edit.words.get(code, before.get(code)),
                "is_original": bool(before) and code == before.original,
                "is_missing": bool(before) and not before.get(code),
                "is_outdated": code in before.outdated,
                "is_confirmed": code in edit.confirmed,
                "confirm_name": f"{name}_{code}_confirmed",
            }
            for index, (code, _name) in enumerate(settings.LANGUAGES)
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Edit:
        codes = [code for code, _name in settings.LANGUAGES]
        return Edit(
            words={
                code: data[f"{name}_{code}"].replace("\r\n", "\n").strip()
                for code in codes
                if f"{name}_{code}" in data
            },
            confirmed=frozenset(code for code in codes if data.get(f"{name}_{code}_confirmed")),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{code}" in data for code, _name in settings.LANGUAGES)

    def id_for_label(self, id_: str) -> str:
        return id_


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class MultilingualFormField(forms.Field):
    """Cleans to an `Edit`; what is required is required in at least one language."""

    widget = MultilingualWidget
    default_error_messages = {
        "required": _("Write this in at least one language."),
        "characters": _("{language}: this text holds a control character, at place {place}."),
        "length": _("{language}: expected at most {most} characters, got {given}."),
    }

    def __init__(self, *, lines: int = 1, **options: Any) -> None:
        # A JSONField hands its encoder and decoder to a form field; words need neither.
        for name in ("encoder", "decoder"):
            options.pop(name, None)
        options.setdefault("widget", MultilingualWidget(lines=lines))
        self.most = MOST_ON_A_LINE if lines == 1 else MOST_IN_A_TEXT
        super().__init__(**options)

    def clean(self, value: Any) -> Edit:
        edit = value if isinstance(value, Edit) else Edit({})
        for code, words in edit.words.items():
            self._check(get_language_info(code)["name_translated"], words)
        if self.required and not edit:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return edit

    def _check(self, language: str, words: str) -> None:
        # PostgreSQL cannot hold U+0000, UTF-8 no surrogates, and nobody can read the others.
        found = _CONTROL.search(words)
        if found:
            message = self.error_messages["characters"]
            raise forms.ValidationError(
                message.format(language=language, place=found.start() + 1), code="characters"
            )
        if len(words) > self.most:
            message = self.error_messages["length"]
            raise forms.ValidationError(
                message.format(language=language, most=self.most, given=len(words)), code="length"
            )

    def bound_data(self, data: Any, initial: Any) -> Any:
        return replace(data, before=_as_text(initial)) if isinstance(data, Edit) else initial

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = _as_text(initial)
        return isinstance(data, Edit) and data.applied_to(before) != before


USUAL_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es", "de", "it", "ja", "ko", "pt", "tr")
"""What is offered to tick: the six of the United Nations and those often interpreted."""

_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def language_name(code: str) -> str:
    """Return a language's name in the reader's language, or the code where it is unknown."""
    if code == "zh":
        return gettext("Chinese")
    name = LANG_INFO.get(code.lower(), {}).get("name")
    return gettext(name) if name else code


class LanguageCodesWidget(forms.MultiWidget):
    """Boxes to tick for the usual languages, and a line for the codes of further ones."""

    template_name = "multilingual/language_codes_widget.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"": forms.CheckboxSelectMultiple(), "others": forms.TextInput()}, attrs)

    @property
    def boxes(self) -> forms.CheckboxSelectMultiple:
        return cast(forms.CheckboxSelectMultiple, self.widgets[0])

    def decompress(self, value: Any) -> list[Any]:
        return [list(value or ()), ""]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        ticked, _others = self._parts(value)
        # What is ticked stands first and in its own order, so that saving keeps the order.
        codes = dict.fromkeys([*ticked, *USUAL_LANGUAGES])
        self.boxes.choices = [(code, capfirst(language_name(code))) for code in codes]
        return super().get_context(name, self._parts(value), attrs)

    def _parts(self, value: Any) -> list[Any]:
        is_from_form = isinstance(value, list) and len(value) == 2 and isinstance(value[0], list)
        return value if is_from_form else self.decompress(value)


class LanguageCodesField(forms.Field):
    """Cleans to a list of codes, the ticked ones first."""

    widget = LanguageCodesWidget

    def __init__(self, **options: Any) -> None:
        for name in ("encoder", "decoder"):
            options.pop(name, None)
        super().__init__(**options)

    def clean(self, value: Any) -> list[str]:
        ticked, others = value if isinstance(value, list) and len(value) == 2 else ([], "")
        codes = [*(ticked or ()), *re.split(r"[\s,;]+", others or "")]
        found = list(dict.fromkeys(code for code in codes if code))
        for code in found:
            if not _CODE.match(code):
                raise forms.ValidationError(
                    _("“{given}” is no language code. Expected codes such as kk, uz.").format(
                        given=code
                    )
                )
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != list(initial or ())
        except forms.ValidationError:
            return True


def _as_text(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    return Text.from_json(value) if isinstance(value, Mapping) else EMPTY
