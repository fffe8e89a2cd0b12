"""Trying an import without writing anything: what would come of each row, and a file of those with a fault."""

from __future__ import annotations

import csv
import logging
from collections import Counter
from pathlib import Path
from typing import Any

from filon.foundation import storage
from filon.foundation.config import Settings
from filon.foundation.defusing import defuse
from filon.foundation.i18n import _, language
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.intake.imports import work
from filon.intake.imports.ahead import read_ahead
from filon.intake.imports.contexts import is_ours, reader_of
from filon.intake.imports.kept_rows import text_of
from filon.intake.imports.matching import Known, Scope
from filon.intake.imports.models import Import
from filon.intake.imports.reading import open_rows
from filon.intake.imports.rows import Reading

log = logging.getLogger(__name__)

_BATCH = 500
# Of each kind of outcome, shown on the page.
_SAMPLES = 3


def check_import(event: Event, settings: Settings) -> None:
    """Check the import that the event names, unless that is done."""
    work.step(event, "checking", _check)


def _check(one: Any) -> None:
    with transaction(write=False):
        reader = reader_of(one)
    counts: Counter[str] = Counter()
    samples: dict[str, list[dict[str, Any]]] = {"new": [], "known": [], "faulty": []}
    progress, seen = work.Progress(one, "checking"), _Seen(is_ours(one))
    with storage.unfinished() as folder:
        faults = FaultsFile(folder / "faults", [column["head"] for column in one.profile["columns"]])
        try:
            with open_rows(one) as file:
                for _next, readings in read_ahead(file, 0, _BATCH, reader.read_all, one.total):
                    with transaction(write=False, together=True):
                        known = Known(readings, Scope(is_ours(one), None), lock=False)
                        for reading in readings:
                            kind = _outcome(reading, known, seen)
                            counts[kind] += 1
                            if reading.faults:
                                counts["faulty"] += 1
                                faults.write(reading)
                                _keep(samples["faulty"], reading)
                            if kind != "refused":
                                _keep(samples[kind], reading)
                    progress.at(counts["new"] + counts["known"] + counts["refused"])
        finally:
            faults.close()
        if counts["faulty"]:
            storage.keep_derived(folder / "faults", one.faults_file)
    with transaction():
        profile = {**one.profile, "outcomes": samples}
        work.move(one, "checking", state="checked", counts=dict(counts), profile=profile, rows=one.total)
        still = Import.select(Import.id).where((Import.id == one.id) & Import.file.is_null(False)).exists()
    if not still:
        storage.forget_derived(one.faults_file)
    log.info("import", extra={"event": "import.checked", "rows": one.total})


class _Seen:
    """Who came in the file before: an address or a number that comes again is the same person."""

    def __init__(self, is_ours: bool) -> None:
        self._is_ours, self._keys = is_ours, set[int]()

    def before(self, reading: Reading) -> bool:
        """Whether one of theirs came before; from now on they have."""
        if self._is_ours:
            return False
        keys = {hash(key) for name in ("email_key", "phone") if (key := reading.columns.get(name))}
        came = bool(keys & self._keys)
        self._keys |= keys
        return came


def _outcome(reading: Reading, known: Known, seen: _Seen) -> str:
    if reading.is_refused:
        return "refused"
    came_before = seen.before(reading)
    return "known" if came_before or known.find(reading) is not None else "new"


def _keep(samples: list[dict[str, Any]], reading: Reading) -> None:
    if len(samples) < _SAMPLES:
        columns = reading.columns
        name = f"{columns.get('first_name') or ''} {columns.get('last_name') or ''}".strip()
        reach = columns.get("phone") or columns.get("phone_typed") or columns.get("email") or ""
        who = name or columns.get("company") or reach
        samples.append({"line": reading.line, "who": who, "fault": "; ".join(reading.faults)[:300]})


class FaultsFile:
    """Rows as they were, each with its line and what is wrong: to be mended in a spreadsheet and brought again."""

    def __init__(self, path: Path, heads: list[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        separator = "," if language() == "en" else ";"
        self._writer = csv.writer(
            self._file, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL
        )
        self._width = len(heads)
        self._write([*heads, _("Ligne"), _("Ce qui ne va pas")])

    def write(self, reading: Reading) -> None:
        """Add a row with its faults."""
        cells = [text_of(cell) for cell in reading.cells] + [""] * (self._width - len(reading.cells))
        self._write([*cells, str(reading.line), " ; ".join(reading.faults)])

    def _write(self, cells: list[str]) -> None:
        self._writer.writerow([defuse(cell) for cell in cells])

    def close(self) -> None:
        self._file.close()
