"""Every kind of public page is valid HTML, as the Nu checker reads it.

`VNU_JAR` names the checker's program; docs/checks.md tells where it comes from.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import timedelta

import pytest
from django.core.management import call_command

from forum import clock
from forum.publishing import current
from tests.builders import at

pytestmark = [pytest.mark.html, pytest.mark.django_db]

QUERIES = {
    "programme/": (
        "",
        "?view=grid&track=1&kind=panel",
        "?q=city",
        "?tz=Asia/Tokyo",
        "?track=none&q=zzz",
    ),
    "my/": ("", "?s=1.2.3.4"),
    "speakers/": ("", "?country=RU&organisation=company"),
    "live/": ("", "?stage=main"),
    "embed/": ("", "?view=grid&day=2021-05-25&theme=dark"),
}


def addresses() -> list[str]:
    programme = current.site().releases["2021"].programme
    places = [
        "",
        *(page + query for page, queries in QUERIES.items() for query in queries),
        *(f"programme/{day.date}/" for day in programme.days),
        *("news/", "changes/", "time-zones/", "offline/", "formats/", "api/"),
        *("pages/privacy/", "pages/accessibility/"),
        "sessions/never-was/",
        *(
            f"{kind}/{item.slug}/"
            for kind in ("sessions", "speakers", "tracks", "stages", "pages")
            for item in getattr(programme, kind)[:8]
        ),
    ]
    return [
        f"/{language}/{place}"
        for language in ("en", "ru")
        for place in (
            *(f"2021/{place}" for place in places),
            "editions/",
            "2021/sessions/x/?tz=UTC",
        )
    ]


@pytest.mark.parametrize("now", [at(11, 40), at(12) + timedelta(days=500)])
def test_every_kind_of_page_is_valid(client, monkeypatch, tmp_path, now):
    call_command("sample", verbosity=0)
    current.refresh()
    monkeypatch.setattr(clock, "now", lambda: now)
    names = {}
    for number, address in enumerate(addresses()):
        path = tmp_path / f"{number}.html"
        path.write_bytes(client.get(address).content)
        names[path.as_uri()] = address

    checker = ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", "--format", "json"]
    found = subprocess.run(
        [*checker, *map(str, tmp_path.iterdir())], capture_output=True, text=True
    )

    messages = json.loads(found.stderr)["messages"]
    assert [
        (
            names.get(message["url"].replace("file:/", "file:///").replace("////", "//")),
            message["message"],
        )
        for message in messages
    ] == []
    assert len(names) > 80
