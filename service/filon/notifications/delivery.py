"""Handing a queued notification to the outside: read, speak to the server with no transaction open, note."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from uuid import UUID

from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.outbox import Event, GivenUp
from filon.foundation.secrets import Unsealable
from filon.foundation.transactions import transaction
from filon.integrations import smtp
from filon.notifications import actions
from filon.notifications.looks import carry_logo
from filon.notifications.mails import LETTER, TO_OUTSIDERS, Mail
from filon.notifications.models import Notification


def send_notification(event: Event, settings: Settings) -> None:
    """Send the notification that the event names, unless it is sent, or of no use any more.

    Raises smtp.NotAccepted to be tried again, GivenUp when that is useless; a person may still try once more.
    """
    with transaction(write=False):
        notification = Notification.find(UUID(event.payload["notification"]))
    if notification is None or notification.sent_at:
        return
    if notification.is_useless:
        actions.let_go(notification)
        return
    try:
        smtp.send(settings.smtp, _message(notification, settings))
    except smtp.NotAccepted as error:
        actions.mark_refused(notification, str(error), for_good=error.for_good or event.is_last_try)
        if error.for_good and notification.kind in TO_OUTSIDERS:
            return  # the team sees it beside the lead, and knows what to do
        if error.for_good:
            raise GivenUp(str(error)) from None
        raise
    except Unsealable as error:
        actions.mark_refused(notification, str(error), for_good=True)
        raise GivenUp(str(error)) from None
    actions.mark_sent(notification)


def _message(notification: Any, settings: Settings) -> EmailMessage:
    mail = actions.mail_of(notification)
    # Each line ends as in mails, also those of an invitation inside: Outlook wants that.
    message = EmailMessage(policy=SMTP)
    message["Subject"] = mail.subject
    message["From"] = Address(mail.sender or "Filon", addr_spec=settings.mail_from)
    message["To"] = notification.address
    message["Date"] = clock.now()
    # The same for each try: if we die between the server's yes and our note, mail programs see one mail.
    message["Message-ID"] = f"<{notification.id.hex}@{settings.mail_from.rpartition('@')[2]}>"
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    if mail.kind != LETTER:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
        carry_logo(message)
    if mail.calendar:
        _invite(message, mail)
    return message


def _invite(message: EmailMessage, mail: Mail) -> None:
    """Put the invitation into the mail twice: mail programs read the part, the others open the file."""
    message.add_alternative(
        mail.calendar, subtype="calendar", charset="utf-8", cte="base64", params={"method": mail.method}
    )
    message.add_attachment(mail.calendar.encode(), "application", "ics", filename="invite.ics")
