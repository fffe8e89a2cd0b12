"""What somebody wants to book, checked before anybody's time is held."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.appointments.availability import Terms
from filon.appointments.models import PLACE_KINDS, Host
from filon.appointments.openings import team
from filon.appointments.wall import the_zone
from filon.foundation import access, clock
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.leads.contacts import clean
from filon.leads.models import Lead
from filon.tenants.models import Tenant

LONGEST_TITLE, LONGEST_PLACE, LONGEST_REASON = 200, 500, 500
LONGEST_NAME = 200
SHORTEST_MINUTES, LONGEST_MINUTES = 5, 24 * 60
FURTHEST, LONGEST_AGO = timedelta(days=731), timedelta(days=366)
MOST_MEMBERS, MOST_GUESTS = 20, 20
# They turn the direction of what stands after them, also beyond the words that they are in: in mails and calendars.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


# For a Plan's `resource`: it takes no room and no vehicle, even where its kind needs one.
WITHOUT = "without"


@dataclass(frozen=True)
class Guest:
    """Somebody who is neither a member nor the lead."""

    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Plan:
    """An appointment to be booked. `starts_at` is aware; None and "" mean what the kind or the business says.

    With `members` all of them take part; without, it is one of the kind's hosts, as the kind chooses. A `proposed` one
    waits until somebody confirms it: the lead, at the address that they are mailed, when it `lead_confirms`, which
    makes it a proposed one. `as_offered`: only where the kind offers it to visitors, within hours and notice.
    `id` is the appointment's, None for a new one: whoever knows it beforehand can tell that it is there already.
    A `resource` of resources.Resource is taken whatever the kind needs; None is what it needs, WITHOUT is none at all.
    When it `tells`, the lead and the guests hear of it by mail, in this `language`. `booker` is who booked as the lead,
    but gave another address or number than the lead's: they are told there, of this appointment and no other.
    """

    starts_at: datetime
    kind: Any = None
    minutes: int | None = None
    members: tuple[UUID, ...] = ()
    lead: Any = None
    guests: tuple[Guest, ...] = ()
    booker: Guest | None = None
    title: str = ""
    zone: str = ""
    place_kind: str = ""
    place: str | None = None
    proposed: bool = False
    lead_confirms: bool = False
    as_offered: bool = False
    resource: Any = None
    id: UUID | None = None
    tells: bool = True
    language: str = ""


@dataclass(frozen=True)
class Checked:
    """A plan that could be booked if the time were free: with all of `members`, or with one of the `hosts`."""

    plan: Plan
    terms: Terms
    zone: ZoneInfo
    members: tuple[UUID, ...]
    hosts: tuple[Any, ...]

    @property
    def candidates(self) -> tuple[UUID, ...]:
        """Whose time it may take."""
        return self.members or tuple(host.member_id for host in self.hosts)

    @property
    def to_hold(self) -> tuple[UUID, ...]:
        """Those, and the resources that it may take."""
        return *self.candidates, *(self.terms.resources or ())


def check(plan: Plan) -> Checked:
    """Raises Invalid, which names the field."""
    kind, errors = plan.kind, {}
    if kind is None and (plan.minutes is None or not plan.members or plan.as_offered):
        errors["kind"] = [_("Choisissez un type de rendez-vous, ou une durée et des participants.")]
    errors |= check_words(plan.title, plan.place or "")
    errors |= check_moment(plan.starts_at)
    if plan.minutes is not None:
        errors |= check_length(plan.minutes)
        if plan.as_offered:
            errors["minutes"] = [_("La durée est celle du type de rendez-vous.")]
    if plan.place_kind:
        errors |= check_place_kind(plan.place_kind)
    errors |= check_guests(plan.guests)
    if plan.lead_confirms and plan.lead is None:
        errors["lead_confirms"] = [_("Sans prospect, il n’y a personne pour le confirmer.")]
    elif plan.lead_confirms and not plan.tells:
        errors["lead_confirms"] = [_("Pour qu’il le confirme, prévenez le prospect par mail.")]
    hosts = tuple(Host.of_kind(kind.id)) if kind is not None else ()
    wanted = tuple(dict.fromkeys(plan.members)) or tuple(host.member_id for host in hosts)
    if plan.as_offered and not set(plan.members) <= {host.member_id for host in hosts}:
        errors["members"] = [_("Cette personne ne reçoit pas pour ce type de rendez-vous.")]
    # Visitors choose among what is offered, whoever's prospect they are: hosts who may not see them see the time.
    seen = None if plan.as_offered else plan.lead
    there = able(wanted, seen)
    if plan.members:
        errors |= check_members(wanted, there, seen)
    hosts = tuple(host for host in hosts if host.member_id in there)
    if kind is not None and not plan.members and not (hosts and kind.choice != "chosen"):
        errors["members"] = [_("Choisissez avec qui.")]
    terms = Terms.of(kind) if kind is not None else Terms(plan.minutes or 0)
    if errors := errors | _check_resource(plan, terms):
        raise Invalid(errors)
    if plan.minutes not in (None, terms.minutes):
        terms = replace(terms, minutes=plan.minutes, most_a_day=None)
    if plan.resource is not None:
        terms = replace(terms, resources=None if plan.resource == WITHOUT else (plan.resource.id,))
    zone = the_zone(plan.zone or Tenant.current().zone)
    return Checked(plan, terms, zone, wanted if plan.members else (), hosts)


def _check_resource(plan: Plan, terms: Terms) -> dict[str, list[str]]:
    """Visitors are offered those that the kind needs; a member may choose any, or none."""
    if not plan.as_offered or plan.resource is None:
        return {}
    if plan.resource == WITHOUT or plan.resource.id not in (terms.resources or ()):
        return {"resource": [_("Choisissez une salle ou un véhicule de la liste.")]}
    return {}


def able(members: Collection[UUID], lead: Any) -> dict[UUID, Any]:
    """Those of them who can take part: who work here, and see the lead when there is one; by id."""
    return {
        id: one
        for id, one in team().items()
        if id in members and one.role != "reader" and (lead is None or one.sees(lead.owner_id))
    }


def check_joining(lead_id: UUID | None, before: Collection[UUID], after: Collection[UUID]) -> None:
    """Raise Invalid unless those who join see the lead; who takes part already sees it, whosever the lead is."""
    with access.seeing_all():
        lead = Lead.find(lead_id) if lead_id else None
    there = {**able(after, lead), **able(set(after) & set(before), None)}
    if errors := check_members(after, there, lead):
        raise Invalid(errors)


def check_members(members: Collection[UUID], there: Collection[UUID], lead: Any) -> dict[str, list[str]]:
    """What is wrong with these who are all to take part, `there` being those who can."""
    if not members or len(members) > MOST_MEMBERS:
        return {"members": [_("Choisissez une à vingt personnes de l’équipe.")]}
    if set(members) <= set(there):
        return {}
    known = able(members, None)
    if lead is not None and set(members) <= set(known):
        (name, *_rest) = [one.name for one in known.values() if one.id not in there]
        return {"members": [_("%(name)s ne voit pas ce prospect : donnez-le-lui d’abord.", name=name)]}
    return {"members": [_("Choisissez une personne de l’équipe.")]}


def check_words(title: str, place: str) -> dict[str, list[str]]:
    """What is wrong with these, by field; as the others here."""
    errors = {}
    if len(one_line(title)) > LONGEST_TITLE:
        errors["title"] = [_("C’est trop long : 200 signes au plus.")]
    if len(one_line(place)) > LONGEST_PLACE:
        errors["place"] = [_("C’est trop long : 500 signes au plus.")]
    return errors


def check_place_kind(place_kind: str) -> dict[str, list[str]]:
    """What is wrong with the sort of place."""
    return {} if place_kind in PLACE_KINDS else {"place_kind": [_("Choisissez un lieu de la liste.")]}


def check_reason(reason: str) -> dict[str, list[str]]:
    """Why it was moved, or does not take place."""
    if len(one_line(reason)) > LONGEST_REASON:
        return {"reason": [_("C’est trop long : 500 signes au plus.")]}
    return {}


def check_guests(guests: Collection[Guest], there: int = 0) -> dict[str, list[str]]:
    """So many take part in one at most, with those who are `there` already; each has a name."""
    if there + len(guests) > MOST_GUESTS:
        return {"guests": [_("C’est trop : 20 invités au plus.")]}
    names = [one_line(guest.name) for guest in guests]
    if not all(names):
        return {"guests": [_("Donnez le nom de chaque invité.")]}
    if max(map(len, names), default=0) > LONGEST_NAME:
        return {"guests": [_("Le nom d’un invité est trop long : 200 signes au plus.")]}
    return {}


def check_moment(at: datetime) -> dict[str, list[str]]:
    """A meeting that took place may be entered afterwards."""
    if -LONGEST_AGO <= at - clock.now() <= FURTHEST:
        return {}
    return {"starts_at": [_("Choisissez un jour de l’an passé ou des deux ans à venir.")]}


def check_length(minutes: int) -> dict[str, list[str]]:
    """From five minutes to a day."""
    if SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        return {}
    return {"minutes": [_("Choisissez une durée de cinq minutes à un jour.")]}


def one_line(text: str) -> str:
    """Words as they are kept: without what lets a line read otherwise than it is written."""
    return " ".join(_TURNING.sub("", clean(text)).split())
