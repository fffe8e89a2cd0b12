"""Rows read while the database writes those before: of a long file by a program of its own, a batch or two ahead.

A thread that reads them saves no time: reading and writing are both at work in Python, and take turns at it.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import IO, Any, TypeVar

from filon.foundation import logs
from filon.foundation.i18n import language, speaking
from filon.foundation.zone_rules import use_newest_zones
from filon.intake.imports.cells import Row
from filon.intake.imports.kept_rows import batches

log = logging.getLogger(__name__)

Read = TypeVar("Read")

# The program takes a second to begin, in which so many rows are read and written without it.
_WORTH_A_PROGRAM = 8_000


def read_ahead(
    file: IO[bytes], place: int, size: int, read: Callable[[Sequence[Row]], Read], left: int
) -> Iterator[tuple[int, Read]]:
    """What `read` makes of the rows from this place on, up to `size` at once, each with the place of the next.

    `left` is about how many rows there are. `read` is pickled, and so is what it makes. Raises EOFError or
    OSError when the program died.
    """
    if left < _WORTH_A_PROGRAM:
        return ((batch.next, read(batch.rows)) for batch in batches(file, place, size))
    return _one_ahead(_read_beside(file, (language(), place, size, read)))


def _one_ahead(them: Generator[Read]) -> Iterator[Read]:
    """The same, the next one fetched while this one is used: while the database is at work, Python is not."""
    with closing(them), ThreadPoolExecutor(1, thread_name_prefix="rows") as thread:
        coming = thread.submit(next, them, None)
        while (ready := coming.result()) is not None:
            coming = thread.submit(next, them, None)
            yield ready


def _read_beside(file: IO[bytes], task: tuple[Any, ...]) -> Generator[tuple[int, Any]]:
    with subprocess.Popen(  # noqa: S603  # this very file
        [sys.executable, "-m", __name__, str(file.fileno())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[file.fileno()],
        # A signal to all of the worker's group is the worker's to follow: it ends a batch first, and then this.
        start_new_session=True,
    ) as program:
        try:
            with _pipe(program.stdin) as given:
                pickle.dump(task, given, pickle.HIGHEST_PROTOCOL)
            # Our own program's, which has them from nobody else.
            while (ready := pickle.load(_pipe(program.stdout))) is not None:  # noqa: S301
                yield ready
        except pickle.UnpicklingError as error:  # half a batch
            raise EOFError("the program that read ahead died") from error
        finally:
            program.kill()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101  # it was asked for
    return pipe


def _main() -> None:
    # systemd asks each process of a service to end: this one ends with whoever reads from it.
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    logs.set_up()
    use_newest_zones()  # days are read on the same clocks as by whoever asked
    try:
        spoken, place, size, read = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own worker's
        with speaking(spoken), os.fdopen(int(sys.argv[1]), "rb") as file:
            for batch in batches(file, place, size):
                pickle.dump((batch.next, read(batch.rows)), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
                sys.stdout.buffer.flush()
        pickle.dump(None, sys.stdout.buffer)
    except Exception:  # Python's own words would quote the row
        log.exception("rows can't be read ahead")
        sys.exit(1)


if __name__ == "__main__":
    _main()
