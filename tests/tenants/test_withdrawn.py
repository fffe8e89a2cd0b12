"""What was offered or handed out ends with what its maker or its holder may do: offers, links, codes, keys."""

from __future__ import annotations

import re

import pytest

from filon.tenants import actions
from filon.tenants.key_models import ApiKey
from filon.tenants.models import Member, Site
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.tenants.test_invitations import BOB as NEW
from tests.tenants.test_invitations import TEAM, invite, mailed, member, path
from tests.tenants.test_pairing import over, pair

pytestmark = pytest.mark.usefixtures("mailbox")

BOB = "manager@bob.example"
CODE = re.compile(r"\bfilon1?[-_.:][^\s<\"]+|https?://[^\s<\"]+#[^\s<\"]+")


def _owners(site: PairedSite) -> list[str]:
    with site.filon.inside(site.tenant, write=False):
        return [one.email for one in Member.present().where(Member.role == "owner")]


def _bob(site: PairedSite) -> None:
    """Bob has come in, as a manager."""
    signed_in(site, "manager")


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """The offer ends with the member's removal, whoever lets them in again."""
    _bob(alice)
    owner = signed_in(alice)
    owner.post(path(alice, "propriete", BOB))
    link = mailed(filon, mailbox, "ownership")
    owner.post(path(alice, "retrait", BOB))
    invite(owner, BOB, role="reader")
    assert filon.client.post(link).status_code == 410
    assert len(_owners(alice)) == 1


@pytest.mark.parametrize("what", ["retrait", "propriete/retrait", "role"])
def test_what_was_withdrawn_before_its_mail_left_is_not_mailed(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, what: str
) -> None:
    _bob(alice)
    owner = signed_in(alice)
    owner.post(path(alice, "propriete", BOB))
    owner.post(path(alice, what, BOB), data={"role": "agent"})
    filon.work()
    assert not [mail for mail in mailbox.mails if "/app/ownership/" in mail.text]


def test_an_offer_ends_with_the_ownership_of_whoever_made_it(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    with filon.inside(alice.tenant):
        second = actions.add_member(name="Claire", email="claire@bob.example", role="owner", language="fr")
    _bob(alice)
    owner = signed_in(alice)
    owner.post(path(alice, "propriete", BOB))
    link = mailed(filon, mailbox, "ownership")
    owner.post(f"{TEAM}/{second.id}/role", data={"role": "agent"})
    assert filon.client.post(link).status_code == 410


def test_asking_again_and_again_sends_one_mail(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    _bob(alice)
    owner = signed_in(alice)
    answers = [owner.post(path(alice, "propriete", BOB)).status_code for _time in range(10)]
    filon.work()
    assert answers == [303] + [422] * 9
    assert len([mail for mail in mailbox.mails if "/app/ownership/" in mail.text]) == 1


def test_an_invitation_is_no_way_in_for_whoever_came_in_another_way(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    invite(signed_in(alice))
    link = mailed(filon, mailbox)
    filon.client.post("/app/sign-in", data={"email": NEW})
    filon.client.post(mailed(filon, mailbox, "sign-in").partition("?")[0])
    assert not member(alice).is_invited
    assert filon.client.post(link).status_code == 410


@pytest.mark.parametrize("what", ["retrait", "role"])
def test_a_connection_code_ends_with_the_role_of_whoever_made_it(
    filon: Filon, alice: PairedSite, what: str
) -> None:
    bob = signed_in(alice, "manager")
    (code,) = CODE.findall(bob.post(f"/app/reglages/sites/{alice.id}/code").text)
    signed_in(alice).post(path(alice, what, BOB), data={"role": "reader"})
    assert over(pair(filon, code))
    assert alice.deliver().status_code != 401, "the site itself goes on"


def test_who_may_not_invite_uses_up_nobodys_measure(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    embedded, page = frame_bearer(alice), f"{base(alice)}/reglages/equipe/invitations"
    form = {"email": "new@c.example", "name": "New", "role": "agent", "language": "fr"}
    for _time in range(6):
        assert filon.client.post(page, data=form, headers=embedded).status_code == 403
    for _time in range(5):
        invite(signed_in(alice), email="new@c.example")
    assert invite(signed_in(charlie), email="new@c.example").status_code == 303


def test_from_wp_admin_only_keys_of_that_site_are_touched(filon: Filon, alice: PairedSite) -> None:
    signed_in(alice).post("/app/reglages/cles", data={"name": "Agenda", "scopes": ["leads:read"]})
    with filon.inside(alice.tenant, write=False):
        key = ApiKey.get().id
    embedded = {**frame_bearer(alice), "Accept": "application/json"}
    for what in ("revocation", "restoration"):
        page = f"{base(alice)}/reglages/cles/{key}/{what}"
        assert filon.client.post(page, headers=embedded).status_code == 403
    filon.client.post(
        f"{base(alice)}/reglages/cles", data={"name": "Caisse", "scopes": ["leads:read"]}, headers=embedded
    )
    with filon.inside(alice.tenant, write=False):
        theirs = ApiKey.get(ApiKey.name == "Caisse").id
    assert (
        filon.client.post(f"{base(alice)}/reglages/cles/{theirs}/revocation", headers=embedded).status_code
        == 303
    )


def test_a_key_does_not_come_back_once_its_site_is_cut_off(filon: Filon, alice: PairedSite) -> None:
    form = {"name": "Agenda", "scopes": ["leads:read"]}
    filon.client.post(f"{base(alice)}/reglages/cles", data=form, headers=frame_bearer(alice))
    with filon.inside(alice.tenant):
        key = ApiKey.get().id
        actions.revoke_site(Site.get())
    owner = signed_in(alice)
    assert owner.post(f"/app/reglages/cles/{key}/restoration").status_code == 409
    with filon.inside(alice.tenant, write=False):
        assert ApiKey.get().revoked_at is not None


def test_who_removes_somebody_hears_of_the_keys_they_made(filon: Filon, alice: PairedSite) -> None:
    bob = signed_in(alice, "manager")
    bob.post("/app/reglages/cles", data={"name": "Agenda", "scopes": ["leads:read"]})
    owner = signed_in(alice)
    removed = owner.post(path(alice, "retrait", BOB))
    assert "clés d’accès qu’elle a créées restent valables" in owner.get(removed.headers["Location"]).text
