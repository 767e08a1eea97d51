"""forum/templatetags/qr.py: codes for cameras."""

from __future__ import annotations

import re

from django.template import Context, Template

from forum.qr_codes import MOST_MODULES
from forum.templatetags.qr import LONGEST_BYTES, qr
from tests.codes import read_as_by_camera

ADDRESS = "https://forum.example/en/2021/my/?s=3.17.41"


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Follow the pen: every line is in the middle of the modules that it is drawn over."""
    path = re.search(r' d="([^"]*)"', svg)
    assert path
    dark: set[tuple[int, int]] = set()
    x = y = 0
    for move in re.finditer(r"M(\d+) (\d+)\.5|m(\d+) 0|h(\d+)|(.)", path[1]):
        match move.groups():
            case (str(to_x), str(to_y), *_others):
                x, y = int(to_x), int(to_y)
            case (_, _, str(right), *_others):
                x += int(right)
            case (_, _, _, str(length), _):
                dark |= {(x + step, y) for step in range(int(length))}
                x += int(length)
            case _:
                raise AssertionError(move)
    return dark


def test_a_camera_reads_the_address_in_the_drawing():
    svg = qr(ADDRESS, "On your phone")

    size = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert size
    assert read_as_by_camera(dark_modules(svg), int(size[1])) == ADDRESS


def test_the_longest_that_is_drawn_can_be_read():
    address = "https://forum.example/".ljust(LONGEST_BYTES, "1")
    svg = qr(address, "Name")

    assert read_as_by_camera(dark_modules(svg), MOST_MODULES) == address


def test_around_the_code_is_a_quiet_zone_of_four_modules():
    dark = dark_modules(qr(ADDRESS, "Name"))

    assert min(x for x, _y in dark) == min(y for _x, y in dark) == 4


def test_it_is_one_picture_with_a_name_and_without_inline_style():
    template = Template("{% load qr %}{% qr address name %}")

    svg = template.render(Context({"address": ADDRESS, "name": "<Your> phone"}))

    assert svg.startswith('<svg class="qr" role="img" ')
    assert "<title>&lt;Your&gt; phone</title>" in svg
    assert "style" not in svg and 'stroke="currentColor"' in svg


def test_what_no_camera_could_read_is_not_drawn():
    assert qr("https://forum.example/" + "1" * LONGEST_BYTES, "Name") == ""
    assert qr("https://forum.example/".ljust(LONGEST_BYTES, "1"), "Name") != ""


def test_the_markup_is_small():
    assert len(qr(ADDRESS, "Name")) < 3500
