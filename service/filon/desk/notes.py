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
    try:
        html = notes.checked(_typed())
    except Invalid as error:
        typed = _as_typed()
        return lead_page(the_lead(number), 422, kind="note", typed=typed, wrong=error.errors)
    notes.add_note(the_lead(number), html)
    return back_to("desk.show_lead", number=number)


@pages.get(f"{_NOTES}/<uuid:note>", role="agent")
def show_note(number: int, note: UUID) -> Response:
    """The note in a form, for whoever may change it."""
    lead = the_lead(number)
    written = _changeable(lead, note)
    html = notes.rich_of(NoteRevision.newest(note) or written)
    return _form(lead, written, rich_text.plain(html), html)


@pages.post(f"{_NOTES}/<uuid:note>")
def change_note(number: int, note: UUID) -> Response:
    """Write the note anew. What somebody has written meanwhile is shown beside what was typed."""
    seen = request.form.get("seen", 0, type=int)
    try:
        html: str = notes.checked(_typed())
    except Invalid as error:
        typed, lead = _as_typed(), the_lead(number)
        return _form(lead, _changeable(lead, note), **typed, seen=seen, status=422, wrong=error.errors)
    lead = the_lead(number)
    written = _changeable(lead, note)
    try:
        notes.change_note(written, _with_its_formats(written, html), seen=seen)
    except Conflict:
        return _form(lead, written, **_as_typed(), status=422, is_conflict=True)
    return back_to("desk.show_lead", number=number)


def _form(lead: Any, note: Any, text: str, html: str, status: int = 200, **more: Any) -> Response:
    newest = NoteRevision.newest(note.id)
    seen = newest.number if newest else 0
    values = {"newest": newest, "seen": seen, "wrong": {}, "is_conflict": False, **more}
    return page("desk/note.html", status, lead=lead, note=note, text=text, html=html, **values)


def _changeable(lead: Any, note: UUID) -> Any:
    written = notes.the_note(lead, note)
    if not notes.can_change(written):
        raise Forbidden()
    return written


def _typed() -> str:
    """What was written, formatted. Without scripts it comes as plain text."""
    return request.form.get("html") or rich_text.from_plain(request.form.get("text", ""))


def _with_its_formats(note: Any, html: str) -> str:
    """What is to be kept instead of the note: plain text that was left as it was keeps its formats."""
    if request.form.get("html"):
        return html
    before = notes.rich_of(NoteRevision.newest(note.id) or note)
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    return before if text == rich_text.plain(before) else html


def _as_typed() -> dict[str, str]:
    """The same for the form that is shown once more. What is far too long comes back as the text beside it."""
    html = request.form.get("html", "")
    return {
        "text": request.form.get("text", ""),
        "html": rich_text.sanitise(html) if len(html) <= notes.LONGEST_HTML else "",
    }
