"""Appointments of which people are told by mail, and what left."""

from __future__ import annotations

from typing import Any

from filon.appointments.plans import Plan
from filon.desk import meetings
from filon.foundation.access import Actor
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.parts.smtp import Mail, Mailbox

MONDAY = "2026-04-27"
SALMA = "salma@example.com"


def as_alice(workshop: Workshop) -> Any:
    return workshop.site.filon.inside(workshop.site.tenant, Actor("owner", workshop.alice, "Alice"))


def booked(workshop: Workshop, when: str = f"{MONDAY} 10:00", **how: Any) -> Any:
    """By Alice, with Salma."""
    with as_alice(workshop):
        lead = how.pop("lead", Lead.by_number(1))
        plan = Plan(workshop.at(when), **{"minutes": 60, "members": (workshop.alice,), "lead": lead, **how})
        return meetings.book(plan)


def what_left(workshop: Workshop, mailbox: Mailbox) -> dict[str, Mail]:
    """What left since, one for each address."""
    mailbox.mails.clear()
    workshop.site.filon.work()
    to = {mail.recipients[0]: mail for mail in mailbox.mails}
    assert len(to) == len(mailbox.mails), "one each"
    return to
