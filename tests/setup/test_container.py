"""Dockerfile and compose.yaml, as far as they can be asked without a container."""

from __future__ import annotations

import json
import os
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


def instructions(name: str, stage: str = "web") -> list[str]:
    """Return what follows each instruction `name` of a stage, its lines joined."""
    joined = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    [lines] = re.findall(rf"^FROM \S+ AS {stage}$(.*?)(?=^FROM |\Z)", joined, re.M | re.S)
    return [line[len(name) + 1 :] for line in lines.splitlines() if line.startswith(f"{name} ")]


@pytest.fixture
def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


@pytest.fixture
def compose_https() -> dict:
    return yaml.safe_load((ROOT / "compose.https.yaml").read_text())


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
        "proxy": {"web": {"condition": "service_healthy"}},
        "web": {"migrate": {"condition": "service_completed_successfully"}},
        "web-2": {"migrate": {"condition": "service_completed_successfully"}},
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


def test_only_the_proxy_is_published_and_on_the_loopback_only(compose):
    ports = {name: service.get("ports") for name, service in compose["services"].items()}

    assert ports == {
        "proxy": ["127.0.0.1:${PORT:-8000}:8080"],
        "web": None,
        "web-2": None,
        "migrate": None,
        "database": None,
    }


def test_with_https_the_proxy_believes_nobody_about_who_comes(compose, compose_https):
    without, with_it = (
        composed["services"]["proxy"]["environment"] for composed in (compose, compose_https)
    )

    assert without["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-*}"
    assert with_it == {"CERTIFICATES": "/etc/forum/certificates", "TRUSTED_PROXIES": ""}
    assert compose_https["services"]["proxy"]["ports"] == ["80:8080", "443:8443"]


def test_proxy_asks_every_node_of_the_web(compose):
    services = compose["services"]

    nodes = [name for name in services if re.fullmatch(r"web(-\d+)?", name)]

    assert services["proxy"]["environment"]["WEB"] == " ".join(f"{name}:8000" for name in nodes)
    assert [services[name] for name in nodes] == [services["web"]] * 2


def test_each_image_is_made_of_its_own_stage(compose):
    targets = {name: service.get("build") for name, service in compose["services"].items()}

    assert targets == {
        "proxy": {"context": ".", "target": "proxy"},
        "web": {"context": ".", "target": "web"},
        "web-2": {"context": ".", "target": "web"},
        "migrate": {"context": ".", "target": "web"},
        "database": None,
    }


def test_what_is_reached_from_outside_can_write_to_no_disk(compose):
    services = [compose["services"][name] for name in ("proxy", "web", "web-2")]

    assert [service["read_only"] for service in services] == [True] * 3
    assert [service["cap_drop"] for service in services] == [["ALL"]] * 3
    assert services[0]["volumes"] == ["media:/srv/media:ro"]


def test_cache_of_the_proxy_has_room_that_nothing_else_takes(compose):
    [*settings] = instructions("ENV", "proxy")

    places = [place.partition(":")[0] for place in compose["services"]["proxy"]["tmpfs"]]

    assert places == ["/tmp", "/var/cache/forum"]
    assert "CACHE=/var/cache/forum" in settings[0].split()
    assert "RUN=/tmp" in settings[0].split()


def test_nodes_are_given_longer_to_stop_than_their_requests_to_finish(compose):
    options = runpy.run_path(str(ROOT / "gunicorn.conf.py"))

    graces = [compose["services"][name]["stop_grace_period"] for name in ("web", "web-2")]

    assert all(int(grace.removesuffix("s")) > options["graceful_timeout"] for grace in graces)


def test_proxy_runs_as_nginx_with_our_configuration_and_static_files_of_the_same_build():
    [command] = instructions("CMD", "proxy")

    assert instructions("USER", "proxy") == ["nginx"]
    assert json.loads(command)[:3] == ["nginx", "-c", "/tmp/nginx/nginx.conf"]
    assert "--from=web /srv/static /srv/static" in instructions("COPY", "proxy")
    # The image fills in what ends so, and sources what can be executed and ends in .envsh.
    templates = sorted(path.name for path in (ROOT / "nginx" / "templates").iterdir())
    assert all(name.endswith(".conf.template") for name in templates)
    assert "nginx.conf.template" in templates
    assert os.access(ROOT / "nginx" / "forum.envsh", os.X_OK)


def test_example_names_every_setting_that_is_read():
    settings = (ROOT / "forum" / "settings.py").read_text()
    example = (ROOT / ".env.example").read_text()

    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', settings))

    assert set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE)) == read
