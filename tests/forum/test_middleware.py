"""forum/middleware.py: which middleware public answers go through, and which the admin's alone."""

from __future__ import annotations

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.test import RequestFactory

from forum.middleware import PublicPassesBy, public_joins


@pytest.fixture
def gone_through(monkeypatch):
    found = []
    for middleware in (SessionMiddleware, LocaleMiddleware, CsrfViewMiddleware):

        def noted(self, request, middleware=middleware, before=middleware.process_request):
            found.append(middleware.__name__)
            return before(self, request)

        monkeypatch.setattr(middleware, "process_request", noted)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/", "/en/nothing/", "/admin", "/healthz", "/robots.txt"])
def test_what_is_public_has_no_session_and_no_negotiated_language(gone_through, client, path):
    response = client.get(path)

    assert gone_through == []
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_the_admin_goes_through_all_of_it(gone_through, client):
    response = client.get("/admin/login/")

    # The page for logging in looks for forgery once more by itself.
    once = list(dict.fromkeys(gone_through))
    assert once == ["SessionMiddleware", "LocaleMiddleware", "CsrfViewMiddleware"]
    assert response.status_code == 200
    assert response["X-Frame-Options"] == "DENY"


def test_each_application_joins_its_own_way():
    def application(name):
        inner = public_joins(lambda request: HttpResponse(f"inner {name}"))
        return PublicPassesBy(lambda request: HttpResponse(f"admin, {inner(request).content!r}"))

    one, other = application("one"), application("other")

    asked = RequestFactory().get
    assert one(asked("/en/")).content == b"inner one"
    assert other(asked("/en/")).content == b"inner other"
    assert one(asked("/admin/")).content == b"admin, b'inner one'"
