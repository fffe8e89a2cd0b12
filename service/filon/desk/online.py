"""Booking online: a visitor's words become a prospect by the door of every request, and an appointment with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from filon.appointments.holding import hold
from filon.appointments.models import OPEN, Appointment, Host
from filon.appointments.openings import team
from filon.appointments.plans import Plan, able
from filon.foundation import access, clock
from filon.foundation.access import Actor
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _, language, speaking
from filon.foundation.transactions import savepoint, transaction
from filon.intake.provenance import source_of
from filon.interactions.actions import record_request
from filon.leads import actions as leads
from filon.leads.actions import Request
from filon.leads.contacts import clean, one_line, read_email, read_phone
from filon.leads.models import Lead
from filon.tenants.models import Tenant

from . import meetings

# Of one person. Whoever needs more calls.
MOST_OPEN = 3
LONGEST_MESSAGE = 2_000
_LONGEST_PHONE, _LONGEST_ADDRESS = 60, 2_000


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


def hosts_of(kind: Any, member: UUID | None) -> list[UUID]:
    """Whom one can meet for it, in their order: one of them when they are named."""
    hosts = [host.member_id for host in Host.of_kind(kind.id)]
    there = able(hosts, None)
    return [one for one in hosts if one in there and member in (None, one)]


def must_choose(kind: Any, member: UUID | None) -> bool:
    """Whether the visitor says first whom to meet."""
    return kind.choice == "chosen" and member is None


def names_of(members: list[UUID]) -> dict[UUID, str]:
    """What these are called, in their order."""
    known = team()
    return {id: known[id].name for id in members}


def book_online(kind: Any, member: UUID | None, at: datetime, visitor: Visitor, *, id: UUID) -> Any:
    """The appointment of this id, with the visitor as its prospect; the same one when it is there already.

    Raises Invalid, which names the field, and Conflict with the nearest free slots; nothing of it is kept then.
    """
    region = Tenant.current().region
    request = _request_of(kind, visitor, region)
    with transaction():
        hosts = hosts_of(kind, member)
        # Nothing else is held before members are: whoever books holds them first.
        hold(hosts)
        known = Appointment.find(id)
        if known is not None:
            return known
        with savepoint(), access.acting_as(Actor(access.SYSTEM.role, None, one_line(visitor.name))):
            lead = _record(request, visitor)
            members = (member,) if member else ()
            plan = Plan(at, kind, members=members, lead=lead, as_offered=True, id=id, language=language())
            try:
                return meetings.book(plan)
            except NotFound:
                raise Invalid({"at": [_("Cette heure ne peut plus être réservée en ligne.")]}) from None
            except Invalid as refused:
                # What it says is for the team: whose prospect it is, who may see whom.
                raise Invalid({"at": [_("Cette heure ne peut plus être réservée en ligne.")]}) from refused


def _record(request: Request, visitor: Visitor) -> Any:
    turn = leads.take_turn()
    looked_for = turn.look_for(request)
    was_waiting = any(one.is_waiting for one in Lead.found(looked_for)[:1])
    lead, _answer = turn.record(request, looked_for)
    to_come = Appointment.of_lead(lead.id).where(
        Appointment.status.in_(OPEN) & (Appointment.starts_at > clock.now())
    )
    if to_come.count() >= MOST_OPEN:
        raise Invalid(
            {
                "phone": [
                    _(
                        "Vous avez déjà %(num)s rendez-vous à venir. Appelez-nous pour un autre.",
                        num=MOST_OPEN,
                    )
                ]
            }
        )
    record_request(lead, at=request.asked_at, text=request.message, details=_details(request, visitor))
    # They have what they came for, and wait for nobody's call.
    return lead if was_waiting else leads.change(lead, {"to_call_since": None})


def _request_of(kind: Any, visitor: Visitor, region: str) -> Request:
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


def _details(request: Request, visitor: Visitor) -> dict[str, Any]:
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
