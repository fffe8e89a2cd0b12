"""Reading a file that was brought: its rows are kept in one form, and its columns looked at."""

from __future__ import annotations

import logging
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from filon.foundation import storage
from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.intake.imports import files, looking, work
from filon.intake.imports.actions import key_of
from filon.intake.imports.cells import Row, Unreadable
from filon.intake.imports.kept_rows import Writer
from filon.intake.imports.looking import Column
from filon.intake.imports.models import Import, ImportMap
from filon.intake.imports.own_targets import targets_for

log = logging.getLogger(__name__)


class Made(NamedTuple):
    """What was made of a file: `rows` are kept, `repeated` were another's copy."""

    kind: str
    columns: list[Column]
    rows: int
    repeated: int


def read_file(event: Event, settings: Settings) -> None:
    """Read the file of the import that the event names, unless that is done."""
    work.step(event, "reading", _read)


def _read(one: Any) -> None:
    made = keep_rows(one, work.Progress(one, "reading"))
    columns, count = made.columns, made.rows
    if count == 0:
        raise Unreadable("heads")
    with transaction(write=False):
        targets = targets_for(one)
    program, mapped, unsure = looking.propose(columns, targets)
    with transaction():
        heads = [column.head for column in columns]
        known = ImportMap.get_or_none(ImportMap.heads == key_of(heads))
        chosen = {str(place): target for place, target in mapped.items()}
        if known:
            chosen = {at: it for at, it in known.targets.items() if not it or it.partition(":")[0] in targets}
        profile = {
            "program": program,
            "columns": [column.as_profile() for column in columns],
            "unsure": [] if known else sorted(unsure),
            "repeated": made.repeated,
            "kind": made.kind,
            "remembered": known is not None,
        }
        work.move(
            one, "reading", state="ready", profile=profile, choices={"columns": chosen}, total=count, rows=0
        )
    log.info("import", extra={"event": "import.read", "rows": count, "code": program or "file"})


def keep_rows(one: Any, progress: work.Progress | None = None) -> Made:
    """Write the import's rows where kept_rows.batches() finds them. Raises Unreadable."""
    if one.file is None:
        raise Unreadable("forgotten")
    with storage.unfinished() as folder:
        original = folder / "original"
        original.write_bytes(storage.read(one.file))
        made = _write(original, folder / "rows", progress)
        storage.keep_derived(folder / "rows", one.kept_rows)
    # An erasure may have come meanwhile, which deleted what was there then.
    with transaction(write=False):
        if not Import.select(Import.id).where((Import.id == one.id) & (Import.file == one.file)).exists():
            storage.forget_derived(one.kept_rows)
            raise work.Forgotten
    return made


def _write(original: Path, path: Path, progress: work.Progress | None) -> Made:
    rows = files.read_rows(original)
    first = list(islice(rows, looking.HEADS_WITHIN))
    place = looking.find_heads(first)
    heads = first[place] if place >= 0 else None
    columns: list[Column] = []
    writer = Writer(path)
    try:
        for row in chain(first[place + 1 :], rows):
            if writer.write(row):
                _see(row, columns)
            if progress and not writer.count % 1_000:
                progress.at(writer.count)
    finally:
        writer.close()
    for column, head in zip(columns, looking.heads_of(heads, len(columns)), strict=False):
        column.head = head
    named = looking.heads_of(heads, max(len(columns), len(heads.cells) if heads else 0))
    columns += [Column(head) for head in named[len(columns) :]]
    return Made(files.kind_of_file(original), columns, writer.count, writer.repeated)


def _see(row: Row, columns: list[Column]) -> None:
    while len(columns) < len(row.cells):
        columns.append(Column(""))
    looking.look([row], columns)


def open_rows(one: Any) -> IO[bytes]:
    """The import's rows; made again where they are gone, as after a backup was restored. Raises Unreadable."""
    try:
        return storage.open_derived(one.kept_rows)
    except storage.NoSuchFile:
        keep_rows(one)
        return storage.open_derived(one.kept_rows)
