"""The team at work: who has what, who answers when, who is away; on the page and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions import actions as interactions
from filon.interactions import edits
from filon.leads.models import Lead
from filon.tenants.absences import Absence
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.interactions.test_assigned import team
from tests.leads.test_answering import FRIDAY, ask, open_on_weekdays
from tests.parts.service import PairedSite

# Of the week after: what was answered on Friday is last week's.
MONDAY = FRIDAY + timedelta(days=2, hours=17)


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with clock.standing_at(FRIDAY):
        yield


def words(site: PairedSite, path: str) -> str:
    answer = signed_in(site).get(path)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub("<[^>]+>", " ", answer.text)).replace("\u00a0", " ").split())


def busy(site: PairedSite) -> Any:
    """Bob answers the first of three after six minutes on Friday and has the second; nobody has the third."""
    open_on_weekdays(site)
    (bob,) = team(site, "Bob").values()
    for at in range(3):
        ask(site, f"Prospect {at}", f"066120000{at}")
    site.filon.work()
    with site.filon.inside(site.tenant, Actor("agent", bob, "Bob")):
        for number in (1, 2):
            edits.change_field(Lead.by_number(number), "owner", str(bob), "MA")
        with clock.standing_at(FRIDAY + timedelta(minutes=6)):
            interactions.log_call(Lead.by_number(1), "answered")
    return bob


def test_it_works(alice: PairedSite, charlie: PairedSite) -> None:
    bob = busy(alice)
    ask(charlie)
    with clock.standing_at(MONDAY):
        page = words(alice, "/app/equipe")
        assert "Bob Commercial 2 prospects ouverts 1 à rappeler 1 en retard 0 rappel dû" in page
        assert "Cette semaine : pas de réponse" in page
        assert "Semaine dernière : 6 min · 100 % à temps (1 réponse)" in page
        assert "À personne 1 prospect ouvert 1 à rappeler 1 en retard" in page
        there = at_the_api(signed_in(alice)).get("/api/v1/team").json
        (his,) = [one for one in there["members"] if one["name"] == "Bob"]
        assert (his["member"], his["open"], his["to_call"], his["late"]) == (str(bob), 2, 1, 1)
        assert his["last_week"] == {"answers": 1, "median_minutes": 6, "in_time_percent": 100}
        assert (his["this_week"], there["nobody"]["open"]) == (None, 1)
        late = words(alice, f"/app/prospects?status=waiting&where=owner:is:{bob};late:yes")
        assert "Prospect 1" in late
        assert "Prospect 2" not in late
        answered = words(alice, "/app/prospects?status=all&where=in_time:yes")
        assert "Prospect 0" in answered
        assert "Prospect 1" not in answered


def test_counting_ends_after_a_thousand(alice: PairedSite) -> None:
    (dina,) = team(alice, "Dina").values()
    with alice.filon.inside(alice.tenant):
        many = [
            {"number": 101 + n, "source": "site", "currency": "MAD", "owner_id": dina} for n in range(1_002)
        ]
        Lead.add_many(many[:1_000])
    assert "Dina Commercial 1 000 prospects ouverts" in words(alice, "/app/equipe")
    with alice.filon.inside(alice.tenant):
        Lead.add_many(many[1_000:])
    assert "Dina Commercial plus de 1 000 prospects ouverts" in words(alice, "/app/equipe")
    there = at_the_api(signed_in(alice)).get("/api/v1/team").json["members"]
    assert [one["open"] for one in there if one["name"] == "Dina"] == [1_001]


def test_an_absence_is_noted_seen_where_owners_are_chosen_and_taken_back(alice: PairedSite) -> None:
    bob = busy(alice)
    browser = signed_in(alice)
    form = {"first": "2026-05-15", "last": "2026-05-18"}
    answer = browser.post(f"/app/equipe/{bob}/absences", data=form)
    page = unescape(browser.get(answer.location).text)
    assert "Absence enregistrée." in page
    assert "absence jusqu’au lundi 18" in page
    for path in ("/app/prospects/2", "/app/prospects?status=all"):
        assert "absence jusqu’au lundi 18" in words(alice, path), path
    undo = re.search(r'action="([^"]*/annulation)"', page)
    assert undo
    browser.post(undo[1], data={"section": "workload.show"})
    assert "absence jusqu’au" not in words(alice, "/app/equipe")
    wrong = browser.post(f"/app/equipe/{bob}/absences", data={"first": "2026-05-18", "last": "2026-05-16"})
    assert wrong.status_code == 422
    assert "Le dernier jour vient après le premier." in unescape(wrong.text)


def test_everybody_notes_their_own_and_only_a_manager_others(alice: PairedSite, charlie: PairedSite) -> None:
    reader, agent = signed_in(alice, "reader"), signed_in(alice, "agent")
    assert reader.post("/app/reglages/absences", data={"first": "2026-05-20"}).status_code == 303
    with alice.filon.inside(alice.tenant, write=False):
        absence, owner = Absence.get(), Member.get(Member.role == "owner")
    there = at_the_api(agent)
    assert there.post("/api/v1/absences", json={"first_on": "2026-05-21"}).status_code == 201
    for_others = {"member": str(owner.id), "first_on": "2026-05-21"}
    assert there.post("/api/v1/absences", json=for_others).status_code == 403
    assert there.delete(f"/api/v1/absences/{absence.id}").status_code == 403
    assert agent.get("/app/equipe").status_code == 403
    assert "/app/equipe" not in agent.get("/app/").text, "what may not be opened is not offered"
    theirs = at_the_api(signed_in(charlie))
    assert theirs.delete(f"/api/v1/absences/{absence.id}").status_code == 404
    assert theirs.post("/api/v1/absences", json=for_others).status_code == 404
    assert theirs.get("/api/v1/absences").json == {"absences": []}
    manager = at_the_api(signed_in(alice, "manager"))
    assert manager.delete(f"/api/v1/absences/{absence.id}").status_code == 204
    assert [one["first_on"] for one in manager.get("/api/v1/absences").json["absences"]] == ["2026-05-21"]
