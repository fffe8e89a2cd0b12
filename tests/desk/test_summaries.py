"""The mail for the rest of an hour: who, what and since when; nobody is left out of it, and it costs no long look."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email.message import EmailMessage

import psycopg
import pytest

from filon.desk.announcements import MOST_REQUESTS_AN_HOUR
from filon.foundation import clock
from filon.foundation.ids import new_id
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from filon.notifications.models import Notification
from filon.schedule import forget_old_notifications
from filon.tenants.models import Member
from filon.worker.events import claim, run
from tests.desk.crowd import NOW, OVER, ask, said, subjects
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("mailbox")]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def test_a_summary_says_who_what_and_since_when(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR)
    filon.work()
    long = "Bonjour, je voudrais un devis pour une cuisine en L.\n" * 20
    for minutes, fields in (
        (5, {"name": "Salma <b>", "phone": "06 61 23 45 67", "message": long}),
        (7, {"name": "Karim", "email": "karim@example.com", "message": "Portail"}),
        (9, {"phone": "0522 00 11 22"}),
        (12, {"name": "Karim", "email": "karim@example.com", "message": "Portail coulissant"}),
    ):
        with clock.standing_at(NOW + timedelta(minutes=minutes)):
            line = submission(fields, submitted_at=said(clock.now()), form={"id": f"form-{minutes}"})
            alice.deliver(line, timestamp=clock.unix())
            filon.work()
    with clock.standing_at(OVER):
        filon.work()
    summary = mailbox.mails[-1]
    text = summary.text.replace("\u00a0", " ")
    address = "http://127.0.0.1:8000/app/prospects"
    assert "4 autres demandes sont arrivées (de 11 h 15 à 11 h 22)." in text
    salma, salmas, karim, karims, other, others = text.split("\n\n")[1].split("\n")
    assert salma.startswith("11 h 15 · Salma <b> · 06 61 23 45 67 · Bonjour, je voudrais un devis")
    assert salma.endswith("…")
    assert karim == "11 h 17 · Karim · Portail coulissant", "one line for a person, since they first asked"
    assert other == "11 h 19 · 05 22 00 11 22"
    assert [salmas, karims, others] == [f"  {address}/{number}" for number in (31, 32, 33)]
    html = summary.message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    content = html.get_content()
    assert "Salma &lt;b&gt;" in content
    for link in (f"{address}/31", f"{address}/32", "tel:+212661234567", f"{address}?status=waiting"):
        assert f'href="{link}"' in content


def test_a_long_summary_names_fifty(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR)
    filon.work()
    ask(alice, 50, first=100)
    ask(alice, 12, first=200)
    filon.work()
    with filon.inside(alice.tenant):
        Lead.update(trashed_at=NOW).where(Lead.email == "visitor100@example.com").execute()
    with clock.standing_at(OVER):
        filon.work()
    text = mailbox.mails[-1].text
    assert "et 11 autres" in text, "who is in the trash is not named"
    assert "Visitor 100" not in text
    assert ("Visitor 101 " in text, "Visitor 200 " in text, "Visitor 201 " in text) == (True, True, False)


def test_a_request_is_told_of_when_it_was_made_however_late(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    """The worker was down overnight: yesterday's are told as yesterday's, and today's apart."""
    ask(alice, MOST_REQUESTS_AN_HOUR + 2)
    filon.work()
    tomorrow = NOW + timedelta(days=1)
    with clock.standing_at(tomorrow):
        ask(alice, MOST_REQUESTS_AN_HOUR + 3, first=100)
        filon.work()
    with clock.standing_at(OVER + timedelta(days=1)):
        filon.work()
    yesterday, today = (
        mail.text.replace("\u00a0", " ") for mail in mailbox.mails if "autres demandes" in mail.text
    )
    assert "2 autres demandes sont arrivées (hier 11 h 10)." in yesterday
    assert "3 autres demandes sont arrivées (11 h 10)." in today


def test_a_clock_that_steps_back_loses_nobody(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR + 2)
    filon.work()
    with clock.standing_at(OVER):
        (summary,) = claim(Event.name == "requests.held_back", "a worker")
    with clock.standing_at(OVER - timedelta(minutes=20)):
        run(summary, filon.settings)
        filon.work()
    assert subjects(mailbox)[-1] == "2 autres demandes pour Menuiserie Atlas"


def test_for_who_is_not_told_any_more_nothing_waits(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR + 2)
    filon.work()
    with filon.inside(alice.tenant):
        Member.update(removed_at=NOW).execute()
    with clock.standing_at(OVER):
        filon.work()
    assert len(mailbox.mails) == MOST_REQUESTS_AN_HOUR
    with filon.inside(alice.tenant, write=False):
        assert Notification.select().where(Notification.sent_at.is_null()).count() == 0
        assert Event.select().count() == 0


def test_the_measure_is_taken_without_reading_a_members_past(filon: Filon, alice: PairedSite) -> None:
    """By the engine's own plan: three months of a busy shop are 30,000 rows, read in the writer's turn."""
    ask(alice, 1)
    filon.work()
    with filon.inside(alice.tenant):
        member = Member.get()
        past = [
            {
                "cause_id": new_id(),
                "member_id": member.id,
                "kind": "request",
                "address": member.email,
                "subject": "",
                "body": "",
                "created_at": NOW - timedelta(minutes=n),
                "sent_at": NOW - timedelta(minutes=n),
                "held_until": (NOW - timedelta(minutes=n)) if n % 2 else None,
            }
            for n in range(1, 4000)
        ]
        for first in range(0, len(past), 500):
            Notification.insert_many(past[first : first + 500]).execute()
    if filon.settings.engine == "postgresql":
        with psycopg.connect(filon.settings.database_owner, autocommit=True) as owner:
            owner.execute("ANALYZE notification")
    with filon.inside(alice.tenant, write=False):
        for query in (
            Notification.select().where(Notification.held(member.id, "request", OVER)),
            Notification.select(Notification.id)
            .where(Notification.had(member.id, "request", since=NOW))
            .limit(1)
            .offset(29),
        ):
            plan = _plan(filon, alice, *query.sql())
            assert re.search(r"member_id_(held_until|created_at)", plan), plan
            assert "SCAN notification" not in plan, plan


def _plan(filon: Filon, site: PairedSite, statement: str, params: list[object]) -> str:
    """How the engine would answer the app."""
    if filon.settings.engine == "sqlite":
        with closing(sqlite3.connect(filon.settings.database.removeprefix("sqlite:///"))) as reader:
            return str(reader.execute(f"EXPLAIN QUERY PLAN {statement}", params).fetchall())
    with psycopg.connect(filon.settings.database) as connection:
        connection.execute("SELECT set_config('filon.tenant', %s, false)", (site.tenant.hex,))
        return str(connection.execute(f"EXPLAIN {statement}".encode(), params).fetchall())


def test_what_left_long_ago_is_forgotten(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR + 1)
    filon.work()
    ask(charlie, 1)
    for days, kept in ((89, MOST_REQUESTS_AN_HOUR + 1), (91, 1)):
        with clock.standing_at(NOW + timedelta(days=days)):
            forget_old_notifications(filon.settings)
        with filon.inside(alice.tenant, write=False):
            assert Notification.select().count() == kept, "what still waits is kept"
