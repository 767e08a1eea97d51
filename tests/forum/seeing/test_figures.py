"""forum/seeing/figures.py: totals of all processes, which never go back."""

from __future__ import annotations

import os
import signal
import tempfile
import threading

import pytest

from forum.seeing import figures
from forum.seeing.figures import HALF, Ledger


@pytest.fixture
def descriptor():
    with tempfile.TemporaryFile() as file:
        file.write(bytes(2 * HALF))
        file.flush()
        yield file.fileno()


def in_a_child(task):
    """Run a task in a forked process and return how that ended."""
    pid = os.fork()
    if pid == 0:
        try:
            task()
        finally:
            os._exit(0)
    return os.waitpid(pid, 0)[1]


def test_alone_a_process_has_its_own_figures():
    ledger = Ledger()

    ledger.add({"a": 1, "b": 0.5}, {"pages": 3})
    found = ledger.add({"a": 4, "b": 0.5}, {"pages": 2})

    assert found.totals == {"a": 4, "b": 0.5}
    assert found.processes == {os.getpid(): {"pages": 2}}


def test_what_a_process_counted_stays_when_it_is_gone(descriptor):
    here = Ledger(descriptor)
    here.add({"a": 1}, {})
    for count in (10, 100):
        in_a_child(lambda count=count: Ledger(descriptor).add({"a": count, "b": 1}, {"x": 1}))

    found = here.add({"a": 2}, {})

    assert found.totals == {"a": 112, "b": 2}
    assert found.processes == {os.getpid(): {}}, "those that are gone are not doing anything"


def test_many_processes_at_once_lose_nothing(descriptor):
    def count():
        ledger = Ledger(descriptor)
        for number in range(1, 201):
            ledger.add({"a": number}, {})

    threads = [threading.Thread(target=in_a_child, args=(count,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Ledger(descriptor).add({}, {}).totals == {"a": 800}


@pytest.mark.parametrize("at", ["before", "between", "after"])
def test_a_process_that_dies_as_it_writes_spoils_nothing(descriptor, monkeypatch, at):
    here = Ledger(descriptor)
    here.add({"a": 5}, {})

    def dying(target, data, place):
        if at != "before":
            whole = len(data) if at == "after" else len(data) - 3
            written(target, data[:whole], place)
        os.kill(os.getpid(), signal.SIGKILL)

    written = os.pwrite
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", dying)
        ended = in_a_child(lambda: Ledger(descriptor).add({"a": 10}, {}))

    assert os.WTERMSIG(ended) == signal.SIGKILL
    assert here.add({"a": 6}, {}).totals == {"a": 16 if at == "after" else 6}


def test_more_figures_than_there_is_room_for_are_refused(descriptor):
    ledger = Ledger(descriptor)
    ledger.add({"a": 1}, {})

    with pytest.raises(ValueError, match="there is room for"):
        ledger.add({"a": 2}, {"x": "." * HALF})

    assert ledger.add({"a": 3}, {}).totals == {"a": 3}


def test_the_shared_file_is_known_to_children_and_handed_on(monkeypatch):
    monkeypatch.setenv(figures.VARIABLE, "")
    figures.share()
    made = figures.inherited()
    assert made is not None
    try:
        figures.share()

        assert figures.inherited() == made
        assert os.get_inheritable(made)
        assert os.fstat(made).st_nlink == 0, "it ends with the last who has it open"
    finally:
        os.close(made)


@pytest.mark.parametrize("named", ["", "nonsense", "0:1:2", "99999:1:2", "-1:1:2"])
def test_a_descriptor_that_is_something_else_is_left_alone(monkeypatch, named):
    monkeypatch.setenv(figures.VARIABLE, named)

    assert figures.inherited() is None
