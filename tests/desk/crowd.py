"""A crowd that asks at one business within an hour, and what its owner hears of it."""

from __future__ import annotations

from datetime import UTC, datetime

from filon.foundation import clock
from tests.parts.service import PairedSite, submission
from tests.parts.smtp import Mailbox

# Ten past eleven in Casablanca.
NOW = datetime(2026, 5, 18, 10, 10, tzinfo=UTC)
OVER = datetime(2026, 5, 18, 11, 1, tzinfo=UTC)


def said(at: datetime) -> str:
    """A moment as a site says it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def ask(site: PairedSite, count: int, first: int = 0) -> None:
    """So many people ask, each about something else."""
    lines = [
        submission(
            {"name": f"Visitor {n}", "email": f"visitor{n}@example.com", "message": f"About {n}"},
            submitted_at=said(clock.now()),
        )
        for n in range(first, first + count)
    ]
    answers = site.deliver(*lines, timestamp=clock.unix()).json["answers"]
    assert [answer["answer"] for answer in answers] == ["recorded"] * count


def subjects(mailbox: Mailbox, recipient: str = "alice@atlas.example") -> list[str]:
    """Subjects of the mails to somebody."""
    mails = [mail for mail in mailbox.mails if mail.recipients == [recipient]]
    return [" ".join(str(mail.message["Subject"]).split()) for mail in mails]
