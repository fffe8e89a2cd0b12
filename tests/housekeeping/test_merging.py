"""Making one prospect of two: everything is kept, later requests find it, and it can be taken apart again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filon.foundation import clock
from filon.foundation.database import tables
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.tenancy import acting_for
from filon.housekeeping import actions, merging, parting, trash
from filon.housekeeping.merges import Merge
from filon.intake.models import Submission
from filon.interactions import customised, edits, notes
from filon.interactions.models import Interaction
from filon.leads import by_hand, defining
from filon.leads.custom_fields import values_of
from filon.leads.fields import Field
from filon.leads.labels import tags_of
from filon.leads.models import Lead
from filon.tasks.actions import Plan, add_task
from tests.dashboard.people import signed_in
from tests.housekeeping.twice import ask_twice
from tests.parts.service import PairedSite, submission

_COLUMNS = [name for name in Lead._meta.fields if name not in ("tenant", "last_activity_at")]


def _state(alice: PairedSite) -> dict[str, Any]:
    with alice.filon.inside(alice.tenant, write=False):
        leads = [[getattr(lead, name) for name in _COLUMNS] for lead in Lead.select().order_by(Lead.number)]
        lines = sorted((str(line.id), str(line.lead_id)) for line in Submission.select())
        events = sorted(
            (str(one.id), str(one.lead_id))
            for one in Interaction.select().where(Interaction.kind.not_in(["merged", "parted"]))
        )
    return {"leads": leads, "lines": lines, "events": events}


def test_it_works(alice: PairedSite) -> None:
    ask_twice(alice)
    browser = signed_in(alice)
    page = browser.get("/app/prospects/2").text
    assert "C’est peut-être la même personne que" in page
    assert "nom très proche" in page
    (compare,) = set(re.findall(r'href="(/app/prospects/\d+/merging/\d+)"', page))
    assert compare == "/app/prospects/1/merging/2", "the older one stays"
    beside = browser.get(compare).text
    assert "0661234567" in beside or "06 61 23 45 67" in beside.replace("\u00a0", " ")
    answer = browser.post(compare, data={"name": "gone"})
    assert answer.status_code == 303

    whole = browser.get(answer.location).text
    assert "Les deux fiches sont réunies." in whole
    assert all(words in whole for words in ("Une cuisine", "Et un dressing", "salma@", "Bennani Salma"))
    assert "Autre valeur, Nom" in whole
    assert browser.get("/app/prospects/2").location == "/app/prospects/1"
    assert "n° 2" not in browser.get("/app/prospects?status=all").text
    assert "La corbeille est vide" in browser.get("/app/prospects/trash").text


def test_who_asks_again_by_either_contact_joins_the_one(alice: PairedSite) -> None:
    ask_twice(alice)
    signed_in(alice).post("/app/prospects/1/merging/2", data={"email": "kept", "name": "kept"})
    for contact in ({"phone": "+212661234567"}, {"email": "SALMA@example.com"}):
        line = submission({"name": "Salma", **contact, "message": "Alors ?"})
        (answer,) = alice.deliver(line).get_json()["answers"]
        assert (answer["answer"], answer["number"]) == ("joined", 1)


def test_taking_it_back_brings_everything_back(alice: PairedSite) -> None:
    ask_twice(alice)
    before = _state(alice)
    browser = signed_in(alice)
    answer = browser.post("/app/prospects/1/merging/2", data={"name": "gone"})
    assert _state(alice) != before
    undoing, *_again = re.findall(
        r'action="(/app/prospects/merges/[^"]+)"', browser.get(answer.location).text
    )
    assert browser.post(undoing).location == "/app/prospects/2"
    assert _state(alice) == before
    assert browser.post(undoing).status_code == 409


def test_what_changed_since_stays(alice: PairedSite) -> None:
    ask_twice(alice)
    with alice.filon.inside(alice.tenant):
        kept, gone = Lead.by_number(1), Lead.by_number(2)
        merge = merging.merge_leads(kept, gone, {"name": "gone"})
    with alice.filon.inside(alice.tenant):
        kept = Lead.by_number(1)
        edits.change_field(kept, "name", "Salma B.", "MA")
        notes.add_note(kept, "Après")
        parting.undo_merge(merge)
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).name == "Salma B."
        assert "Après" in [one.text for one in Interaction.of(Lead.by_number(1).id)]
        assert Lead.by_number(1).email is None, "what was not touched is as before"
        assert Lead.by_number(2).email == "salma@example.com"


def test_when_all_has_changed_since_nothing_is_put_back(alice: PairedSite) -> None:
    with alice.filon.inside(alice.tenant):
        for _n in range(2):
            by_hand.add_lead({"company": "Atlas"}, "MA")
        merge = merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
    with alice.filon.inside(alice.tenant):
        before = Lead.by_number(1).last_activity_at
        Lead.update(last_activity_at=before + timedelta(hours=1)).where(Lead.number == 1).execute()
        parting.undo_merge(merge)
    with alice.filon.inside(alice.tenant, write=False):
        assert [lead.number for lead in Lead.kept().order_by(Lead.number)] == [1, 2]


def test_after_thirty_days_it_stands(alice: PairedSite) -> None:
    ask_twice(alice)
    with alice.filon.inside(alice.tenant):
        merge = merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
        Merge.update(happened_at=clock.now() - timedelta(days=31)).execute()
    with alice.filon.inside(alice.tenant):
        Lead.update(trashed_at=clock.now() - timedelta(days=31)).where(Lead.number == 2).execute()
    with acting_for(alice.tenant):
        trash.empty_trash()
    with alice.filon.inside(alice.tenant):
        with pytest.raises(Conflict):
            parting.undo_merge(merge)
        assert Lead.heir_of(2).number == 1, "the shell still leads there"


def test_erasing_the_person_erases_the_shell(alice: PairedSite) -> None:
    ask_twice(alice)
    with alice.filon.inside(alice.tenant):
        merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
    with alice.filon.inside(alice.tenant):
        actions.erase_lead(Lead.by_number(1))
    with alice.filon.inside(alice.tenant, write=False):
        assert list(Lead.select()) == []
        assert list(Merge.select()) == []
        assert all(bytes(line.line) == b"" for line in Submission.select())


def test_reminders_go_along_and_come_back(alice: PairedSite) -> None:
    ask_twice(alice)
    soon, later = clock.now() + timedelta(days=1), clock.now() + timedelta(days=2)
    with alice.filon.inside(alice.tenant):
        for number, due_at in ((1, later), (2, soon)):
            add_task(Plan(title="Rappeler", due_at=due_at), Lead.by_number(number))
    before = [_next_of(alice, number) for number in (1, 2)]
    with alice.filon.inside(alice.tenant):
        merge = merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
    assert _next_of(alice, 1) == before[1], "the sooner of both"
    with alice.filon.inside(alice.tenant):
        parting.undo_merge(merge)
    assert [_next_of(alice, number) for number in (1, 2)] == before


def test_own_fields_and_tags_are_joined_and_parted(alice: PairedSite) -> None:
    ask_twice(alice)
    with alice.filon.inside(alice.tenant):
        for label in ("Essence", "Budget"):
            defining.add(label, "text")
        wood, budget = Field.all_of_them()
        kept, gone = Lead.by_number(1), Lead.by_number(2)
        customised.change_value(kept, wood, "Chêne", "MA")
        customised.change_value(gone, wood, "Hêtre", "MA")
        customised.change_value(gone, budget, "10 000", "MA")
        for lead, names in ((kept, ["VIP"]), (gone, ["VIP", "Casablanca"])):
            customised.give_tags(lead, names)
    before = _own(alice)
    with alice.filon.inside(alice.tenant):
        merge = merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
    fields, tags = _own(alice)[0]
    assert (fields, tags) == (["Chêne", "10 000"], {"VIP", "Casablanca"})
    assert "Autre valeur, Essence : Hêtre" in signed_in(alice).get("/app/prospects/1").text.replace(
        "\xa0", " "
    )
    with alice.filon.inside(alice.tenant):
        parting.undo_merge(merge)
    assert _own(alice) == before


def _own(alice: PairedSite) -> list[tuple[list[str], set[str]]]:
    with alice.filon.inside(alice.tenant, write=False):
        leads = list(Lead.select().order_by(Lead.number))
        values, tags = values_of(leads), tags_of(leads)
    return [
        ([one.said for one in values[lead.id]], {tag.name for tag in tags.get(lead.id, ())}) for lead in leads
    ]


def _next_of(alice: PairedSite, number: int) -> datetime | None:
    with alice.filon.inside(alice.tenant, write=False):
        at: datetime | None = Lead.by_number(number).next_action_at
    return at


def test_one_after_the_other_and_apart_again(alice: PairedSite) -> None:
    with alice.filon.inside(alice.tenant):
        for name in ("Salma Bennani", "Salma Benani", "Salma Bennany"):
            by_hand.add_lead({"name": name}, "MA")
    before = _state(alice)
    with alice.filon.inside(alice.tenant):
        one = merging.merge_leads(Lead.by_number(2), Lead.by_number(3), {})
        two = merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
        assert [Lead.heir_of(number).number for number in (2, 3)] == [1, 1]
    with alice.filon.inside(alice.tenant):
        with pytest.raises(Conflict):
            parting.undo_merge(one)
        parting.undo_merge(two)
        parting.undo_merge(one)
    assert _state(alice) == before


def test_a_reader_changes_nothing(alice: PairedSite) -> None:
    ask_twice(alice)
    reader = signed_in(alice, "reader")
    assert reader.post("/app/prospects/1/merging/2").status_code == 403
    assert "Comparer" not in reader.get("/app/prospects/2").text


def test_with_itself_and_with_nobody(alice: PairedSite, charlie: PairedSite) -> None:
    ask_twice(alice)
    charlie.deliver(submission({"name": "Charlie", "phone": "0661000000"}))
    browser = signed_in(alice)
    assert browser.post("/app/prospects/1/merging/1").status_code == 422
    assert browser.post("/app/prospects/1/merging/2", data={"name": "both"}).status_code == 422
    assert browser.post("/app/prospects/1/merging/9").status_code == 404
    with charlie.filon.inside(charlie.tenant):
        theirs = Lead.by_number(1)
    with alice.filon.inside(alice.tenant), pytest.raises(NotFound):
        merging.merge_leads(Lead.by_number(1), theirs, {})


def test_every_table_that_hangs_on_a_lead_was_thought_of() -> None:
    """What is not moved is entered here, with its reason."""
    hanging = {
        table._meta.table_name
        for table in tables
        if any('REFERENCES "lead"' in constraint.sql for constraint in table._meta.constraints or [])
    }
    moved = {model._meta.table_name for model, _column in (*merging.MOVED, *merging.JOINED)}
    assert hanging - moved == {
        "import_change",  # an import that is undone leaves alone who was merged since
        "lead_search",  # the shell's own text stays with it
        "lead_merge",  # of former merges, each with its own two
        "bulk_change_lead",  # a change of the shell's is not one of the kept lead's: undoing leaves both alone
        "suspicion",  # of a shell, none is shown
    }


_fields = {
    "name": st.sampled_from(["", "Salma", "Salma Bennani"]),
    "phone": st.sampled_from(["", "0661234567", "0661234568"]),
    "email": st.sampled_from(["", "a@example.com", "b@example.com"]),
    "company": st.sampled_from(["", "Atlas"]),
    "amount": st.sampled_from(["", "100", "38 500,50"]),
    "note": st.sampled_from(["", "Une note", "Une autre"]),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    one=st.fixed_dictionaries(_fields),
    other=st.fixed_dictionaries(_fields),
    chosen=st.dictionaries(st.sampled_from(list(merging.CHOSEN)), st.sampled_from(["kept", "gone"])),
)
def test_any_two_are_as_before_when_taken_apart(
    alice: PairedSite, one: dict[str, str], other: dict[str, str], chosen: dict[str, str]
) -> None:
    numbers = []
    with alice.filon.inside(alice.tenant):
        for typed in (one, other):
            numbers.append(by_hand.add_lead({**typed, "company": typed["company"] or "Atlas"}, "MA").number)
    before = _state(alice)
    with alice.filon.inside(alice.tenant):
        kept, gone = (Lead.by_number(number) for number in numbers)
        merge = merging.merge_leads(kept, gone, chosen)
        whole = Lead.by_number(kept.number)
        said = " ".join(str(one) for one in whole.__data__.values()) + str(
            Interaction.of(whole.id)[0].details
        )
        for lead in (kept, gone):
            for known in (lead.name, lead.note, lead.phone, lead.email, lead.company):
                assert (known or "") in said, "nothing that was known is lost"
    with alice.filon.inside(alice.tenant):
        parting.undo_merge(merge)
    assert _state(alice) == before
