"""Asking for an export, and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation import access, clock, outbox
from filon.foundation.errors import NotFound
from filon.foundation.transactions import transaction
from filon.leads.exports import KEPT, Export, forget_exports, take_turns

# Of a business; for the next one, the oldest makes room.
MOST_KEPT = 20


class Forgotten(Exception):
    """The export is not wanted any more: nothing shall come of it."""


def ask_for_export(asked: dict[str, str], format: str, *, language: str, zone: str) -> Any:
    """An Export of the list that `asked` narrows, as its address says it, for the one who acts.

    Of one person (and of all programs of a business) one is made at a time: while one is, it is what is returned.
    """
    member = access.actor().member
    with transaction():
        take_turns()
        mine = list(Export.of(member))
        if running := [export for export in mine if export.is_running]:
            return running[0]
        _make_room()
        now = clock.now()
        export = Export.create(
            member_id=member,
            language=language,
            format=format,
            query=urlencode(asked),
            name=f"prospects-{now.astimezone(ZoneInfo(zone)).date().isoformat()}.{format}",
            created_at=now,
            expires_at=now + KEPT,
        )
        outbox.emit("export.asked", export=export.id.hex)
    return export


def _make_room() -> None:
    newest_first = Export.select(Export.id).order_by(Export.created_at.desc(), Export.id.desc())
    too_many = [export.id for export in newest_first.offset(MOST_KEPT - 1).limit(MOST_KEPT)]
    if too_many:
        forget_exports(Export.id.in_(too_many))


def the_export(id: UUID) -> Any:
    """The export with this id of the one who acts; NotFound when it is nobody's, somebody else's, or over."""
    export = Export.of(access.actor().member).where(Export.id == id).first()
    if export is None:
        raise NotFound()
    return export


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


def finish(id: UUID, *, file: str, rows: int, at: datetime) -> bool:
    """The file can be had from now on, for a week. False when nobody wants it any more, or another has written one."""
    with transaction():
        return _change(id, state="done", file=file, rows=rows, finished_at=at, expires_at=at + KEPT)


def fail(id: UUID, failure: str) -> None:
    """Nothing will come of it; `failure` as in Export."""
    with transaction():
        _change(id, state="failed", failure=failure, finished_at=clock.now())


def _change(id: UUID, **columns: Any) -> bool:
    """Change an export that is not done. A failed one may be: a person can have its event run once more."""
    return bool(Export.update(columns).where((Export.id == id) & (Export.state != "done")).execute())
