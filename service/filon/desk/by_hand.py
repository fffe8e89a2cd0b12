"""What members write about prospects themselves, as HTML: adding one, editing in place, the trash."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.appointments.models import Kind, Participant
from filon.dashboard.frame import Pages, back_to, page
from filon.foundation import clock, web
from filon.foundation.errors import NotFound
from filon.interactions import edits, trash
from filon.leads import by_hand, custom_fields, named
from filon.leads.models import LARGEST_NUMBER, PAGE_ROWS, Lead, the_lead
from filon.leads.typed import FIELDS, shown

from . import meeting_mails, trashing
from .pages import back_to_lead, lead_page

# What the quick form asks for.
ASKED = ("name", "phone", "email", "source")
# How the names of the business's own fields begin in it.
OWN = "field-"

pages = Pages("by_hand", __name__, everywhere=("desk/add.html",))


@pages.get("/prospects/new", role="agent")
def new_lead() -> Response:
    """The form by itself, for whoever has no sheet."""
    return _form({}, {}, 200)


@pages.post("/prospects")
def add_lead() -> Response:
    """Add a prospect by hand and open their page."""
    region = web.identity().region
    typed = {field: request.form.get(field, "") for field in ASKED}
    # A business may offer no source at all.
    typed["source"] = typed["source"] or next(iter(named.offered_sources()), "phone")
    # Several options come one by one, with an empty one before, or none could be sent.
    custom = {
        name.removeprefix(OWN): "\n".join(filter(None, texts))
        for name, texts in request.form.lists()
        if name.startswith(OWN)
    }
    values, missing = custom_fields.read_for_new(custom, region, whole=True)
    wrong = by_hand.mistakes(typed, region) | {OWN + key: said for key, said in missing.items()}
    if wrong:
        return _form(typed | {OWN + key: text for key, text in custom.items()}, wrong, 422)
    lead = edits.add_lead(typed, region, values)
    return back_to("desk.show_lead", number=lead.number)


@pages.get("/prospects/known", role="agent")
def show_known() -> Response:
    """A part of the form: who has the phone or the e-mail already that is being typed, or nearly that name."""
    typed = {field: request.args.get(field, "") for field in ("name", "phone", "email")}
    return page("desk/known.html", known=by_hand.perhaps_known(typed, web.identity().region)[:3])


def _form(typed: dict[str, str], wrong: dict[str, list[str]], status: int) -> Response:
    known = by_hand.perhaps_known(typed, web.identity().region)[:3]
    return page("desk/new.html", status, typed=typed, wrong=wrong, known=known)


@pages.post(f"/prospects/<int(max=2147483647):number>/fields/<any({', '.join(FIELDS)}):field>")
def change_field(number: int, field: str) -> Response:
    """Write one field. The form says what was seen there: what somebody else wrote since is shown, not lost."""
    lead, region = the_lead(number), web.identity().region
    typed = request.form.get("value", "")
    mine = {f"edit_{field}": typed}
    if wrong := by_hand.read_fields({field: typed}, region)[1]:
        return lead_page(lead, 422, typed=mine, wrong={f"edit_{field}": wrong[field]})
    if theirs := edits.meanwhile(lead, field, typed, request.form.get("seen")):
        return lead_page(lead, 422, typed=mine, meanwhile={field: theirs})
    made = edits.change_field(lead, field, typed, region)
    return back_to_lead(number, changed=made and made.id)


@pages.post("/prospects/<int(max=2147483647):number>/trash")
def trash_lead(number: int) -> Response:
    """Ask first where we are to meet: then the form says which ones this `cancels`, and whether it `tells` them."""
    lead = the_lead(number)
    seen = set(request.form.getlist("cancels", type=UUID))
    tells = "tells" in request.form if _can_be_told(lead, trashing.to_come_with(lead)) else None
    try:
        trashing.put_into_trash(lead, cancels=seen, tells=tells)
    except trashing.StillToCome:
        # As they are by now: one may have been booked since the question was asked.
        planned = trashing.to_come_with(lead)
        told = {"kinds": Kind.by_id(), "can_be_told": _can_be_told(lead, planned)}
        return page("desk/trash_asked.html", 409, lead=lead, planned=planned, **told)
    return back_to("leads.list_leads", trashed=number)


def _can_be_told(lead: Any, planned: list[Any]) -> bool:
    taking_part = Participant.of([one.id for one in planned]).values()
    guests = [one for some in taking_part for one in some if not one.member_id]
    return bool(planned) and meeting_mails.can_be_told(lead, guests)


@pages.post("/prospects/<int(max=2147483647):number>/restoration")
def restore_lead(number: int) -> Response:
    lead = Lead.in_trash(number)
    if lead is None:
        raise NotFound()
    trash.restore_lead(lead)
    return back_to("desk.show_lead", number=number)


@pages.get("/prospects/trash")
def list_trash() -> Response:
    """Who is in the trash, the last first, put there by whom, and until when.

    `after` is the number where the page before ended.
    """
    after = request.args.get("after", type=int)
    leads = list(Lead.trashed(after if after and after <= LARGEST_NUMBER else None, PAGE_ROWS + 1))
    return page(
        "desk/trash.html",
        leads=trash.with_trashing(leads[:PAGE_ROWS]),
        after=leads[PAGE_ROWS - 1].number if len(leads) > PAGE_ROWS else None,
        is_first=after is None,
        kept=by_hand.KEPT_IN_TRASH,
        now=clock.now(),
        shown=shown,
    )
