"""A forum with two nodes and nginx in front, for all tests of how it is served."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.serving.load import Load
from tests.serving.servers import ADMIN, ROOT, Node, Proxy, Publisher


@dataclass
class Forum:
    """Everything that stands, and the environment in which it was started."""

    environment: dict[str, str]
    folder: Path
    nodes: list[Node]
    proxy: Proxy

    @property
    def port(self) -> int:
        """Where visitors come in."""
        return self.proxy.port


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that nginx's workers may enter: they are of another user where it starts as root."""
    folder = Path(tempfile.mkdtemp(prefix="forum-serving-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def database(folder: Path) -> Iterator[str]:
    """The address of a database for these tests alone: PostgreSQL, where the tests have one."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    parts = urlsplit(url)
    name = f"serving_{os.getpid()}"
    server = psycopg2.connect(parts._replace(path="/postgres").geturl())
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield parts._replace(path=f"/{name}").geturl()
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture(scope="session")
def environment(database: str, folder: Path) -> dict[str, str]:
    """What a node is started with; the sample forum is published, static files are collected."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "forum.settings",
        "PYTHONPATH": str(ROOT),
        "SECRET_KEY": "only for tests, and therefore no secret",
        "SITE_URL": "https://forum.example",
        "ALLOWED_HOSTS": "127.0.0.1,www.forum.example",
        "FORWARDED_ALLOW_IPS": "",
        "DATABASE_URL": database,
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "KEPT_ROOT": str(folder / "kept"),
        "DEBUG": "false",
        "BUILD": "test",
        "LOG_LEVEL": "INFO",
        "REHEARSAL_START": "",
        "ADMIN_REQUIRES_OTP": "false",
        "WEB_CONCURRENCY": "2",
        "DJANGO_SUPERUSER_PASSWORD": ADMIN[1],
    }
    for command in (
        ("migrate", "--no-input"),
        ("collectstatic", "--no-input"),
        ("sample",),
        ("createsuperuser", "--no-input", "--username", ADMIN[0], "--email", "a@forum.example"),
    ):
        subprocess.run(
            [sys.executable, ROOT / "manage.py", *command, "--verbosity=0"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return environment


@pytest.fixture(scope="session")
def standing(environment: dict[str, str], folder: Path) -> Iterator[Forum]:
    """Two nodes at one database, and nginx in front of them, which believes this machine."""
    nodes = [Node(environment, folder / f"node-{number}.log") for number in (1, 2)]
    proxy = Proxy(
        folder / "proxy",
        nodes,
        SITE_URL=environment["SITE_URL"],
        ALLOWED_HOSTS=environment["ALLOWED_HOSTS"],
        STATIC_ROOT=environment["STATIC_ROOT"],
        MEDIA_ROOT=environment["MEDIA_ROOT"],
        TRUSTED_PROXIES="127.0.0.1",
    )
    with ended(nodes):
        try:
            yield Forum(environment, folder, nodes, proxy)
        finally:
            proxy.stop()


@contextmanager
def ended(nodes: Sequence[Node]) -> Iterator[None]:
    """End nodes with the block, whatever happens in it."""
    try:
        yield
    finally:
        for node in nodes:
            node.stop(signal.SIGKILL)


@pytest.fixture
def forum(standing: Forum) -> Forum:
    """The forum, whole again whatever the test before did to it, with nothing in nginx's cache."""
    for node in standing.nodes:
        if not node.process:
            node.start()
    standing.proxy.forget()
    return standing


@pytest.fixture(scope="session")
def publisher(environment: dict[str, str]) -> Iterator[Publisher]:
    publisher = Publisher(environment)
    yield publisher
    publisher.stop()


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """What prints a line that is read where all goes well, too."""

    def tell(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}")

    return tell


@pytest.fixture
def nobody_noticed(tell: Callable[[str], None]) -> Callable[..., None]:
    """What tells how visitors fared and refuses a load of which anybody was given an error."""

    def look(what: str, load: Load, *, most_again: int | None = 0, most_cut: int = 0) -> None:
        tell(f"{what}: {load}")
        assert load.cut <= most_cut
        assert not load.wrong
        assert load.seconds
        assert most_again is None or load.again <= most_again

    return look
