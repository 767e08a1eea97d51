"""What the first look at the programme costs: at most 100 kB in all, 30 kB of it script."""

from __future__ import annotations

import re

import brotli
import pytest
from django.core.management import call_command

from forum.publishing import current
from tests.fonts import CUTS, signs

HEADERS = 420
"""About so many bytes of headers come with each file, as measured in a browser."""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_first_load_of_the_programme_is_light(collected, client, language):
    call_command("sample", verbosity=0)
    release = current.refresh().releases["2021"]
    answer = client.get(f"/{language}/2021/programme/", headers={"accept-encoding": "br"})
    page = brotli.decompress(answer.content).decode()

    def size(path):
        small = collected / f"{path}.br"
        return len((small if small.exists() else collected / path).read_bytes()) + HEADERS

    scripts = sum(size(path) for path in re.findall(r'<script src="/static/([^"]+)"', page))
    styles = sum(
        size(path) for path in re.findall(r'rel="stylesheet" href="/static/([^"]+)"', page)
    )
    made = release.made[release.stylesheet_url.rpartition("/")[2]]
    used = {ord(sign) for sign in page}
    fonts = sum(size(f"fonts/{name}.woff2") for name in CUTS if signs(name) & used)
    other = len(answer.content) + len(brotli.compress(made, quality=5)) + 3 * HEADERS

    assert scripts <= 30_000
    # A word of the other language in the head is shown by the system's own type.
    cyrillic = size("fonts/golos-russian.woff2") if language == "en" else 0
    assert scripts + styles + fonts - cyrillic + other <= 100_000
