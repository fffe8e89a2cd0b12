"""One process at a time has a lock, and however that process ends, the next one gets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from filon.foundation.process_locks import process_locks
from tests.parts.processes import until
from tests.parts.service import Filon

_HOLD = """
import sys
from filon.foundation.config import load
from filon.foundation.process_locks import process_locks
locks = process_locks(load())
print(*[locks.take(int(number)) for number in sys.argv[1:]], flush=True)
sys.stdin.readline()
"""
LARGEST = 2**63 - 1


@contextmanager
def _other(filon: Filon, *numbers: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that asks for these locks, and what it was told; it ends with the block."""
    argv = [sys.executable, "-c", _HOLD, *map(str, numbers)]
    environ = {**os.environ, **filon.environ}
    with subprocess.Popen(
        argv, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        process.kill()


def test_it_works(filon: Filon) -> None:
    ours = process_locks(filon.settings)
    assert ours.take(7)
    with _other(filon, 7, 8, LARGEST) as (_process, told):
        assert told == "False True True"
        assert [ours.take(8), ours.take(LARGEST), ours.take(9)] == [False, False, True]
        ours.check()
    ours.close()


def test_the_dead_have_none(filon: Filon) -> None:
    for how in (signal.SIGKILL, signal.SIGTERM):
        ours = process_locks(filon.settings)
        with _other(filon, 7) as (process, told):
            assert told == "True"
            assert not ours.take(7)
            process.send_signal(how)
            process.wait(10)
            until(lambda: ours.take(7), "the lock of the dead")  # noqa: B023  # called before the next is opened
        ours.close()


def test_what_is_closed_is_free(filon: Filon) -> None:
    ours = process_locks(filon.settings)
    assert ours.take(7)
    assert ours.take(8)
    with _other(filon, 7, 8) as (_process, told):
        assert told == "False False"
    ours.close()
    with _other(filon, 7, 8) as (_process, told):
        assert told == "True True"
