"""A queued mail reaches the mail server however often that refuses it; what is given up, a person sees and sends."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest

from filon.foundation import clock, outbox
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import TRIES, Event
from filon.foundation.transactions import transaction
from filon.notifications.models import Notification
from filon.worker.events import claim, run
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("mailbox")


def _waiting() -> Any:
    """The one event that waits, or None."""
    with across_tenants("look at the test's outbox"), transaction(write=False):
        return Event.select().first()


def _notification(site: PairedSite) -> Any:
    with site.filon.inside(site.tenant, write=False):
        (notification,) = Notification.select()
    return notification


def _work_at(filon: Filon, moment: datetime) -> None:
    with clock.standing_at(moment):
        filon.work()


def _filon(filon: Filon, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "filon.cli", *words],
        env={**os.environ, **filon.environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    alice.deliver(submission())
    filon.work()
    (mail,) = mailbox.mails
    headers = mail.message
    assert str(headers["From"]) == "Filon <filon@agence.example>"
    assert str(headers["To"]) == "alice@atlas.example"
    assert headers["Auto-Submitted"] == "auto-generated", "nobody's holiday answers it"
    assert abs(headers["Date"].datetime - clock.now()) < timedelta(minutes=1)
    sent = _notification(alice)
    assert headers["Message-ID"] == f"<{sent.id.hex}@agence.example>"
    assert (sent.sent_at is not None, sent.attempts, sent.last_error) == (True, 1, None)
    assert _waiting() is None


def test_a_server_that_is_down_for_a_while(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    mailbox.stop()
    alice.deliver(submission())
    filon.work()
    event = _waiting()
    assert (event.name, event.attempts, event.dead_at) == ("notification.queued", 1, None)
    assert "refused" in event.last_error.lower()
    mailbox.start()
    filon.work()
    assert mailbox.mails == [], "not yet"
    _work_at(filon, event.due_at)
    assert len(mailbox.mails) == 1
    assert _waiting() is None


@pytest.mark.long
def test_the_waits_double_to_an_hour_until_it_is_given_up(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    mailbox.answer = "refuse"
    moment = begun = clock.now()
    waits = []
    with clock.standing_at(moment):
        alice.deliver(submission())
    for _try in range(TRIES):
        _work_at(filon, moment)
        waits.append(round((_waiting().due_at - moment).total_seconds()))
        assert (_waiting().dead_at is None) == (_try + 1 < TRIES)
        moment = _waiting().due_at
    assert waits[:5] == [2, 4, 8, 16, 32]
    assert waits[-5:] == [3600] * 5
    assert timedelta(hours=12) < _waiting().dead_at - begun < timedelta(hours=14), "a night"
    assert mailbox.attempts == TRIES
    _work_at(filon, moment + timedelta(days=30))
    assert mailbox.attempts == TRIES, "nothing is tried by itself any more"

    shown = _filon(filon, "outbox", "dead")
    assert "notification.queued" in shown
    assert "451 Try again later" in shown
    assert "@" not in shown, "no address of a person"
    mailbox.answer = "accept"
    assert "1 to be tried again" in _filon(filon, "outbox", "replay")
    filon.work()
    assert len(mailbox.mails) == 1
    assert _filon(filon, "outbox", "dead") == ""


@pytest.mark.long
def test_refused_for_good_is_given_up_at_once_and_can_be_replayed(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    mailbox.answer = "reject"
    alice.deliver(submission())
    filon.work()
    event, refused = _waiting(), _notification(alice)
    assert event.dead_at is not None
    assert (refused.failed_at is not None, refused.sent_at) == (True, None)
    assert "550 No such mailbox" in refused.last_error
    assert str(event.id) in _filon(filon, "outbox", "dead")
    _work_at(filon, clock.now() + timedelta(days=1))
    assert mailbox.attempts == 1
    mailbox.answer = "accept"
    _filon(filon, "outbox", "replay", str(event.id))
    filon.work()
    assert len(mailbox.mails) == 1
    sent = _notification(alice)
    assert (sent.sent_at is not None, sent.failed_at, sent.last_error) == (True, None, None)


def test_each_try_is_the_same_mail(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """The worker died between the server's yes and its own note: mail programs see one mail."""
    alice.deliver(submission())
    (asked,) = claim(Event.name == "lead.recorded", "test")
    run(asked, filon.settings)
    before = _notification(alice)
    filon.work()
    assert _notification(alice).body == "", "what left is not kept"
    with filon.inside(alice.tenant):
        Notification.update(sent_at=None, body=before.body).execute()
        outbox.emit("notification.queued", notification=_id_of(alice))
    filon.work()
    first, second = mailbox.mails
    assert first.message["Message-ID"] == second.message["Message-ID"]


def _id_of(site: PairedSite) -> str:
    (notification,) = Notification.select()
    id: str = notification.id.hex
    return id


def test_what_is_sent_is_not_sent_again(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    alice.deliver(submission())
    filon.work()
    with filon.inside(alice.tenant):
        outbox.emit("notification.queued", notification=_id_of(alice))
    filon.work()
    assert len(mailbox.mails) == 1


def test_one_refused_mail_holds_back_no_other(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    mailbox.answer = "refuse"
    alice.deliver(submission())
    filon.work()
    mailbox.answer = "accept"
    charlie.deliver(submission())
    filon.work()
    assert [mail.recipients for mail in mailbox.mails] == [["charlie@garage.example"]]
