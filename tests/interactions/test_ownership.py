"""Prospects of whoever leaves the team are nobody's, and the timeline of each says since when and why."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions import edits
from filon.interactions.ownership import PIECE
from filon.leads.models import Lead
from filon.tenants.changes import GONE_AFTER
from tests.dashboard.people import at_the_api, signed_in
from tests.intake.imports.bringing import bring, run
from tests.interactions.test_assigned import team
from tests.parts.service import Filon, PairedSite, submission

TIMELINE = "/api/v1/leads/1/timeline"


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return {**environ, "FILON_FILES": str(tmp_path / "files")}


def bobs(site: PairedSite) -> Any:
    """Bob, who has Salma."""
    [bob] = team(site, "Bob").values()
    site.deliver(submission())
    site.filon.work()
    with site.filon.inside(site.tenant, Actor("owner", None, "Alice")):
        edits.change_field(Lead.by_number(1), "owner", str(bob), "MA")
    return bob


def remove(site: PairedSite, member: Any) -> None:
    assert at_the_api(signed_in(site)).delete(f"/api/v1/members/{member}").status_code == 204


def readmit(site: PairedSite, member: Any) -> None:
    answer = at_the_api(signed_in(site)).post(f"/api/v1/members/{member}/restoration")
    assert answer.status_code == 200, answer.text


def later(site: PairedSite) -> None:
    """What follows once it can't be taken back any more."""
    with clock.standing_at(clock.now() + GONE_AFTER + timedelta(minutes=1)):
        site.filon.work()


def owners(site: PairedSite) -> set[Any]:
    with site.filon.inside(site.tenant, write=False):
        return {owner for (owner,) in Lead.select(Lead.owner_id).tuples()}


def page(site: PairedSite, language: str = "fr") -> str:
    return signed_in(site, language=language).get("/app/prospects/1").text.replace("\xa0", " ")


def test_it_works(alice: PairedSite) -> None:
    bob = bobs(alice)
    remove(alice, bob)
    later(alice)
    assert owners(alice) == {None}
    newest = at_the_api(signed_in(alice)).get(TIMELINE).json["timeline"][0]
    said = {name: newest["details"][name] for name in ("field", "from", "to", "why", "from_name")}
    assert said == {"field": "owner", "from": str(bob), "to": "", "why": "left", "from_name": "Bob"}
    assert "N’est plus à personne : Bob a quitté l’équipe" in page(alice)
    assert "Nobody’s any more: Bob has left the team" in page(alice, "en")


def test_who_was_let_in_again_in_time_keeps_them(alice: PairedSite) -> None:
    bob = bobs(alice)
    remove(alice, bob)
    readmit(alice, bob)
    later(alice)
    assert owners(alice) == {bob}
    assert "a quitté l’équipe" not in page(alice)


def test_nothing_is_given_back_to_who_is_not_there(alice: PairedSite) -> None:
    bob = bobs(alice)
    remove(alice, bob)
    later(alice)
    api = at_the_api(signed_in(alice))
    change = api.get(TIMELINE).json["timeline"][0]["id"]
    assert "Revenir sur ce changement" not in page(alice)
    assert api.delete(f"/api/v1/leads/1/changes/{change}").status_code == 409
    readmit(alice, bob)
    assert "Revenir sur ce changement" in page(alice)
    assert api.delete(f"/api/v1/leads/1/changes/{change}").status_code == 204
    assert owners(alice) == {bob}


def test_more_than_a_piece_are_let_go(filon: Filon, alice: PairedSite) -> None:
    [bob] = team(alice, "Bob").values()
    rows = "".join(f"P{n};p{n}@example.com\n" for n in range(PIECE + 1))
    run(filon, alice, bring(filon, alice, f"Nom;Mail\n{rows}"), owner=str(bob))
    assert owners(alice) == {bob}
    remove(alice, bob)
    later(alice)
    assert owners(alice) == {None}
