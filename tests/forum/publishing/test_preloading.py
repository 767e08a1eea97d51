"""forum/publishing/preloading: a page's header names the style and type that its head asks for."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from forum.publishing.preloading import preloads
from tests.forum.released import released_edition


def test_style_and_type_of_the_head_are_named_in_their_order():
    html = b"""<!doctype html><html><head>
      <link rel="preload" href="/static/a.woff2" as="font" type="font/woff2" crossorigin>
      <link rel="stylesheet" href="/static/a.css?x=1&amp;y=2">
      <link rel="stylesheet" href="/static/print.css" media="print">
      <link rel="stylesheet" href="https://elsewhere.example/a.css">
      <link rel="icon" href="/static/icon.svg">
      </head><body><link rel="stylesheet" href="/static/late.css"></body>"""

    assert preloads(html) == (
        '</static/a.woff2>; rel=preload; as=font; type="font/woff2"; crossorigin, '
        "</static/a.css?x=1&y=2>; rel=preload; as=style"
    )


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"<html><head><title>None</title></head>",
        b'<head><link rel="stylesheet" href="/a>; rel=x, </b.css"></head>',
        b'<head><link rel="stylesheet" href="/a\r\nSet-Cookie: b"></head>',
    ],
)
def test_what_needs_nothing_or_could_break_the_header_has_none(html):
    assert preloads(html) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "font"), [("en", "basic"), ("ru", "russian")])
def test_pages_name_what_they_need(settings, language, font):
    released_edition(settings)

    answer = Client().get(f"/{language}/2021/programme/")

    named = answer["Link"].split(", ")
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)">', answer.content.decode())
    assert [one for one in named if "as=style" in one] == [
        f"<{sheet}>; rel=preload; as=style" for sheet in sheets
    ]
    assert any(f"golos-{font}" in one and "as=font" in one for one in named)


@pytest.mark.django_db
def test_files_name_nothing(settings):
    released_edition(settings)

    assert "Link" not in Client().get("/en/2021/schedule.ics")
