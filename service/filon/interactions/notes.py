"""Notes that the team shares: written, formatted, changed by whoever may, and no earlier text is ever lost."""

from __future__ import annotations

from itertools import chain
from typing import Any
from uuid import UUID

from peewee import SQL, fn

from filon.foundation import access, outbox, rich_text
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.interactions.actions import LONGEST_NOTE, add
from filon.interactions.models import REVISED, Interaction, NoteRevision
from filon.leads import search
from filon.leads.contacts import clean
from filon.leads.models import Lead

# With its formats; a note is bounded by its text.
LONGEST_HTML = 3 * LONGEST_NOTE
# How many of a lead's notes the search looks through at most.
MOST_SEARCHED = 100
# How much of a lead's notes was once indexed at most, and how many leads are indexed anew at once.
_ONCE_KEPT = 2_000
_AT_ONCE = 100


class Checked(str):
    """The formatted text of a note as it is kept. Only checked() makes one."""


def add_note(lead: Any, html: str) -> Any:
    """A formatted note; what is not on rich_text's list falls away. Raises Invalid when it is empty or too long."""
    html = str(checked(html))
    with transaction():
        note = add(lead, "note", text=html, details={"rich": True})
        index_notes(lead.id)
    return note


def change_note(note: Any, html: str, *, seen: int) -> Any:
    """Write the note anew as a further NoteRevision; None when that makes no difference.

    `seen` is the number of the revision that the member saw, 0 for the note as it was first written. Raises Conflict
    when somebody has written another since; Forbidden for whoever is neither its author nor a manager; Invalid.
    """
    if not can_change(note):
        raise Forbidden()
    html = str(checked(html))
    with transaction():
        # Two who write at once come one after the other.
        locked(Interaction.select(Interaction.id).where(Interaction.id == note.id)).first()
        newest = NoteRevision.newest(note.id)
        if (newest.number if newest else 0) != seen:
            raise Conflict()
        revision = revise(note, html)
        if revision is not None:
            index_notes(note.lead_id)
    return revision


def revise(note: Any, html: str) -> Any:
    """Keep a further NoteRevision of this moment, which is held; None when it says the same."""
    newest = NoteRevision.newest(note.id)
    if html == rich_of(newest or note):
        return None
    who = access.actor()
    return NoteRevision.add(
        lead_id=note.lead_id,
        note_id=note.id,
        number=newest.number + 1 if newest else 1,
        text=html,
        member_id=who.member,
        member_name=who.name,
    )


def index_notes(lead: UUID) -> None:
    """Let the lead be found by its notes and minutes as they are now, the newest first."""
    of_each = [Interaction.of(lead, MOST_SEARCHED, kind=kind) for kind in REVISED]
    notes = sorted(chain(*of_each), key=lambda one: (one.happened_at, one.id), reverse=True)[:MOST_SEARCHED]
    newest: dict[UUID, Any] = {}
    for revision in NoteRevision.of([note.id for note in notes]):
        newest.setdefault(revision.note_id, revision)
    search.index_notes(lead, (rich_text.plain(rich_of(newest.get(note.id, note))) for note in notes))


def index_cut(event: Event, settings: Settings) -> None:
    """Let those be found by more of their notes who are found by what was kept of them once; many by further events."""
    is_cut = fn.EXISTS(
        search.SearchText.select(SQL("1")).where(
            (search.SearchText.id == Lead.id)
            & ((fn.LENGTH(search.SearchText.notes) >= _ONCE_KEPT) | (fn.LENGTH(Lead.note) > _ONCE_KEPT))
        )
    )
    leads = Lead.select(Lead.id, Lead.number).where(is_cut & (Lead.number > event.payload.get("after", 0)))
    cut = list(leads.order_by(Lead.number).limit(_AT_ONCE))
    for lead in cut:
        index_notes(lead.id)
    if len(cut) == _AT_ONCE:
        outbox.emit("notes.cut", after=cut[-1].number)


def can_change(note: Any) -> bool:
    """Whether the one acting may write this note anew: its author, or a manager; programs, what programs wrote."""
    return access.at_least("agent") and (
        access.at_least("manager") or access.actor().member == note.member_id
    )


def rich_of(text: Any) -> str:
    """The formatted text of a note or a revision, also of a note that was written without formats."""
    return str(text.text if text.is_rich else rich_text.from_plain(text.text))


def the_note(lead: Any, id: Any) -> Any:
    """The note of the lead with this id; NotFound when it has none."""
    note = Interaction.find(id)
    if note is None or note.lead_id != lead.id or note.kind != "note":
        raise NotFound()
    return note


def checked(html: str) -> Checked:
    """The formatted text as it is kept. Raises Invalid when it is empty or too long: nothing is ever cut.

    Whoever has others wait for the database calls it before the first query.
    """
    if isinstance(html, Checked):
        return html
    if len(html) > LONGEST_HTML:
        raise _too_long()
    kept = rich_text.sanitise(clean(html)).strip()
    text = rich_text.plain(kept)
    if not text:
        raise Invalid({"text": [_("Écrivez la note avant de l’enregistrer.")]})
    if len(text) > LONGEST_NOTE or len(kept) > LONGEST_HTML:
        raise _too_long()
    return Checked(kept)


def _too_long() -> Invalid:
    return Invalid({"text": [_("C’est trop long : 20 000 signes au plus.")]})
