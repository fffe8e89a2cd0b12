"""Messages among colleagues: for those they name, unread until the prospect is opened, and mailed in moderation."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.desk.message_mails import MOST_AN_HOUR
from filon.interactions.models import Mention
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite, submission
from tests.parts.smtp import Mailbox


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    alice.deliver(submission())
    return signed_in(alice)


@pytest.fixture
def bob(alice: PairedSite, browser: FlaskClient) -> FlaskClient:
    """Bob, her team-mate."""
    return signed_in(alice, "agent", "en")


def id_of(alice: PairedSite, name: str) -> str:
    with alice.filon.inside(alice.tenant, write=False):
        return str(Member.get(Member.name == name).id)


def unread(browser: FlaskClient) -> int:
    return browser.get("/app/messages").text.count("data-unread")


def write(browser: FlaskClient, text: str, **more: Any) -> int:
    return browser.post("/app/prospects/1/messages", data={"message": text, **more}).status_code


def test_it_works(alice: PairedSite, browser: FlaskClient, bob: FlaskClient) -> None:
    assert write(browser, "Le hêtre est en rupture", to=id_of(alice, "Bob")) == 303
    html = browser.get("/app/prospects/1").text
    assert "Alice à Bob" in html
    assert "visible par l’équipe seulement" in html
    assert 'data-kind="internal"' in html
    assert unread(browser) == 0
    assert unread(bob) == 1
    assert "1<span" in bob.get("/app/messages").text, "the navigation counts it"
    assert "Le hêtre est en rupture" in bob.get("/app/prospects/1").text
    assert unread(bob) == 0
    assert "Le hêtre est en rupture" in bob.get("/app/messages").text, "what was read stays"


def test_a_whole_name_means_nobody_else(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        for last in ("Alami", "Alami Tazi", "Berrada"):
            Member.create(name=f"Karim {last}", role="agent", language="fr")
    for text, told in (
        ("@karim : à vous", "Karim Alami, Karim Alami Tazi, Karim Berrada"),
        ("@Karim Alami Tazi, c’est pour toi", "Karim Alami Tazi"),
    ):
        write(browser, text)
        assert re.findall("Alice à (Karim[^<]*)<", browser.get("/app/prospects/1").text)[0] == told


@pytest.mark.parametrize(
    ("text", "told"), [("@Bob regarde", 1), ("@bob, regarde", 1), ("bob@atlas.example", 0), ("@Bobby", 0)]
)
def test_a_name_after_an_at_tells_them(
    alice: PairedSite, browser: FlaskClient, bob: FlaskClient, text: str, told: int
) -> None:
    write(browser, text)
    assert unread(bob) == told


def test_who_is_named_hears_by_mail_in_their_language(
    alice: PairedSite, browser: FlaskClient, bob: FlaskClient, mailbox: Mailbox
) -> None:
    with alice.filon.inside(alice.tenant):
        Member.update(joined_at=Member.created_at).where(Member.name == "Bob").execute()
    alice.filon.work()
    for n in range(MOST_AN_HOUR + 3):
        write(browser, f"@Bob <b>{n}</b>")
        alice.filon.work()
    told = [mail for mail in mailbox.mails if mail.recipients == ["agent@bob.example"]]
    assert len(told) == MOST_AN_HOUR
    assert "Alice writes to you about Salma Bennani" in str(told[0].message["Subject"])
    assert "@Bob <b>0</b>" in told[0].text
    assert unread(bob) == MOST_AN_HOUR + 3


def test_an_empty_one_is_refused(alice: PairedSite, browser: FlaskClient, bob: FlaskClient) -> None:
    answer = browser.post("/app/prospects/1/messages", data={"message": " \x00", "to": id_of(alice, "Bob")})
    assert answer.status_code == 422
    assert re.search(r'name="to" value="[^"]+" checked', answer.text), "who was chosen stays so"
    assert "Écrivez votre message avant de l’envoyer." in answer.text


def test_nobody_outside_is_told(
    alice: PairedSite, charlie: PairedSite, browser: FlaskClient, bob: FlaskClient
) -> None:
    charlie.deliver(submission())
    stranger = signed_in(charlie)
    with charlie.filon.inside(charlie.tenant, write=False):
        his = str(Member.get(Member.role == "owner").id)
    assert write(browser, "Secret", to=[his, "nobody", id_of(alice, "Bob")]) == 303
    assert unread(stranger) == 0
    assert "Secret" not in stranger.get("/app/prospects/1").text
    assert unread(bob) == 1


def test_a_reader_is_told_and_writes_none(alice: PairedSite, browser: FlaskClient) -> None:
    reader = signed_in(alice, "reader")
    write(browser, "@Bob lis ceci")
    assert unread(reader) == 1
    reader.get("/app/prospects/1")
    assert unread(reader) == 0
    assert write(reader, "x") == 403
    with alice.filon.inside(alice.tenant, write=False):
        assert Mention.select().count() == 1


def test_what_is_about_somebody_in_the_trash_waits_for_nobody(
    alice: PairedSite, browser: FlaskClient, bob: FlaskClient
) -> None:
    write(browser, "Le hêtre est en rupture", to=id_of(alice, "Bob"))
    browser.post("/app/prospects/1/trash")
    assert "1<span" not in bob.get("/app/messages").text, "the navigation counts what can be read"
    assert unread(bob) == 0
    browser.post("/app/prospects/1/restoration")
    assert unread(bob) == 1
