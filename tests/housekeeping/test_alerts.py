"""The operator hears once of what needs a person, and once that it is over, also when the outbox is stuck."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from filon import schedule
from filon.foundation import clock
from filon.foundation.last_seen import note_seen
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.integrations.smtp import NotAccepted
from filon.tenants.ledgers import keep_comparison
from filon.tenants.models import Site
from filon.tenants.operators.cockpit import clients
from tests.housekeeping.backup_parts import back_up, run
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox

MINUTE = timedelta(minutes=1)


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Somebody is to hear of it."""
    return {**environ, "FILON_ALERTS": "ops@agence.example"}


def look(filon: Filon, at: datetime, *, worker: bool = True) -> None:
    """What the worker's schedule does each minute."""
    with clock.standing_at(at):
        if worker:
            note_seen("worker")
        schedule.tell_the_operator(filon.settings)


def told(mailbox: Mailbox) -> list[str]:
    return [mail.text for mail in mailbox.mails if mail.recipients == ["ops@agence.example"]]


def _kill_events() -> None:
    with across_tenants("give the test's events up"), transaction():
        Event.update(dead_at=clock.now()).execute()


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    alice.deliver(submission())
    now = clock.now()
    look(filon, now)
    assert told(mailbox) == []
    _kill_events()
    for minutes in range(4):
        look(filon, now + minutes * MINUTE)
    (text,) = told(mailbox)
    assert "1 events were given up: `filon outbox dead`" in text
    assert "Salma" not in text
    with across_tenants("mend it"), transaction():
        Event.delete().execute()
    for minutes in range(4, 20):
        look(filon, now + minutes * MINUTE)
    assert len(told(mailbox)) == 2
    assert told(mailbox)[1].startswith("This is over:\n- 1 events were given up")


def test_what_comes_and_goes_is_told_once(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    alice.deliver(submission())
    now = clock.now()
    for minutes in range(0, 40, 2):
        with across_tenants("let it come and go"), transaction():
            Event.update(dead_at=clock.now() if minutes % 4 else None).execute()
        look(filon, now + minutes * MINUTE)
    assert len([text for text in told(mailbox) if "given up" in text]) == 1


def test_what_could_not_be_told_is_told_later(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    alice.deliver(submission())
    _kill_events()
    mailbox.answer = "refuse"
    with pytest.raises(NotAccepted):
        look(filon, clock.now())
    mailbox.answer = "accept"
    look(filon, clock.now() + MINUTE)
    look(filon, clock.now() + 2 * MINUTE)
    assert len(told(mailbox)) == 1


def test_a_worker_that_is_gone_is_noticed_from_outside(filon: Filon, mailbox: Mailbox) -> None:
    """By a timer that runs `filon watch`: a worker can't tell that it is gone."""
    with clock.standing_at(clock.now() - 10 * MINUTE):
        note_seen("worker")
    for _ in range(2):
        ended = run(filon.environ, "watch")
        assert (ended.exit_code, "No worker was seen for 10 minutes" in ended.stdout) == (1, True), (
            ended.output
        )
    (text,) = told(mailbox)
    assert "No worker was seen for 10 minutes" in text
    note_seen("worker")
    assert run(filon.environ, "watch").exit_code == 0


def test_a_stuck_queue_a_silent_site_and_an_old_backup_are_told(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: str
) -> None:
    alice.deliver(submission())
    back_up(filon.environ, tmp_path)
    with filon.inside(alice.tenant):
        Site.update(expected_at=clock.now()).execute()
    look(filon, clock.now() + timedelta(hours=23))
    assert "events are due, the oldest for 23 hours" in told(mailbox)[0]
    assert "atlas.example" not in told(mailbox)[0], "within a day it may come by itself"
    look(filon, clock.now() + timedelta(days=3))
    text = told(mailbox)[1]
    assert "https://atlas.example (client 1) has delivered nothing since" in text
    assert "The last backup was made 3 days ago" in text
    assert "events are due" not in text


def test_requests_that_did_not_come_are_told(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    today = clock.now().date()
    with filon.inside(alice.tenant):
        keep_comparison(
            UUID(alice.id), from_on=today, until_on=today, gaps=2, recorded=1, joined=0, quarantined=0
        )
    look(filon, clock.now())
    assert "https://atlas.example (client 1) has 2 requests that did not come" in told(mailbox)[0]


def test_a_form_plugin_that_no_longer_tells_of_anything_is_told(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    today = clock.now().date()
    found = [
        {"source": "gravity-forms", "count": 2, "is_deaf": True},
        {"source": "formidable", "count": 1, "is_deaf": False},
    ]
    counts = {"recorded": 3, "joined": 0, "quarantined": 0}
    with filon.inside(alice.tenant):
        keep_comparison(UUID(alice.id), from_on=today, until_on=today, gaps=0, found=found, **counts)
    look(filon, clock.now())
    text = told(mailbox)[0]
    assert "https://atlas.example (client 1): Gravity Forms no longer tells the plugin" in " ".join(
        text.split()
    )
    assert "Formidable" not in text
    assert [client.worst for client in clients()] == ["deaf"]


def test_a_revoked_site_is_not_missed(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    with filon.inside(alice.tenant):
        Site.update(expected_at=clock.now(), revoked_at=clock.now()).execute()
    look(filon, clock.now() + timedelta(days=3))
    assert told(mailbox) == []


def test_without_an_address_nobody_is_told(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    alice.deliver(submission())
    _kill_events()
    ended = run({**filon.environ, "FILON_ALERTS": ""}, "watch")
    assert "given up" in ended.stdout
    assert mailbox.attempts == 0
