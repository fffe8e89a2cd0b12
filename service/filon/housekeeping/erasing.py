"""Erasing a person as people and sites ask for it: a manager does it at once, a site only asks."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation import access, clock, ids, outbox
from filon.foundation.database import database
from filon.foundation.errors import NotFound
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.housekeeping import journal, own_lines
from filon.housekeeping.actions import Emptied, empty, erase_lead
from filon.housekeeping.journal import Erasure
from filon.intake.models import Submission
from filon.leads import erasure_requests
from filon.leads.erasure_requests import ErasureRequest
from filon.leads.models import LARGEST_NUMBER, Lead
from filon.tasks.repeats import months_later
from filon.tenants.models import Tenant
from filon.tenants.own_account import require_own_account

log = logging.getLogger(__name__)

# Whoever has not decided is told once more when so much is left.
PRESSING = timedelta(days=7)
MORNING = time(9)


class Undelivered(NamedTuple):
    """A line that a site has emptied before it was delivered: nothing of it stays but this."""

    id: UUID
    sha256: str
    submitted_at: datetime


def the_person(number: int) -> Any:
    """The lead with this number, in the trash or not; NotFound when there is none."""
    lead = (Lead.by_number(number) or Lead.in_trash(number)) if number <= LARGEST_NUMBER else None
    if lead is None:
        raise NotFound()
    return lead


def erase_person(lead: Any) -> None:
    """Erase a person for good, as actions.erase_lead() has it. Takes a manager with an account of their own.

    Whoever comes from wp-admin is only as trustworthy as that site, and this can't be taken back.
    """
    access.require("manager")
    require_own_account()
    member = access.actor().member
    with access.acting_as(access.SYSTEM), transaction():
        erase_lead(lead)
    log.info("erased", extra={"event": "person.erased", "member": member})


def refuse(id: UUID) -> None:
    """The person stays: the business must keep what it has of them. NotFound when it is decided already."""
    access.require("manager")
    with transaction():
        database.obj.overwrite_deleted()  # it has their address
        if ErasureRequest.find(id) is None:
            raise NotFound()
        require_own_account()
        if not ErasureRequest.delete().where(ErasureRequest.id == id).execute():
            raise NotFound()


class Meant(NamedTuple):
    """Of somebody: their address, the leads that they may be, and the site's lines with it that are nobody's."""

    email: str
    leads: list[UUID]
    lines: list[UUID]


def look_for(site: UUID, email: str) -> Meant:
    """Who is meant by an address that was proved to the site. Takes long where much was set aside: before any write."""
    return Meant(
        email,
        list(own_lines.leads_of(site, email)),
        [line.id for line in own_lines.set_aside(site, email)],
    )


def decide_before(asked_at: datetime, zone: str) -> date:
    """The day by which the business must have answered, on its own calendar: a month later (RGPD, art. 12, 3)."""
    return months_later(asked_at.astimezone(ZoneInfo(zone)).date(), 1)


def pressing_at(asked_at: datetime, zone: str) -> datetime:
    """When a week is left of that month, in the morning."""
    day = decide_before(asked_at, zone) - PRESSING
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def ask_for_erasure(site: UUID, meant: Meant, undelivered: list[Undelivered]) -> tuple[int, int]:
    """What a site does when somebody who proved an address wants to be forgotten, whom look_for() has found.

    Of whom something came from that site, and of nobody else, it asks the business; what it sent that became nobody's
    lead is emptied at once, and what it never delivered is entered, so that it can't come any more. Returns how many
    people the business is asked about, and how many lines are empty now.
    """
    with transaction():
        # Since they were found somebody may have erased them, or made a lead of a line.
        people = list(Lead.select(Lead.id).where(Lead.id.in_(meant.leads)).order_by(Lead.number))
        are_new = [erasure_requests.note(site, lead.id, meant.email) for lead in people]
        if any(are_new):
            outbox.emit("erasure.asked")
            outbox.emit("erasure.pressing", due_at=pressing_at(clock.now(), Tenant.current().zone))
        of_nobody = (Submission.site_id == site) & Submission.lead_id.is_null()
        aside = [
            Submission.quarantined().where(of_nobody & (Submission.id == id)).first() for id in meant.lines
        ]
        lines = [empty(line) for line in aside if line is not None]
        lines += _enter(site, {line.id: line for line in undelivered})
        if lines:
            # Under a name of its own: no lead was erased, and a restored backup must not bring the lines back.
            journal.note(Erasure(clock.now().isoformat(), here().hex, ids.new_id().hex, lines))
    return len(people), len(lines)


def _enter(site: UUID, undelivered: dict[UUID, Undelivered]) -> list[Emptied]:
    """Enter what never came as answered. What did come is whoever's it is, whatever the site says."""
    here_already = Submission.select(Submission.id).where(
        (Submission.site_id == site) & Submission.id.in_(list(undelivered))
    )
    known = {line.id for line in here_already}
    missing = [line for line in undelivered.values() if line.id not in known]
    for line in missing:
        Submission.add(
            site_id=site,
            id=line.id,
            sha256=line.sha256,
            line=b"",
            answer="quarantined",
            reason="erased",
            submitted_at=line.submitted_at,
            ledger_on=_day(line),
        )
    return [
        (site.hex, line.id.hex, line.sha256, "quarantined", "erased", _day(line).isoformat())
        for line in missing
    ]


def _day(line: Undelivered) -> date:
    return line.submitted_at.astimezone(UTC).date()
