"""Dockerfile and compose.yaml, as far as they can be asked without a container."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def instructions(name: str) -> list[str]:
    """Return what follows each instruction `name`, its lines joined."""
    joined = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    return [line[len(name) + 1 :] for line in joined.splitlines() if line.startswith(f"{name} ")]


@pytest.fixture
def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_container_and_run_start_gunicorn_with_the_same_options():
    [in_container] = instructions("CMD")

    in_run = [line for line in (ROOT / "run").read_text().splitlines() if "-m gunicorn" in line]

    assert json.loads(in_container) == ["python", "-m", "gunicorn"]
    assert in_run == ["    exec $python -m gunicorn"]


def test_gunicorn_opens_no_control_socket_and_listens_where_it_is_told(monkeypatch):
    monkeypatch.delenv("LISTEN", raising=False)
    monkeypatch.setenv("PORT", "8123")
    at_home = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    monkeypatch.setenv("LISTEN", "0.0.0.0")
    in_container = runpy.run_path(str(ROOT / "gunicorn.conf.py"))

    assert at_home["control_socket_disable"] is True
    assert at_home["bind"] == "127.0.0.1:8123"
    assert in_container["bind"] == "0.0.0.0:8123"


def test_only_the_loopback_is_believed_to_be_a_proxy_unless_others_are_named(monkeypatch):
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    by_itself = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.7")
    named = runpy.run_path(str(ROOT / "gunicorn.conf.py"))

    assert by_itself["forwarded_allow_ips"] == "127.0.0.1,::1"
    assert named["forwarded_allow_ips"] == "10.0.0.7,127.0.0.1,::1"


def test_container_does_not_run_as_root():
    assert instructions("USER") == ["forum"]


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(
                (self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]),
            )
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    asked: list[tuple[str, str, str]] = []
    server = HTTPServer(("127.0.0.1", 0), Answer)
    server.asked = asked
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "exit_status"), [(200, 0), (301, 1), (503, 1)])
def test_health_check_asks_as_the_proxy_does_and_is_content_with_200_only(
    server, status, exit_status
):
    server.status = status
    [check] = instructions("HEALTHCHECK")
    command = json.loads(check[check.index("[") :])

    result = subprocess.run(
        [sys.executable, *command[1:]],
        env={"SITE_URL": "https://forum.example", "PORT": str(server.server_port)},
        timeout=20,
    )

    assert command[0] == "python"
    assert result.returncode == exit_status
    assert server.asked == [("/healthz", "forum.example", "https")]


def test_health_check_fails_while_nothing_listens():
    [check] = instructions("HEALTHCHECK")
    command = json.loads(check[check.index("[") :])

    result = subprocess.run(
        [sys.executable, *command[1:]], env={"PORT": "1"}, capture_output=True, timeout=20
    )

    assert result.returncode == 1


def test_web_starts_after_the_tables_are_up_to_date_in_a_healthy_database(compose):
    services = compose["services"]

    waits = {name: services[name].get("depends_on") for name in services}

    assert waits == {
        "web": {"migrate": {"condition": "service_completed_successfully"}},
        "migrate": {"database": {"condition": "service_healthy"}},
        "database": None,
    }


def test_compose_has_no_secret_and_refuses_to_start_without_one(compose):
    environments = [service["environment"] for service in compose["services"].values()]

    secrets = {
        value
        for environment in environments
        for name, value in environment.items()
        if name in ("SECRET_KEY", "POSTGRES_PASSWORD", "DATABASE_URL")
    }

    assert secrets == {
        "${SECRET_KEY:?Set SECRET_KEY in .env to a long random value}",
        "${POSTGRES_PASSWORD:?Set POSTGRES_PASSWORD in .env}",
        "postgres://forum:${POSTGRES_PASSWORD:?Set POSTGRES_PASSWORD in .env}@database:5432/forum",
    }


def test_web_is_published_on_the_loopback_only(compose):
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]

    assert ports == ["127.0.0.1:${PORT:-8000}:8000"]


def test_example_names_every_setting_that_is_read():
    settings = (ROOT / "forum" / "settings.py").read_text()
    example = (ROOT / ".env.example").read_text()

    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', settings))

    assert set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE)) == read
