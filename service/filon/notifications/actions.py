"""Every write to notifications: queueing one, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation import clock, outbox
from filon.foundation.ids import new_id
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.notifications.models import Notification


def queue_mail(*, cause: UUID, member: UUID | None, address: str, subject: str, text: str, html: str) -> None:
    """Send a mail once the transaction commits. The same cause tells the same address once."""
    id = new_id()
    with transaction():
        queued = (
            Notification.insert(
                tenant=here(),
                id=id,
                cause_id=cause,
                member_id=member,
                address=address,
                subject=" ".join(subject.split())[:200],
                text=text,
                html=html,
            )
            .on_conflict(
                conflict_target=[Notification.tenant, Notification.cause_id, Notification.address],
                action="NOTHING",
            )
            .as_rowcount()
            .execute()
        )
        if queued:
            outbox.emit("notification.queued", notification=id.hex)


def mark_sent(notification: Any) -> None:
    with transaction():
        Notification.update(
            sent_at=clock.now(), failed_at=None, attempts=Notification.attempts + 1, last_error=None
        ).where(Notification.id == notification.id).execute()


def mark_refused(notification: Any, reason: str, *, for_good: bool) -> None:
    """The server did not take it. `for_good`: it never will, so a person must look."""
    changes: dict[str, Any] = {"attempts": Notification.attempts + 1, "last_error": reason[:300]}
    if for_good:
        changes["failed_at"] = clock.now()
    with transaction():
        Notification.update(**changes).where(Notification.id == notification.id).execute()
