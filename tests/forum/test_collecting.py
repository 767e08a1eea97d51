"""forum/collecting.py: the garbage collector rests while much is made, and never for good."""

import gc
import threading

import pytest

from forum.collecting import no_collecting


def test_nothing_is_collected_within_the_outermost_block():
    with no_collecting():
        with no_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled()

    assert gc.isenabled()


def test_what_is_raised_within_ends_the_rest():
    with pytest.raises(KeyError), no_collecting():
        raise KeyError

    assert gc.isenabled()


def test_the_last_thread_to_leave_ends_the_rest():
    may_leave = threading.Event()
    is_within = threading.Event()

    def work():
        with no_collecting():
            is_within.set()
            may_leave.wait(10)

    other = threading.Thread(target=work)
    with no_collecting():
        other.start()
        assert is_within.wait(10)

    while_other_works = gc.isenabled()
    may_leave.set()
    other.join()
    assert (while_other_works, gc.isenabled()) == (False, True)


def test_who_has_switched_it_off_for_good_finds_it_off():
    gc.disable()
    try:
        with no_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
