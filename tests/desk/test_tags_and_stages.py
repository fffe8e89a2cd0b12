"""Tags and stages on a prospect's page: given, moved, traced, taken back."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from filon.foundation.access import Actor
from filon.interactions import actions as interactions
from filon.interactions.models import Interaction
from filon.leads import arranging, tags
from filon.leads.labels import Label, LeadTag, tags_of
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_own_fields import text_of, undo
from tests.parts.service import PairedSite, submission


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    alice.deliver(submission())
    alice.filon.work()
    return signed_in(alice)


def add_stage(site: PairedSite, name: str, within: str = "open") -> UUID:
    with site.filon.inside(site.tenant):
        made: UUID = arranging.add("stage", name, within).about_id
        return made


def tag_names(site: PairedSite) -> list[str]:
    with site.filon.inside(site.tenant, write=False):
        lead = Lead.by_number(1)
        return [tag.name for tag in tags_of([lead])[lead.id]]


def stands_at(site: PairedSite) -> tuple[str, UUID | None]:
    with site.filon.inside(site.tenant, write=False):
        lead = Lead.by_number(1)
        return lead.status, lead.stage_id


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    answer = browser.post("/app/prospects/1/tags", data={"value": " Très  urgent "})
    assert answer.status_code == 303
    assert tag_names(alice) == ["Très urgent"]
    page = browser.get(answer.headers["Location"]).text
    assert "Étiquette : Très urgent." in text_of(page)
    assert "Alice · Étiquette : Très urgent" in text_of(page)
    undo(browser, answer)
    assert tag_names(alice) == []


def test_a_tag_is_the_same_in_any_spelling(alice: PairedSite, browser: FlaskClient) -> None:
    browser.post("/app/prospects/1/tags", data={"value": "Été"})
    browser.post("/app/prospects/1/tags", data={"value": "ETE"})
    assert tag_names(alice) == ["Été"]
    assert browser.post("/app/prospects/1/tags", data={"value": " "}).status_code == 422


def test_an_agent_makes_a_tag_by_typing_it_and_takes_it_away(alice: PairedSite, browser: FlaskClient) -> None:
    bob = signed_in(alice, "agent")
    assert bob.post("/app/prospects/1/tags", data={"value": "VIP"}).status_code == 303
    way = re.search(r'action="(/app/prospects/1/tags/[^"]+/removal)"', bob.get("/app/prospects/1").text)
    assert way
    answer = bob.post(way[1])
    assert tag_names(alice) == []
    assert "Étiquette retirée : VIP" in text_of(bob.get(answer.headers["Location"]).text)
    undo(bob, answer)
    assert tag_names(alice) == ["VIP"]
    bob.post(way[1])
    assert bob.post(way[1]).status_code == 409, "it has gone already"


def test_only_a_manager_brings_an_archived_tag_back(alice: PairedSite, browser: FlaskClient) -> None:
    bob = signed_in(alice, "agent")
    browser.post("/app/prospects/1/tags", data={"value": "VIP"})
    with alice.filon.inside(alice.tenant):
        arranging.archive(Label.get(Label.name == "VIP").id)
    refused = bob.post("/app/prospects/1/tags", data={"value": "vip"})
    assert refused.status_code == 422
    assert "« VIP » a été retirée : un gestionnaire peut la remettre." in text_of(refused.text)
    many = at_the_api(bob).post("/api/v1/leads/bulk-changes", json={"numbers": [1], "change": {"tag": "VIP"}})
    assert (many.status_code, list(many.json["errors"])) == (422, ["tag"])
    one = at_the_api(bob).patch("/api/v1/leads/1", json={"tags": ["Neuf", "VIP"]})
    assert (one.status_code, list(one.json["errors"])) == (422, ["tags"])
    assert tag_names(alice) == []
    assert browser.post("/app/prospects/1/tags", data={"value": "vip"}).status_code == 303
    assert tag_names(alice) == ["VIP"]


def test_a_tag_that_went_up_in_another_is_that_other(alice: PairedSite, browser: FlaskClient) -> None:
    for name in ("Pressé", "Urgent"):
        browser.post("/app/prospects/1/tags", data={"value": name})
    with alice.filon.inside(alice.tenant):
        hasty, urgent = (Label.get(Label.name == name) for name in ("Pressé", "Urgent"))
        arranging.merge(hasty.id, urgent.id)
        LeadTag.delete().where(LeadTag.tag_id == urgent.id).execute()
        assert tags.tag_named("pressé").id == urgent.id
    assert tag_names(alice) == []
    browser.post("/app/prospects/1/tags", data={"value": "pressé"})
    assert tag_names(alice) == ["Urgent"]


def test_a_stage_stands_in_the_chip_and_in_the_thread(alice: PairedSite, browser: FlaskClient) -> None:
    measured, quoted = add_stage(alice, "Mesures prises"), add_stage(alice, "Devis envoyé")
    browser.post("/app/prospects/1/status", data={"stage": str(measured), "seen": "new"})
    assert stands_at(alice) == ("open", measured)
    seen = f"open {measured}"
    assert f'name="seen" value="{seen}"' in browser.get("/app/prospects/1").text
    answer = browser.post("/app/prospects/1/status", data={"stage": str(quoted), "seen": seen})
    assert stands_at(alice) == ("open", quoted)
    page = browser.get(answer.headers["Location"]).text
    assert re.search(r"En cours<small>· <bdi>Devis envoyé</bdi></small>", page)
    assert "Alice · Étape : Mesures prises → Devis envoyé" in text_of(page)
    assert "Alice : Nouveau → En cours · Mesures prises" in text_of(page)
    assert re.search(r"En cours<small>· <bdi>Devis envoyé", browser.get("/app/prospects?status=all").text)
    undo(browser, answer)
    assert stands_at(alice) == ("open", measured)


def test_another_status_leaves_the_stage_and_undoing_brings_both_back(
    alice: PairedSite, browser: FlaskClient
) -> None:
    quoted = add_stage(alice, "Devis envoyé")
    browser.post("/app/prospects/1/status", data={"stage": str(quoted)})
    answer = browser.post("/app/prospects/1/status", data={"status": "lost", "reason": "price"})
    assert stands_at(alice) == ("lost", None)
    undo(browser, answer)
    assert stands_at(alice) == ("open", quoted)
    answer = browser.post("/app/prospects/1/status", data={"status": "open"})
    assert stands_at(alice) == ("open", None), "the status itself, without a stage"
    undo(browser, answer)
    assert stands_at(alice) == ("open", quoted)


def test_who_asks_again_begins_anew(alice: PairedSite, browser: FlaskClient) -> None:
    """A stage is inside one status, whatever changes that."""
    with alice.filon.inside(alice.tenant):
        stage = Label.find(arranging.add("stage", "Visite", "new").about_id)
        lead = Lead.by_number(1)
        interactions.change_status(lead, "new", stage=stage)
        interactions.log_call(lead, "answered")
    assert stands_at(alice) == ("open", None)


def test_a_stage_that_somebody_chose_meanwhile_is_told(alice: PairedSite, browser: FlaskClient) -> None:
    first, second = add_stage(alice, "Visite prévue"), add_stage(alice, "Devis envoyé")
    browser.post("/app/prospects/1/status", data={"stage": str(first)})
    signed_in(alice, "agent").post("/app/prospects/1/status", data={"stage": str(second)})
    answer = browser.post("/app/prospects/1/status", data={"status": "won", "seen": f"open {first}"})
    assert answer.status_code == 422
    assert "Bob a choisi" in answer.text
    assert stands_at(alice) == ("open", second)


def test_nobody_chooses_another_business_s_stage_or_one_that_is_offered_no_more(
    alice: PairedSite, charlie: PairedSite, browser: FlaskClient
) -> None:
    his, hers = add_stage(charlie, "Sa visite"), add_stage(alice, "Visite")
    browser.post(f"/app/reglages/prospects/mots/{hers}/retrait")
    for stage in (his, hers):
        assert browser.post("/app/prospects/1/status", data={"stage": str(stage)}).status_code == 404
    assert stands_at(alice) == ("new", None)
    with alice.filon.inside(alice.tenant):
        won: Any = Label.find(arranging.add("stage", "Posé", "won").about_id)
        with pytest.raises(Exception, match="ne convient pas"):
            interactions.change_status(Lead.by_number(1), "open", stage=won)


def test_reasons_and_sources_are_the_business_s_own(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        arranging.add("reason", "Hors zone")
        arranging.add("source", "Salon de l’habitat")
        price = next(one for one in Label.of("reason") if one.code == "price")
        arranging.rename(price.id, "Hors budget")
        visit = next(one for one in Label.of("source") if one.code == "visit")
        arranging.archive(visit.id)
    page = browser.get("/app/prospects/1").text
    assert 'value="hors-zone"' in page
    form = browser.get("/app/prospects/new").text
    assert 'value="salon-de-l-habitat"' in form
    assert 'value="visit"' not in form
    browser.post("/app/prospects/1/status", data={"status": "lost", "reason": "price"})
    assert "Hors budget" in browser.get("/app/prospects/1").text
    browser.post("/app/prospects", data={"name": "Samira", "source": "salon-de-l-habitat"})
    assert "Salon de l’habitat" in browser.get("/app/prospects?status=all").text


def test_old_changes_without_stages_are_still_taken_back(alice: PairedSite, browser: FlaskClient) -> None:
    """As the timeline of an earlier version has them."""
    with alice.filon.inside(alice.tenant, Actor("agent", None, "Bob")):
        lead = Lead.by_number(1)
        made = interactions.change_status(lead, "open")
        details = {k: v for k, v in made.details.items() if not k.startswith("stage")}
        made.details = details
        interactions.undo_change(lead, made)
        assert Interaction.select().where(Interaction.kind == "change").count() == 2
    assert stands_at(alice) == ("new", None)
