"""Inviting somebody by mail: the link works once, for seven days, and only by its button."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.tenants import doorplates
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.tenants.test_settings import undo

pytestmark = pytest.mark.usefixtures("mailbox")

BOB = "bob@atlas.example"
TEAM = "/app/reglages/equipe"


def invite(browser: Any, email: str = BOB, role: str = "agent", **more: str) -> TestResponse:
    form = {"email": email, "name": "Bob", "role": role, "language": "fr", **more}
    answer: TestResponse = browser.post(f"{TEAM}/invitations", data=form)
    return answer


def mailed(filon: Filon, mailbox: Mailbox, what: str = "invitation") -> str:
    """The address in the newest mail of that kind, without our own host."""
    filon.work()
    found = [re.search(rf"https?://[^/\s]+(/app/{what}/\S+)", mail.text) for mail in mailbox.mails]
    return [match[1] for match in found if match][-1]


def member(site: PairedSite, email: str = BOB) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Member.get_or_none(Member.email == email)


def path(site: PairedSite, what: str, email: str = BOB) -> str:
    return f"{TEAM}/{member(site, email).id}/{what}"


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    owner, bob = signed_in(alice), filon.client
    assert invite(owner).status_code == 303
    assert "invitation envoyée" in owner.get(TEAM).text
    link = mailed(filon, mailbox)
    assert "Menuiserie Atlas vous invite" in bob.get(link).text
    assert bob.post(link).status_code == 303
    assert bob.get("/app/").status_code == 200
    assert "invitation envoyée" not in owner.get(TEAM).text


def test_the_mail_is_in_the_language_of_the_one_invited(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    invite(signed_in(alice), language="en")
    mailed(filon, mailbox)
    assert "Alice invites you to follow the requests of Menuiserie Atlas" in mailbox.mails[-1].text


def test_a_link_works_once_for_seven_days_and_looking_never_uses_it(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    invite(signed_in(alice))
    link = mailed(filon, mailbox)
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        assert filon.client.open(link, method=method).status_code == 200
    with clock.standing_at(clock.now() + timedelta(days=7, minutes=1)):
        assert filon.client.get(link).status_code == 410
    with clock.standing_at(clock.now() + timedelta(days=6)):
        assert [filon.client.post(link).status_code for _ in range(2)] == [303, 410]
    invite(signed_in(alice), "eve@atlas.example")
    link = mailed(filon, mailbox)
    with clock.standing_at(clock.now() + timedelta(days=7, minutes=1)):
        assert filon.client.post(link).status_code == 410


def test_sent_again_only_the_new_link_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    owner = signed_in(alice)
    invite(owner)
    first = mailed(filon, mailbox)
    assert owner.post(path(alice, "invitation")).status_code == 303
    second = mailed(filon, mailbox)
    assert first != second
    assert [filon.client.post(link).status_code for link in (first, second)] == [410, 303]
    assert owner.post(path(alice, "invitation")).status_code == 422, "who is in is not invited again"


def test_a_withdrawn_invitation_opens_nothing_until_that_is_undone(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    owner = signed_in(alice)
    invite(owner)
    link = mailed(filon, mailbox)
    removed = owner.post(path(alice, "retrait"))
    assert filon.client.get(link).status_code == 410
    assert undo(owner, owner.get(removed.headers["Location"]).text) == 303
    assert filon.client.post(link).status_code == 303


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"email": "bob"}, "pas complète"),
        ({"email": ""}, "pas complète"),
        ({"role": "owner"}, "Choisissez un rôle"),
        ({"role": "system"}, "Choisissez un rôle"),
        ({"language": "xx"}, "Choisissez une langue"),
        ({"email": "alice@atlas.example"}, "déjà dans votre équipe"),
        ({"email": " Alice@Atlas.Example "}, "déjà dans votre équipe"),
        ({"name": "x" * 101}, "100 signes"),
    ],
)
def test_a_wrong_invitation_is_refused_by_field(
    filon: Filon, alice: PairedSite, how: dict[str, str], sentence: str
) -> None:
    answer = invite(signed_in(alice), **{"email": BOB, **how})
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    with filon.inside(alice.tenant, write=False):
        assert Member.select().count() == 1


def test_nobodys_mailbox_is_filled_through_us(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    statuses = [invite(owner).status_code for _ in range(6)]
    assert statuses == [303, 422, 422, 422, 422, 429]


def test_the_same_address_works_in_two_businesses(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    for site in (alice, charlie):
        invite(signed_in(site))
        assert filon.client.post(mailed(filon, mailbox)).status_code == 303
    assert set(doorplates.tenants_behind("email", BOB)) == {alice.tenant, charlie.tenant}


def test_who_was_removed_is_invited_anew_as_the_same_person(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    owner = signed_in(alice)
    invite(owner)
    before = member(alice).id
    owner.post(path(alice, "retrait"))
    assert invite(owner, role="reader").status_code == 303
    assert (member(alice).id, member(alice).role) == (before, "reader")
    assert filon.client.post(mailed(filon, mailbox)).status_code == 303
