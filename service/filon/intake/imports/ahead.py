"""Rows read while the database writes those before: a thread of its own is one batch ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO

from filon.intake.imports.kept_rows import Batch, batches
from filon.intake.imports.rows import Reader, Reading


def read_ahead(
    file: IO[bytes], place: int, size: int, reader: Reader
) -> Iterator[tuple[Batch, Sequence[Reading]]]:
    """The batches from this place on, up to `size` rows each, and what every row of them says."""
    left = batches(file, place, size)

    def read() -> tuple[Batch, list[Reading]] | None:
        batch = next(left, None)
        return batch and (batch, [reader.read(row.line, row.cells) for row in batch.rows])

    # Faults are sentences in the language that is spoken here.
    spoken = copy_context()
    with ThreadPoolExecutor(1, thread_name_prefix="rows") as thread:
        coming = thread.submit(spoken.run, read)
        while (ready := coming.result()) is not None:
            coming = thread.submit(spoken.run, read)
            yield ready
