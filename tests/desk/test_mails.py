"""Mails to a prospect: sent in the business's name, kept as written, with what became of them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.housekeeping.actions import erase_lead
from filon.interactions.mails import MOST_AN_HOUR
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.notifications.models import Notification
from filon.notifications.snippets import add_snippet
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite, submission
from tests.parts.smtp import Mailbox
from tests.tenants.programs import Program

PAGE = "/app/prospects/1"


@pytest.fixture
def browser(alice: PairedSite, mailbox: Mailbox) -> FlaskClient:
    """Alice, signed in, with Salma, who waits; nothing else is on its way."""
    alice.deliver(submission({"name": "Salma Bennani", "email": "salma@example.com"}))
    alice.filon.work()
    mailbox.mails.clear()
    return signed_in(alice)


def write(
    browser: FlaskClient, subject: str = "Votre cuisine", text: str = "Bonjour Salma,\n\nÀ lundi."
) -> int:
    return browser.post(f"{PAGE}/mails", data={"subject": subject, "letter": text}).status_code


def letters(browser: FlaskClient) -> list[str]:
    """What the page says of each mail, the newest first."""
    html = browser.get(PAGE).text
    found = re.findall(r'data-kind="mail".*?</li>', html, re.DOTALL)
    return [" ".join(unescape(re.sub("<[^>]+>", " ", one)).split()) for one in found]


def test_it_works(alice: PairedSite, browser: FlaskClient, mailbox: Mailbox) -> None:
    assert (
        write(browser, "Votre  cuisine\r\nBcc: tous@example.com", "Bonjour Salma,\r\n\r\n<b>À lundi.</b>")
        == 303
    )
    assert "Part dans un instant" in letters(browser)[0]
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).is_waiting, "no server has it yet"
    alice.filon.work()
    (mail,) = mailbox.mails
    assert mail.recipients == ["salma@example.com"]
    said = mail.message
    assert (said["From"], said["Reply-To"]) == (
        "Menuiserie Atlas <filon@agence.example>",
        "alice@atlas.example",
    )
    assert (said["Subject"], said["Bcc"]) == ("Votre cuisine Bcc: tous@example.com", None)
    assert said["Auto-Submitted"] is None, "a person wrote it"
    assert mail.text == "Bonjour Salma,\n\n<b>À lundi.</b>"
    assert said.get_content_type() == "text/plain"
    (shown,) = letters(browser)
    assert "Alice a écrit un mail" in shown
    assert "<b>À lundi.</b>" in shown
    assert "Envoyé à salma@example.com" in shown
    with alice.filon.inside(alice.tenant, write=False):
        lead = Lead.by_number(1)
        assert (lead.is_waiting, lead.status) == (False, "open")
        assert lead.first_answered_at is not None
    assert "Alice a écrit un mail" in browser.get(f"{PAGE}?show=exchanges").text


def test_what_can_not_be_sent_is_said_and_nothing_is_kept(
    alice: PairedSite, charlie: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    answer = browser.post(f"{PAGE}/mails", data={"subject": " ", "letter": "Mes mots"})
    assert answer.status_code == 422
    assert "Donnez un objet" in answer.text
    assert ">Mes mots</textarea>" in answer.text
    assert write(browser, "x" * 151) == write(browser, text=" ") == 422
    assert signed_in(charlie).post(f"{PAGE}/mails", data={"subject": "a", "letter": "b"}).status_code == 404
    assert (
        signed_in(alice, "reader").post(f"{PAGE}/mails", data={"subject": "a", "letter": "b"}).status_code
        == 403
    )
    with alice.filon.inside(alice.tenant):
        Member.update(email=None).where(Member.name == "Alice").execute()
    assert "Ajoutez votre adresse" in browser.post(f"{PAGE}/mails", data={"subject": "a", "letter": "b"}).text
    for address in (None, "a@b.example,c@d.example", "a@b.example\nBcc: c@d.example", "é@b.example", "<a@b>"):
        with alice.filon.inside(alice.tenant):
            Member.update(email="alice@atlas.example").where(Member.name == "Alice").execute()
            Lead.update(email=address).where(Lead.number == 1).execute()
        assert write(browser) == 409, address
    browser.post(f"{PAGE}/trash")
    assert write(browser) == 404
    alice.filon.work()
    assert mailbox.mails == []
    with alice.filon.inside(alice.tenant, write=False):
        assert not Interaction.select().where(Interaction.kind == "mail").exists()


def test_a_refused_one_says_why_and_goes_once_more(
    alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    mailbox.answer = "reject"
    write(browser)
    assert alice.filon.work() == 1, "given up at once"
    (shown,) = letters(browser)
    assert "Refusé par salma@example.com 550 No such mailbox Renvoyer" in shown
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).is_waiting, "nobody has answered"
    browser.post(f"{PAGE}/fields/email", data={"value": "salma.b@example.com"})
    assert "Renvoyer à salma.b@example.com" in letters(browser)[0]
    again = re.findall(r'action="([^"]+/resending)"', browser.get(PAGE).text)[0]
    mailbox.answer = "accept"
    assert browser.post(again).status_code == 303
    assert browser.post(again).status_code == 409, "it is on its way"
    alice.filon.work()
    assert [mail.recipients for mail in mailbox.mails] == [["salma.b@example.com"]]
    assert "Envoyé à salma.b@example.com" in letters(browser)[0]
    program = Program(alice, "leads:read", "mails:write")
    (moment,) = program("GET", "/api/v1/leads/1/timeline?kind=mail").json["timeline"]
    assert moment["details"]["to"] == "salma.b@example.com"
    mail = program("GET", f"/api/v1/leads/1/mails/{moment['id']}").json
    assert (mail["to"], mail["state"]) == ("salma.b@example.com", "sent")


def test_thirty_an_hour_and_one_who_is_erased_gets_none(
    alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    assert {write(browser) for _ in range(MOST_AN_HOUR)} == {303}
    refused = browser.post(f"{PAGE}/mails", data={"subject": "Un de plus", "letter": "Mes mots"})
    assert refused.status_code == 429
    assert ">Mes mots</textarea>" in refused.text
    with clock.standing_at(clock.now() + timedelta(minutes=61)):
        assert write(browser) == 303
    with alice.filon.inside(alice.tenant):
        erase_lead(Lead.by_number(1))
        assert not Notification.select().exists()
    alice.filon.work()
    assert mailbox.mails == []


def test_what_is_kept_ready_is_at_hand(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        ready = add_snippet("Devis", "Bonjour {prénom}, votre devis est prêt. {moi}")
    html = browser.get(PAGE).text
    assert 'data-insert="Bonjour Salma Bennani, votre devis est prêt. Alice"' in html
    without_script = browser.get(f"{PAGE}?kind=mail&ready={ready.id}").text
    assert ">Bonjour Salma Bennani, votre devis est prêt. Alice</textarea>" in without_script


def test_programs_write_in_a_members_name_if_their_key_says_so(
    alice: PairedSite, browser: FlaskClient, mailbox: Mailbox
) -> None:
    letter = {"subject": "Devis", "text": "Bonjour", "reply_to": "alice@atlas.example"}
    where = "/api/v1/leads/1/mails"
    assert Program(alice, "leads:write")("POST", where, letter).status_code == 403
    program = Program(alice, "mails:write", name="Devis")
    stranger = program("POST", where, {**letter, "reply_to": "eve@example.com"})
    assert (stranger.status_code, list(stranger.json["errors"])) == (422, ["reply_to"])
    made = program("POST", where, letter)
    assert (made.status_code, made.json["state"], made.json["to"]) == (201, "waiting", "salma@example.com")
    alice.filon.work()
    assert program("GET", f"{where}/{made.json['id']}").json["state"] == "sent"
    assert mailbox.mails[0].message["Reply-To"] == "alice@atlas.example"
    mailbox.answer = "reject"
    one = f"{where}/{program('POST', where, letter).json['id']}"
    alice.filon.work()
    assert program("GET", one).json["state"] == "refused"
    mailbox.answer = "accept"
    assert program("POST", f"{one}/resending").json["state"] == "waiting"
    assert program("POST", f"{one}/resending").status_code == 409, "it is on its way"
    alice.filon.work()
    assert len(mailbox.mails) == 2
