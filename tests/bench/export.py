"""Exporting a whole list as XLSX in a worker process, and its memory, against bare xlsxwriter on the same cells."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from filon.foundation import access, migrating
from filon.leads.exports import Export
from filon.leads.listing import Choice, page_of
from filon.leads.models import Lead
from filon.reports import actions, columns
from filon.tenants.models import Member, Tenant
from tests.bench.crowd import settle
from tests.bench.running import Worker, on_each_engine, peak_mb, with_address
from tests.parts.processes import until
from tests.parts.service import Filon

RUNS = 3


def measure(rows: int = 100_000) -> dict[str, dict[str, Any]]:
    """A business of `rows` leads, among as many of others. Medians of three runs."""
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    environ = with_address(make())
    service = Filon(environ)
    site = service.add_client()
    with service.inside(site.tenant):
        number = Tenant.current().number
        owner = Member.get(Member.role == "owner").id
    service.close()
    settle(environ, site.tenant, number, 2 * rows, owner)
    migrating.migrate(service.settings)
    service.close()
    with Worker(environ, folder / "worker.log") as worker:
        took = statistics.median(_export(service, site.tenant, owner) for _run in range(RUNS))
        peak = peak_mb(worker.server.process.pid)
    with service.inside(site.tenant, write=False):
        cells = _cells()
    service.close()
    bare = statistics.median(_bare(folder / "bare.xlsx", cells) for _run in range(RUNS))
    return {
        "ratio_to_bare": round(took / bare, 2),
        "peak_mb": round(peak, 1),
        "rows_per_s": round(len(cells) / took),
        "bare_rows_per_s": round(len(cells) / bare),
        "cells_a_row": round(sum(value not in (None, "") for row in cells for value in row) / len(cells), 1),
    }


def _export(service: Filon, tenant: Any, owner: Any) -> float:
    """Seconds from asking until the file can be had."""
    began = time.perf_counter()
    with service.inside(tenant), access.acting_as(access.Actor("owner", owner, "Alice")):
        id = actions.ask_for_export({}, "xlsx", language="fr", zone="Africa/Casablanca").id

    def is_done() -> bool:
        with service.inside(tenant, write=False):
            export = Export.find(id)
        if export.state == "failed":
            raise SystemExit(f"export: failed with {export.failure!r}")
        return bool(export.is_done)

    until(is_done, "the file", 300)
    return time.perf_counter() - began


def _cells() -> list[list[columns.Value]]:
    """What stands in the file, row by row."""
    owners = {member.id: member.name for member in Member.select()}
    zone, own = ZoneInfo(Tenant.current().zone), columns.Own.seen_by("owner")
    chosen = columns.all_columns(own)
    cells: list[list[columns.Value]] = []
    after: str | None = None
    while True:
        page = page_of(Choice(), after, 5_000, columns.READ)
        said = columns.Page(page.leads, zone, owners, own)
        cells += [[column.say(lead, said) for column in chosen] for lead in page.leads]
        after = page.after
        if after is None:
            if len(cells) != Lead.select().count():
                raise SystemExit(f"export: {len(cells)} rows are not the whole business")
            return cells


def _bare(path: Path, cells: list[list[columns.Value]]) -> float:
    """Seconds that xlsxwriter takes for these cells, each written by the method for its kind."""
    began = time.perf_counter()
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    sheet = book.add_worksheet()
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for at, row in enumerate(cells):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                # Ours says with its zone the hour that comes twice.
                sheet.write_datetime(at, column, value.replace(tzinfo=None), moment)
            elif isinstance(value, Decimal | int | float):
                sheet.write_number(at, column, float(value))
            elif value:
                sheet.write_string(at, column, str(value))
    book.close()
    return time.perf_counter() - began
