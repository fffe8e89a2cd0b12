"""Telling the operator what needs a person: once when it begins, once when it is over, never every minute.

The mail goes straight to the server and not through the outbox: that the outbox is stuck is one of the things to tell.
"""

from __future__ import annotations

from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage

from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.transactions import transaction
from filon.housekeeping.findings import Finding
from filon.housekeeping.models import Alert
from filon.integrations import smtp

# What comes and goes is one matter: it is over when it has been gone for so long.
OVER_AFTER = timedelta(minutes=10)


def tell_operator(settings: Settings, findings: list[Finding]) -> None:
    """Tell FILON_ALERTS what is new and what is over. Raises smtp.NotAccepted; then it is told at the next look.

    Several may look at once, a worker and `filon watch`: who enters a matter tells of it.
    """
    begun, over = _enter(findings), _leave()
    if not (begun or over) or not settings.alerts:
        return
    try:
        smtp.send(settings.smtp, _message(settings, begun, over))
    except smtp.NotAccepted:
        _untold(begun, over)
        raise


def _enter(findings: list[Finding]) -> list[Finding]:
    """Note what was found; returns what nobody had found before."""
    now = clock.now()
    with transaction():
        known = {row.key for row in Alert.select(Alert.key)}
        if known:
            Alert.update(seen_at=now).where(Alert.key.in_([one.key for one in findings])).execute()
        return [one for one in findings if one.key not in known and _add(one)]


def _add(finding: Finding) -> bool:
    now = clock.now()
    added = (
        Alert.insert(key=finding.key, sentence=finding.sentence, since=now, seen_at=now)
        .on_conflict(conflict_target=[Alert.key], action="NOTHING")
        .as_rowcount()
        .execute()
    )
    return bool(added)


def _leave() -> list[Alert]:
    """Forget what is over, and return it."""
    gone = Alert.seen_at < clock.now() - OVER_AFTER
    with transaction():
        if not Alert.select().where(gone).exists():
            return []
        return list(Alert.delete().where(gone).returning(Alert).execute())


def _untold(begun: list[Finding], over: list[Alert]) -> None:
    with transaction():
        if begun:
            Alert.delete().where(Alert.key.in_([one.key for one in begun])).execute()
        for one in over:
            Alert.insert(
                key=one.key, sentence=one.sentence, since=one.since, seen_at=one.seen_at
            ).on_conflict(conflict_target=[Alert.key], action="NOTHING").execute()


def _message(settings: Settings, begun: list[Finding], over: list[Alert]) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = (
        f"Filon: {len(begun)} to look at" if begun else f"Filon: {len(over)} over"
    ) + f" ({settings.address.partition('://')[2]})"
    message["From"] = Address("Filon", addr_spec=settings.mail_from)
    message["To"] = settings.alerts
    message["Date"] = clock.now()
    message["Auto-Submitted"] = "auto-generated"
    parts = []
    if begun:
        parts += ["This needs a person:", *(f"- {one.sentence}" for one in begun)]
    if over:
        parts += [
            "This is over:",
            *(f"- {one.sentence} (since {one.since:%Y-%m-%d %H:%M} UTC)" for one in over),
        ]
    message.set_content("\n".join([*parts, "", "`filon status` says how everything is.", ""]))
    return message
