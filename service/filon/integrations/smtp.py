"""Sending one mail over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from filon.foundation.config import LOOPBACK_HOSTS
from filon.integrations.deadlines import cut_after

# For each answer of the server, and for the whole conversation.
ANSWER_SECONDS = 20
TOTAL_SECONDS = 60


class NotAccepted(Exception):
    """The server did not take the mail. `for_good` says that trying again is useless (SMTP 5xx)."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


def send(server: str, message: EmailMessage, *, seconds: float = TOTAL_SECONDS) -> None:
    """Hand a mail to `server` (`smtp://user:password@host:587` or `smtps://…`), or raise NotAccepted.

    Plain smtp uses STARTTLS whenever the server offers it, and always when there is a password; to this very
    machine without one it does not, where a mail server's certificate is mostly its own invention.
    """
    parts = urlsplit(server)
    connection = _connection(parts, seconds)
    try:
        with cut_after(seconds, lambda: connection.sock):
            _enter(connection, parts)
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise NotAccepted(f"{code} {_text(reason)}", for_good=code >= 500) from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise NotAccepted(
            f"{error.smtp_code} {_text(error.smtp_error)}", for_good=error.smtp_code >= 500
        ) from None
    except smtplib.SMTPResponseException as error:
        # Not about this mail: a password to mend, a server that takes nothing just now. The mail must wait for it.
        raise NotAccepted(f"{error.smtp_code} {_text(error.smtp_error)}", for_good=False) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotAccepted(f"{type(error).__name__}: {error}", for_good=False) from None
    else:
        # The mail is theirs by now: whatever becomes of the farewell, it must not be sent again.
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
    finally:
        connection.close()


def reach(server: str, *, seconds: float = TOTAL_SECONDS) -> None:
    """Connect, encrypt and sign in as send() does, and leave again; raises NotAccepted."""
    parts = urlsplit(server)
    connection = _connection(parts, seconds)
    try:
        with cut_after(seconds, lambda: connection.sock):
            _enter(connection, parts)
            connection.quit()
    except smtplib.SMTPResponseException as error:
        raise NotAccepted(f"{error.smtp_code} {_text(error.smtp_error)}", for_good=False) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotAccepted(f"{type(error).__name__}: {error}", for_good=False) from None
    finally:
        connection.close()


def _connection(parts: SplitResult, seconds: float) -> smtplib.SMTP:
    timeout = min(ANSWER_SECONDS, seconds)
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(local_hostname=_own_name(), timeout=timeout, context=_encryption())
    return smtplib.SMTP(local_hostname=_own_name(), timeout=timeout)


@cache
def _own_name() -> str:
    """What this machine calls itself. Asked for once: where nobody knows its name, the answer takes seconds."""
    return smtplib.SMTP().local_hostname


@cache
def _encryption() -> ssl.SSLContext:
    """Checks certificates against the system's authorities; reading those takes longer than sending a mail."""
    return ssl.create_default_context()


def _enter(connection: smtplib.SMTP, parts: SplitResult) -> None:
    host = parts.hostname or "localhost"
    # Set by the constructor when it connects itself, which it does out of reach of the deadline.
    connection._host = host  # type: ignore[attr-defined]  # STARTTLS checks the certificate against it
    code, reply = connection.connect(host, parts.port or connection.default_port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, reply)
    if parts.scheme == "smtp":
        connection.ehlo()
        if parts.password or (connection.has_extn("starttls") and host not in LOOPBACK_HOSTS):
            connection.starttls(context=_encryption())
    if parts.username:
        connection.login(unquote(parts.username), unquote(parts.password or ""))


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
