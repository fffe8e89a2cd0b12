"""Sending one mail over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20


class NotAccepted(Exception):
    """The server did not take the mail. `for_good` says that trying again is useless (SMTP 5xx)."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


def send(server: str, message: EmailMessage) -> None:
    """Hand a mail to `server` (`smtp://user:password@host:587` or `smtps://…`), or raise NotAccepted.

    Plain smtp uses STARTTLS whenever the server offers it, and always when there is a password.
    """
    parts = urlsplit(server)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
        with connection:
            if parts.scheme == "smtp":
                connection.ehlo()
                if connection.has_extn("starttls") or parts.password:
                    connection.starttls(context=context)
            if parts.username:
                connection.login(unquote(parts.username), unquote(parts.password or ""))
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise NotAccepted(f"{code} {_text(reason)}", for_good=code >= 500) from None
    except smtplib.SMTPResponseException as error:
        # A refused password is ours to mend, and the mail must wait for it.
        for_good = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError)
        raise NotAccepted(f"{error.smtp_code} {_text(error.smtp_error)}", for_good=for_good) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotAccepted(f"{type(error).__name__}: {error}", for_good=False) from None


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
