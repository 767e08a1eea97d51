"""./run in a folder of its own, with programs that only pretend."""

from __future__ import annotations

import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ["sh", "cat", "cksum", "chmod", "date", "dirname", "grep", "mkdir", "rm", "tail"]

# Runs code of -c with a change beforehand, anything else as it is.
PRETENDING = """#!/bin/sh
if [ "$1" = -c ]; then
    exec {python} -c 'import sys; {change}; exec(sys.argv.pop(1))' "$2"
fi
exec {python} "$@"
"""

# Stands for the Python of a .venv: pip only notes that it was called.
IN_VENV = """#!/bin/sh
case "$1 $2" in
"-m pip") [ "$3" = --version ] || echo "$*" >>pip.log ;;
*) exec {python} "$@" ;;
esac
"""


class Checkout:
    """A copy of what ./run needs, and a PATH with nothing but `TOOLS` and what is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "forum"
        self.bin = folder / "bin"
        self.folder.mkdir()
        self.bin.mkdir()
        for name in ("run", "manage.py", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, self.folder)
        for name in ("finding", "forum", "multilingual", "sessions", "speakers"):
            (self.folder / name).symlink_to(ROOT / name)
        for name in TOOLS:
            (self.bin / name).symlink_to(shutil.which(name) or "/nowhere")

    def add_program(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(script)
        path.chmod(0o755)

    def add_python(self, name: str = "python3", change: str = "pass") -> None:
        self.add_program(name, PRETENDING.format(python=sys.executable, change=change))

    def add_venv(self) -> None:
        path = self.folder / ".venv" / "bin" / "python"
        path.parent.mkdir(parents=True)
        path.write_text(IN_VENV.format(python=sys.executable))
        path.chmod(0o755)

    def add_tests(self, code: str) -> None:
        folder = self.folder / "tests"
        folder.mkdir()
        for name in ("conftest.py", "settings.py", "browsers.py"):
            shutil.copy(ROOT / "tests" / name, folder)
        shutil.copy(ROOT / "pyproject.toml", self.folder)
        (folder / "test_sample.py").write_text(f"import pytest\n{code}")

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["./run", *arguments],
            cwd=self.folder,
            env={"PATH": str(self.bin), "LOG_LEVEL": "WARNING", **environment},
            capture_output=True,
            text=True,
            timeout=30,
        )

    def installs(self) -> list[str]:
        log = self.folder / "pip.log"
        return [line.split()[-1] for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_help_needs_nothing_installed(checkout):
    result = checkout.run("help")

    assert result.returncode == 0
    assert result.stdout.startswith("./run                serve the site as in production")
    assert not (checkout.folder / ".venv").exists()


def test_unknown_command_shows_the_help_and_fails(checkout):
    result = checkout.run("serve")

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.endswith("Unknown: ./run serve\n")


def test_without_python_the_message_says_what_to_install(checkout):
    result = checkout.run()

    assert (result.returncode, result.stderr) == (
        1,
        "There is no Python. The forum needs 3.11 or newer.\n"
        "Install it, as root: apt-get install python3 python3-venv\n",
    )


def test_python_that_is_too_old_is_refused_with_its_version(checkout):
    checkout.add_python(change="sys.version_info = (3, 9, 2)")

    result = checkout.run()

    assert (result.returncode, result.stderr) == (
        1,
        "python3 is Python 3.9, but the forum needs 3.11 or newer.\n"
        "Install a newer one and name it: PYTHON=/path/to/python3.13 ./run\n",
    )


def test_named_python_that_is_too_old_is_refused_although_another_would_do(checkout):
    checkout.add_python()
    checkout.add_python("python3.10", change="sys.version_info = (3, 10, 1)")

    result = checkout.run(PYTHON="python3.10")

    assert (result.returncode, result.stderr) == (
        1,
        "PYTHON=python3.10 is Python 3.10, but the forum needs 3.11 or newer.\n"
        "Name another: PYTHON=python3.13 ./run\n",
    )


def test_newer_python_beside_an_old_python3_is_found(checkout):
    checkout.add_python(change="sys.version_info = (3, 9, 2)")
    checkout.add_python(
        "python3.12", change='sys.version_info = (3, 12, 1); sys.modules["venv"] = None'
    )

    result = checkout.run()

    assert result.stdout == "Making .venv with Python 3.12 …\n"


@pytest.mark.parametrize(
    ("name", "package"), [("python3", "python3-venv"), ("python3.12", "python3.12-venv")]
)
def test_missing_venv_names_the_package_of_that_python(checkout, name, package):
    change = 'sys.version_info = (3, 12, 1); sys.modules["ensurepip"] = None'
    checkout.add_python(name, change)

    result = checkout.run()

    assert (result.returncode, result.stderr) == (
        1,
        "Python's venv is missing (Debian and Ubuntu keep it in a package of its own).\n"
        f"Install it, as root: apt-get install {package}\n"
        "Then start again: ./run\n",
    )
    assert not (checkout.folder / ".venv").exists()


def test_requirements_are_installed_once_and_again_after_a_change(checkout):
    checkout.add_venv()
    requirements = checkout.folder / "requirements.txt"

    checkout.run("manage", "--version")
    checkout.run("manage", "--version")
    before_the_change = checkout.installs()
    requirements.write_text(requirements.read_text() + "\n# changed\n")
    checkout.run("manage", "--version")

    assert before_the_change == ["requirements.txt"]
    assert checkout.installs() == ["requirements.txt", "requirements.txt"]


def test_uv_makes_and_fills_the_environment_where_it_is_there(checkout):
    checkout.add_python(change='sys.modules["ensurepip"] = None')
    checkout.add_program(
        "uv",
        '#!/bin/sh\necho "$*" >>uv.log\n'
        f'[ "$1" = pip ] || {{ mkdir -p .venv/bin; cat >.venv/bin/python <<"X"\n'
        f'#!/bin/sh\nexec {sys.executable} "$@"\nX\nchmod +x .venv/bin/python; }}\n',
    )

    result = checkout.run("manage", "--version")

    assert (result.returncode, result.stderr) == (0, "")
    assert (checkout.folder / "uv.log").read_text().splitlines() == [
        f"venv --quiet --python {checkout.bin}/python3 .venv",
        "pip install --quiet --python .venv/bin/python -r requirements.txt",
    ]


def test_pip_installs_where_uv_cannot(checkout):
    checkout.add_venv()
    checkout.add_program("uv", "#!/bin/sh\nexit 2\n")

    result = checkout.run("manage", "--version")

    assert result.returncode == 0
    assert checkout.installs() == ["requirements.txt"]


def test_secret_key_is_written_once_for_the_owner_alone(checkout):
    checkout.add_venv()

    checkout.run("manage", "--version")
    env = checkout.folder / ".env"
    first = env.read_text()
    checkout.run("manage", "--version")

    name, key = first.rstrip("\n").split("=")
    assert name == "SECRET_KEY"
    assert len(key) > 60
    assert env.read_text() == first
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_secret_key_is_added_below_settings_that_are_there(checkout):
    checkout.add_venv()
    env = checkout.folder / ".env"
    env.write_text("LOG_LEVEL=DEBUG")

    checkout.run("manage", "--version")

    first, second = env.read_text().splitlines()
    assert first == "LOG_LEVEL=DEBUG"
    assert second.startswith("SECRET_KEY=")


def test_secret_key_of_the_environment_is_not_written_down(checkout):
    checkout.add_venv()

    checkout.run("manage", "--version", SECRET_KEY="from elsewhere")

    assert not (checkout.folder / ".env").exists()


@pytest.mark.parametrize("command", [(), ("dev",)])
def test_port_in_use_is_named_with_another_to_try(checkout, command):
    checkout.add_venv()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        result = checkout.run(*command, PORT=str(port))

    assert (result.returncode, result.stderr) == (
        1,
        f"Port {port} is in use by another program. Take another: PORT={port + 1} ./run\n",
    )


@pytest.mark.parametrize("port", ["http", "70000", "-1"])
def test_port_that_is_none_is_refused(checkout, port):
    checkout.add_venv()

    result = checkout.run(PORT=port)

    assert (result.returncode, result.stderr) == (
        1,
        f"PORT={port} is not a port. Expected a number such as PORT=8001.\n",
    )


def test_browser_is_asked_for_before_its_tests_start(checkout):
    checkout.add_venv()
    (checkout.folder / "tests").symlink_to(ROOT / "tests")

    here = checkout.run("test", "browser", CHROME="/nowhere/chrome")
    in_ci = checkout.run("test", "browser", CHROME="/nowhere/chrome", CI="true")

    assert here.returncode == 0
    assert "browser: NOT RUN. CHROME=/nowhere/chrome is not a program.\n" in here.stdout
    assert "apt-get install chromium\n" in here.stdout
    assert "NOT RUN: browser (the reasons stand above)\n" in here.stdout
    assert in_ci.returncode == 1
    assert in_ci.stderr.startswith("CHROME=/nowhere/chrome is not a program.\n")
    assert in_ci.stdout.endswith("FAILED: browser\n")


def test_what_serving_needs_is_asked_for_before_its_tests_start(checkout):
    checkout.add_venv()

    here = checkout.run("test", "serving")
    in_ci = checkout.run("test", "serving", CI="true")

    assert here.returncode == 0
    assert (
        "serving: NOT RUN. nginx, envsubst, openssl or PostgreSQL is missing. Install them, "
        "as root: apt-get install nginx gettext-base openssl postgresql\n" in here.stdout
    )
    assert in_ci.returncode == 1
    assert in_ci.stdout.endswith("FAILED: serving\n")


def test_real_schedules_that_are_absent_are_said_to_be(checkout):
    checkout.add_venv()
    checkout.add_tests("@pytest.mark.real\n@pytest.mark.long\ndef test_one(): pass\n")

    result = checkout.run("test", "all", CI="true")

    assert result.returncode == 0
    assert (
        "NOT RUN: 1 tests marked `real`, because FORUM_REAL_SCHEDULES names no folder of real"
        " schedules.\n" in result.stdout
    )
    assert (
        "long: NOT RUN. No real schedules: FORUM_REAL_SCHEDULES must name their folder.\n"
        in result.stdout
    )


def test_real_schedules_that_are_there_are_read(checkout, tmp_path):
    checkout.add_venv()
    checkout.add_tests(
        "@pytest.mark.real\n@pytest.mark.long\n"
        "def test_one(real_schedules): assert real_schedules.is_dir()\n"
    )

    result = checkout.run("test", "all", "-n0", FORUM_REAL_SCHEDULES=str(tmp_path))

    assert result.returncode == 0
    assert "1 passed" in result.stdout
    assert result.stdout.endswith("passed: long\n")


def test_part_without_a_single_test_fails(checkout, tmp_path):
    checkout.add_venv()
    checkout.add_tests("def test_one(): pass\n")

    result = checkout.run("test", "real", "-n0", FORUM_REAL_SCHEDULES=str(tmp_path))

    assert result.returncode == 1
    assert result.stdout.endswith("FAILED: real\n")


def test_failed_test_fails_the_run(checkout):
    checkout.add_venv()
    checkout.add_tests("def test_one(): assert False\n")

    by_name = checkout.run("test", "test_sample.py")
    by_word = checkout.run("test", "one")

    assert (by_name.returncode, by_word.returncode) == (1, 1)
    assert by_name.stderr.endswith("FAILED\n")
