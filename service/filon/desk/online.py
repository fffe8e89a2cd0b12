"""Booking online: a visitor's words become a prospect by the door of every request, and an appointment with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
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
from filon.foundation import access, clock
from filon.foundation.access import Actor
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _, language, speaking
from filon.foundation.transactions import savepoint, transaction
from filon.intake.provenance import source_of
from filon.interactions import assigned
from filon.interactions.actions import record_request
from filon.leads import actions as leads
from filon.leads.actions import Request
from filon.leads.contacts import clean, email_key, one_line, read_email, read_phone
from filon.leads.models import Lead
from filon.tenants.models import Tenant

from . import meetings

# Of one person. Whoever needs more calls.
MOST_OPEN = 3
LONGEST_MESSAGE = 2_000
_LONGEST_PHONE, _LONGEST_ADDRESS = 60, 2_000


class SentBefore(Invalid):
    """The form made an appointment already, which is not what it asks for now."""


@dataclass(frozen=True)
class Visitor:
    """What somebody typed, and what led them here; `consent` is the text that they agreed to, empty without a yes."""

    name: str
    phone: str = ""
    email: str = ""
    message: str = ""
    consent: str = ""
    page: str = ""
    referrer: str = ""
    attribution: dict[str, Any] = field(default_factory=dict)


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


def book_online(kind: Any, member: UUID | None, at: datetime, request: Request, *, id: UUID) -> Any:
    """The appointment of this id, with the visitor as its prospect; the same one when it is there already.

    Raises SentBefore when that one is at another hour by now, or is none any more; Invalid, and Conflict with the
    nearest free slots. Nothing of it is kept then.
    """
    with transaction():
        kind = Kind.online().where(Kind.id == kind.id).first()
        hosts = hosts_of([kind], member)[kind.id] if kind is not None else []
        if not hosts:
            raise _not_online()
        # Nothing else is held before members are: whoever books holds them first. With them the form, which may be
        # sent twice at once for two members.
        hold([*hosts, id])
        known = Appointment.find(id)
        if known is not None:
            if known.is_open and known.starts_at == at:
                return known
            raise SentBefore(
                {"form": [_("Ce formulaire a déjà servi. Relisez, puis envoyez encore une fois.")]}
            )
        # Before anybody looks for the person: an hour that is not to be had says the same to known and unknown.
        terms = Terms.of(kind)
        if not free_slots(terms, hosts, at, at + MINUTE):
            raise slot_taken(terms, hosts, at, together=False)
        with savepoint(), access.acting_as(Actor(access.SYSTEM.role, None, request.last_name)):
            lead, booker = _record(request)
            members = (member,) if member else ()
            plan = Plan(
                at,
                kind,
                members=members,
                lead=lead,
                booker=booker,
                as_offered=True,
                id=id,
                language=language(),
            )
            try:
                booked = meetings.book(plan)
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


def _record(request: Request) -> tuple[Any, Guest | None]:
    """The prospect, and how the one who books is reached where that is not how the prospect is."""
    turn = leads.take_turn()
    looked_for = turn.look_for(request)
    known = next(iter(Lead.found(looked_for)), None)
    details = _details(request)
    booker = None
    if known is not None:
        booker = _booker(known, request)
        # Anybody may type a number that they know: it opens nobody's other appointments to another address.
        request = replace(request, email=None, phone=None, phone_typed=None)
    was_waiting = known is not None and known.is_waiting
    lead, _answer = turn.record(request, looked_for)
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


def read_request(kind: Any, visitor: Visitor) -> Request:
    """What they ask for. Raises Invalid, which names each wrong field."""
    region = Tenant.current().region
    name, typed = one_line(visitor.name), one_line(visitor.phone, _LONGEST_PHONE)
    phone, email = read_phone(typed, region) if typed else None, read_email(visitor.email)
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = [_("Dites votre nom.")]
    if typed and not phone:
        errors["phone"] = [_("Ce numéro n’est pas complet, ou il a un chiffre de trop.")]
    if visitor.email.strip() and email != visitor.email.strip():
        errors["email"] = [_("Cette adresse n’est pas complète.")]
    if not typed and kind.place_kind == "phone":
        errors["phone"] = [_("Donnez le numéro auquel vous appeler.")]
    elif not typed and not visitor.email.strip():
        errors["phone"] = [_("Donnez un téléphone ou une adresse mail, pour vous joindre.")]
    if len(visitor.message) > LONGEST_MESSAGE:
        errors["message"] = [_("C’est trop long : 2 000 signes au plus.")]
    if not visitor.consent:
        errors["consent"] = [_("Cochez cette case pour réserver.")]
    if errors:
        raise Invalid(errors)
    now = clock.now()
    page, referrer = one_line(visitor.page, _LONGEST_ADDRESS), one_line(visitor.referrer, _LONGEST_ADDRESS)
    with speaking(Tenant.current().language):
        title = _("Réservation en ligne : %(kind)s", kind=kind.name)
    return Request(
        source=source_of(visitor.attribution, page, referrer),
        asked_at=now,
        last_name=name,
        email=email,
        phone=phone,
        phone_typed=typed or None,
        message=clean(visitor.message).strip(),
        source_detail=title,
        page=page,
        attribution=visitor.attribution,
        consent=[
            {"text": visitor.consent, "given": True, "at": now.isoformat(), "form": f"booking {kind.id.hex}"}
        ],
    )


def _details(request: Request) -> dict[str, Any]:
    """What was sent, as a form's fields stand in the timeline."""
    with speaking(Tenant.current().language):
        sent = (
            (_("Nom"), request.last_name),
            (_("Téléphone"), request.phone_typed or ""),
            (_("Mail"), request.email or ""),
            (_("Message"), request.message),
        )
    return {
        "form": request.source_detail,
        "fields": [{"label": label, "value": value} for label, value in sent if value],
        "page": request.page,
        "consent": request.consent,
    }
