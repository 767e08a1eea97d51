"""Restarts, deploys, crashes and releases while visitors ask: nobody is given an error."""

from __future__ import annotations

import os
import random
import re
import signal
import time

import pytest

from tests.serving.conftest import Forum
from tests.serving.load import Load
from tests.serving.servers import Answer, Publisher, ask, until

pytestmark = pytest.mark.serving

HOME = "/en/2021/"
PATHS = [
    *(HOME, "/ru/2021/", "/en/2021/programme/", "/ru/2021/programme/", "/en/2021/speakers/"),
    *("/en/2021/status.json", "/en/2021/schedule.ics", "/en/2021/news/"),
]


def uncached(paths: list[str]) -> list[str]:
    """Return more paths than the cache can answer for: each reaches a node.

    The forum drops parameters it does not know, nginx does not know which those are.
    """
    numbers = random.Random(1)
    return [f"{path}?n={numbers.random()}" for path in paths for _ in range(2000)]


def shuffled(paths: list[str]) -> list[str]:
    return random.Random(2).sample(paths, len(paths))


@pytest.fixture
def paths() -> list[str]:
    return shuffled(uncached(PATHS))


def test_all_workers_of_a_node_are_replaced_under_load(forum: Forum, paths, nobody_noticed):
    forum.nodes[1].stop()
    with Load(forum.port, paths) as load:
        for _ in range(2):
            time.sleep(1)
            forum.nodes[0].reload()
        time.sleep(1)

    nobody_noticed("all workers of the only node replaced twice", load)


def test_nodes_are_restarted_one_after_the_other_under_load(forum: Forum, paths, nobody_noticed):
    with Load(forum.port, paths) as load:
        for node in forum.nodes:
            time.sleep(1)
            node.stop()
            time.sleep(1)
            node.start()
        time.sleep(1)

    nobody_noticed("two nodes restarted one after the other", load)


def test_worker_is_killed_under_load(forum: Forum, paths, nobody_noticed):
    with Load(forum.port, paths) as load:
        for node in forum.nodes:
            time.sleep(1)
            [killed, *_] = node.workers
            os.kill(killed, signal.SIGKILL)
            until(
                lambda node=node, killed=killed: (
                    killed not in node.workers and len(node.workers) == 2
                ),
                "another worker took its place",
            )
        time.sleep(1)

    # What it had begun to send, nobody can finish: at worst one answer of tens of thousands.
    nobody_noticed("a worker of each node killed", load, most_cut=len(forum.nodes))


def test_node_is_lost_without_a_word_under_load(forum: Forum, paths, nobody_noticed):
    with Load(forum.port, paths) as load:
        time.sleep(1)
        forum.nodes[0].stop(signal.SIGKILL)
        time.sleep(3)

    nobody_noticed("one of two nodes killed", load, most_cut=2)


def test_nginx_takes_a_new_configuration_under_load(forum: Forum, nobody_noticed):
    with Load(forum.port, PATHS) as load:
        for _ in range(3):
            time.sleep(0.7)
            forum.proxy.reload()
        time.sleep(0.7)

    # nginx closes idle connections as it changes its workers, those that came too late to the old
    # ones as well; nothing else does.
    nobody_noticed("nginx reloaded three times", load, most_again=2 * 3 * load.visitors)


def tagline_of(page: str) -> str:
    [tagline] = re.findall(r'<p class="hero-tagline">(?:<[^>]+>)?([^<]*)', page)
    return tagline


def test_every_node_shows_a_new_release_soon(forum: Forum, publisher: Publisher, tell):
    number = publisher.publish("Seen by all of them")

    def shows_it(port: int) -> bool:
        page = ask(port, HOME)
        return f'data-release="{number}"' in page.body.decode()

    # Several times in a row: each node has two workers, and nginx asks any of them.
    def is_everywhere() -> bool:
        return all(shows_it(node.port) for node in forum.nodes for _ in range(8))

    begun = time.monotonic()
    until(is_everywhere, "both nodes show the release", 10)
    in_all = time.monotonic() - begun
    until(lambda: shows_it(forum.port), "nginx shows the release", 5)
    in_front = time.monotonic() - begun
    tell(f"release seen in every worker after {in_all:.2f} s, by nginx {in_front:.2f} s")
    assert tagline_of(ask(forum.port, HOME).body.decode()) == "Seen by all of them"


def test_releases_are_published_under_load_and_no_page_is_of_two(
    forum: Forum, publisher: Publisher, nobody_noticed
):
    taglines: dict[str, str] = {}
    pages = [HOME, "/ru/2021/", f"{HOME}?n=1", "/ru/2021/?n=2"]
    seen: set[str] = set()

    def mixed(path: str, answer: Answer) -> str:
        page = answer.body.decode()
        [number] = re.findall(r'data-release="(\d+)"', page)
        in_header = answer.headers["Forum-Release"]
        seen.add(number)
        if not in_header.startswith(f"2021/{number}-"):
            return f"{path}: {in_header} in the header, release {number} in the page"
        if tagline_of(page).startswith("Tagline "):
            found.add((number, tagline_of(page)))
        return ""

    found: set[tuple[str, str]] = set()
    with Load(forum.port, pages, check=mixed) as load:
        for turn in range(5):
            number = str(publisher.publish(f"Tagline {turn}"))
            taglines[number] = f"Tagline {turn}"
            until(lambda number=number: number in seen, f"release {number} is seen")
            time.sleep(1)

    nobody_noticed(f"{len(taglines)} releases published", load, most_again=None)
    assert found == set(taglines.items())
