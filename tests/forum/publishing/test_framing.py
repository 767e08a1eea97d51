"""forum/publishing/framing.py: one page may be framed by all, every other by nobody."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from forum.middleware import CONTENT_SECURITY_POLICY
from forum.publishing import current
from forum.publishing.framing import FRAMED_POLICY
from tests.walk import walk

pytestmark = pytest.mark.django_db

FRAMED = "/en/2021/embed/"


@pytest.fixture(autouse=True)
def sample():
    call_command("sample", verbosity=0)
    current.refresh()


def framing(response):
    return response.headers.get("Content-Security-Policy"), response.headers.get("X-Frame-Options")


@pytest.mark.parametrize("query", ["", "?day=2021-05-26", "?theme=dark&view=grid", "?x=y"])
def test_any_site_may_frame_the_programme(client, query):
    response = client.get(FRAMED + query)

    assert response.status_code == 200
    assert framing(response) == (FRAMED_POLICY, None)
    assert "frame-ancestors *" in FRAMED_POLICY
    assert response.cookies == {}


def test_what_is_known_already_stays_open_to_frames(client):
    """Browsers put the policy of a 304 in the place of the one they kept (RFC 9111, 3.2)."""
    first = client.get(FRAMED)

    again = client.get(FRAMED, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, *framing(again)) == (304, FRAMED_POLICY, None)


def test_a_frame_without_an_origin_may_load_the_type(client):
    response = client.get("/static/fonts/golos-basic.woff2")

    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/1999/embed/", 404),
        ("/en/2021/embed/none/", 404),
        ("/en/2021/embed.json", 200),
        ("/embed.js", 200),
        ("/admin/login/", 200),
        ("/healthz", 200),
        ("/", 302),
    ],
)
def test_nothing_else_may_be_framed(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert framing(response) == (CONTENT_SECURITY_POLICY, "DENY")
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


def test_no_other_page_that_a_visitor_reaches_may_be_framed(client):
    paths = [path for path in walk(client, "/en/") if not path.startswith("/static/")]

    framed = {path for path in paths if framing(client.get(path))[1] != "DENY"}

    assert {path.partition("?")[0] for path in framed} <= {FRAMED, "/ru/2021/embed/"}
    assert len(paths) > 100
