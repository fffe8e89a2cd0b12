"""Every write to notifications: queueing one, holding one back for a summary, and what became of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from peewee import fn

from filon.foundation import clock, outbox
from filon.foundation.database import locked
from filon.foundation.ids import new_id
from filon.foundation.secrets import Unsealable, keyring
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.notifications.mails import LETTER, MEETING, MEETING_REMINDER, TO_OUTSIDERS, Mail, Turn
from filon.notifications.models import Notification

# Long enough to answer who was told of what; whoever asks later looks at the lead.
KEPT = timedelta(days=90)


def queue_mail(
    mail: Mail,
    *,
    cause: UUID,
    member: UUID | None,
    address: str,
    about: UUID | None = None,
    turn: Turn | None = None,
) -> None:
    """Send a mail once the transaction commits. The same cause tells the same address once.

    `about` is the lead that it tells of: it is forgotten with that person. `turn` says until when it is of use.
    """
    of_use: dict[str, Any] = {}
    if turn is not None:
        of_use = {"thread_id": turn.thread, "turn": turn.number, "useless_from": turn.useless_from}
    id = new_id()
    with transaction():
        queued = _keep(
            id=id,
            cause_id=cause,
            member_id=member,
            kind=mail.kind,
            address=address,
            subject=" ".join(mail.subject.split())[:200],
            body=_seal(id, mail),
            about_id=about,
            **of_use,
        )
        if queued:
            outbox.emit("notification.queued", notification=id.hex)


def overtake(thread: UUID, turn: int, *, address: str = "") -> None:
    """Let nothing leave any more that outsiders would be told of this thread's turns before that one.

    With an `address`, nothing that goes there.
    """
    with transaction():
        before = (Notification.thread_id == thread) & (Notification.turn < turn)
        if address:
            before &= Notification.address == address
        waiting = Notification.sent_at.is_null() & (Notification.useless_from > clock.now())
        Notification.update(useless_from=clock.now()).where(
            before & waiting & Notification.kind.in_(TO_OUTSIDERS)
        ).execute()


def hold_back(
    kind: str, *, cause: UUID, member: UUID, address: str, until: datetime, about: UUID, happened_at: datetime
) -> bool:
    """Keep what would have been a mail of this kind for the summary of that moment; True for its first."""
    with transaction():
        is_first = not Notification.select().where(Notification.held(member, kind, until)).exists()
        held = _keep(
            id=new_id(),
            cause_id=cause,
            member_id=member,
            kind=kind,
            address=address,
            subject="",
            body="",
            held_until=until,
            about_id=about,
            happened_at=happened_at,
        )
        return held and is_first


def take_held(kind: str, *, member: UUID, until: datetime) -> list[Any]:
    """What was held back for the summary of that moment, the oldest first; each is taken once."""
    with transaction():
        taken = (
            Notification.update(sent_at=clock.now())
            .where(Notification.held(member, kind, until))
            .returning(Notification.about_id, Notification.happened_at)
            .execute()
        )
        return sorted(taken, key=lambda one: one.happened_at)


def forget_held(kind: str, *, member: UUID, until: datetime) -> None:
    """Nobody wants that summary any more."""
    with transaction():
        Notification.delete().where(Notification.held(member, kind, until)).execute()


def forget_about(
    about: list[UUID], address: str | None = None
) -> tuple[list[UUID], list[tuple[UUID, datetime]]]:
    """Delete what was told, or waits to be told, of leads and tasks, summaries that have not left included.

    Also what somebody with this address was told as the guest of others.

    Returns the ids of what is gone, and (member, until) of each summary that must be written again for the others.
    """
    with transaction():
        is_mine = Notification.about_id.in_(about)
        if address:
            of_meetings = Notification.kind.in_((MEETING, MEETING_REMINDER))
            is_mine |= of_meetings & (fn.LOWER(Notification.address) == address.lower())
        mine = list(Notification.select().where(is_mine))
        gone = [one.id for one in mine]
        again = []
        for held in (one for one in mine if one.held_until and one.sent_at):
            written = Notification.unsent_summaries(held.member_id, since=held.sent_at)
            gone += (ids := [id for (id,) in written.tuples()])
            if ids:
                again.append((held.member_id, held.held_until))
                Notification.update(sent_at=None).where(
                    (Notification.member_id == held.member_id) & (Notification.held_until == held.held_until)
                ).execute()
        Notification.delete().where(Notification.id.in_(gone)).execute()
    return gone, sorted(set(again))


def forget_old() -> None:
    """Delete what left, or was given up, long ago."""
    before = clock.now() - KEPT
    with transaction(write=False):
        if not Notification.select(Notification.id).where(Notification.over(before)).exists():
            return
    with transaction():
        Notification.delete().where(Notification.over(before)).execute()


def _keep(**values: Any) -> bool:
    kept = (
        Notification.insert(tenant=here(), **values)
        .on_conflict(
            conflict_target=[Notification.tenant, Notification.cause_id, Notification.address],
            action="NOTHING",
        )
        .as_rowcount()
        .execute()
    )
    return bool(kept)


def _context(tenant: UUID, id: UUID) -> str:
    return f"notification {tenant.hex} {id.hex}"


def _seal(id: UUID, mail: Mail) -> str:
    body = {name: value for name, value in asdict(mail).items() if name not in ("kind", "subject")}
    return keyring().seal(json.dumps(body).encode(), context=_context(here(), id))


def mail_of(notification: Any) -> Mail:
    """The mail of a notification that has not left yet, in its tenant's context."""
    body = json.loads(
        keyring().unseal(notification.body, context=_context(notification.tenant, notification.id))
    )
    return Mail(notification.kind, notification.subject, **body)


def reseal_all() -> int:
    """Seal what waits to be sent again with the newest key of FILON_KEYS; returns how many notifications."""
    with_body = locked(Notification.select().where(Notification.body != ""))
    old = [one for one in with_body if keyring().is_old(one.body)]
    for one in old:
        Notification.update(body=_seal(one.id, mail_of(one))).where(Notification.id == one.id).execute()
    return len(old)


def count_unopenable() -> int:
    """How many waiting mails no configured key opens: they are lost unless it is found. Of whoever is looked at."""
    return sum(not _opens(one) for one in Notification.select().where(Notification.body != ""))


def _opens(notification: Any) -> bool:
    try:
        keyring().unseal(notification.body, context=_context(notification.tenant, notification.id))
    except Unsealable:
        return False
    return True


def send_again(notification: Any, address: str) -> None:
    """Try what was refused once more, at this address."""
    with transaction():
        Notification.update(address=address, failed_at=None, last_error=None).where(
            Notification.id == notification.id
        ).execute()
        outbox.emit("notification.queued", notification=notification.id.hex)


def let_go(notification: Any) -> None:
    """It came to be of no use before it left: nobody was told. What was refused before stays said."""
    with transaction():
        Notification.delete().where(
            (Notification.id == notification.id) & Notification.failed_at.is_null()
        ).execute()


def mark_sent(notification: Any) -> None:
    with transaction():
        if notification.kind == LETTER:
            outbox.emit("letter.sent", mail=notification.cause_id.hex)
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
