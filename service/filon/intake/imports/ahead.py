"""Rows read while the database writes those before: a thread of its own is one batch ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, TypeVar

from filon.intake.imports.cells import Row
from filon.intake.imports.kept_rows import Batch, batches

Read = TypeVar("Read")


def read_ahead(
    file: IO[bytes], place: int, size: int, read: Callable[[Sequence[Row]], Read]
) -> Iterator[tuple[Batch, Read]]:
    """The batches from this place on, up to `size` rows each, and what `read` makes of the rows of each."""
    left = batches(file, place, size)

    def read_next() -> tuple[Batch, Read] | None:
        batch = next(left, None)
        return batch and (batch, read(batch.rows))

    # Faults are sentences in the language that is spoken here.
    spoken = copy_context()
    with ThreadPoolExecutor(1, thread_name_prefix="rows") as thread:
        coming = thread.submit(spoken.run, read_next)
        while (ready := coming.result()) is not None:
            coming = thread.submit(spoken.run, read_next)
            yield ready
