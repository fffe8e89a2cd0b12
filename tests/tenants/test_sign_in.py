"""Signing in by e-mail: a link that works once, when its button is pressed, and tells nobody who has an account."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.foundation.secrets import digest
from filon.foundation.tenancy import without_tenant
from filon.foundation.transactions import transaction
from filon.tenants import sign_in
from filon.tenants.models import Session, SignInLink
from filon.tenants.operators import staff
from tests.foundation.neighbours import record
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("mailbox")

ALICE = "alice@atlas.example"


def ask(client: FlaskClient, email: str = ALICE, **more: str) -> TestResponse:
    return client.post("/app/sign-in", data={"email": email, **more})


def mailed_links(filon: Filon, mailbox: Mailbox) -> list[str]:
    """The addresses in the sign-in mails that have arrived, oldest first, without our own host."""
    filon.work()
    found = [re.search(r"https?://[^/\s]+(/app/sign-in/\S+)", mail.text) for mail in mailbox.mails]
    return [match[1] for match in found if match]


def mailed_link(filon: Filon, mailbox: Mailbox) -> str:
    """The newest of them."""
    return mailed_links(filon, mailbox)[-1]


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    record(filon, alice, "Salma")
    browser = filon.client
    assert browser.get("/app/").headers["Location"] == "/app/sign-in?next=/app/"
    assert ALICE in ask(browser, next="/app/prospects/1").text
    link = mailed_link(filon, mailbox)
    assert browser.get(link).status_code == 200
    entered = browser.post(link)
    assert (entered.status_code, entered.headers["Location"]) == (303, "/app/prospects/1")
    assert "Salma" in browser.get("/app/prospects/1").text


def test_the_cookie_is_ours_alone(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    browser = filon.client
    ask(browser)
    cookie = browser.post(mailed_link(filon, mailbox)).headers["Set-Cookie"]
    assert re.match(r"filon_session=[\w-]{43}; ", cookie)
    for word in ("HttpOnly", "SameSite=Lax", "Path=/app", "Max-Age=2592000"):
        assert word in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    with filon.inside(alice.tenant, write=False):
        assert [row.digest for row in Session.select()] == [digest(token)]


def test_looking_at_the_link_never_uses_it(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """Mail scanners follow links, some with HEAD, some many times."""
    ask(filon.client)
    link = mailed_link(filon, mailbox)
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        scanned = filon.client.open(link, method=method)
        assert scanned.status_code == 200
        assert "Set-Cookie" not in scanned.headers
    assert filon.client.post(link).status_code == 303


def test_it_works_once(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(filon.client)
    link = mailed_link(filon, mailbox)
    assert [filon.client.post(link).status_code for _ in range(3)] == [303, 410, 410]
    with filon.inside(alice.tenant, write=False):
        assert Session.select().count() == 1


def test_it_works_for_fifteen_minutes(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(filon.client)
    link = mailed_link(filon, mailbox)
    with clock.standing_at(clock.now() + timedelta(minutes=14)):
        assert filon.client.post(link).status_code == 303
    ask(filon.client)
    link = mailed_link(filon, mailbox)
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        over = filon.client.post(link)
        assert over.status_code == 410
        assert "Set-Cookie" not in over.headers


def test_a_guessed_link_is_over(filon: Filon, alice: PairedSite) -> None:
    for token in ("x", "x" * 43, "é", "%00", "..%2f..", "' OR 1=1 --"):
        answer = filon.client.post(f"/app/sign-in/{token}")
        assert answer.status_code in (404, 405, 410), token
        assert "Set-Cookie" not in answer.headers


def test_nobody_learns_who_has_an_account(filon: Filon, alice: PairedSite) -> None:
    known, unknown = ask(filon.client, ALICE), ask(filon.client, "nobody@atlas.example")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(ALICE, "X") == unknown.text.replace("nobody@atlas.example", "X")
    assert {*known.headers.keys()} == {*unknown.headers.keys()}


def test_an_address_is_compared_as_people_write_it(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(filon.client, "  Alice@ATLAS.example ")
    assert mailed_link(filon, mailbox)


def test_nobody_learns_it_from_what_is_written(filon: Filon, alice: PairedSite) -> None:
    """The door writes the same for any address, and looks nothing up: so both take the same time."""
    written = []
    for email in (ALICE, "nobody@atlas.example"):
        with filon.inside(sign_in.DOORSTEP):
            Event.delete().execute()
        ask(filon.client, email)
        with filon.inside(sign_in.DOORSTEP, write=False):
            (event,) = Event.select()
        written.append((event.name, sorted(event.payload)))
        for site in (alice,):
            with filon.inside(site.tenant, write=False):
                assert Event.select().count() == 0
    assert written[0] == written[1]


@pytest.mark.parametrize("door", ["/app/sign-in", "/operator/sign-in"])
def test_nobody_learns_it_from_the_work_that_is_done(
    filon: Filon, alice: PairedSite, door: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The same statements, in the same order, for an address that is known and for one that nobody has.

    On SQLite prepared ones are not among them; that what they write is the same is in the test above.
    """
    staff.add("olivia@agence.example", "Olivia")
    known = {"/app/sign-in": ALICE, "/operator/sign-in": "olivia@agence.example"}[door]
    filon.client.post(door, data={"email": "first@atlas.example"})  # opens the connection
    done = []
    for email in (known, "nobody@atlas.example"):
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "peewee"):
            assert filon.client.post(door, data={"email": email}).status_code == 200
        done.append([record.msg[0] for record in caplog.records if record.name == "peewee"])
    assert done[0] == done[1]
    seen = "outbox" if filon.settings.engine == "postgresql" else "attempts"
    assert any(seen in statement for statement in done[0]), "the test sees the statements"


def test_an_address_that_nobody_has_gets_no_mail(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(filon.client, "nobody@atlas.example")
    assert mailed_links(filon, mailbox) == []
    with filon.inside(sign_in.DOORSTEP, write=False):
        assert Event.select().count() == 0, "and nothing is left of it"


def test_an_address_that_is_none_is_said_so(filon: Filon, alice: PairedSite) -> None:
    for email in ("", "alice", "@", "alice@", "a b@c.example", "a@b\x00.example", "a@b\u2028.example"):
        answer = ask(filon.client, email)
        assert answer.status_code == 422, email
        assert "pas complète" in answer.text


def test_an_endless_address_is_none(filon: Filon) -> None:
    assert ask(filon.client, "x" * 300 + "@atlas.example").status_code == 422
    assert ask(filon.client, "x" * 3_000_000).status_code == 413


def test_a_stranger_who_asks_in_her_name_locks_nobody_out(filon: Filon, alice: PairedSite) -> None:
    def asked(caller: str) -> int:
        return filon.client.post(
            "/app/sign-in", data={"email": ALICE}, environ_overrides={"REMOTE_ADDR": caller}
        ).status_code

    assert [asked("203.0.113.1") for _ in range(29)] == [200] * 5 + [429] * 24
    assert asked("203.0.113.9") == 200
    many = [asked(f"198.51.100.{number}") for number in range(16)]
    assert many == [200] * 14 + [429] * 2, "but nobody fills her mailbox"


def test_asking_is_limited_for_each_address_and_each_caller(filon: Filon, alice: PairedSite) -> None:
    statuses = [ask(filon.client).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    others = [ask(filon.client, f"bob{number}@atlas.example").status_code for number in range(25)]
    assert others == [200] * 24 + [429]
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        assert ask(filon.client).status_code == 200


def test_a_limit_is_the_same_for_an_address_that_nobody_has(filon: Filon, alice: PairedSite) -> None:
    statuses = [ask(filon.client, "nobody@atlas.example").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_guessing_links_is_limited(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(filon.client)
    link = mailed_link(filon, mailbox)
    statuses = [filon.client.post(f"/app/sign-in/guess{number}").status_code for number in range(31)]
    assert statuses == [410] * 30 + [429]
    assert filon.client.post(link).status_code == 429, "the right one from there has to wait, too"


OUTSIDE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/app/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/application",
    "/api/v1/submissions",
    "/app",
    "",
    " /app/prospects",
    "http:/app/",
    "/app/s/01997d5e-0000-7000-8000-0000000051fe/",
    "/app/sign-in",
    "/app/sign-out",
    "/app/" + "x" * 2000,
]


def test_next_never_leaves_the_dashboard(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    for hour, wanted in enumerate(OUTSIDE):
        with clock.standing_at(clock.now() + timedelta(hours=hour)):  # not so many an hour
            ask(filon.client, next=wanted)
            link = mailed_link(filon, mailbox)
            assert link.endswith("?next=/app/"), wanted
            entered = filon.client.post(link.partition("?")[0], data={"next": wanted})
            assert (entered.status_code, entered.headers["Location"]) == (303, "/app/"), wanted


@pytest.mark.parametrize(
    "wanted", ["/app/prospects?status=all&before=3", "/app/prospects/1#note", "/app/x y\r\nSet-Cookie: a=b"]
)
def test_next_comes_back_as_it_was_and_adds_no_header(
    filon: Filon, alice: PairedSite, wanted: str, mailbox: Mailbox
) -> None:
    ask(filon.client, next=wanted)
    entered = filon.client.post(mailed_link(filon, mailbox))
    assert entered.headers["Location"].startswith("/app/")
    assert "a=b" not in str(entered.headers)
    assert len(entered.headers.getlist("Set-Cookie")) == 1
    if "?" in wanted:
        assert entered.headers["Location"] == wanted


def test_links_that_nobody_used_are_forgotten(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    ask(filon.client)
    mailed_link(filon, mailbox)
    assert sign_in.forget_expired() == 0
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert sign_in.forget_expired() == 1


def test_the_link_in_the_mail_is_not_in_the_database(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    ask(filon.client)
    token = mailed_link(filon, mailbox).split("/")[3].partition("?")[0]
    with without_tenant(), transaction(write=False):
        (link,) = SignInLink.select()
        assert link.digest == digest(token)
        assert token not in str(link.__data__)
