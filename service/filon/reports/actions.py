"""Asking for an export, and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation import access, clock, outbox
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.leads.export_notes import made_before, note_asked, note_made
from filon.leads.exports import KEPT, Export, forget_exports, take_turns

# Of one asker; for the next one, the oldest makes room.
MOST_KEPT = 20
# Of one asker, asked for and not yet made.
MOST_RUNNING = 3
# One is made after the other for all businesses: none may keep the others waiting all day.
PER_BUSINESS_AN_HOUR = 60
PAGE_NOTES = 50


class Forgotten(Exception):
    """The export is not wanted any more: nothing shall come of it."""


def count_asking() -> None:
    """Count that somebody of the business asks for an export. Raises TooMany past PER_BUSINESS_AN_HOUR.

    Before the first query, which reading what they ask for may be: it stays counted whatever comes of it.
    """
    count_attempt("exports of", here().hex, most=PER_BUSINESS_AN_HOUR, seconds=3600)


def ask_for_export(asked: dict[str, str], format: str, *, language: str, zone: str) -> Any:
    """An Export of the list that `asked` narrows, as its address says it, for the one who acts.

    While the very same is being made for the same person (or for a program of the business), that one is returned.
    Raises Conflict while MOST_RUNNING others are.
    """
    member, query = access.actor().member, urlencode(asked)
    with transaction():
        take_turns()
        mine = list(Export.of(member))
        running = [export for export in mine if export.is_running]
        for export in running:
            if (export.format, export.query) == (format, query):
                return export
        if len(running) >= MOST_RUNNING:
            raise Conflict(_("D’autres exports sont en préparation : attendez qu’ils soient prêts"))
        _make_room(mine)
        now = clock.now()
        export = Export.create(
            member_id=member,
            language=language,
            format=format,
            query=query,
            name=f"prospects-{now.astimezone(ZoneInfo(zone)).date().isoformat()}.{format}",
            created_at=now,
            expires_at=now + KEPT,
        )
        note_asked(export, asked)
        outbox.emit("export.asked", export=export.id.hex)
    return export


def _make_room(newest_first: list[Any]) -> None:
    if too_many := [export.id for export in newest_first[MOST_KEPT - 1 :]]:
        forget_exports(Export.id.in_(too_many))


def the_export(id: UUID) -> Any:
    """The export with this id of the one who acts; NotFound when it is nobody's, somebody else's, or over."""
    export = Export.of(access.actor().member).where(Export.id == id).first()
    if export is None:
        raise NotFound()
    return export


def history(last: UUID | None) -> tuple[list[Any], UUID | None]:
    """A page of what everybody has exported, after the one with the id `last`, and what the next page begins after.

    For managers; NotFound for a last one that is none.
    """
    notes = made_before(PAGE_NOTES + 1, last)
    shown = notes[:PAGE_NOTES]
    return shown, shown[-1].id if len(notes) > PAGE_NOTES else None


def begin_writing(id: UUID) -> Any:
    """The export, from its beginning; None when it is forgotten, or written already."""
    with transaction():
        _change(id, state="writing", failure="", rows=0)
        return Export.select().where((Export.id == id) & (Export.state == "writing")).first()


def note_progress(id: UUID, **columns: int | None) -> None:
    """Keep how many rows are written, or are expected. Raises Forgotten."""
    with transaction():
        if not _change(id, **columns):
            raise Forgotten


def finish(id: UUID, *, rows: int, at: datetime) -> bool:
    """The file can be had from now on, for a week. False when nobody wants it any more, or another has written one."""
    with transaction():
        is_wanted = _change(id, state="done", rows=rows, finished_at=at, expires_at=at + KEPT)
        if is_wanted:
            note_made(id, rows, at)
    return is_wanted


def fail(id: UUID, failure: str) -> None:
    """Nothing will come of it; `failure` as in Export."""
    with transaction():
        _change(id, state="failed", failure=failure, finished_at=clock.now())


def _change(id: UUID, **columns: Any) -> bool:
    """Change an export that is not done. A failed one may be: a person can have its event run once more."""
    return bool(Export.update(columns).where((Export.id == id) & (Export.state != "done")).execute())
