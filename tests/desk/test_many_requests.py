"""A flood of requests does not bury a mailbox: what exceeds an hour's measure is told in one mail, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
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
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox

# Ten past eleven in Casablanca.
NOW = datetime(2026, 5, 18, 10, 10, tzinfo=UTC)
OVER = datetime(2026, 5, 18, 11, 1, tzinfo=UTC)


@pytest.fixture
def environ(environ: dict[str, str], mailbox: Mailbox) -> dict[str, str]:
    """A service that hands its mails to `mailbox`."""
    smtp = f"smtp://{mailbox.host}:{mailbox.port}"
    return {**environ, "FILON_SMTP": smtp, "FILON_MAIL_FROM": "filon@agence.example"}


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def _ask(site: PairedSite, count: int, first: int = 0) -> None:
    """So many people ask, each about something else."""
    lines = [
        submission({"name": f"Visitor {n}", "email": f"visitor{n}@example.com", "message": f"About {n}"})
        for n in range(first, first + count)
    ]
    answers = site.deliver(*lines, timestamp=clock.unix()).json["answers"]
    assert [answer["answer"] for answer in answers] == ["recorded"] * count


def _subjects(mailbox: Mailbox, recipient: str = "alice@atlas.example") -> list[str]:
    """Subjects of the mails to somebody."""
    mails = [mail for mail in mailbox.mails if mail.recipients == [recipient]]
    return [" ".join(str(mail.message["Subject"]).split()) for mail in mails]


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice, MOST_REQUESTS_AN_HOUR + 12)
    filon.work()
    with clock.standing_at(NOW + timedelta(minutes=30)):
        _ask(alice, 30, first=100)
        filon.work()
    singles = _subjects(mailbox)
    assert len(singles) == len(set(singles)) == MOST_REQUESTS_AN_HOUR
    with clock.standing_at(OVER):
        filon.work()
        (summary,) = mailbox.mails[MOST_REQUESTS_AN_HOUR:]
        assert _subjects(mailbox)[-1] == "42 autres demandes pour Menuiserie Atlas"
        text = summary.text.replace("\u00a0", " ")
        assert "42 autres demandes sont arrivées entre 11 h et 12 h." in text
        assert "Au-delà de 30 mails par heure" in text
        assert "http://127.0.0.1:8000/app/prospects?status=waiting" in text
        html = summary.message.get_body(("html",))
        assert isinstance(html, EmailMessage)
        assert 'href="http://127.0.0.1:8000/app/prospects?status=waiting"' in html.get_content()
        with filon.inside(alice.tenant, write=False):
            assert Lead.waiting_count() == MOST_REQUESTS_AN_HOUR + 42, "nobody is lost from the list"
        assert "Visitor 129" in signed_in(alice).get("/app/prospects?status=waiting").text


def test_the_next_hour_begins_anew(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice, MOST_REQUESTS_AN_HOUR + 1)
    filon.work()
    with clock.standing_at(OVER - timedelta(seconds=30)):
        _ask(alice, 2, first=100)
        filon.work()
        assert _subjects(mailbox)[MOST_REQUESTS_AN_HOUR:] == [
            "Nouvelle demande : Visitor 100",
            "Nouvelle demande : Visitor 101",
        ]
    for later in (OVER, OVER + timedelta(hours=1), OVER + timedelta(days=1)):
        with clock.standing_at(later):
            filon.work()
            assert _subjects(mailbox)[MOST_REQUESTS_AN_HOUR + 2 :] == [
                "1 autre demande pour Menuiserie Atlas"
            ]


def test_within_the_measure_there_is_no_summary(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice, MOST_REQUESTS_AN_HOUR)
    filon.client.post("/app/sign-in", data={"email": "alice@atlas.example"})
    filon.work()
    with clock.standing_at(OVER):
        filon.work()
    assert len(_subjects(mailbox)) == MOST_REQUESTS_AN_HOUR + 1
    assert "Votre lien pour ouvrir Menuiserie Atlas" in _subjects(mailbox), "a link is not a request"


def test_a_link_to_sign_in_comes_through_a_flood(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice, MOST_REQUESTS_AN_HOUR + 5)
    filon.work()
    filon.client.post("/app/sign-in", data={"email": "alice@atlas.example"})
    filon.work()
    assert _subjects(mailbox)[-1] == "Votre lien pour ouvrir Menuiserie Atlas"


def test_each_reader_has_a_measure_and_a_language_of_their_own(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    _ask(alice, 3)
    filon.work()
    with filon.inside(alice.tenant):
        for name, language in (("bob", "en"), ("dina", "ar")):
            email = f"{name}@atlas.example"
            actions.add_member(name=name, email=email, role="agent", language=language, told=True)
    _ask(alice, MOST_REQUESTS_AN_HOUR + 2, first=100)
    _ask(charlie, 4)
    filon.work()
    with clock.standing_at(OVER):
        filon.work()
    for name, subject, sentence in (
        (
            "alice",
            "5 autres demandes pour Menuiserie Atlas",
            "5 autres demandes sont arrivées entre 11 h et 12 h.",
        ),
        ("bob", "2 more requests for Menuiserie Atlas", "2 more requests arrived between 11:00 and 12:00."),
        ("dina", "طلبان آخران لدى Menuiserie Atlas", "وصل طلبان آخران بين 11:00 و12:00."),
    ):
        assert _subjects(mailbox, f"{name}@atlas.example")[MOST_REQUESTS_AN_HOUR:] == [subject]
        (summary,) = (mail for mail in mailbox.mails[-3:] if mail.recipients == [f"{name}@atlas.example"])
        assert sentence in summary.text.replace("\u00a0", " ")
    assert len(_subjects(mailbox, "charlie@garage.example")) == 4, "another tenant's flood is not his"


def test_what_runs_again_counts_once(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """A worker died after its commit, or thought so: of what it repeats nothing is told twice."""
    _ask(alice, MOST_REQUESTS_AN_HOUR + 3)
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
    assert len(_subjects(mailbox)) == MOST_REQUESTS_AN_HOUR + 1
    assert _subjects(mailbox)[-1].startswith("3 autres demandes")


def test_two_workers_at_once_keep_the_measure(filon: Filon, alice: PairedSite) -> None:
    """By threads that announce at the same moment, as workers of several hosts do."""
    at_once, more = 4, 8
    _ask(alice, MOST_REQUESTS_AN_HOUR + more)
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
