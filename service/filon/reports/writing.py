"""Writing an export: what the list shows, page by page, into a file that is offered when it is whole."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from filon.foundation import access, clock, storage
from filon.foundation.access import Actor
from filon.foundation.config import Settings
from filon.foundation.i18n import speaking
from filon.foundation.outbox import Event, GivenUp
from filon.foundation.transactions import transaction
from filon.leads.counting import count_of
from filon.leads.exports import Export
from filon.leads.listing import page_of, settled
from filon.leads.schemas import ChosenQuery, choice_of
from filon.reports import actions, columns, files
from filon.tenants.models import Member, Tenant

log = logging.getLogger(__name__)

# A message may be long: so many rows in memory, whatever the business has.
PAGE_ROWS = 200
# A minute with its pauses: somebody is looking at a bar.
TRIES = 5
_NOTED_EVERY_SECONDS = 1.0


def write_export(event: Event, settings: Settings) -> None:
    """Write the export that the event names, unless that is done. Each try begins the file anew."""
    id = UUID(event.payload["export"])
    export = actions.begin_writing(id)
    if export is None:
        _forget_what_nobody_knows(id)
        return
    if event.attempts >= TRIES:  # whoever had it was killed each time
        actions.fail(export.id, "")
        raise GivenUp("The workers that wrote this export did not live to its end")
    try:
        _write(export)
    except actions.Forgotten:
        return
    except files.TooManyRows:
        actions.fail(export.id, "rows")
    except ValidationError:  # it names a field that is gone, or hidden from whoever asked, by now
        actions.fail(export.id, "")
    except Exception as error:
        if event.attempts + 1 < TRIES:
            raise
        actions.fail(export.id, "")
        raise GivenUp(f"{type(error).__name__} while writing an export") from error


def _write(export: Any) -> None:
    with speaking(export.language), storage.unfinished() as folder:
        with transaction(write=False):
            tenant = Tenant.current()
        path = folder / "export"
        rows = _write_rows(export, path, ZoneInfo(tenant.zone))
        storage.keep_derived(path, export.file)
        if not actions.finish(export.id, rows=rows, at=clock.now()):
            _forget_what_nobody_knows(export.id)
            return
    about = {"event": "export.done", "tenant": tenant.number, "code": export.format, "rows": rows}
    log.info("export", extra=about | {"member": export.member_id})


def _forget_what_nobody_knows(id: UUID) -> None:
    """The file of an export that was forgotten while it was being written, perhaps by a worker that died of it."""
    with transaction(write=False):
        known = Export.select().where(Export.id == id).exists()
    if not known:
        storage.forget_derived(id.hex)


def _asker(export: Any, members: list[Any]) -> Actor:
    """Whoever asked for it, within what they may see now.

    What no key could see a program is not given either, though a manager had asked it of the API.
    """
    for member in members:
        if member.id == export.member_id:
            return Actor(member.role, member.id, member.name, only_own=member.is_limited)
    return Actor("reader")


def _write_rows(export: Any, path: Path, zone: ZoneInfo) -> int:
    with transaction(write=False):
        members = list(Member.select())
        owners = columns.owner_words(members)
        asker = _asker(export, members)
        own = columns.Own.seen_by(asker.role)
        with access.acting_as(asker):
            # A column that is there no more is left out.
            choice = choice_of(ChosenQuery(exclude=("columns",)).load(export.asked), zone)
            # Who is found is found once: whoever comes meanwhile is in no part of a sorted file.
            choice = settled(choice)
            total = count_of(choice)
    actions.note_progress(export.id, total=total)
    chosen = columns.chosen_columns(export.asked.get("columns", ""), own)
    file, noted, written = files.begin(export.format, path, chosen), time.monotonic(), 0

    def write(rows: list[list[columns.Value]]) -> None:
        for row in rows:
            file.write(row)

    try:
        # One page is written while the database reads the next.
        with ThreadPoolExecutor(1, thread_name_prefix="export") as thread:
            after, writing = None, thread.submit(write, [])
            while True:
                # As the asker, whom fields can be hidden from.
                with transaction(write=False), access.acting_as(asker):
                    found = page_of(choice, after, PAGE_ROWS, columns.READ)
                    page = columns.Page(found.leads, zone, owners, own)
                rows = [[column.say(lead, page) for column in chosen] for lead in found.leads]
                writing.result()
                writing = thread.submit(write, rows)
                written, after = written + len(found.leads), found.after
                if time.monotonic() - noted >= _NOTED_EVERY_SECONDS:
                    actions.note_progress(export.id, rows=written)
                    noted = time.monotonic()
                if after is None:
                    writing.result()
                    return written
    finally:
        file.close()
