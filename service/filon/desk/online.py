"""Booking online: a visitor's words become a prospect by the door of every request, and an appointment with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from filon.appointments.actions import members_of
from filon.appointments.availability import Terms, free_slots
from filon.appointments.holding import hold
from filon.appointments.models import Appointment, Host, Kind
from filon.appointments.openings import team
from filon.appointments.plans import Guest, Plan, able
from filon.appointments.taking import MINUTE, slot_taken
from filon.foundation import access
from filon.foundation.access import Actor
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _, language, speaking
from filon.foundation.transactions import savepoint, transaction
from filon.interactions import assigned
from filon.interactions.actions import record_request
from filon.leads import actions as leads
from filon.leads import answers
from filon.leads.actions import Request
from filon.leads.contacts import email_key
from filon.leads.models import Lead
from filon.tenants.models import Tenant

from . import meetings
from .wishes import Wish

# Of one person. Whoever needs more calls.
MOST_OPEN = 3


class SentBefore(Invalid):
    """The form made an appointment already, which is not what it asks for now."""


def hosts_of(kinds: Collection[Any], member: UUID | None) -> dict[UUID, list[UUID]]:
    """Whom one can meet for each of these kinds, by its id, in their order: one of them when they are named."""
    hosts = Host.of([kind.id for kind in kinds])
    there = able({host.member_id for some in hosts.values() for host in some}, None)
    return {
        kind.id: [
            host.member_id
            for host in hosts.get(kind.id, ())
            if host.member_id in there and member in (None, host.member_id)
        ]
        for kind in kinds
    }


def must_choose(kind: Any, member: UUID | None) -> bool:
    """Whether the visitor says first whom to meet."""
    return kind.choice == "chosen" and member is None


def names_of(members: list[UUID]) -> dict[UUID, str]:
    """What these are called, in their order."""
    known = team()
    return {id: known[id].name for id in members}


def book_online(kind: Any, member: UUID | None, at: datetime, wish: Wish, *, id: UUID) -> Any:
    """The appointment of this id, with the visitor as its prospect; the same one when it is there already.

    Raises SentBefore when that one is at another hour by now, or is none any more; Invalid, and Conflict with the
    nearest free slots. Nothing of it is kept then.
    """
    with transaction():
        kind = Kind.online().where(Kind.id == kind.id).first()
        hosts = hosts_of([kind], member)[kind.id] if kind is not None else []
        if not hosts:
            raise _not_online()
        # Nothing else is held before members and resources are: whoever books holds them first. With them the form,
        # which may be sent twice at once for two members.
        terms = Terms.of(kind)
        held = {*hosts, *(terms.resources or ()), id}
        hold(held)
        known = Appointment.find(id)
        if known is not None:
            if known.is_open and known.starts_at == at:
                return known
            raise SentBefore(
                {"form": [_("Ce formulaire a déjà servi. Relisez, puis envoyez encore une fois.")]}
            )
        # Before anybody looks for the person: an hour that is not to be had says the same to known and unknown.
        if not free_slots(terms, hosts, at, at + MINUTE):
            raise slot_taken(terms, hosts, at, together=False)
        with savepoint(), access.acting_as(Actor(access.SYSTEM.role, None, wish.request.last_name)):
            lead, booker = _record(wish)
            members = (member,) if member else ()
            plan = Plan(
                at,
                kind,
                members=members,
                lead=lead,
                booker=booker,
                place=wish.place,
                as_offered=True,
                id=id,
                language=language(),
            )
            try:
                booked = meetings.book(plan, held=held)
            except (NotFound, Invalid) as refused:
                # What it says is for the team: who may see whom.
                raise _not_online() from refused
        (host, *_others) = members_of(booked)
        assigned.give_to_host(lead, team()[host])
    return booked


def _not_online() -> Invalid:
    """One sentence for all that can't be had: whoever types somebody's number learns nothing about them."""
    return Invalid(
        {"at": [_("Cette heure ne peut pas être réservée en ligne. Appelez-nous pour la demander.")]}
    )


def _record(wish: Wish) -> tuple[Any, Guest | None]:
    """The prospect, and how the one who books is reached where that is not how the prospect is."""
    request, turn = wish.request, leads.take_turn()
    looked_for = turn.look_for(request)
    known = next(iter(Lead.found(looked_for)), None)
    details = _details(wish)
    booker = None
    if known is not None:
        booker = _booker(known, request)
        # Anybody may type a number that they know: it opens nobody's other appointments to another address.
        request = replace(request, email=None, phone=None, phone_typed=None)
    was_waiting = known is not None and known.is_waiting
    lead, _answer = turn.record(request, looked_for)
    answers.give(lead, request.own, Tenant.current().region)
    to_come = Appointment.of_lead(lead.id).where(Appointment.to_come())
    if to_come.count() >= MOST_OPEN:
        raise _not_online()
    record_request(lead, at=request.asked_at, text=request.message, details=details)
    # They have what they came for, and wait for nobody's call.
    return lead if was_waiting else leads.change(lead, {"to_call_since": None}), booker


def _booker(known: Any, request: Request) -> Guest | None:
    email = request.email if email_key(request.email) != known.email_key else None
    phone = request.phone_typed if request.phone != known.phone else None
    return Guest(request.last_name, email, phone) if email or phone else None


def _details(wish: Wish) -> dict[str, Any]:
    """What was sent, as a form's fields stand in the timeline."""
    request = wish.request
    with speaking(Tenant.current().language):
        sent = (
            (_("Nom"), request.last_name),
            (_("Téléphone"), request.phone_typed or ""),
            (_("Mail"), request.email or ""),
            (_("Adresse"), wish.place or ""),
            *wish.answers,
            (_("Message"), request.message),
        )
    return {
        "form": request.source_detail,
        "fields": [{"label": label, "value": value} for label, value in sent if value],
        "page": request.page,
        "consent": request.consent,
    }
