"""What the admin's own pages share: their frame, and the way from what they list to the forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from forum.differences import Difference
from forum.models import Edition
from forum.rules import Problem
from forum.wording import MODELS, Wording


def gone(model_admin: Any, request: HttpRequest, key: int) -> HttpResponseBase:
    """Lead back with a message, as Django's own pages do, where there is nothing of this key."""
    response: HttpResponseBase = model_admin._get_obj_does_not_exist_redirect(
        request, model_admin.opts, str(key)
    )
    return response


def page(
    request: HttpRequest, model_admin: Any, template: str, context: Mapping[str, Any]
) -> TemplateResponse:
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request, template, {**model_admin.admin_site.each_context(request), **context}
    )


def addresses_of(kind_guids: Iterable[tuple[str, str]], edition: Edition) -> Mapping[Any, str]:
    """Return (kind, guid) → the address of the form in which a thing of the draft is edited."""
    by_kind: dict[str, set[str]] = {}
    for kind, guid in kind_guids:
        by_kind.setdefault(kind, set()).add(guid)
    found = {}
    for kind, guids in by_kind.items():
        model = MODELS[kind]
        options = model._meta
        if kind == "appearances":
            continue
        rows = model._default_manager.all()
        if kind != "edition":
            rows = rows.filter(edition=edition)
        # A draft of thousands of things is asked for whole, not guid by guid.
        for key, guid in rows.values_list("pk", "guid"):
            if str(guid) in guids:
                name = f"admin:{options.app_label}_{options.model_name}_change"
                found[kind, str(guid)] = reverse(name, args=(key,))
    return found


def with_addresses(groups: Iterable[Any], edition: Edition) -> list[dict[str, Any]]:
    groups = tuple(groups)
    things = [(thing.kind, thing.guid) for group in groups for thing in group.things]
    addresses = addresses_of(things, edition)
    return [
        {
            "kind": group.kind,
            "name": group.name,
            "count": group.count,
            "hidden": group.hidden,
            "things": [
                {"thing": thing, "address": addresses.get((thing.kind, thing.guid), "")}
                for thing in group.things
            ],
        }
        for group in groups
    ]


def problems_in_words(
    found: Iterable[Problem], wording: Wording, edition: Edition
) -> list[dict[str, str]]:
    found = tuple(found)
    owners = [wording.owner(Difference(problem.kind, problem.guid, "")) for problem in found]
    addresses = addresses_of(owners, edition)
    return [
        {"words": wording.problem(problem), "address": addresses.get(owner, "")}
        for problem, owner in zip(found, owners, strict=True)
    ]
