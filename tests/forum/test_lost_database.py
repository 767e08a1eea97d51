"""forum/lost_database.py: the admin says that its database is gone, and waits for nothing."""

import re

import pytest
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from django.template.loader import render_to_string

from forum.publishing import current


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


@pytest.fixture
def lost(monkeypatch):
    monkeypatch.setattr(current, "_is_lost", True)


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/forum/edition/1/change/"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_the_admin_answers_at_once_without_its_database(lost, client, path, method):
    # There is no mark: a query would be refused.
    response = getattr(client, method)(path)

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert response.cookies == {}


def test_the_page_speaks_both_languages_and_runs_nothing():
    page = render_to_string("admin/unavailable.html")

    assert re.findall(r"<h\d>(.*?)</h\d>", page) == [
        "Nothing can be edited at the moment",
        "Сейчас редактировать нельзя",
    ]
    assert re.findall(r"<script|<style|style=|\son\w+=|https?://", page) == []


def test_the_public_is_served_meanwhile(lost, client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/en/").status_code == 503, "there is no release: not the admin's page"
    assert "Not open yet" in client.get("/en/").content.decode()


@pytest.mark.django_db
def test_the_admin_is_back_with_its_database(lost, client):
    current.refresh()

    assert client.get("/admin/login/").status_code == 200


def read_only():
    error = InternalError("cannot execute UPDATE in a read-only transaction")
    # As PostgreSQL has it; only the server can set the code of psycopg2's own.
    error.__cause__ = type("Cause", (Exception,), {"pgcode": "25006"})()
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("server closed the connection unexpectedly"), 503),
        (OperationalError("attempt to write a readonly database"), 503),
        (OperationalError("database or disk is full"), 503),
        (InterfaceError("connection already closed"), 503),
        (read_only(), 503),
        (InternalError("something else"), 500),
        (ProgrammingError("no such column"), 500),
        (IntegrityError("twice"), 500),
        (DataError("too long"), 500),
        (RuntimeError("not the database at all"), 500),
    ],
    ids=lambda value: str(value).replace(" ", "-"),
)
def test_only_a_lost_database_is_told_as_one(client, monkeypatch, error, status):
    def has_permission(*args):
        raise error

    monkeypatch.setattr("forum.admin_site.ForumAdminSite.has_permission", has_permission)

    response = client.get("/admin/login/")

    assert response.status_code == status
    assert ("Retry-After" in response) is (status == 503)
