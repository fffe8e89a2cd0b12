"""A real SMTP server on loopback that keeps what it is given, and can refuse, reject or hang."""

import asyncio
import email
import email.policy
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from types import TracebackType
from typing import Literal, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.parts.processes import free_port, until

# It writes ten lines for each mail into the log of the service under test.
logging.getLogger("mail.log").setLevel(logging.WARNING)

_ANSWERS = {
    "accept": "250 Message accepted",
    "refuse": "451 Try again later",
    "reject": "550 No such mailbox",
}


@dataclass(frozen=True)
class Mail:
    """One accepted message: envelope, parsed content, and when its last byte was accepted."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    arrived_at: datetime
    monotonic: float

    @property
    def text(self) -> str:
        """The plain text part, without the blank lines around it."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()).replace("\r\n", "\n").strip() if part else ""


class Mailbox:
    """Listens on 127.0.0.1:port until stop(); `mails` are the accepted ones in order of arrival."""

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self.mails: list[Mail] = []
        self.attempts = 0
        self.answer: Literal["accept", "refuse", "reject", "hang"] = "accept"
        self._controller: Controller | None = None
        self.start()

    def start(self) -> None:
        """Listen (again, on the same port)."""
        # With a name, or it asks for the machine's at every connection: where nobody knows that, seconds each time.
        self._controller = Controller(
            self, hostname=self.host, port=self.port, server_hostname="mail.example.com"
        )
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; whoever is still waiting for an answer is cut off. The mails stay."""
        if self._controller:
            self.answer = "refuse" if self.answer == "hang" else self.answer
            self._controller.stop()
            self._controller = None

    def wait_for(self, count: int = 1, seconds: float = 60) -> list[Mail]:
        """The mails, once there are `count`."""
        until(lambda: len(self.mails) >= count, f"{count} mails (there are {len(self.mails)})", seconds)
        return list(self.mails)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer one message as `answer` says when its content is complete; called by aiosmtpd."""
        self.attempts += 1
        while self.answer == "hang":
            await asyncio.sleep(0.02)
        if self.answer == "accept":
            content = envelope.content
            message = email.message_from_bytes(
                content if isinstance(content, bytes) else (content or "").encode(),
                policy=email.policy.default,
            )
            self.mails.append(
                Mail(
                    envelope.mail_from or "",
                    [str(recipient) for recipient in envelope.rcpt_tos],
                    message,
                    datetime.now(UTC),
                    time.monotonic(),
                )
            )
        return _ANSWERS[self.answer]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
