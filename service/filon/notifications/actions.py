"""Every write to notifications: queueing one, and what became of it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from filon.foundation import clock, outbox
from filon.foundation.ids import new_id
from filon.foundation.secrets import keyring
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
                body=_seal(id, text, html),
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


def _context(id: UUID) -> str:
    return f"notification {here().hex} {id.hex}"


def _seal(id: UUID, text: str, html: str) -> str:
    return keyring().seal(json.dumps({"text": text, "html": html}).encode(), context=_context(id))


def body_of(notification: Any) -> tuple[str, str]:
    """(text, html) of a notification that has not left yet, in its tenant's context."""
    body = json.loads(keyring().unseal(notification.body, context=_context(notification.id)))
    return body["text"], body["html"]


def mark_sent(notification: Any) -> None:
    with transaction():
        Notification.update(
            sent_at=clock.now(), failed_at=None, attempts=Notification.attempts + 1, last_error=None, body=""
        ).where(Notification.id == notification.id).execute()


def mark_refused(notification: Any, reason: str, *, for_good: bool) -> None:
    """The server did not take it. `for_good`: it never will, so a person must look."""
    changes: dict[str, Any] = {"attempts": Notification.attempts + 1, "last_error": reason[:300]}
    if for_good:
        changes["failed_at"] = clock.now()
    with transaction():
        Notification.update(**changes).where(Notification.id == notification.id).execute()
