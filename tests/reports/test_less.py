"""Whoever may see less than before has no file that shows more."""

from __future__ import annotations

from filon.foundation.access import Actor
from filon.leads import defining
from filon.leads.exports import Export
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.leads.own import add_field
from tests.parts.service import Filon, PairedSite
from tests.reports.reading import export, links


def test_a_field_that_is_kept_from_somebody_takes_the_files_along(filon: Filon, alice: PairedSite) -> None:
    margin = add_field(alice, "Marge", "text")
    bob = signed_in(alice, "manager")
    assert export(alice, bob).status_code == 200
    (link,) = links(bob)
    with filon.inside(alice.tenant, Actor("owner")):
        defining.show_to(margin.id, "owner")
    filon.work()
    assert bob.get(link).status_code == 404


def test_a_lesser_role_takes_the_files_along(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    for member in (owner, signed_in(alice, "manager")):
        assert export(alice, member).status_code == 200
    with filon.inside(alice.tenant, write=False):
        bob = Member.get(Member.name == "Bob")
    owner.post(f"/app/reglages/equipe/{bob.id}/role", data={"role": "agent"})
    filon.work()
    with filon.inside(alice.tenant, write=False):
        assert [one.member_id == bob.id for one in Export.select()] == [False]
