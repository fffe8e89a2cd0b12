"""A flood of requests does not bury a mailbox: what exceeds an hour's measure is told in one mail, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from threading import Barrier

import pytest

from filon.desk.announcements import MOST_REQUESTS_AN_HOUR, announce_request, sum_up_requests
from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from filon.notifications.models import Notification
from filon.tenants import actions
from tests.dashboard.people import signed_in
from tests.desk.crowd import NOW, OVER, ask, subjects
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("mailbox")]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR + 12)
    filon.work()
    with clock.standing_at(NOW + timedelta(minutes=30)):
        ask(alice, 30, first=100)
        filon.work()
    singles = subjects(mailbox)
    assert len(singles) == len(set(singles)) == MOST_REQUESTS_AN_HOUR
    with clock.standing_at(OVER):
        filon.work()
        (summary,) = mailbox.mails[MOST_REQUESTS_AN_HOUR:]
        assert subjects(mailbox)[-1] == "42 autres demandes pour Menuiserie Atlas"
        text = summary.text.replace("\u00a0", " ")
        assert "42 autres demandes sont arrivées (de 11 h 10 à 11 h 40)." in text
        assert "Au-delà de 30 mails par heure" in text
        assert "http://127.0.0.1:8000/app/prospects?status=waiting" in text
        html = summary.message.get_body(("html",))
        assert isinstance(html, EmailMessage)
        assert 'href="http://127.0.0.1:8000/app/prospects?status=waiting"' in html.get_content()
        with filon.inside(alice.tenant, write=False):
            assert Lead.waiting_count() == MOST_REQUESTS_AN_HOUR + 42, "nobody is lost from the list"
        assert "Visitor 129" in signed_in(alice).get("/app/prospects?status=waiting&sort=received").text


def test_the_next_hour_begins_anew(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR + 1)
    filon.work()
    with clock.standing_at(OVER - timedelta(seconds=30)):
        ask(alice, 2, first=100)
        filon.work()
        assert subjects(mailbox)[MOST_REQUESTS_AN_HOUR:] == [
            "Nouvelle demande : Visitor 100",
            "Nouvelle demande : Visitor 101",
        ]
    for later in (OVER, OVER + timedelta(hours=1), OVER + timedelta(days=1)):
        with clock.standing_at(later):
            filon.work()
            assert subjects(mailbox)[MOST_REQUESTS_AN_HOUR + 2 :] == ["1 autre demande pour Menuiserie Atlas"]


def test_within_the_measure_there_is_no_summary(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR)
    filon.client.post("/app/sign-in", data={"email": "alice@atlas.example"})
    filon.work()
    with clock.standing_at(OVER):
        filon.work()
    assert len(subjects(mailbox)) == MOST_REQUESTS_AN_HOUR + 1
    assert "Votre lien pour ouvrir votre tableau de bord" in subjects(mailbox), "a link is not a request"


def test_a_link_to_sign_in_comes_through_a_flood(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(alice, MOST_REQUESTS_AN_HOUR + 5)
    filon.work()
    filon.client.post("/app/sign-in", data={"email": "alice@atlas.example"})
    filon.work()
    assert subjects(mailbox)[-1] == "Votre lien pour ouvrir votre tableau de bord"


def test_each_reader_has_a_measure_and_a_language_of_their_own(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    ask(alice, 3)
    filon.work()
    with filon.inside(alice.tenant):
        for name, language in (("bob", "en"), ("dina", "ar")):
            email = f"{name}@atlas.example"
            actions.add_member(name=name, email=email, role="agent", language=language, told=True)
    ask(alice, MOST_REQUESTS_AN_HOUR + 2, first=100)
    ask(charlie, 4)
    filon.work()
    with clock.standing_at(OVER):
        filon.work()
    for name, subject, sentence in (
        (
            "alice",
            "5 autres demandes pour Menuiserie Atlas",
            "5 autres demandes sont arrivées (11 h 10).",
        ),
        ("bob", "2 more requests for Menuiserie Atlas", "2 more requests arrived (11:10)."),
        ("dina", "طلبان آخران لدى Menuiserie Atlas", "وصل طلبان آخران (11:10)."),
    ):
        assert subjects(mailbox, f"{name}@atlas.example")[MOST_REQUESTS_AN_HOUR:] == [subject]
        (summary,) = (mail for mail in mailbox.mails[-3:] if mail.recipients == [f"{name}@atlas.example"])
        assert sentence in summary.text.replace("\u00a0", " ")
    assert len(subjects(mailbox, "charlie@garage.example")) == 4, "another tenant's flood is not his"


def test_what_runs_again_counts_once(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """A worker died after its commit, or thought so: of what it repeats nothing is told twice."""
    ask(alice, MOST_REQUESTS_AN_HOUR + 3)
    with filon.inside(alice.tenant, write=False):
        events = list(Event.select().where(Event.name == "lead.recorded").order_by(Event.id))
    filon.work()
    for event in events:
        with filon.inside(alice.tenant):
            announce_request(event, filon.settings)
    with filon.inside(alice.tenant, write=False):
        (held_back,) = Event.select().where(Event.name == "requests.held_back")
    with clock.standing_at(OVER):
        for _run in range(3):
            with filon.inside(alice.tenant):
                sum_up_requests(held_back, filon.settings)
        filon.work()
    assert len(subjects(mailbox)) == MOST_REQUESTS_AN_HOUR + 1
    assert subjects(mailbox)[-1].startswith("3 autres demandes")


def test_two_workers_at_once_keep_the_measure(filon: Filon, alice: PairedSite) -> None:
    """By threads that announce at the same moment, as workers of several hosts do."""
    at_once, more = 4, 8
    ask(alice, MOST_REQUESTS_AN_HOUR + more)
    with filon.inside(alice.tenant, write=False):
        events = list(Event.select().where(Event.name == "lead.recorded"))
    begin = Barrier(at_once)

    def announce(lane: int) -> None:
        try:
            with clock.standing_at(NOW):
                begin.wait(10)
                for event in events[lane::at_once]:
                    with filon.inside(alice.tenant):
                        announce_request(event, filon.settings)
        finally:
            filon.close()

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(announce, range(at_once)))
    with filon.inside(alice.tenant, write=False):
        held = Notification.held_until.is_null(False)
        assert Notification.select().where(held).count() == more
        assert Notification.select().where(~held).count() == MOST_REQUESTS_AN_HOUR
        assert Event.select().where(Event.name == "requests.held_back").count() == 1
