"""The first screen and the prospect page, as HTML."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, make_response, request

from filon.appointments.models import Kind
from filon.dashboard.frame import Pages, Place, back_to, home_url, page, voice
from filon.foundation import access, clock
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import on_its_own
from filon.intake import checks
from filon.interactions import edits, mails, messages, notes
from filon.interactions.file_kinds import OFFERED
from filon.interactions.models import CALL_OUTCOMES, Attachment, Interaction, Mention
from filon.leads import suspected
from filon.leads.asking import ask_for_page
from filon.leads.by_hand import KEPT_IN_TRASH
from filon.leads.erasure_requests import ErasureRequest
from filon.leads.models import LARGEST_NUMBER, Lead, the_lead
from filon.leads.typed import shown
from filon.tasks.models import Task
from filon.tasks.offers import offers
from filon.tenants import absences
from filon.tenants.answering import OVER, Promise, promise_here

from . import card, figures, first_steps, left_behind, moving, reminders, timeline, undoing, whatsapp
from .contact_card import contact_card
from .first_answers import first_answer_to
from .first_steps_pages import steps_page
from .lead_questions import LeadQuestions
from .schemas import CallForm, CheckForm, mistakes
from .visits import visits

CALLERS_SHOWN = 3
TASKS_SHOWN = 5
# What the composer adds.
KINDS = ("note", "call", "at", "task", "file", "mail")
# Each open first screen asks every ten seconds: whoever lets more people wait is not told how many.
COUNTED = 10_000
TASKS_COUNTED = 1_000
# How long a change can be taken back from the message that announces it.
UNDO_OFFERED = timedelta(minutes=2)

# A visitor's browser said it, so it may be no address at all: what is not understood is shown as it is.
_ORIGIN = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)

pages = Pages("desk", __name__, place=Place("desk.home", lambda: _("Accueil"), "home"))


@pages.get("/")
def home() -> Response:
    """Who waits, whether all is well, whether it is worth it; before the first request, how to send one."""
    said = voice()
    with access.seeing_all():  # a colleague's first request is the business's
        newest = Lead.newest()
    steps = first_steps.steps_for_me(newest)
    if steps and first_steps.are_all_tests():
        return steps_page(steps, "desk.home")
    now, promise = clock.now(), promise_here()
    tasks = list(reminders.for_today(said).limit(TASKS_SHOWN))
    team = first_steps.testers()
    callers = [(lead, *_clock_face(lead, promise, now)) for lead in Lead.waiting(CALLERS_SHOWN)]
    return page(
        "desk/home.html",
        callers=callers,
        tasks=tasks,
        leads=reminders.leads_of(tasks),
        just_done=reminders.just_done(request.args.get("reminder", type=UUID)),
        waiting=Lead.waiting_count(most=COUNTED),
        closing=promise.working.closing(now),
        opens=promise.working.opens(now),
        now=now,
        week=figures.this_week(said),
        month=figures.this_month(said),
        troubles=figures.troubles(),
        left=left_behind.how_many(most=COUNTED),
        erasures=len(ErasureRequest.pending()) if access.at_least("manager") else 0,
        known=_what_is_known(),
        steps=steps,
        has_people=newest is not None,
        tests={lead.id for lead, *_clock in callers if team.have_sent(lead)},
        put_away="put_away" in request.args,
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
    """One prospect; `changed` names the change that has just been made, which can be taken back.

    A number that went into another's leads there. `kind` is what the composer opens on.
    """
    note_read(number)
    ask_for_page()
    lead = Lead.by_number(number)
    if lead is None:
        heir = Lead.heir_of(number)
        if heir is None:
            raise NotFound()
        return back_to("desk.show_lead", number=heir.number)
    asked = request.args.get("kind", "")
    ready = request.args.get("ready", "") if asked == "mail" else ""
    text = (
        next((text for id, _title, text in whatsapp.texts_for(lead) if str(id) == ready), "") if ready else ""
    )
    return lead_page(lead, kind=asked if asked in KINDS else "", typed={"letter": text} if text else None)


@pages.post("/prospects/<int(max=2147483647):number>/calls")
def log_call(number: int) -> Response:
    lead, typed = the_lead(number), request.form.to_dict()
    wrong = mistakes(CallForm(), typed)
    if wrong:
        return lead_page(lead, 422, kind="call", typed=typed, wrong=wrong)
    try:
        planned = reminders.note_call(lead, typed, voice())
    except Invalid as refused:
        return lead_page(lead, 422, kind="call", typed=typed, wrong=refused.errors)
    return back_to("desk.show_lead", number=number, reminder=planned and planned.id)


@pages.post("/prospects/<int(max=2147483647):number>/status")
def change_status(number: int) -> Response:
    lead, typed = the_lead(number), request.form.to_dict()
    moved = moving.move(lead, typed)
    if moved.wrong or moved.meanwhile:
        meanwhile = {"status": moved.meanwhile} if moved.meanwhile else None
        return lead_page(lead, 422, typed=typed, wrong=moved.wrong, meanwhile=meanwhile)
    return back_to("desk.show_lead", number=number, changed=moved.change and moved.change.id)


@pages.post("/prospects/<int(max=2147483647):number>/checks/<any(name, email, phone, company):slot>")
def settle_check(number: int, slot: str) -> Response:
    """Say which answer is the lead's name, e-mail, phone or company, where nobody was sure."""
    lead, typed = the_lead(number), request.form.to_dict()
    wrong = mistakes(CheckForm(), typed)
    if wrong:
        return lead_page(lead, 422, wrong={"check": sum(wrong.values(), [])})
    change = checks.settle(lead, slot, typed["decision"], typed.get("answer", ""))
    return back_to("desk.show_lead", number=number, changed=change.id)


@pages.post("/prospects/<int(max=2147483647):number>/changes/<uuid:change>/undoing")
def undo_change(number: int, change: UUID) -> Response:
    """Take a change back, unless somebody has changed it again since."""
    undoing.undo(the_lead(number), change)
    return back_to_lead(number)


@pages.get("/prospects/<int(max=2147483647):number>/requests/<uuid:asked>")
def show_request(number: int, asked: UUID) -> Response:
    """One request, whole: the prospect's page shows the beginning of a long one."""
    lead, made = the_lead(number), Interaction.find(asked)
    if made is None or made.lead_id != lead.id or made.kind != "request":
        raise NotFound()
    return page("desk/request.html", lead=lead, it=made)


@pages.get("/prospects/<int(max=2147483647):number>/contact.vcf")
def contact(number: int) -> Response:
    response = make_response(contact_card(the_lead(number)))
    response.headers["Content-Type"] = "text/vcard; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="prospect-{number}.vcf"'
    return response


def note_read(number: int) -> None:
    """What names the reader in the lead's thread is unread no more. On its own, before anything else is read."""
    member = access.actor().member
    if member is None or number > LARGEST_NUMBER:
        return
    with on_its_own(write=False, together=True):
        lead = Lead.by_number(number) if Mention.unread_count(member, 1) else None
    if lead is not None:
        with on_its_own():
            messages.note_read(lead.id, member)


def back_to_lead(number: int, **said: Any) -> Response:
    """To the prospect's page after a change; to the list when by that very change the reader sees them no more."""
    if access.limited_to() is not None and Lead.by_number(number) is None:
        return back_to("leads.list_leads", given=1)
    return back_to("desk.show_lead", number=number, **said)


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
    now, asked = clock.now(), LeadQuestions(lead)
    thread = timeline.ask_for_thread(
        lead, show=request.args.get("show", ""), before=request.args.get("before", type=UUID)
    )
    texts = whatsapp.texts_for(lead)
    working, tasks, meetings = asked.team(), asked.tasks(), asked.meetings()
    members = {str(member.id): member.name for member in working}
    planned = [(it.due_at, False, it) for it in tasks] + [(it.starts_at, True, it) for it in meetings]
    return page(
        "desk/lead.html",
        status,
        lead=lead,
        now=now,
        thread=thread.read(voice()),
        can_change=notes.can_change,
        file_endings=OFFERED,
        removed=_removed_file(lead),
        is_long=timeline.is_long,
        found_on=_ORIGIN.sub("", lead.page) or "/",
        visits=visits(lead.attribution),
        orders=asked.orders(),
        alike=suspected.pairs_of(lead),
        merged=request.args.get("merged", type=UUID),
        merges_stand=KEPT_IN_TRASH,
        members=members,
        away={str(member): last for member, last in absences.away_on(absences.today()).items()},
        blind=[str(member.id) for member in working if not member.sees(lead.owner_id)],
        shown=shown,
        ready=whatsapp.ready_for(lead.phone, texts) if lead.phone else [],
        ready_texts=texts if lead.email and access.at_least("agent") else [],
        answers_to=mails.own_address() if lead.email else "",
        meanwhile=meanwhile or {},
        change=just_made(lead, request.args.get("changed", type=UUID), now),
        can_undo=undoing.can_undo,
        tasks=tasks,
        planned=sorted(planned, key=lambda one: one[0]),
        meeting_kinds=Kind.by_id() if meetings else {},
        offers=offers(voice()),
        just_done=reminders.just_done(request.args.get("reminder", type=UUID)),
        checks=checks.checks(lead) if access.at_least("agent") else [],
        is_remembered=access.at_least("manager"),
        call_outcomes=CALL_OUTCOMES,
        first_answer=None if lead.is_waiting else first_answer_to(lead),
        kind=kind or ("call" if lead.is_waiting else "note"),
        typed=typed or {},
        wrong=wrong or {},
        standing=edits.standing(lead),
        is_test=first_steps.is_test(lead, working),
        **card.parts(lead, asked.sources()),
    )


def _removed_file(lead: Any) -> Any:
    """The file that the address says was just taken away, while it can be put back."""
    id = request.args.get("removed", type=UUID)
    file = Attachment.find(id) if id else None
    return file if file is not None and file.lead_id == lead.id and file.can_return else None


def just_made(lead: Any, id: UUID | None, now: Any) -> Any:
    """The change with this id, while it is fresh and can be taken back."""
    change = undoing.change_of(lead, id)
    if change is None or now - change.happened_at >= UNDO_OFFERED:
        return None
    return change if undoing.can_undo(lead, change, now) else None


def _clock_face(lead: Any, promise: Promise, now: datetime) -> tuple[str, str, int]:
    """Number and unit of how long somebody waits, and the percent of the promised time that is over, for the ring."""
    share = OVER if lead.is_late(now) else min(promise.share(lead.to_call_since, now), 100)
    return (*voice().wait_parts(now - lead.to_call_since), share)


def _what_is_known() -> str:
    """A mark that changes when somebody new waits or a reminder is due: how many, and the newest number."""
    newest, due = Lead.newest(), Task.due_count(access.actor().member, clock.now(), TASKS_COUNTED)
    return f"{Lead.waiting_count(most=COUNTED)}-{newest.number if newest else 0}-{due}"
