"""What tests of reminders begin with: a business on a Thursday morning, with a prospect."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient

from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tasks.models import Task
from tests.parts.service import Filon, PairedSite, submission
from tests.tasks.phrases import NOW, ZONE

__all__ = ["NOW", "ZONE"]


def at(text: str) -> datetime:
    """A moment on Casablanca's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def ask(site: PairedSite, **fields: str) -> None:
    """Salma asks for a kitchen, or somebody else for something else."""
    answer = site.deliver(submission(fields or None), timestamp=clock.unix())
    assert answer.json["answers"][0]["answer"] == "recorded", answer.text


def tasks(site: PairedSite) -> list[Any]:
    """All tasks of the business, the first made first."""
    with site.filon.inside(site.tenant, write=False):
        return list(Task.select().order_by(Task.id))


def lead(site: PairedSite, number: int = 1) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Lead.select().where(Lead.number == number).get()


def steps(site: PairedSite) -> list[tuple[str, str]]:
    """(member, step) of what the timelines say about reminders, in the order in which it happened."""
    with site.filon.inside(site.tenant, write=False):
        told = Interaction.select().where(Interaction.kind == "task").order_by(Interaction.id)
        return [(one.member_name, one.details["step"]) for one in told]


def undo_address(html: str) -> str:
    """Where the message on this page takes the latest step back."""
    found = re.search(r'action="([^"]+/steps/[^"]+/undoing)"', html)
    assert found, "nothing offers to take it back"
    return found[1]


def planned(browser: FlaskClient, line: str, number: int = 1) -> str:
    """Plan something for a prospect; the page that announces it."""
    answer = browser.post(f"/app/prospects/{number}/rappels", data={"line": line})
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["Location"]).text


def called(filon: Filon, site: PairedSite, number: int = 1) -> None:
    """Nobody waits for a call any more."""
    with filon.inside(site.tenant):
        Lead.update(to_call_since=None, status="open").where(Lead.number == number).execute()
