"""The public site goes on without its database, whatever becomes of it. On both engines."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.failing import Line, Lossy, Node
from tests.processes import ROOT, environment, output_of, script

__all__ = ("environment",)

pytestmark = pytest.mark.database

PREPARE = """
from datetime import date
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from forum.models import Edition
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
edition = Edition.objects.create(slug="2021", name=Text({"en": "Forum"}),
    first_date=date(2021, 5, 25), last_date=date(2021, 5, 26))
Session.objects.create(edition=edition, number=1, slug="one", title=Text({"en": "One"}))
publish(edition)
client = Client()
client.force_login(User.objects.create_superuser("admin"),
    "django.contrib.auth.backends.ModelBackend")
print(client.cookies["sessionid"].value)
"""

PUBLISH = """
from forum.models import Edition
from forum.releases import publish
from sessions.models import Session
session = Session.objects.get()
session.duration_minutes += 5
session.save()
print(publish(Edition.objects.get()).number)
"""


@pytest.fixture
def lossy(environment, tmp_path):
    output_of(PREPARE, environment)
    database = Lossy(environment)
    database.environment["KEPT_ROOT"] = str(tmp_path / "kept")
    yield database
    database.close()


def test_gone_while_it_serves(lossy, environment):
    with Node(lossy.environment) as node:
        assert node.release() == "2021/1"
        lossy.lose()
        node.wait(lambda: node.get("/admin/login/")["status"] == 503)

        assert node.release() == "2021/1"
        assert node.get("/admin/login/")["Retry-After"] == "30"
        assert node.get("/en/2021/sessions/one/")["status"] == 200, "never asked for before"

        lossy.give_back()
        output_of(PUBLISH, environment)
        node.wait(lambda: node.release() == "2021/2")
        assert node.get("/admin/login/")["status"] == 200


def test_gone_before_the_first_request(lossy, environment):
    with Node(lossy.environment) as node:
        assert node.release() == "2021/1"
    output_of(PUBLISH, environment)
    lossy.lose()

    with Node(lossy.environment) as node:
        assert node.release() == "2021/1"
        assert node.get("/readyz")["source"] == "kept"
        assert node.get("/admin/login/")["status"] == 503

        lossy.give_back()
        node.wait(lambda: node.release() == "2021/2")
        assert node.get("/readyz")["source"] == "database"


def test_gone_before_anything_was_kept(lossy):
    lossy.lose()

    with Node(lossy.environment) as node:
        assert node.get("/en/2021/programme/")["status"] == 503
        assert node.get("/readyz")["source"] == "none"
        lossy.give_back()
        node.wait(lambda: node.release() == "2021/1")


def test_one_that_answers_wins_over_what_is_kept(lossy, environment):
    with Node(lossy.environment) as node:
        node.release()
    output_of(PUBLISH, environment)

    with Node(lossy.environment) as node:
        assert node.release() == "2021/2"
        assert node.get("/readyz")["source"] == "database"


def test_a_server_that_accepts_and_says_nothing(environment, tmp_path):
    line = Line()
    silent = f"postgres://postgres@127.0.0.1:{line.port}/forum"
    try:
        with Node({**environment, "TEST_DATABASE_URL": silent}) as node:
            # Answers at all: whoever waits for the database for good would fail here.
            assert node.get("/en/2021/programme/")["status"] == 503
            assert node.get("/admin/login/")["status"] == 503
            assert node.get("/healthz")["status"] == 200
    finally:
        line.cut()


@pytest.mark.postgresql
def test_one_that_falls_silent_is_left_and_found_again(lossy, environment):
    with Node(lossy.environment) as node:
        assert node.release() == "2021/1"
        lossy.line.is_silent = True
        # The thread that watches gives up in the middle of its question.
        node.wait(lambda: node.get("/admin/login/")["status"] == 503)
        assert node.release() == "2021/1"

        lossy.line.cut()
        lossy.line.mend()
        output_of(PUBLISH, environment)
        node.wait(lambda: node.release() == "2021/2")


READ_ONLY = """
import json, os, sys
from django.db import connection
from django.test import Client
if connection.vendor == "sqlite":
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = f"file:{name}?mode=ro"
    connection.settings_dict["OPTIONS"].pop("init_command")
client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1:8000")
client.cookies["sessionid"] = sys.argv[1]
found = {}
for path in ("/en/2021/programme/", "/en/2021/schedule.ics", "/admin/programme/session/1/change/"):
    found[path] = client.get(path).status_code
found["post"] = client.post("/admin/programme/session/1/delete/", {"post": "yes"}).status_code
answer = client.post("/admin/login/", {"username": "admin", "password": "wrong"})
found["login"] = answer.status_code
found["words"] = "Сейчас редактировать нельзя" in answer.content.decode()
print(json.dumps(found))
"""

COUNT = """
from sessions.models import Session
print(Session.objects.count(), Session.history.count())
"""


def test_one_that_takes_no_changes(environment):
    cookie = output_of(PREPARE, environment).strip()
    before = output_of(COUNT, environment)
    read_only = {**environment, "PGOPTIONS": "-c default_transaction_read_only=on"}
    read_only["LOG_LEVEL"] = "CRITICAL"

    found = subprocess.run(
        script(READ_ONLY, cookie), env=read_only, cwd=ROOT, check=True, capture_output=True
    ).stdout

    assert json.loads(found) == {
        "/en/2021/programme/": 200,
        "/en/2021/schedule.ics": 200,
        "/admin/programme/session/1/change/": 200,
        "post": 503,
        "login": 503,
        "words": True,
    }
    assert output_of(COUNT, environment) == before
