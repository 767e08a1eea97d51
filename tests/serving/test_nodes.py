"""Nodes that may only read the database serve everything public, and learn of new releases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.serving.conftest import Forum, ended
from tests.serving.servers import Node, Publisher, ask, until

pytestmark = pytest.mark.serving

READ_ONLY = quote("-c default_transaction_read_only=on", safe="")


@pytest.fixture
def reading_nodes(environment: dict[str, str], folder: Path) -> Iterator[list[Node]]:
    url = environment["DATABASE_URL"]
    if not url.startswith("postgres"):
        pytest.skip("Only PostgreSQL has users and replicas that may only read.")
    separator = "&" if "?" in url else "?"
    nodes = [
        Node(
            {
                **environment,
                "DATABASE_URL": f"{url}{separator}options={READ_ONLY}",
                "KEPT_ROOT": str(folder / f"kept-{name}"),
            },
            folder / f"{name}.log",
        )
        for name in ("reading-1", "reading-2")
    ]
    with ended(nodes):
        for node in nodes:
            node.start()
        yield nodes


def test_nodes_that_only_read_show_a_new_release(
    forum: Forum, reading_nodes: list[Node], publisher: Publisher
):
    tagline = "Read by nodes that only read."

    number = publisher.publish(tagline)

    def is_shown(node: Node) -> bool:
        # Several times in a row: a node has two workers, and the other may learn of it later.
        pages = [ask(node.port, "/en/2021/") for _ in range(8)]
        return all(f"/{number}-" in str(page.headers["Forum-Release"]) for page in pages)

    for node in reading_nodes:
        until(lambda: is_shown(node), "it is shown")  # noqa: B023
        assert tagline in ask(node.port, "/en/2021/").body.decode()
        assert ask(node.port, "/ru/2021/schedule.ics").status == 200
