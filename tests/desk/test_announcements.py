"""The mail that tells a member that somebody asked: who, what, since when, with a link, in their language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from filon.desk import announcements
from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.interactions.actions import change_status
from filon.leads.models import Lead
from filon.notifications.models import Notification
from filon.tenants import actions
from filon.tenants.sign_in import DOORSTEP
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mail, Mailbox

pytestmark = pytest.mark.usefixtures("mailbox")

# A Monday in May. The visitor asked on Friday, at half past two in Casablanca.
NOW = datetime(2026, 5, 18, 10, 0, tzinfo=UTC)
ASKED = "2026-05-15T13:30:00Z"


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def _deliver(site: PairedSite, fields: dict[str, str] | None = None, **more: Any) -> None:
    answer = site.deliver(submission(fields, submitted_at=ASKED, **more), timestamp=int(NOW.timestamp()))
    assert answer.json["answers"][0]["answer"] in ("recorded", "joined")


def _ask(site: PairedSite, fields: dict[str, str] | None = None, **more: Any) -> None:
    _deliver(site, fields, **more)
    site.filon.work()


def _mail(mailbox: Mailbox) -> Mail:
    (mail,) = mailbox.mails
    return mail


def _subject(mail: Mail) -> str:
    return " ".join(str(mail.message["Subject"]).split())


def _html(mail: Mail) -> str:
    part = mail.message.get_body(("html",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_it_works(alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice)
    mail = _mail(mailbox)
    assert (mail.sender, mail.recipients) == ("filon@agence.example", ["alice@atlas.example"])
    assert _subject(mail) == "Nouvelle demande : Salma Bennani"
    text = mail.text.replace("\u00a0", " ")
    assert "Salma Bennani attend votre appel depuis vendredi 14 h 30." in text
    assert "06 61 23 45 67" in text
    assert "salma@example.com" in text
    assert "Bonjour, je voudrais un devis pour une cuisine en L." in text
    assert "http://127.0.0.1:8000/app/prospects/1" in text
    assert "Menuiserie Atlas" in text
    html = _html(mail)
    assert 'href="http://127.0.0.1:8000/app/prospects/1"' in html
    assert 'href="tel:+212661234567"' in html
    assert '<html lang="fr" dir="ltr">' in html
    assert re.search(r"(?<!\n)\n{4}", text) is None, "no holes in the text"


@pytest.mark.parametrize(
    ("language", "subject", "since", "page"),
    [
        (
            "en",
            "New request: Salma Bennani",
            "Salma Bennani has been waiting for your call since Friday 14:30.",
            '<html lang="en" dir="ltr">',
        ),
        ("ar", "طلب جديد: Salma Bennani", "ينتظر", '<html lang="ar" dir="rtl">'),
    ],
)
def test_in_the_members_language(
    filon: Filon, mailbox: Mailbox, language: str, subject: str, since: str, page: str
) -> None:
    site = filon.add_client(language=language)
    _ask(site)
    mail = _mail(mailbox)
    assert _subject(mail) == subject
    assert since in mail.text.replace("\u00a0", " ")
    assert page in _html(mail)
    assert "attend" not in mail.text + _html(mail), "no French is left"


def test_who_asks_again(alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice)
    _ask(alice, {"email": "salma@example.com", "message": "Vous avez reçu ma demande ?"})
    again = mailbox.mails[1]
    assert _subject(again) == "Salma Bennani vous relance"
    assert "Salma Bennani vous a de nouveau écrit" in again.text
    assert "Vous avez reçu ma demande ?" in again.text
    assert again.message["Message-ID"] != mailbox.mails[0].message["Message-ID"]


def test_the_time_is_that_of_this_request(alice: PairedSite, mailbox: Mailbox) -> None:
    """Salma has waited since Wednesday, and asks again on Friday."""
    answer = alice.deliver(submission(submitted_at="2026-05-13T08:00:00Z"), timestamp=int(NOW.timestamp()))
    assert answer.json["answers"][0]["answer"] == "recorded"
    _ask(alice, {"email": "salma@example.com", "message": "Vous avez reçu ma demande ?"})
    first, again = (mail.text.replace("\u00a0", " ") for mail in mailbox.mails)
    assert "Salma Bennani attend votre appel depuis mercredi 9 h." in first
    assert "Salma Bennani vous a de nouveau écrit, vendredi 14 h 30." in again


def test_who_left_a_number_only_is_called_by_it_as_it_is_said(alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice, {"phone": "0661234567", "message": "Vous ouvrez samedi ?"})
    mail = _mail(mailbox)
    assert _subject(mail).replace("\u00a0", " ") == "Nouvelle demande : 06 61 23 45 67"
    assert "06 61 23 45 67 attend votre appel" in mail.text.replace("\u00a0", " ")
    assert "+212" not in mail.text


def test_the_link_that_lets_a_member_in(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    signed_in(alice)  # her business is named once she has come
    filon.client.post("/app/sign-in", data={"email": "alice@atlas.example"})
    filon.work()
    mail = _mail(mailbox)
    assert _subject(mail) == "Votre lien pour ouvrir Menuiserie Atlas"
    for words in (mail.text, _html(mail)):
        assert "Ce lien sert une fois et vaut quinze minutes." in words
        assert "/app/sign-in/" in words
        assert not words.startswith("\n")


def test_who_left_no_name(alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice, {"message": "Vous ouvrez samedi ?"})
    assert _subject(_mail(mailbox)) == "Nouvelle demande : Prospect n° 1"


def test_everybody_who_wants_to_know_is_told_once(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    with filon.inside(alice.tenant):
        for name, told in (("Bob", True), ("Dina", False), ("Eve", True)):
            member = actions.add_member(
                name=name, email=f"{name.lower()}@atlas.example", role="agent", language="en", told=told
            )
        member.removed_at = clock.now()
        member.save()
    _ask(alice)
    told = sorted((mail.recipients[0], _subject(mail)) for mail in mailbox.mails)
    assert told == [
        ("alice@atlas.example", "Nouvelle demande : Salma Bennani"),
        ("bob@atlas.example", "New request: Salma Bennani"),
    ], "neither Dina nor Eve, who has left, nor Charlie"


def test_a_cause_tells_a_person_once(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """The reaction runs again: its worker died after the commit, or thought so."""
    _deliver(alice)
    with filon.inside(alice.tenant, write=False):
        event = Event.get(Event.name == "lead.recorded")
    for _run in range(3):
        with filon.inside(alice.tenant):
            announcements.announce_request(event, filon.settings)
    filon.work()
    assert len(mailbox.mails) == 1


def test_a_lead_in_the_trash_is_not_announced(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    _deliver(alice)
    with filon.inside(alice.tenant):
        Lead.update(trashed_at=clock.now()).execute()
    filon.work()
    assert mailbox.mails == []


def test_a_change_of_status_tells_nobody(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice)
    with filon.inside(alice.tenant):
        change_status(Lead.by_number(1), "won")
    filon.work()
    assert len(mailbox.mails) == 1


HOSTILE = "</blockquote><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }} %(when)s %s & \"'"


def test_hostile_words_stay_words(alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice, dict.fromkeys(("name", "company", "message"), HOSTILE), form={"id": "f", "title": HOSTILE})
    mail = _mail(mailbox)
    html = _html(mail)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "49" not in html + mail.text.replace("http://127.0.0.1:8000", "")
    assert HOSTILE in mail.text, "the text part says exactly what was written"
    assert "49" not in _subject(mail)


def test_a_hostile_name_adds_no_header(alice: PairedSite, mailbox: Mailbox) -> None:
    name = "Salma\r\nBcc: everybody@example.com\r\n\r\nBonjour\x00\x0b\x85\u2028Reply-To: eve@example.com"
    _ask(alice, {"name": name, "message": "\r\n.\r\nMAIL FROM:<eve@example.com>\r\n"})
    mail = _mail(mailbox)
    assert mail.recipients == ["alice@atlas.example"]
    assert (mail.message["Bcc"], mail.message["Reply-To"]) == (None, None)
    assert _subject(mail).startswith("Nouvelle demande : Salma Bcc: everybody@example.com")
    assert "MAIL FROM:<eve@example.com>" in mail.text


def test_a_long_story_is_cut_and_a_long_name_too(alice: PairedSite, mailbox: Mailbox) -> None:
    _ask(alice, {"name": "é" * 5_000, "message": "m" * 100_000})
    mail = _mail(mailbox)
    assert len(_subject(mail)) <= 200
    assert "m" * announcements.LONGEST_EXCERPT + "…" in mail.text
    assert len(mail.text) < announcements.LONGEST_EXCERPT + 1_000


def test_charlie_hears_of_his_own_only(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    _deliver(alice)
    _deliver(charlie)
    filon.work()
    for mail, site in zip(sorted(mailbox.mails, key=lambda m: m.recipients), (alice, charlie), strict=True):
        with filon.inside(site.tenant, write=False):
            (queued,) = Notification.select()
        assert mail.recipients == [queued.address]
        assert queued.id.hex in str(mail.message["Message-ID"])


def test_a_sign_in_link_is_made_for_the_mail_alone(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    filon.client.post("/app/sign-in", data={"email": "alice@atlas.example"})
    with filon.inside(DOORSTEP, write=False):
        (asked,) = Event.select()
    assert sorted(asked.payload) == ["email", "next"], "no token waits in the outbox"
    filon.work()
    mail = _mail(mailbox)
    assert mail.recipients == ["alice@atlas.example"]
    assert _subject(mail) == "Votre lien pour ouvrir votre tableau de bord", "she never came"
    link = re.search(r"http://127\.0\.0\.1:8000(/app/sign-in/\S+)", mail.text)
    assert link
    assert filon.client.get(link.group(1)).status_code == 200
