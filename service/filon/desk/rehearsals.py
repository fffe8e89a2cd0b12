"""What follows a nightly test of a form: all that follows a request, up to the mail, and then it is undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.desk import announcements
from filon.foundation import clock, ids
from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.foundation.transactions import savepoint
from filon.intake import form_tests
from filon.intake.actions import record_as_if_sent
from filon.intake.form_maps import form_of
from filon.intake.models import Submission
from filon.intake.reading import read_line
from filon.interactions import assigned
from filon.notifications.models import Notification
from filon.tenants.models import Tenant


class _Undone(Exception):
    """Ends a rehearsal: what was written is rolled back."""


def rehearse_request(event: Event, settings: Settings) -> None:
    """Record the test, give it to whose turn it is, queue the mails that tell of it, and undo that; keep how it ended.

    What raises here would raise for a request too: the event is tried again, and the test is missed in the end.
    """
    site, id = UUID(event.payload["site"]), UUID(event.payload["submission"])
    test = Submission.get_or_none((Submission.site_id == site) & (Submission.id == id))
    content = read_line(0, bytes(test.line)).content if test else None
    if content is None:
        return
    result = "spam" if content["spam"] else _rehearse(test, settings)
    form_tests.note_ended(site, *form_of(content), result)


def _rehearse(test: Any, settings: Settings) -> str:
    told = 0
    try:
        with savepoint():
            lead = record_as_if_sent(test, Tenant.current().region)
            recorded = Event(
                id=ids.new_id(),
                name="lead.recorded",
                payload={"lead": lead.id.hex, "asked_at": test.submitted_at.isoformat()},
                happened_at=clock.now(),
            )
            assigned.assign_request(recorded, settings)
            announcements.announce_request(recorded, settings)
            told = Notification.select().where(Notification.cause_id == recorded.id).count()
            raise _Undone
    except _Undone:
        return "passed" if told else "nobody"
