"""What is noted of each export for a year: who took what along, when and how much. The file itself goes much sooner.

It stands beside exports, as erasing a person must take their words out of it too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from peewee import IntegerField, TextField

from filon.foundation import access, clock
from filon.foundation.errors import NotFound
from filon.foundation.fields import IdField, UtcField
from filon.foundation.folding import words_of
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.conditions import read, written
from filon.leads.filter_fields import fields_here, sound
from filon.leads.naming import Naming
from filon.leads.own_filters import OWN

KEPT = timedelta(days=365)
# What of an address says in people's own words who is meant.
_WORDED = ("q", "where")
_TEXTS = ("name", "email", "phone", "company", "message", "note", "detail")
# The search finds people by pieces of that length.
_SHORTEST_PIECE, _FEWEST_DIGITS = 3, 4


class ExportNote(TenantModel):
    """An export that `member_name` asked for; their key's name where it was a program (`member_id` is None then).

    `query` is what the list was narrowed by, as its address says it, but for `chosen`: how many were chosen one by one.
    It has `forgotten` instead of what named a person who is erased. `rows` went into the file, which was whole at
    `finished_at`: before, and where that failed, nobody has taken anything.
    """

    # Whoever may see the list may take it along.
    writable_by = "reader"

    member_id = IdField(null=True)
    member_name = TextField()
    format = TextField()
    query = TextField()
    rows = IntegerField(default=0)
    asked_at = UtcField()
    finished_at = UtcField(null=True)

    class Meta:
        table_name = "export_note"
        indexes = ((("tenant", "asked_at"), False),)
        constraints = [belongs_to("member", "member_id")]

    @property
    def asked(self) -> dict[str, str]:
        """What the list was narrowed by, as its address says it."""
        return dict(parse_qsl(self.query))

    @classmethod
    def made(cls, limit: int, before: Any = None) -> Any:
        """Those whose files were whole, the newest first; `before` is the last of those that were seen."""
        found = cls.select().where(cls.finished_at.is_null(False))
        if before is not None:
            at, id = before.asked_at, before.id
            found = found.where((cls.asked_at <= at) & ((cls.asked_at < at) | (cls.id < id)))
        return found.order_by(cls.asked_at.desc(), cls.id.desc()).limit(limit)


def note_asked(export: Any, asked: dict[str, str]) -> None:
    """Note who asks for this export, under its own id."""
    who, said = access.actor(), dict(asked)
    if numbers := said.pop("numbers", ""):
        said["chosen"] = str(numbers.count(",") + 1)
    ExportNote.add(
        id=export.id,
        member_id=who.member,
        member_name=who.name,
        format=export.format,
        query=urlencode(said),
        asked_at=export.created_at,
    )


def note_made(export: UUID, rows: int, at: datetime) -> None:
    """Note that the export's file is whole."""
    ExportNote.update(rows=rows, finished_at=at).where(ExportNote.id == export).execute()


def made_before(limit: int, last: UUID | None) -> list[Any]:
    """A page of the notes for a manager, the newest first, after the note with the id `last`.

    Each has in `said` what its list was narrowed by, but for fields that are gone or kept from the one who acts.
    Raises NotFound for a last one that is none.
    """
    access.require("manager")
    mark = ExportNote.find(last) if last else None
    if last is not None and mark is None:
        raise NotFound()
    notes, fields = list(ExportNote.made(limit, mark)), fields_here()
    for note in notes:
        note.said = note.asked
        if "where" in note.said:
            note.said["where"] = written(sound(read(note.said["where"]), fields)[0])
    return notes


def forget_naming(lead: Any) -> None:
    """Take out of the notes what names the person, by a piece of a name even. Who exported how much when, stays."""
    naming = Naming(lead)
    own = words_of(f"{lead.name} {lead.company} {(lead.email or '').partition('@')[0]}")
    digits = "".join(one for one in lead.phone or "" if one.isdecimal())

    def names(said: str) -> bool:
        pieces = [piece for piece in words_of(said) if len(piece) >= _SHORTEST_PIECE]
        numbers = [piece.lstrip("0") for piece in pieces if piece.isdecimal()]
        return (
            naming.is_in(said)
            or any(piece in word for piece in pieces for word in own)
            or any(len(number) >= _FEWEST_DIGITS and number in digits for number in numbers)
        )

    for note in ExportNote.select():
        if any(map(names, _typed(note.asked))):
            left = {name: value for name, value in note.asked.items() if name not in _WORDED}
            query = urlencode({**left, "forgotten": "1"})
            ExportNote.update(query=query).where(ExportNote.id == note.id).execute()


def _typed(asked: dict[str, str]) -> list[str]:
    """What somebody wrote to say who is meant: the search, and the values of conditions on texts."""
    conditions = read(asked["where"]).conditions() if "where" in asked else ()
    values = [
        value
        for one in conditions
        if one.field in _TEXTS or one.field.startswith(OWN)
        for value in one.values
    ]
    return [asked.get("q", ""), *values]


def forget_old() -> None:
    """Delete what is past its year."""
    ExportNote.delete().where(ExportNote.asked_at < clock.now() - KEPT).execute()
