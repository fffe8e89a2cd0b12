"""Sessions inside wp-admin: fifteen minutes, for one site, by bearer only; one-use tickets for downloads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.foundation.secrets import digest
from filon.leads.models import Lead
from filon.tenants import actions, sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Link, Member, Session, Site
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.foundation.neighbours import record
from tests.foundation.test_answers import problem
from tests.parts.service import Filon, PairedSite
from tests.tenants.wordpress_user import bearer, enter

JSON = {"Accept": "application/json"}


@pytest.fixture
def alice(filon: Filon, alice: PairedSite) -> PairedSite:
    record(filon, alice, "Salma", "Younes")
    return alice


def card(site: PairedSite, number: int = 1) -> str:
    return f"{base(site)}/prospects/{number}/contact.vcf"


def ask(site: PairedSite, path: Any, headers: dict[str, str]) -> TestResponse:
    """Ask for a ticket to `path`."""
    return site.filon.client.post(f"{base(site)}/tickets", json={"path": path}, headers={**JSON, **headers})


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    session = bearer(enter(alice))
    shown = filon.client.get(
        f"{base(alice)}/prospects?status=all", headers={**session, "Accept": "text/html"}
    )
    assert "Salma" in shown.text
    noted = filon.client.post(f"{base(alice)}/prospects/1/notes", data={"text": "rappeler"}, headers=session)
    assert noted.status_code == 303
    ticket = ask(alice, card(alice), session).json["ticket"]
    downloaded = filon.client.get(f"{card(alice)}?ticket={ticket}")
    assert "Salma" in downloaded.text
    assert downloaded.headers["Content-Disposition"].startswith("attachment")


def test_it_ends_after_fifteen_minutes(filon: Filon, alice: PairedSite) -> None:
    session = bearer(enter(alice))
    for minutes, status in ((14, 200), (16, 401)):
        with clock.standing_at(clock.now() + timedelta(minutes=minutes)):
            assert filon.client.get(f"{base(alice)}/", headers=session).status_code == status


def test_one_that_began_while_the_clock_was_ahead_does_not_last(filon: Filon, alice: PairedSite) -> None:
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        with filon.inside(alice.tenant):
            member = Member.get(Member.role == "owner")
            site = UUID(alice.id)
            frame = {"Authorization": f"Bearer {sessions.open_session(member, site=site)}"}
            cookie = sessions.open_session(member)
        assert filon.client.get(f"{base(alice)}/", headers=frame).status_code == 200
    assert filon.client.get(f"{base(alice)}/", headers=frame).status_code == 401
    browser = filon.client
    browser.set_cookie(COOKIE, cookie, path="/app")
    assert browser.get("/app/").status_code == 302


def test_one_from_a_host_whose_clock_differs_a_little_is_good(filon: Filon, alice: PairedSite) -> None:
    with clock.standing_at(clock.now() + timedelta(minutes=1)), filon.inside(alice.tenant):
        cookie = sessions.open_session(Member.get(Member.role == "owner"))
    browser = filon.client
    browser.set_cookie(COOKIE, cookie, path="/app")
    assert browser.get("/app/").status_code == 200


def test_before_it_ends_another_begins(filon: Filon, alice: PairedSite) -> None:
    first = bearer(enter(alice))
    with clock.standing_at(clock.now() + timedelta(minutes=13)):
        second = bearer(enter(alice))
        assert filon.client.get(f"{base(alice)}/", headers=first).status_code == 200
    with clock.standing_at(clock.now() + timedelta(minutes=20)):
        assert filon.client.get(f"{base(alice)}/", headers=first).status_code == 401
        assert filon.client.get(f"{base(alice)}/", headers=second).status_code == 200


def test_the_database_keeps_no_token(filon: Filon, alice: PairedSite) -> None:
    token = bearer(enter(alice))["Authorization"].split()[1]
    with filon.inside(alice.tenant, write=False):
        assert [row.digest for row in Session.select()] == [digest(token)]
        assert token not in str([row.__data__ for row in Session.select()])


def test_it_is_good_at_its_own_site_only(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    """At Charlie's, and at a second site of Alice's own."""
    session = bearer(enter(alice))
    with filon.inside(alice.tenant):
        code = actions.new_connection_code(actions.add_site("https://shop.example"), filon.settings.address)
    shop = PairedSite(filon, alice.tenant, "https://shop.example", code)
    for other in (charlie, shop):
        assert filon.client.get(f"{base(other)}/", headers=session).status_code == 401


def test_cookies_count_for_nothing_in_a_frame(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    assert browser.get("/app/prospects/1").status_code == 200
    shell = browser.get(f"{base(alice)}/prospects/1")
    assert "Salma" not in shell.text
    assert "Set-Cookie" not in shell.headers
    assert browser.post(f"{base(alice)}/prospects/1/notes", data={"text": "x"}).status_code == 401
    assert ask(alice, card(alice), {}).status_code == 401


def test_bearers_count_for_nothing_outside_a_frame(filon: Filon, alice: PairedSite) -> None:
    session = bearer(enter(alice))
    assert filon.client.get("/app/prospects/1", headers=session).status_code == 401


def test_a_header_that_is_no_bearer_is_nobodys(filon: Filon, alice: PairedSite) -> None:
    notes = f"{base(alice)}/prospects/1/notes"
    for header in ("", "Bearer", "Bearer ", "Basic YTpi", "bearer  x", "Bearer é", "Token x", "x" * 9000):
        answer = filon.client.post(notes, data={"text": "x"}, headers={**JSON, "Authorization": header})
        assert answer.status_code == 401, header
        assert "Salma" not in filon.client.get(f"{base(alice)}/", headers={"Authorization": header}).text


def test_roles_hold_in_the_frame(filon: Filon, alice: PairedSite) -> None:
    for role, status in (("reader", 403), ("agent", 303), ("manager", 303)):
        session = frame_bearer(alice, role)
        assert filon.client.get(f"{base(alice)}/prospects/1", headers=session).status_code == 200
        answer = filon.client.post(f"{base(alice)}/prospects/1/notes", data={"text": "x"}, headers=session)
        assert answer.status_code == status, role


# ── tickets


def test_a_ticket_counts_once(filon: Filon, alice: PairedSite) -> None:
    ticket = ask(alice, card(alice), bearer(enter(alice))).json["ticket"]
    first, second = (filon.client.get(f"{card(alice)}?ticket={ticket}", headers=JSON) for _ in range(2))
    assert first.status_code == 200
    assert (second.status_code, problem(second)["code"]) == (410, "gone")


def test_a_ticket_lives_sixty_seconds(filon: Filon, alice: PairedSite) -> None:
    session = bearer(enter(alice))
    for seconds, status in ((55, 200), (65, 410)):
        ticket = ask(alice, card(alice), session).json["ticket"]
        with clock.standing_at(clock.now() + timedelta(seconds=seconds)):
            assert filon.client.get(f"{card(alice)}?ticket={ticket}").status_code == status


def test_a_ticket_is_for_one_path(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    session = bearer(enter(alice))
    ticket = ask(alice, card(alice), session).json["ticket"]
    for other in (card(alice, 2), f"{base(alice)}/", f"{base(alice)}/prospects/1", card(charlie)):
        answer = filon.client.get(f"{other}?ticket={ticket}")
        assert answer.status_code == 410, other
        assert "Salma" not in answer.text
    assert filon.client.get(f"/app/prospects/1/contact.vcf?ticket={ticket}").status_code == 302
    assert filon.client.get(f"{card(alice)}?ticket={ticket}").status_code == 200, "none of that used it up"


def test_a_query_is_no_part_of_the_path(filon: Filon, alice: PairedSite) -> None:
    ticket = ask(alice, f"{card(alice)}?size=large", bearer(enter(alice))).json["ticket"]
    assert filon.client.get(f"{card(alice)}?size=small&ticket={ticket}").status_code == 200


def test_a_ticket_is_for_this_dashboard_only(alice: PairedSite) -> None:
    session = bearer(enter(alice))
    for path in (
        "/app/prospects/1",
        "/app/s/",
        "//evil.example/x",
        "https://evil.example/",
        "",
        "/app/s/x\x00",
        3,
    ):
        answer = ask(alice, path, session)
        assert (answer.status_code, problem(answer)["code"]) == (422, "invalid"), path


def test_a_ticket_to_another_sites_dashboard_is_refused(alice: PairedSite, charlie: PairedSite) -> None:
    assert ask(alice, card(charlie), bearer(enter(alice))).status_code == 422


def test_a_ticket_ends_with_its_session_its_member_and_its_site(filon: Filon, alice: PairedSite) -> None:
    def tickets() -> str:
        ticket: str = ask(alice, card(alice), bearer(enter(alice))).json["ticket"]
        return f"{card(alice)}?ticket={ticket}"

    signed_out = tickets()
    with filon.inside(alice.tenant):
        for session in Session.select():
            sessions.end_session(session.id)
    assert filon.client.get(signed_out).status_code == 410

    removed = tickets()
    with filon.inside(alice.tenant):
        Member.update(removed_at=clock.now()).where(Member.wordpress_user == "7").execute()
    assert filon.client.get(removed, headers=JSON).status_code == 401
    with filon.inside(alice.tenant):
        Member.update(removed_at=None).execute()

    revoked = tickets()
    with filon.inside(alice.tenant):
        actions.revoke_site(Site.get())
    assert filon.client.get(revoked, headers=JSON).status_code == 403


def test_a_reader_downloads_too_and_may_write_nothing_by_it(filon: Filon, alice: PairedSite) -> None:
    reader = frame_bearer(alice, "reader")
    ticket = ask(alice, card(alice), reader).json["ticket"]
    assert filon.client.get(f"{card(alice)}?ticket={ticket}").status_code == 200
    path = f"{base(alice)}/prospects/1/notes"
    ticket = ask(alice, path, reader).json["ticket"]
    assert filon.client.post(f"{path}?ticket={ticket}", data={"text": "x"}, headers=JSON).status_code == 403
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).first_answered_at is None


def test_what_is_over_is_forgotten(filon: Filon, alice: PairedSite) -> None:
    session = bearer(enter(alice))
    ask(alice, card(alice), session)
    with filon.inside(alice.tenant):
        assert sessions.forget_expired() == 0
    with clock.standing_at(clock.now() + timedelta(days=2)), filon.inside(alice.tenant):
        assert sessions.forget_expired() == 2
        assert (Session.select().count(), Link.select().count()) == (0, 0)
