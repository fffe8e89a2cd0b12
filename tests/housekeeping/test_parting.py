"""Two prospects that were made one are taken apart again after somebody went on working with them, or are erased."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from filon.foundation.access import Actor
from filon.foundation.database import database
from filon.housekeeping import actions, merging, parting
from filon.housekeeping.merges import Merge
from filon.interactions import actions as interactions
from filon.interactions import customised, edits, notes
from filon.interactions.models import Interaction, NoteRevision
from filon.leads import arranging, by_hand, defining
from filon.leads.custom_fields import values_of
from filon.leads.fields import Field
from filon.leads.labels import Label, tags_of
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, signed_in
from tests.housekeeping.rows import all_rows, where_found
from tests.parts.processes import until
from tests.parts.service import PairedSite

SAMIRA, KARIM = 1, 2


def merged(alice: PairedSite, **chosen: str) -> Any:
    """Karim, who goes, into Samira."""
    with alice.filon.inside(alice.tenant):
        return merging.merge_leads(Lead.by_number(SAMIRA), Lead.by_number(KARIM), chosen)


def both(alice: PairedSite) -> None:
    with alice.filon.inside(alice.tenant):
        by_hand.add_lead({"name": "Samira Bennis", "email": "samira@example.com"}, "MA")
        by_hand.add_lead({"name": "Karim Alaoui", "email": "karim@example.com"}, "MA")


def part(alice: PairedSite, merge: Any) -> None:
    with alice.filon.inside(alice.tenant):
        parting.undo_merge(merge)


def part_aside(alice: PairedSite, merge: Any) -> None:
    """In another thread, which gives its connection back."""
    try:
        part(alice, merge)
    finally:
        database.obj.close()


def erase(alice: PairedSite, number: int) -> None:
    with alice.filon.inside(alice.tenant, Actor("owner")):
        actions.erase_lead(Lead.by_number(number))


def test_what_was_written_into_a_note_meanwhile_goes_back_with_it(alice: PairedSite) -> None:
    both(alice)
    with alice.filon.inside(alice.tenant):
        note = notes.add_note(Lead.by_number(KARIM), "Rappeler le matin")
    merge = merged(alice)
    with alice.filon.inside(alice.tenant):
        notes.change_note(Interaction.find(note.id), "Karim préfère le soir", seen=0)
    part(alice, merge)
    assert "Karim préfère le soir" in signed_in(alice).get(f"/app/prospects/{KARIM}").text
    erase(alice, SAMIRA)
    with alice.filon.inside(alice.tenant, write=False):
        assert NoteRevision.newest(note.id) is not None
    erase(alice, KARIM)
    assert where_found(all_rows(alice.filon.environ), "Karim", "préfère le soir") == []


def test_one_that_was_merged_by_an_older_release(alice: PairedSite) -> None:
    """Its tables are what moved then; what is newer had no rows."""
    both(alice)
    merge = merged(alice)
    with alice.filon.inside(alice.tenant):
        newer = ("erasure_request", "shop_order", "minutes", "minutes_step")
        moved = {table: rows for table, rows in merge.moved.items() if table not in newer}
        assert len(moved) == len(merge.moved) - len(newer)
        Merge.update(moved=moved).where(Merge.id == merge.id).execute()
    part(alice, merge)
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.by_number(KARIM).name == "Karim Alaoui"


def test_who_is_erased_is_in_nobody_elses_history(alice: PairedSite) -> None:
    both(alice)
    with alice.filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(KARIM), "note", "Karim veut une piscine", "MA")
        edits.change_field(Lead.by_number(SAMIRA), "note", "Samira rénove", "MA")
    merge = merged(alice)
    with alice.filon.inside(alice.tenant):
        lead = Lead.by_number(SAMIRA)
        edits.change_field(lead, "note", f"{lead.note}\n\nUn étage", "MA")
    part(alice, merge)
    erase(alice, KARIM)
    left = where_found(all_rows(alice.filon.environ), "Karim Alaoui", "karim@example.com")
    assert left == []
    page = signed_in(alice).get(f"/app/prospects/{SAMIRA}").text
    assert "quelqu’un d’effacé" in page
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.by_number(SAMIRA).note == "Samira rénove\n\nUn étage"


def test_a_field_goes_back_whole_or_not_at_all(alice: PairedSite) -> None:
    both(alice)
    with alice.filon.inside(alice.tenant, Actor("owner")):
        stage = Label.find(arranging.add("stage", "Devis envoyé", "open").about_id)
        interactions.change_status(Lead.by_number(SAMIRA), "open", "", stage)
    merge = merged(alice, status="gone", name="gone")
    with alice.filon.inside(alice.tenant):
        interactions.change_status(Lead.by_number(SAMIRA), "won")
        edits.change_field(Lead.by_number(SAMIRA), "name", "Karim El Alaoui", "MA")
    part(alice, merge)
    with alice.filon.inside(alice.tenant, write=False):
        lead = Lead.by_number(SAMIRA)
        assert (lead.status, lead.stage_id, lead.name) == ("won", None, "Karim El Alaoui")


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_what_somebody_writes_at_the_same_moment_stands(alice: PairedSite) -> None:
    """On SQLite the writer is alone."""
    both(alice)
    merge = merged(alice, name="gone")
    with psycopg.connect(alice.filon.settings.database_owner) as bob, ThreadPoolExecutor(1) as pool:
        bob.execute("SELECT set_config('filon.tenant', %s, true)", (str(alice.tenant),))
        bob.execute("UPDATE lead SET first_name = 'Sami', last_name = 'Alaoui' WHERE number = %s", (SAMIRA,))
        parted = pool.submit(part_aside, alice, merge)
        until(lambda: bob.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchall(), "her to wait", 10)
        bob.commit()
        parted.result()
    with alice.filon.inside(alice.tenant, write=False):
        assert [Lead.by_number(number).name for number in (SAMIRA, KARIM)] == ["Sami Alaoui", "Karim Alaoui"]


def test_own_fields_and_tags_come_back_though_they_were_changed_meanwhile(alice: PairedSite) -> None:
    both(alice)
    with alice.filon.inside(alice.tenant, Actor("owner")):
        surface = Field.find(defining.add("Surface", "text").about_id)
        customised.change_value(Lead.by_number(KARIM), surface, "80 m2", "MA")
        customised.add_tag(Lead.by_number(KARIM), "Piscine")
    merge = merged(alice)
    with alice.filon.inside(alice.tenant, Actor("owner")):
        lead = Lead.by_number(SAMIRA)
        customised.change_value(lead, surface, "90 m2", "MA")
        customised.remove_tag(lead, tags_of([lead])[lead.id][0])
    part(alice, merge)
    with alice.filon.inside(alice.tenant, write=False):
        samira, karim = Lead.by_number(SAMIRA), Lead.by_number(KARIM)
        said = values_of([samira, karim])
        assert [said[lead.id][0].said for lead in (samira, karim)] == ["90 m2", "80 m2"]
        tags = tags_of([samira, karim])
        assert [[tag.name for tag in tags[lead.id]] for lead in (samira, karim)] == [[], ["Piscine"]]


def test_a_value_that_lost_is_shown_to_those_who_may_see_its_field(alice: PairedSite) -> None:
    both(alice)
    with alice.filon.inside(alice.tenant, Actor("owner")):
        margin = Field.find(defining.add("Marge", "text").about_id)
        defining.show_to(margin.id, "owner")
        customised.change_value(Lead.by_number(SAMIRA), margin, "20 %", "MA")
        customised.change_value(Lead.by_number(KARIM), margin, "40 %", "MA")
    merge = merged(alice)
    owner, agent = signed_in(alice), signed_in(alice, "agent")
    assert "40 %" in owner.get(f"/app/prospects/{SAMIRA}").text
    assert "40 %" not in agent.get(f"/app/prospects/{SAMIRA}").text
    told = [
        at_the_api(who).get(f"/api/v1/leads/{SAMIRA}/timeline?kind=merged").json["timeline"][0]["details"]
        for who in (owner, agent)
    ]
    assert {"field": "custom", "value": "Marge\u00a0: 40 %"} in told[0]["left"]
    assert {"field": "email", "value": "karim@example.com"} in told[1]["left"]
    assert "40 %" not in str(told[1])
    assert told[0]["merge"] == str(merge.id)


def test_parting_is_offered_once(alice: PairedSite) -> None:
    both(alice)
    merge = merged(alice)
    browser = signed_in(alice)
    assert "Séparer de nouveau" in browser.get(f"/app/prospects/{SAMIRA}").text
    part(alice, merge)
    assert "Séparer de nouveau" not in browser.get(f"/app/prospects/{SAMIRA}").text
