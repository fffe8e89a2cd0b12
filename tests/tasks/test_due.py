"""When a reminder is due its owner hears of it at that minute: by mail, once, and on every page that is open."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from filon.desk.due_mails import MOST_AN_HOUR, MOST_AT_ONCE, tell_due_tasks
from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.interactions import assigned
from filon.leads import by_hand
from filon.leads.models import Lead
from filon.tasks.models import Task
from filon.tenants import actions, members
from filon.tenants.models import Member, Tenant
from tests.dashboard.people import signed_in
from tests.desk.crowd import subjects
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.tasks.planning import NOW, at, planned, tasks


@pytest.fixture
def browser(mailbox: Mailbox, filon: Filon, browser: FlaskClient) -> FlaskClient:
    """Alice, who was told of Salma's request."""
    filon.work()
    mailbox.mails.clear()
    return browser


def test_it_works(filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox) -> None:
    planned(browser, "Relancer le devis 15 h")
    with clock.standing_at(at("2026-04-23 14:59:59")):
        filon.work()
        assert mailbox.mails == []
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
        (mail,) = mailbox.mails
        assert mail.recipients == ["alice@atlas.example"]
        assert subjects(mailbox) == ["Rappel : Relancer le devis (Salma Bennani)"]
        assert "06 61 23 45 67" in mail.text.replace("\u00a0", " ")
        assert "http://127.0.0.1:8000/app/prospects/1" in mail.text
        html = mail.message.get_body(("html",))
        assert isinstance(html, EmailMessage)
        assert 'href="tel:+212661234567"' in html.get_content()
        filon.work()
    with clock.standing_at(at("2026-04-24 15:00")):
        filon.work()
        assert len(mailbox.mails) == 1, "once is enough"


def test_what_has_no_words_says_whom_to_call(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    browser.post("/app/prospects/1/rappels", data={"when": "2026-04-24T09:00"})
    with clock.standing_at(at("2026-04-24 09:00")):
        filon.work()
    assert subjects(mailbox) == ["Rappel : Rappeler Salma Bennani"]


@pytest.mark.parametrize(
    ("language", "subject", "when"),
    [
        ("en", "Reminder: Devis (Salma Bennani)", "Planned: 15:00"),
        ("ar", "تذكير: Devis (Salma Bennani)", "الموعد: 15:00"),
    ],
)
def test_each_is_told_in_their_language(
    filon: Filon,
    alice: PairedSite,
    browser: FlaskClient,
    mailbox: Mailbox,
    language: str,
    subject: str,
    when: str,
) -> None:
    planned(browser, "Devis 15 h")
    with filon.inside(alice.tenant):
        Member.update(language=language).where(Member.role == "owner").execute()
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
    assert subjects(mailbox) == [subject]
    assert when in mailbox.mails[0].text


def test_what_was_put_off_done_or_dropped_is_not_told(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    for line in ("Un 15 h", "Deux 15 h", "Trois 15 h", "Quatre 15 h"):
        planned(browser, line)
    one, two, three, _four = tasks(alice)
    browser.post(f"/app/rappels/{one.id}/postponement", data={"when_words": "16 h"})
    browser.post(f"/app/rappels/{two.id}/completion")
    browser.post(f"/app/rappels/{three.id}/removal")
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
        assert subjects(mailbox) == ["Rappel : Quatre (Salma Bennani)"]
    with clock.standing_at(at("2026-04-23 16:00")):
        filon.work()
        assert subjects(mailbox)[1:] == ["Rappel : Un (Salma Bennani)"]
        # Put off once more after it was told: it is told again.
        browser.post(f"/app/rappels/{one.id}/postponement", data={"when_words": "17 h"})
    with clock.standing_at(at("2026-04-23 17:00")):
        filon.work()
        assert subjects(mailbox)[2:] == ["Rappel : Un (Salma Bennani)"]


def test_in_the_trash_nothing_is_told(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    planned(browser, "Relancer 15 h")
    with filon.inside(alice.tenant):
        by_hand.trash_lead(Lead.by_number(1))
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
    assert mailbox.mails == []


def test_a_client_that_has_left_is_told_nothing(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    planned(browser, "Relancer 15 h")
    with filon.inside(alice.tenant):
        Tenant.update(removed_at=clock.now()).execute()
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
    assert mailbox.mails == []


def test_many_at_once_are_one_mail_that_names_nobody(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    for number in range(MOST_AT_ONCE + 2):
        planned(browser, f"Devis {chr(65 + number)} 15 h")
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
    assert subjects(mailbox) == ["5 rappels à faire"]
    assert "Salma" not in mailbox.mails[0].text
    assert "http://127.0.0.1:8000/app/rappels" in mailbox.mails[0].text


def test_an_hour_has_its_measure(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    more = 4
    with filon.inside(alice.tenant):
        owner = Member.get(Member.role == "owner").id
    for minute in range(MOST_AN_HOUR + more):
        with clock.standing_at(at("2026-04-23 15:00") + timedelta(minutes=minute)):
            line = {"line": "Encore un dans 1 minute"}
            assert browser.post("/app/rappels", data=line).status_code == 303
        with clock.standing_at(at("2026-04-23 15:01") + timedelta(minutes=minute)):
            filon.work()
    assert subjects(mailbox) == ["Rappel : Encore un"] * MOST_AN_HOUR
    with filon.inside(alice.tenant, write=False):
        assert Task.due_count(owner, at("2026-04-23 15:59"), 100) == MOST_AN_HOUR + more, (
            "all are on the list"
        )
    with clock.standing_at(at("2026-04-23 16:01")):
        filon.work()
    assert subjects(mailbox)[MOST_AN_HOUR:] == ["4 rappels à faire"]


def test_what_runs_again_tells_once(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    planned(browser, "Relancer 15 h")
    with filon.inside(alice.tenant, write=False):
        event = Event.get(Event.name == "task.due")
    with clock.standing_at(at("2026-04-23 15:00")):
        for _run in range(3):
            with filon.inside(alice.tenant):
                tell_due_tasks(event, filon.settings)
        filon.work()
    assert len(mailbox.mails) == 1


def test_one_that_repeats_is_told_each_time(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    browser.post("/app/rappels", data={"line": "Relever la caisse 18 h"})
    (task,) = tasks(alice)
    form = {"title": task.title, "when_words": "18 h", "owner": str(task.owner_id), "repeat": "day"}
    assert browser.post(f"/app/rappels/{task.id}", data=form).status_code == 303
    for day in ("2026-04-23", "2026-04-24"):
        with clock.standing_at(at(f"{day} 18:00")):
            filon.work()
            browser.post(f"/app/rappels/{task.id}/completion")
    assert subjects(mailbox) == ["Rappel : Relever la caisse"] * 2


def test_whoever_is_only_invited_is_told_nothing(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    with filon.inside(alice.tenant):
        bob = actions.add_member(name="Bob", email="bob@bob.example", role="agent", language="fr")
        Member.update(joined_at=None).where(Member.id == bob.id).execute()
        Lead.update(owner_id=bob.id).execute()
    planned(browser, "Relancer 15 h")
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
    assert mailbox.mails == []


def test_who_leaves_leaves_nothing_undone(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    bob = signed_in(alice, "agent")
    bob.post("/app/rappels", data={"line": "Appeler le grossiste 15 h"})
    planned(bob, "Relancer 15 h")
    with filon.inside(alice.tenant):
        owner = Member.get(Member.role == "owner")
        Lead.update(owner_id=owner.id).execute()
        Member.update(told_of_requests=True).where(Member.id == owner.id).execute()
    with filon.inside(alice.tenant):
        members.remove(Member.get(Member.name == "Bob"))
    with clock.standing_at(NOW + timedelta(minutes=5)):
        filon.work()
        html = browser.get("/app/rappels").text
    assert "Appeler le grossiste" in html
    assert [task.owner_id for task in tasks(alice)] == [None, owner.id], (
        "everybody's, and the prospect's owner's"
    )
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
    assert sorted(subjects(mailbox)) == ["Rappel : Appeler le grossiste", "Rappel : Relancer (Salma Bennani)"]


def test_what_is_given_away_at_that_minute_is_told_to_who_has_it_now(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    """By a rule, from Bob who is limited to his own: it is the last that he knew of it, and nobody forgets it."""
    planned(signed_in(alice, "agent"), "Relancer 15 h")
    with filon.inside(alice.tenant):
        Member.update(only_own=True).where(Member.name == "Bob").execute()
    with clock.standing_at(at("2026-04-23 15:00:30")):
        with filon.inside(alice.tenant):
            owner = Member.get(Member.role == "owner")
            assigned.give(Lead.by_number(1), owner, why="late", minutes=30)
        filon.work()
        assert "Relancer" in browser.get("/app/rappels").text
    (mail,) = mailbox.mails
    assert (mail.recipients, subjects(mailbox)) == (
        ["alice@atlas.example"],
        ["Rappel : Relancer (Salma Bennani)"],
    )


def test_what_is_nobodys_is_told_to_whoever_may_see_its_prospect(
    filon: Filon, alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    """Bob hears of requests and is limited to his own; Salma is Alice's, who wants no mail of each request."""
    planned(browser, "Relancer 15 h")
    signed_in(alice, "agent")
    with filon.inside(alice.tenant):
        owner, bob = Member.get(Member.role == "owner"), Member.name == "Bob"
        Member.update(email="bob@atlas.example", only_own=True, told_of_requests=True).where(bob).execute()
        Member.update(told_of_requests=False).where(Member.id == owner.id).execute()
        Lead.update(owner_id=owner.id).execute()
        Task.update(owner_id=None).execute()
    with clock.standing_at(at("2026-04-23 15:00")):
        filon.work()
    assert [mail.recipients for mail in mailbox.mails] == [["alice@atlas.example"]]


def test_an_open_page_says_so_once(alice: PairedSite, browser: FlaskClient) -> None:
    planned(browser, "Relancer le devis 15 h")
    asks = re.search(r'hx-get="([^"]+/rappels/due\?since=\d+)"', browser.get("/app/prospects").text)
    assert asks
    assert browser.get(asks[1]).status_code == 204
    with clock.standing_at(at("2026-04-23 15:00:10")):
        told = browser.get(asks[1])
        assert "C’est l’heure\u00a0: Relancer le devis (Salma Bennani)." in told.text
        assert "<html" not in told.text
        again = re.search(r'hx-get="([^"]+/rappels/due\?since=\d+)"', told.text)
        assert again
        assert browser.get(again[1]).status_code == 204
        assert signed_in(alice, "agent").get(asks[1]).status_code == 204, "it is not Bob's"
    for odd in ("", "x", "-1", str(2**70)):
        assert browser.get(f"/app/rappels/due?since={odd}").status_code == 204


def test_the_first_screen_comes_anew(alice: PairedSite, browser: FlaskClient) -> None:
    planned(browser, "Relancer le devis 15 h")
    html = browser.get("/app/").text
    assert "Rappels d’aujourd’hui" in html
    assert "Relancer le devis" in html
    asks = re.search(r'hx-get="([^"]+/arrivals\?known=[^"]+)"', html)
    assert asks
    assert "HX-Location" not in browser.get(asks[1]).headers
    with clock.standing_at(at("2026-04-23 15:00:10")):
        assert "HX-Location" in browser.get(asks[1]).headers
        assert 'data-next="late"' in browser.get("/app/").text
