"""The team: changing and removing people; nobody rises above who raised them, and an owner remains."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from filon.tenants import actions, doorplates, sessions
from filon.tenants.models import Member, Session
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.foundation.neighbours import record
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.tenants.test_invitations import TEAM, invite, mailed, member
from tests.tenants.test_settings import undo

pytestmark = pytest.mark.usefixtures("mailbox")


def path(site: PairedSite, what: str, email: str = "agent@bob.example") -> str:
    return f"{TEAM}/{member(site, email).id}/{what}"


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    owner, bob = signed_in(alice), signed_in(alice, "agent")
    assert bob.get("/app/").status_code == 200
    owner.post(path(alice, "retrait"))
    assert bob.get("/app/").status_code == 302
    assert doorplates.tenants_behind("email", "agent@bob.example") == []
    filon.client.post("/app/sign-in", data={"email": "agent@bob.example"})
    filon.work()
    assert mailbox.mails == []


def test_the_leads_of_who_left_become_nobodys_and_their_name_stays(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    owner, bob = signed_in(alice), signed_in(alice, "agent")
    bob.post("/app/prospects/1/notes", data={"text": "Rappeler lundi"})
    with filon.inside(alice.tenant):
        Lead.update(owner_id=Member.get(Member.email == "agent@bob.example").id).execute()
    owner.post(path(alice, "retrait"))
    filon.work()
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).owner_id is not None, "while it can be undone"
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        filon.work()
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).owner_id is None
    assert "Bob" in owner.get("/app/prospects/1").text


def test_who_is_let_back_in_keeps_their_leads(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    owner, _bob = signed_in(alice), signed_in(alice, "agent")
    bob = member(alice, "agent@bob.example")
    with filon.inside(alice.tenant):
        Lead.update(owner_id=bob.id).execute()
    removed = owner.post(path(alice, "retrait"))
    undo(owner, owner.get(removed.headers["Location"]).text)
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        filon.work()
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).owner_id == bob.id
    assert doorplates.tenants_behind("email", "agent@bob.example") == [alice.tenant]


def test_a_role_that_changes_signs_out_and_is_taken_back(filon: Filon, alice: PairedSite) -> None:
    owner, bob = signed_in(alice), signed_in(alice, "agent")
    given = owner.post(path(alice, "role"), data={"role": "reader"})
    assert member(alice, "agent@bob.example").role == "reader"
    assert bob.get("/app/").status_code == 302
    undo(owner, owner.get(given.headers["Location"]).text)
    assert member(alice, "agent@bob.example").role == "agent"


def test_a_manager_raises_nobody_above_manager_and_touches_no_owner(filon: Filon, alice: PairedSite) -> None:
    signed_in(alice)
    boss, _bob = signed_in(alice, "manager"), signed_in(alice, "agent")
    assert boss.post(path(alice, "role"), data={"role": "manager"}).status_code == 303
    assert boss.post(path(alice, "role"), data={"role": "owner"}).status_code == 422
    assert boss.post(path(alice, "propriete")).status_code == 403
    for what, form in (("role", {"role": "reader"}), ("retrait", {}), ("nom", {"name": "x"})):
        answer = boss.post(path(alice, what, "alice@atlas.example"), data=form)
        assert answer.status_code == 403, what
    assert member(alice, "alice@atlas.example").role == "owner"


def test_who_removes_somebody_sees_where_they_are_signed_in(filon: Filon, alice: PairedSite) -> None:
    owner, _bob = signed_in(alice), signed_in(alice, "agent")
    with filon.inside(alice.tenant):
        sessions.open_session(
            Member.get(Member.role == "agent"), user_agent="Firefox/140.0 (Windows NT 10.0)"
        )
    page = " ".join(unescape(owner.get(TEAM).text).split())
    assert re.search(r"Connecté : Un appareil \(vu [^)]+\), Firefox sur Windows \(vu [^)]+\)", page)


def test_nobody_is_told_of_requests_before_they_came_in(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    """An address that was mistyped is somebody else's: it must hear nothing of who wrote."""
    owner = signed_in(alice)
    invite(owner)
    alerts = f"/app/reglages/alertes/{member(alice, 'bob@atlas.example').id}"
    assert owner.post(alerts, data={"told": "on"}).status_code == 422
    filon.client.post(mailed(filon, mailbox))
    assert owner.post(alerts, data={"told": "on"}).status_code == 303


def test_an_agent_changes_nobody(filon: Filon, alice: PairedSite) -> None:
    signed_in(alice, "reader")
    bob = signed_in(alice, "agent")
    assert invite(bob).status_code == 403
    for what, form in (("role", {"role": "manager"}), ("retrait", {}), ("nom", {"name": "x"})):
        assert bob.post(path(alice, what, "reader@bob.example"), data=form).status_code == 403, what
        assert bob.post(path(alice, what), data=form).status_code == 403, what


def test_an_owner_remains(filon: Filon, alice: PairedSite) -> None:
    owner, boss = signed_in(alice), signed_in(alice, "manager")
    last = owner.post(path(alice, "role", "alice@atlas.example"), data={"role": "agent"})
    assert (last.status_code, "seule personne propriétaire" in last.text) == (422, True)
    assert owner.post(path(alice, "retrait", "alice@atlas.example")).status_code == 422
    assert boss.post(path(alice, "retrait", "alice@atlas.example")).status_code == 403
    assert member(alice, "alice@atlas.example").role == "owner"


def test_becoming_an_owner_takes_the_persons_own_yes(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    owner, _before = signed_in(alice), signed_in(alice, "agent")
    assert owner.post(path(alice, "propriete")).status_code == 303
    link = mailed(filon, mailbox, "ownership")
    assert member(alice, "agent@bob.example").role == "agent"
    bob = filon.client
    assert "Devenir propriétaire" in bob.get(link).text
    assert member(alice, "agent@bob.example").role == "agent", "looking changes nothing"
    assert [bob.post(link).status_code, filon.client.post(link).status_code] == [303, 410]
    assert member(alice, "agent@bob.example").role == "owner"
    assert _before.get("/app/").status_code == 302
    assert bob.post(path(alice, "retrait", "alice@atlas.example")).status_code == 303, "now there are two"


def test_an_offer_ends_when_it_is_withdrawn_or_the_role_changes(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    owner, _bob = signed_in(alice), signed_in(alice, "agent")
    for what, form in (("propriete/retrait", {}), ("role", {"role": "reader"})):
        owner.post(path(alice, "propriete"))
        link = mailed(filon, mailbox, "ownership")
        owner.post(path(alice, what), data=form)
        assert filon.client.post(link).status_code == 410, what
    assert member(alice, "agent@bob.example").role == "reader"


def test_a_site_changes_nobody_in_a_managers_name(filon: Filon, alice: PairedSite) -> None:
    """Whoever took the site over names any manager: nothing may outlive cutting the site off."""
    signed_in(alice, "agent")
    bob, bearer = member(alice, "agent@bob.example"), frame_bearer(alice)
    form = {"email": "evil@evil.example", "name": "x", "role": "manager", "language": "fr", "told": "on"}
    there = f"{base(alice)}/reglages"
    assert "hors de WordPress" in filon.client.get(f"{there}/equipe", headers=bearer).text
    for what in (
        "equipe/invitations",
        *(f"equipe/{bob.id}/{verb}" for verb in ("role", "nom", "langue", "retrait", "invitation")),
        f"alertes/{bob.id}",
        *(f"sites/{alice.id}/{verb}" for verb in ("code", "cle", "coupure")),
    ):
        assert filon.client.post(f"{there}/{what}", data=form, headers=bearer).status_code == 403, what
    capped = filon.client.post(f"{there}/sites/{alice.id}/roles", data={"role_cap": "reader"}, headers=bearer)
    assert capped.status_code == 403
    with filon.inside(alice.tenant, write=False):
        assert Member.select().count() == 3
        assert Event.select().where(Event.name == "member.invited").count() == 0


def test_wordpress_users_are_listed_as_such_and_can_be_kept_out(filon: Filon, alice: PairedSite) -> None:
    owner, bearer = signed_in(alice), frame_bearer(alice)
    page = owner.get(TEAM).text
    assert re.search(r"depuis WordPress, <bdi>atlas\.example", unescape(page))
    with filon.inside(alice.tenant, write=False):
        visitor = Member.get(Member.wordpress_user.is_null(False)).id
    assert owner.post(f"{TEAM}/{visitor}/role", data={"role": "reader"}).status_code == 422
    assert owner.post(f"{TEAM}/{visitor}/retrait").status_code == 303
    asked = {"Accept": "application/json"}
    assert filon.client.get(f"{base(alice)}/", headers={**bearer, **asked}).status_code == 401
    assert owner.post(f"{TEAM}/{visitor}/retour").status_code == 303
    with filon.inside(alice.tenant, write=False):
        assert Member.find(visitor).removed_at is None
        assert Session.select().where(Session.member_id == visitor).count() == 0


def test_charlie_reaches_nobody_of_alices(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    his, _bob = signed_in(charlie), signed_in(alice, "agent")
    for what in ("role", "nom", "langue", "retrait", "retour", "invitation", "propriete"):
        answer = his.post(path(alice, what), data={"role": "reader", "name": "x"})
        assert answer.status_code == 404, what
    assert member(alice, "agent@bob.example").name == "Bob"


def test_whoever_is_no_owner_any_more_is_not_made_one_by_annuler(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    with filon.inside(alice.tenant):
        bob = actions.add_member(name="Bob", email="agent@bob.example", role="owner", language="fr")
    answer = owner.post(f"{TEAM}/{bob.id}/role", data={"role": "agent"})
    page = owner.get(answer.headers["Location"]).text
    assert "Rôle\u00a0: Commercial." in unescape(page)
    assert "/annulation" not in page


def test_an_invitation_says_that_it_goes_out_and_again(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    sent = invite(owner)
    assert "L’invitation part par mail." in unescape(owner.get(sent.headers["Location"]).text)
    again = owner.post(path(alice, "invitation", "bob@atlas.example"))
    assert "L’invitation part de nouveau par mail." in unescape(owner.get(again.headers["Location"]).text)
