"""Somebody asks a site to be erased: whoever decides reads by which address and what goes, and is mailed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from filon.foundation import clock
from filon.foundation.database import database
from filon.foundation.outbox import Event
from filon.housekeeping.erasing import decide_before, pressing_at
from filon.housekeeping.erasure_mails import MOST_AN_HOUR
from filon.leads.erasure_requests import ErasureRequest
from filon.tenants import actions, business
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.crowd import subjects
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox
from tests.tasks.planning import at

ASKED = at("2026-11-30 10:24")
SALMA = "salma@example.com"


def ask(site: PairedSite, email: str = SALMA) -> None:
    """What WordPress' tool does, once it believes somebody."""
    body = json.dumps({"email": email}).encode()
    answer = site.call("/api/v1/sites/person/erasure", body, timestamp=clock.unix())
    assert answer.status_code == 200, answer.text


def of_erasures(mailbox: Mailbox) -> list[str]:
    """Subjects of what Alice was told of erasures."""
    return [subject for subject in subjects(mailbox) if "effacée" in subject.replace("effacées", "effacée")]


def run(site: PairedSite, moment: datetime) -> None:
    with clock.standing_at(moment):
        site.filon.work()


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """From the site's question by two mails to nothing left of the address."""
    with filon.inside(alice.tenant):
        boss = actions.add_member(name="Bob", email="bob@bob.example", role="manager", language="en")
        agent = actions.add_member(name="Dina", email="dina@bob.example", role="agent", language="fr")
        Member.update(joined_at=clock.now(), told_of_requests=False).where(
            Member.id.in_([boss.id, agent.id])
        ).execute()
    with clock.standing_at(ASKED):
        aside = submission({"message": "Tél. +212661234567"}, spam={"by": "honeypot"})
        alice.deliver(submission(), aside, timestamp=clock.unix())
        for _twice in range(2):
            ask(alice, "Salma@Example.com")
    run(alice, ASKED)
    assert of_erasures(mailbox) == ["1 personne demande à être effacée : à décider avant le 30 décembre"]
    assert [said for said in subjects(mailbox, "bob@bob.example") if "erased" in said] == [
        "1 person asks to be erased: to be decided before 30 December"
    ]
    assert subjects(mailbox, "dina@bob.example") == []
    [mail] = [one for one in mailbox.mails if "effacée" in one.message["Subject"]]
    html = mail.message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    for text in (mail.text, html.get_content()):
        assert "http://127.0.0.1:8000/app/prospects/1/person" in text
        assert "salma" not in text.lower(), "a mail outlives whom it is about"
    with clock.standing_at(ASKED + timedelta(days=1)):
        page = signed_in(alice).get("/app/prospects/1/person").text.replace("\xa0", " ")
        listed = signed_in(alice).get("/app/prospects/erasures").text
    for said in ("Salma@<wbr>Example.com", alice.home_url, "Lundi 30 novembre, 10 h 24", "30 décembre"):
        assert said in page
    assert ("Prospect n° 1" in page, "Envoi mis de côté" in page) == (True, True)
    assert "à décider avant le 30 décembre" in listed
    [told] = at_the_api(signed_in(alice)).get("/api/v1/erasures").json["erasures"]
    assert (told["email"], told["site"]) == ("Salma@Example.com", alice.home_url)
    assert told["decide_before"] == "2026-12-30"

    run(alice, at("2026-12-23 08:59"))
    assert len(of_erasures(mailbox)) == 1
    run(alice, at("2026-12-23 09:00"))
    run(alice, at("2026-12-29 09:00"))
    assert of_erasures(mailbox)[1:] == [
        "1 personne demande toujours à être effacée : à décider avant le 30 décembre"
    ]
    refused = signed_in(alice).post(f"/app/prospects/erasures/{told['id']}/refusal")
    assert refused.status_code < 400
    with filon.inside(alice.tenant, write=False):
        assert ErasureRequest.select().count() == 0, "nor is the address kept"


@pytest.mark.parametrize("environ", ["sqlite"], indirect=True)
def test_the_address_of_who_stays_is_overwritten(filon: Filon, alice: PairedSite) -> None:
    """They may have another than the business knows them by."""
    alice.deliver(submission())
    ask(alice, "Salma@Example.COM")
    file = Path(filon.settings.database.removeprefix("sqlite:///"))

    def is_there() -> bool:
        database.obj.close()
        return b"Salma@Example.COM" in file.read_bytes()

    assert is_there()
    # Some builds of SQLite overwrite all that is deleted, unless told otherwise.
    database.obj.connection().execute("PRAGMA secure_delete = 0")
    [asked] = at_the_api(signed_in(alice)).get("/api/v1/erasures").json["erasures"]
    refused = signed_in(alice).post(f"/app/prospects/erasures/{asked['id']}/refusal")
    assert refused.status_code < 400
    assert not is_there()


def test_what_is_decided_in_time_is_told_of_no_more(alice: PairedSite, mailbox: Mailbox) -> None:
    with clock.standing_at(ASKED):
        alice.deliver(submission(), timestamp=clock.unix())
        ask(alice)
        alice.filon.work()
        signed_in(alice).post("/app/prospects/1/person/erasure", data={"typed": "1"})
    told = len(of_erasures(mailbox))
    run(alice, at("2026-12-23 09:00"))
    assert (told, len(of_erasures(mailbox))) == (1, 1)


def test_a_site_that_asks_of_everybody_buries_no_mailbox(alice: PairedSite, mailbox: Mailbox) -> None:
    people = [f"visitor{n}@example.com" for n in range(MOST_AN_HOUR + 2)]
    with clock.standing_at(ASKED):
        lines = [submission({"email": email, "message": email}) for email in people]
        alice.deliver(*lines, timestamp=clock.unix())
        for email in people:
            ask(alice, email)
            alice.filon.work()
    assert len(of_erasures(mailbox)) == MOST_AN_HOUR
    run(alice, at("2026-11-30 11:01"))
    assert of_erasures(mailbox)[MOST_AN_HOUR:] == [
        "2 personnes demandent à être effacées : à décider avant le 30 décembre"
    ]
    assert "/app/prospects/erasures" in mailbox.mails[-1].text
    run(alice, at("2026-12-23 09:00"))
    assert len(of_erasures(mailbox)) == MOST_AN_HOUR + 2, "one for all of them"
    with alice.filon.inside(alice.tenant, write=False):
        assert ErasureRequest.select().where(ErasureRequest.told_at.is_null()).count() == 0


def test_what_nobody_was_there_to_read_is_told_to_who_comes(alice: PairedSite, mailbox: Mailbox) -> None:
    def let_somebody_read(joined_at: datetime | None) -> None:
        with alice.filon.inside(alice.tenant):
            Member.update(joined_at=joined_at, told_of_requests=False).execute()

    with clock.standing_at(ASKED):
        let_somebody_read(None)
        alice.deliver(submission(), timestamp=clock.unix())
        ask(alice)
        alice.filon.work()
    run(alice, ASKED + timedelta(days=1))
    let_somebody_read(ASKED)
    run(alice, ASKED + timedelta(days=2))
    assert len(of_erasures(mailbox)) == 1
    let_somebody_read(None)
    run(alice, at("2026-12-23 09:00"))
    let_somebody_read(ASKED)
    run(alice, at("2026-12-24 09:00"))
    assert of_erasures(mailbox)[1:] == [
        "1 personne demande toujours à être effacée : à décider avant le 30 décembre"
    ]


def test_a_business_that_moves_west_is_still_told_once_more(alice: PairedSite, mailbox: Mailbox) -> None:
    with clock.standing_at(ASKED):
        alice.deliver(submission(), timestamp=clock.unix())
        ask(alice)
    run(alice, ASKED)
    with alice.filon.inside(alice.tenant):
        business.move_to_zone("America/Martinique")
    run(alice, at("2026-12-23 09:00"))
    assert len(of_erasures(mailbox)) == 1, "it is night there"
    for _twice in range(2):
        run(alice, at("2026-12-23 14:00"))
    assert len(of_erasures(mailbox)) == 2
    with alice.filon.inside(alice.tenant, write=False):
        assert not Event.select().where(Event.name == "erasure.pressing").exists()


def test_a_month_ends_where_there_is_no_such_day() -> None:
    zone = "Africa/Casablanca"
    assert str(decide_before(at("2027-01-31 23:30"), zone)) == "2027-02-28"
    assert pressing_at(at("2027-01-31 23:30"), zone) == at("2027-02-21 09:00")
