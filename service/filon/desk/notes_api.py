"""The notes of a lead as JSON: listing, adding and changing them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from filon.foundation import rich_text, web
from filon.foundation.i18n import _
from filon.interactions import notes
from filon.interactions.actions import LONGEST_NOTE
from filon.interactions.models import Interaction, NoteRevision
from filon.leads.models import the_lead

PAGE_NOTES = 50

api = web.Blueprint("notes_api", __name__, url_prefix="/api/v1/leads", description="What the team noted")
_NOTES = "/<int:number>/notes"


class Note(Schema):
    """A note as it is now. `version` counts how often it was changed; `changed_by` and `changed_at` say the last."""

    id = fields.UUID(required=True)
    text = fields.String(required=True, metadata={"description": "without formats"})
    html = fields.String(
        required=True, metadata={"description": "p, br, strong, em, lists and links; sanitised"}
    )
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    version = fields.Integer(required=True)
    changed_by = fields.String(required=True, allow_none=True)
    changed_at = fields.AwareDateTime(required=True, allow_none=True)


class Notes(Schema):
    """One page, the newest first; `after` asks for the next one, and is null on the last."""

    notes = fields.List(fields.Nested(Note), required=True)
    after = fields.UUID(required=True, allow_none=True)


class NoteVersion(Schema):
    """What a note said. Version 0 is as it was first written."""

    version = fields.Integer(required=True)
    text = fields.String(required=True, metadata={"description": "without formats"})
    html = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class NoteVersions(Schema):
    """Everything that a note has said, the newest first."""

    texts = fields.List(fields.Nested(NoteVersion), required=True)


class NotesQuery(Schema):
    """{after}: the last note of the page before."""

    after = fields.UUID()


class NoteText(Schema):
    """Either plain text or HTML, of which what is not on the list of formats falls away."""

    class Meta:
        unknown = RAISE

    text = fields.String(
        validate=validate.Length(max=LONGEST_NOTE), metadata={"example": "Prefers oak. Call after six."}
    )
    html = fields.String(validate=validate.Length(max=notes.LONGEST_HTML))

    @validates_schema
    def _one_of_both(self, given: dict[str, Any], **_options: object) -> None:
        if len({"text", "html"} & set(given)) != 1:
            raise ValidationError({"text": [_("Donnez text ou html, et un seul des deux")]})


class NoteChange(NoteText):
    """The same, and the version that was seen."""

    version = fields.Integer(
        required=True, validate=validate.Range(0, 2**31 - 1), metadata={"description": "as it was read"}
    )


@api.route(_NOTES, scope="leads:read")
@api.arguments(NotesQuery, location="query")
@api.response(200, Notes)
def list_notes(asked: dict[str, Any], number: int) -> Any:
    """Fifty notes a page, the newest first."""
    lead = the_lead(number)
    mark = notes.the_note(lead, asked["after"]) if "after" in asked else None
    found = list(Interaction.of(lead.id, PAGE_NOTES + 1, kind="note", before=mark))
    page, more = found[:PAGE_NOTES], len(found) > PAGE_NOTES
    newest: dict[UUID, Any] = {}
    for revision in NoteRevision.of([note.id for note in page]):
        newest.setdefault(revision.note_id, revision)
    return {
        "notes": [_said(note, newest.get(note.id)) for note in page],
        "after": page[-1].id if more else None,
    }


@api.route(f"{_NOTES}/<uuid:note>", scope="leads:read")
@api.response(200, NoteVersions)
def show_note(number: int, note: UUID) -> dict[str, Any]:
    """Everything that a note has said, the newest first: none of it is ever lost."""
    written = notes.the_note(the_lead(number), note)
    return {
        "texts": [
            *(_text(one, one.number, one.written_at) for one in NoteRevision.of([note])),
            _text(written, 0, written.happened_at),
        ]
    }


@api.route(_NOTES, methods=["POST"], role="agent", scope="leads:write")
@api.arguments(NoteText)
@api.response(201, Note)
def add_note(given: dict[str, Any], number: int) -> Any:
    """Add a note to the lead's timeline."""
    html = _html_of(given)
    return _said(notes.add_note(the_lead(number), html), None)


@api.route(
    f"{_NOTES}/<uuid:note>", methods=["PATCH"], role="agent", scope="leads:write", problems=("conflict",)
)
@api.arguments(NoteChange)
@api.response(200, Note)
def change_note(given: dict[str, Any], number: int, note: UUID) -> Any:
    """Write a note anew, as its author or a manager. 409 when it was changed since that version; none is ever lost."""
    html = _html_of(given)
    written = notes.the_note(the_lead(number), note)
    notes.change_note(written, html, seen=given["version"])
    return _said(written, NoteRevision.newest(note))


def _html_of(given: dict[str, Any]) -> str:
    """As it is kept: cut down before the first query, as others wait to write from then on."""
    return notes.checked(given["html"] if "html" in given else rich_text.from_plain(given["text"]))


def _text(one: Any, version: int, at: datetime) -> dict[str, Any]:
    html = rich_text.sanitise(notes.rich_of(one))
    return {
        "version": version,
        "text": rich_text.plain(html),
        "html": html,
        "by": one.member_name,
        "at": at,
    }


def _said(note: Any, newest: Any) -> dict[str, Any]:
    html = rich_text.sanitise(notes.rich_of(newest or note))
    return {
        "id": note.id,
        "text": rich_text.plain(html),
        "html": html,
        "by": note.member_name,
        "at": note.happened_at,
        "version": newest.number if newest else 0,
        "changed_by": newest.member_name if newest else None,
        "changed_at": newest.written_at if newest else None,
    }
