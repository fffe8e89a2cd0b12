"""Notes of a prospect, as HTML: adding one, and writing one anew without losing anybody's text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to, page
from filon.foundation import rich_text
from filon.foundation.errors import Conflict, Forbidden, Invalid
from filon.interactions import notes
from filon.interactions.models import NoteRevision
from filon.leads.models import the_lead

from .pages import lead_page

pages = Pages("notes", __name__)
_NOTES = "/prospects/<int(max=2147483647):number>/notes"


@pages.post(_NOTES)
def add_note(number: int) -> Response:
    lead = the_lead(number)
    try:
        notes.add_note(lead, _typed())
    except Invalid as error:
        return lead_page(lead, 422, kind="note", typed=_as_typed(), wrong=error.errors)
    return back_to("desk.show_lead", number=number)


@pages.get(f"{_NOTES}/<uuid:note>", role="agent")
def show_note(number: int, note: UUID) -> Response:
    """The note in a form, for whoever may change it."""
    lead = the_lead(number)
    written = notes.the_note(lead, note)
    if not notes.can_change(written):
        raise Forbidden()
    newest = NoteRevision.newest(note)
    html = notes.rich_of(newest or written)
    return _form(lead, written, newest.number if newest else 0, rich_text.plain(html), html)


@pages.post(f"{_NOTES}/<uuid:note>")
def change_note(number: int, note: UUID) -> Response:
    """Write the note anew. What somebody has written meanwhile is shown beside what was typed."""
    lead = the_lead(number)
    written = notes.the_note(lead, note)
    seen = request.form.get("seen", 0, type=int)
    try:
        notes.change_note(written, _typed(written), seen=seen)
    except Invalid as error:
        return _form(lead, written, seen, **_as_typed(), status=422, wrong=error.errors)
    except Conflict:
        newest = NoteRevision.newest(note)
        return _form(lead, written, newest.number if newest else 0, **_as_typed(), status=422, theirs=newest)
    return back_to("desk.show_lead", number=number)


def _form(lead: Any, note: Any, seen: int, text: str, html: str, status: int = 200, **more: Any) -> Response:
    values = {"wrong": {}, "theirs": None, **more}
    return page("desk/note.html", status, lead=lead, note=note, seen=seen, text=text, html=html, **values)


def _typed(note: Any = None) -> str:
    """What was written, formatted. Without scripts it comes as plain text: left as it was, it keeps its formats."""
    if html := request.form.get("html", ""):
        return html
    text = request.form.get("text", "")
    before = notes.rich_of(NoteRevision.newest(note.id) or note) if note else ""
    if before and text.replace("\r\n", "\n").strip() == rich_text.plain(before):
        return before
    return rich_text.from_plain(text)


def _as_typed() -> dict[str, str]:
    """The same for the form that is shown once more."""
    html = request.form.get("html", "")
    return {"text": request.form.get("text", ""), "html": rich_text.sanitise(html) if html else ""}
