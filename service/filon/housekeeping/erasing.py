"""Erasing a person as people and sites ask for it: a manager does it at once, a site only asks."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from filon.foundation import access, clock, ids
from filon.foundation.errors import NotFound
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.housekeeping import journal
from filon.housekeeping.actions import Emptied, empty, erase_lead
from filon.housekeeping.journal import Erasure
from filon.intake.models import Submission
from filon.leads import erasure_requests
from filon.leads.contacts import email_key
from filon.leads.erasure_requests import ErasureRequest
from filon.leads.models import LARGEST_NUMBER, Lead
from filon.tenants.own_account import require_own_account

log = logging.getLogger(__name__)


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
        if ErasureRequest.find(id) is None:
            raise NotFound()
        require_own_account()
        if not ErasureRequest.delete().where(ErasureRequest.id == id).execute():
            raise NotFound()


def people_of(site: UUID, email: str) -> list[Any]:
    """The leads with this address of whom something came from the site, in the trash or not; the oldest first."""
    key = email_key(email)
    if not key:
        return []
    # Who went into another is that one, whatever address it has.
    found = Lead.select().where(Lead.email_key == key)
    ids_there = {lead.duplicate_of_id if lead.merged_at else lead.id for lead in found}
    came = Submission.select(Submission.lead_id).where(
        (Submission.site_id == site) & Submission.lead_id.in_(list(ids_there))
    )
    return list(Lead.select().where(Lead.id.in_({line.lead_id for line in came})).order_by(Lead.number))


def ask_for_erasure(site: UUID, email: str, undelivered: list[Undelivered]) -> tuple[int, int]:
    """What a site does when somebody who proved this address wants to be forgotten.

    Of whom something came from that site, and of nobody else, it asks the business; what it sent that became nobody's
    lead is emptied at once, and what it never delivered is entered, so that it can't come any more. Returns how many
    people the business is asked about, and how many lines are empty now.
    """
    with transaction():
        people = people_of(site, email)
        for lead in people:
            erasure_requests.note(site, lead.id)
        lines = [empty(line) for line in _set_aside(site, email)]
        lines += [_enter(site, line) for line in undelivered]
        if lines:
            # Under a name of its own: no lead was erased, and a restored backup must not bring the lines back.
            journal.note(Erasure(clock.now().isoformat(), here().hex, ids.new_id().hex, lines))
    return len(people), len(lines)


def _set_aside(site: UUID, email: str) -> list[Any]:
    """Lines of the site that are nobody's and name the address."""
    trace = email.strip().lower().encode()
    aside = Submission.quarantined().where((Submission.site_id == site) & Submission.lead_id.is_null())
    return [line for line in aside.iterator() if trace and trace in bytes(line.line).lower()]


def _enter(site: UUID, line: Undelivered) -> Emptied:
    day = line.submitted_at.astimezone(UTC).date()
    known = Submission.select(Submission.id).where((Submission.site_id == site) & (Submission.id == line.id))
    if not known.exists():
        Submission.add(
            site_id=site,
            id=line.id,
            sha256=line.sha256,
            line=b"",
            answer="quarantined",
            reason="erased",
            submitted_at=line.submitted_at,
            ledger_on=day,
        )
    return site.hex, line.id.hex, line.sha256, "quarantined", "erased", day.isoformat()
