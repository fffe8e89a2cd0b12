"""Importing a file in a worker process, duplicates checked, found and with a history, against csv and executemany."""

from __future__ import annotations

import csv
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from filon.intake.imports import actions
from filon.intake.imports.models import Import
from filon.leads.models import Lead
from tests.bench.running import Worker, on_each_engine, peak_mb, with_address
from tests.parts.processes import until
from tests.parts.service import Filon

RUNS = 3
HEADS = ["Nom", "Prénom", "GSM", "Adresse mail", "Société", "Montant", "Date", "Statut", "Observations"]
_STATUSES = ("Nouveau", "En cours", "Gagné", "Perdu")
_NAMES = ("Bennani", "El Idrissi", "Lambert", "Ait Taleb", "Çelik", "Œuvrard", "Naciri", "Benchekroun")
_FIRST_NAMES = ("Salma", "Éric", "Youssef", "Zoé", "Khadija", "François", "Nadia")


def measure(rows: int = 100_000) -> dict[str, dict[str, Any]]:
    """`rows` people in one file, one in twenty twice. Medians of three runs, each in an empty business."""
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    path = folder / "clients.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEADS, *_rows(rows)])
    runs = [_run(folder, with_address(make()), path, rows) for _run_number in range(RUNS)]
    figures = {name: round(statistics.median(run[name] for run in runs), 1) for name in runs[0]}
    floor = statistics.median(_floor(path, make()) for _time in range(RUNS))
    figures["floor_rows_per_s"] = round(rows / floor)
    figures["ratio_to_floor"] = round(figures["run_s"] / floor, 2)
    return figures


def _rows(count: int) -> Iterator[list[str]]:
    for n in range(count):
        # One in twenty has the address of somebody before, and another number.
        who = n - 10 if n % 20 == 19 else n
        yield [
            *(
                f"{_NAMES[n % 8]} {n}",
                _FIRST_NAMES[n % 7],
                f"06 {n // 1_000_000 + 10} {n // 1000 % 1000:03d} {n % 1000:03d}",
            ),
            *(
                f"client{who}@example.com",
                f"Société {n % 500}",
                f"{n % 9000},50",
                f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/2025",
            ),
            *(_STATUSES[n % 4], "Veut un devis pour une cuisine, à rappeler le matin."),
        ]


def _run(folder: Path, environ: dict[str, str], path: Path, rows: int) -> dict[str, float]:
    service = Filon(environ)
    site = service.add_client()
    with service.inside(site.tenant):
        pass  # which opens the connection before the clock runs
    figures: dict[str, float] = {}
    with Worker(environ, folder / "worker.log") as worker:
        began = time.perf_counter()
        with service.inside(site.tenant):
            one = actions.bring(path.read_bytes(), "clients.csv")
        _wait_for(service, site.tenant, one, "ready")
        figures["read_s"] = time.perf_counter() - began
        began = time.perf_counter()
        with service.inside(site.tenant):
            actions.choose(one.id, {"columns": Import.find(one.id).choices["columns"]}, "MA")
        _wait_for(service, site.tenant, one, "checked")
        figures["check_s"] = time.perf_counter() - began
        began = time.perf_counter()
        with service.inside(site.tenant):
            actions.start(one.id)
        peaks = [0.0]
        _wait_for(service, site.tenant, one, "done", lambda: peaks.append(peak_mb(worker.server.process.pid)))
        figures["run_s"] = time.perf_counter() - began
        figures["peak_mb"] = max(peaks)
        began = time.perf_counter()
        with service.inside(site.tenant):
            actions.undo(one.id)
        _wait_for(service, site.tenant, one, "undone")
        figures["undo_s"] = time.perf_counter() - began
    with service.inside(site.tenant, write=False):
        made = Lead.select().count()
    if made != rows - rows // 20:
        raise SystemExit(f"import: {made} leads of {rows} rows")
    service.close()
    return {"rows_per_s": rows / figures["run_s"], **figures}


def _wait_for(
    service: Filon, tenant: Any, one: Any, state: str, look: Callable[[], object] = lambda: None
) -> None:
    def is_there() -> bool:
        look()
        with service.inside(tenant, write=False):
            found = Import.find(one.id)
        if found.state == "failed":
            raise SystemExit(f"import: failed with {found.failure!r}")
        return bool(found.state == state)

    until(is_there, state, 600)


def _floor(path: Path, environ: dict[str, str]) -> float:
    """Seconds for reading the same file with csv and inserting it as it is, into a bare table."""
    url = environ["FILON_DATABASE"]
    is_sqlite = url.startswith("sqlite:")
    connection: Any = (
        sqlite3.connect(url.removeprefix("sqlite:///"))
        if is_sqlite
        else psycopg.connect(environ["FILON_DATABASE_OWNER"])
    )
    mark = "?" if is_sqlite else "%s"
    columns = ", ".join(f"c{n}" for n in range(len(HEADS)))
    cursor = connection.cursor()
    cursor.execute(f"CREATE TABLE bare ({', '.join(f'c{n} TEXT' for n in range(len(HEADS)))})")
    connection.commit()
    began = time.perf_counter()
    with path.open(encoding="cp1252", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        text = f"INSERT INTO bare ({columns}) VALUES ({', '.join([mark] * len(HEADS))})"  # noqa: S608  # our names
        cursor.executemany(text, list(rows))
    connection.commit()
    took = time.perf_counter() - began
    connection.close()
    return took
