"""The first screen and the prospect page, as HTML."""

from __future__ import annotations

import re
from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from flask import Response, make_response, request

from filon.dashboard.frame import Pages, Place, back_to, home_url, page, voice
from filon.foundation import access, clock
from filon.foundation.errors import NotFound
from filon.foundation.i18n import _
from filon.intake import checks
from filon.interactions import actions as interactions
from filon.interactions import customised, edits
from filon.interactions.models import CALL_OUTCOMES, Interaction
from filon.leads import arranging
from filon.leads.models import ANSWER_WITHIN, LARGEST_NUMBER, Lead
from filon.leads.typed import shown
from filon.tenants.models import Member, Site

from . import card, figures, timeline
from .contact_card import contact_card
from .schemas import CallForm, CheckForm, NoteForm, StatusForm, mistakes

CALLERS_SHOWN = 3
# Each open first screen asks every ten seconds: whoever lets more people wait is not told how many.
COUNTED = 10_000
# How long a change can be taken back from the message that announces it.
UNDO_OFFERED = timedelta(minutes=2)

# A visitor's browser said it, so it may be no address at all: what is not understood is shown as it is.
_ORIGIN = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)

pages = Pages("desk", __name__, place=Place("desk.home", lambda: _("Accueil"), "home"))


@pages.get("/")
def home() -> Response:
    """Who waits, whether all is well, whether it is worth it; before the first request, how to send one."""
    said = voice()
    known = _what_is_known()
    if Lead.newest() is None:
        site = Site.select().where(Site.revoked_at.is_null()).order_by(Site.created_at).first()
        return page("desk/first_steps.html", site=site, known=known)
    now = clock.now()
    callers = [(lead, *_clock_face(lead, now)) for lead in Lead.waiting(CALLERS_SHOWN)]
    return page(
        "desk/home.html",
        callers=callers,
        waiting=Lead.waiting_count(most=COUNTED),
        now=now,
        week=figures.this_week(said),
        month=figures.this_month(said),
        troubles=figures.troubles(),
        known=known,
    )


@pages.get("/arrivals")
def arrivals() -> Response:
    """Asked by an open first screen: 204 while nothing is new, else the way to the screen as it is now."""
    response = make_response("", 204)
    if request.args.get("known") != _what_is_known():
        response.headers["HX-Location"] = home_url()
    return response


@pages.get("/prospects/<int(max=2147483647):number>")
def show_lead(number: int) -> Response:
    """One prospect; `changed` names the change that has just been made, which can be taken back."""
    return lead_page(lead_of(number))


@pages.post("/prospects/<int(max=2147483647):number>/notes")
def add_note(number: int) -> Response:
    lead, typed = lead_of(number), request.form.to_dict()
    wrong = mistakes(NoteForm(), typed)
    if wrong:
        return lead_page(lead, 422, kind="note", typed=typed, wrong=wrong)
    interactions.add_note(lead, typed["text"])
    return back_to("desk.show_lead", number=number)


@pages.post("/prospects/<int(max=2147483647):number>/calls")
def log_call(number: int) -> Response:
    lead, typed = lead_of(number), request.form.to_dict()
    wrong = mistakes(CallForm(), typed)
    if wrong:
        return lead_page(lead, 422, kind="call", typed=typed, wrong=wrong)
    interactions.log_call(lead, typed["outcome"], typed.get("said", ""))
    return back_to("desk.show_lead", number=number)


@pages.post("/prospects/<int(max=2147483647):number>/status")
def change_status(number: int) -> Response:
    lead, typed = lead_of(number), request.form.to_dict()
    stage = arranging.the_stage(request.form.get("stage", type=UUID))
    if stage is not None:
        typed["status"] = stage.within
    wrong = mistakes(StatusForm(), typed)
    if wrong:
        return lead_page(lead, 422, typed=typed, wrong=wrong)
    if (typed["status"], stage and stage.id) == (lead.status, lead.stage_id):
        return back_to("desk.show_lead", number=number)
    if theirs := edits.status_meanwhile(lead, typed.get("seen")):
        return lead_page(lead, 422, meanwhile={"status": theirs})
    change = interactions.change_status(lead, typed["status"], typed.get("reason", ""), stage)
    return back_to("desk.show_lead", number=number, changed=change.id)


@pages.post("/prospects/<int(max=2147483647):number>/checks/<any(name, email, phone, company):slot>")
def settle_check(number: int, slot: str) -> Response:
    """Say which answer is the lead's name, e-mail, phone or company, where nobody was sure."""
    lead, typed = lead_of(number), request.form.to_dict()
    wrong = mistakes(CheckForm(), typed)
    if wrong:
        return lead_page(lead, 422, wrong={"check": sum(wrong.values(), [])})
    change = checks.settle(lead, slot, typed["decision"], typed.get("answer", ""))
    return back_to("desk.show_lead", number=number, changed=change.id)


@pages.post("/prospects/<int(max=2147483647):number>/changes/<uuid:change>/undoing")
def undo_change(number: int, change: UUID) -> Response:
    """Take a change back, unless somebody has changed it again since."""
    lead = lead_of(number)
    made = Interaction.find(change)
    if made is None or made.lead_id != lead.id or made.kind != "change":
        raise NotFound()
    if made.details["field"] == "status":
        interactions.undo_change(lead, made)
    elif customised.is_customised(made):
        customised.undo(lead, made)
    elif edits.is_edit(made):
        edits.undo(lead, made)
    else:
        checks.undo(lead, made)
    return back_to("desk.show_lead", number=number)


@pages.get("/prospects/<int(max=2147483647):number>/requests/<uuid:asked>")
def show_request(number: int, asked: UUID) -> Response:
    """One request, whole: the prospect's page shows the beginning of a long one."""
    lead, made = lead_of(number), Interaction.find(asked)
    if made is None or made.lead_id != lead.id or made.kind != "request":
        raise NotFound()
    return page("desk/request.html", lead=lead, it=made)


@pages.get("/prospects/<int(max=2147483647):number>/contact.vcf")
def contact(number: int) -> Response:
    response = make_response(contact_card(lead_of(number)))
    response.headers["Content-Type"] = "text/vcard; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="prospect-{number}.vcf"'
    return response


def lead_of(number: int) -> Any:
    """The lead with this number; NotFound when there is none, or none could have it."""
    lead = Lead.by_number(number) if number <= LARGEST_NUMBER else None
    if lead is None:
        raise NotFound()
    return lead


def lead_page(
    lead: Any,
    status: int = 200,
    *,
    kind: str = "",
    typed: dict[str, str] | None = None,
    wrong: dict[str, list[str]] | None = None,
    meanwhile: dict[str, edits.Meanwhile] | None = None,
) -> Response:
    """The page of one prospect; with what was `typed` and is `wrong`, or was written `meanwhile` by somebody else."""
    now = clock.now()
    members = {str(member.id): member.name for member in Member.working()}
    return page(
        "desk/lead.html",
        status,
        lead=lead,
        now=now,
        days=timeline.days(lead, voice()),
        is_long=timeline.is_long,
        found_on=_ORIGIN.sub("", lead.page) or "/",
        duplicate=lead.duplicate_of_id and Lead.kept().where(Lead.id == lead.duplicate_of_id).first(),
        members=members,
        shown=shown,
        meanwhile=meanwhile or {},
        change=_undoable(lead, now),
        checks=checks.checks(lead) if access.at_least("agent") else [],
        is_remembered=access.at_least("manager"),
        call_outcomes=CALL_OUTCOMES,
        kind=kind or ("call" if lead.is_waiting else "note"),
        typed=typed or {},
        wrong=wrong or {},
        standing=edits.standing(lead),
        **card.parts(lead),
    )


def _undoable(lead: Any, now: Any) -> Any:
    """The change that the address names, while it is fresh and still stands."""
    change_id = request.args.get("changed", type=UUID)
    change = Interaction.find(change_id) if change_id else None
    if change is None or change.lead_id != lead.id or change.kind != "change":
        return None
    if change.details["field"] == "status":
        stands = interactions.status_stands(lead, change)
    elif customised.is_customised(change):
        stands = customised.stands(lead, change)
    elif edits.is_edit(change):
        stands = edits.stands(lead, change)
    else:
        stands = checks.stands(lead, change)
    return change if stands and now - change.happened_at < UNDO_OFFERED else None


def _clock_face(lead: Any, now: Any) -> tuple[str, str, int]:
    """Number, unit and percent of the promised delay, for the ring beside somebody who waits."""
    waited = now - lead.to_call_since
    return (*voice().wait_parts(waited), ceil(100 * waited / ANSWER_WITHIN))


def _what_is_known() -> str:
    """A mark that changes when somebody new waits: how many do, and the newest number."""
    newest = Lead.newest()
    return f"{Lead.waiting_count(most=COUNTED)}-{newest.number if newest else 0}"
