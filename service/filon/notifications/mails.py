"""Writing a mail: one template gives subject, text and HTML in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from filon.foundation.i18n import direction, gettext, language, ngettext, speaking
from filon.notifications.looks import FILON, Look

# What a member wrote to a lead: the one kind that is not ours.
LETTER = "letter"
# What the lead and guests of an appointment are told: the team sees beside the lead what became of it, as of a letter.
MEETING = "meeting"
# What they are told before it begins: nothing shows it.
MEETING_REMINDER = "meeting_reminder"
# Of these the one who wrote, or who is met, may have mistyped their own address: that is no fault of the service.
TO_OUTSIDERS = (LETTER, MEETING, MEETING_REMINDER)


@dataclass(frozen=True)
class Turn:
    """Which of the mails about one thing this is: a higher `number` of the same `thread` overtakes it.

    Overtaken, or from the moment `useless_from` on, it does not leave any more.
    """

    thread: UUID
    number: int
    useless_from: datetime


@dataclass(frozen=True)
class Mail:
    """`kind` is the name of its template, or LETTER for what a member wrote to a lead.

    Unless they are empty, `sender` is the name that it comes from, `reply_to` the address that answers go to, and
    `calendar` an invitation (VCALENDAR) that mail programs offer to enter, with its `method` (RFC 6047).
    """

    kind: str
    subject: str
    text: str
    html: str = ""
    sender: str = ""
    reply_to: str = ""
    calendar: str = ""
    method: str = ""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("filon.notifications"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(language=language, direction=direction)
    return environment


def write_mail(template: str, reader_language: str, *, look: Look = FILON, **values: Any) -> Mail:
    """The mail `template` for a reader of that language: mails/<template>.subject.txt, .txt and .html.

    `look` is that of the business it comes from.
    """
    with speaking(reader_language):
        subject, text, html = (
            _environment().get_template(f"mails/{template}.{part}").render(look=look, **values)
            for part in ("subject.txt", "txt", "html")
        )
    return Mail(template, subject.strip(), text, html)
