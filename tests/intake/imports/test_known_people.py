"""Who is known already is passed, completed or replaced, as was chosen; and all of it can be undone exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest

from filon.foundation import storage
from filon.housekeeping import actions as housekeeping
from filon.intake.imports import running
from filon.interactions import actions as interactions
from filon.interactions import edits, notes
from filon.leads import arranging, search
from filon.leads.labels import Label
from filon.leads.models import Lead
from filon.tenants import actions as tenants
from tests.dashboard.people import signed_in
from tests.housekeeping.rows import all_rows, where_found
from tests.intake.imports.bringing import FRENCH, again, bring, choose, leads, run, undo
from tests.intake.imports.test_round_trip import compared
from tests.parts.service import Filon, PairedSite, submission

KNOWN = "Nom;Mail;GSM;Société;Montant\nNadia Alami;SALMA@example.com;0670552108;Atlas;12,5\n"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("skip", ("Salma Bennani", "+212661234567", "", None)),
        ("fill", ("Salma Bennani", "+212661234567", "Atlas", Decimal("12.50"))),
        ("overwrite", ("Nadia Alami", "+212670552108", "Atlas", Decimal("12.50"))),
    ],
)
def test_it_works(filon: Filon, alice: PairedSite, policy: str, expected: tuple[object, ...]) -> None:
    alice.deliver(submission())
    filon.work()
    before = compared(leads(filon, alice))
    one = run(filon, alice, bring(filon, alice, KNOWN), policy=policy)
    assert (one.counts["known"], one.counts.get("new", 0)) == (1, 0)
    (lead,) = leads(filon, alice)
    assert (lead.name, lead.phone, lead.company, lead.amount) == expected
    assert lead.to_call_since is not None, "who waits for a call still does"
    with filon.inside(alice.tenant):
        assert search.find("nadia", limit=2) == ([1] if policy == "overwrite" else [])
    undone = undo(filon, alice, one)
    assert undone.counts.get("put_back", 0) == (policy != "skip")
    assert compared(leads(filon, alice)) == before, "when somebody was last at it included"


def test_the_same_person_twice_in_a_file_is_one_lead(filon: Filon, alice: PairedSite) -> None:
    text = "Nom;Mail;GSM\nSalma;s@example.com;\nSalma;S@Example.com;0661234567\nSalma;s@example.com;\n"
    one = choose(filon, alice, bring(filon, alice, text))
    assert (one.total, one.profile["repeated"], one.counts) == (2, 1, {"new": 1, "known": 1})
    one = run(filon, alice, one)
    (lead,) = leads(filon, alice)
    assert (lead.name, lead.phone) == ("Salma", "+212661234567")


def test_a_known_person_twice_in_a_file_is_one_by_what_came_with_the_first(
    filon: Filon, alice: PairedSite
) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "phone": "0661234567"}))
    filon.work()
    text = "Nom;Mail;GSM\nSalma;new@example.com;0661234567\nSalma;NEW@example.com;\n"
    for policy in ("skip", "overwrite"):
        one = run(filon, alice, bring(filon, alice, text), policy=policy)
        assert (one.counts["known"], one.counts.get("new", 0)) == (2, 0), policy
    assert len(leads(filon, alice)) == 1


def test_undo_finds_its_way_back_through_several_batches(filon: Filon, alice: PairedSite) -> None:
    """A known person whom two of them changed is as before, and a new one whom the second completed is gone."""
    alice.deliver(submission({"name": "Salma Bennani", "email": "salma@example.com"}))
    filon.work()
    rows = ["Nom;Mail;Société;GSM;Rang", "Omar;omar@example.com;;;"]
    rows += [f"Nadia Alami;salma@example.com;Un;;{n}" for n in range(running.BATCH)]
    rows += ["Nadia Alami;salma@example.com;Deux;;", "Omar;omar@example.com;;0661234567;"]
    one = run(filon, alice, bring(filon, alice, "\n".join(rows)), policy="overwrite")
    assert [(lead.name, lead.company) for lead in leads(filon, alice)] == [
        ("Nadia Alami", "Deux"),
        ("Omar", ""),
    ]
    one = undo(filon, alice, one)
    assert (one.counts["put_back"], one.counts.get("left", 0), one.counts.get("kept", 0)) == (3, 0, 0)
    assert [(lead.name, lead.company) for lead in leads(filon, alice)] == [("Salma Bennani", "")]


def test_undo_leaves_alone_what_somebody_has_touched_since(filon: Filon, alice: PairedSite) -> None:
    one = run(filon, alice, bring(filon, alice, FRENCH))
    with filon.inside(alice.tenant):
        notes.add_note(Lead.by_number(1), "Rappelée ce matin")
    one = undo(filon, alice, one)
    assert (one.counts["trashed"], one.counts["kept"]) == (1, 1)
    assert [lead.number for lead in leads(filon, alice)] == [1]


def test_undo_leaves_alone_what_somebody_has_written_since(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    one = run(filon, alice, bring(filon, alice, KNOWN))
    with filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(1), "company", "Zitoun", "MA")
        at = Lead.by_number(1).last_activity_at
    one = undo(filon, alice, one)
    assert (one.counts["partly"], one.counts["left"], one.counts["put_back"]) == (1, 0, 0)
    (lead,) = leads(filon, alice)
    assert (lead.company, lead.amount, lead.last_activity_at) == ("Zitoun", None, at)
    page = signed_in(alice).get(f"/app/import/{one.id}").text.replace("\xa0", " ")
    assert "1 prospect remis en partie : ce que quelqu’un y a écrit depuis reste" in page


def test_undo_does_not_take_a_status_from_under_a_stage(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    with filon.inside(alice.tenant):
        stage = Label.find(arranging.add("stage", "Devis", "open").about_id)
    brought = bring(filon, alice, "Mail;État;Société\nSALMA@example.com;En cours;Atlas\n")
    one = run(filon, alice, brought, policy="overwrite")
    with filon.inside(alice.tenant):
        interactions.change_status(Lead.by_number(1), "open", stage=stage)
    one = undo(filon, alice, one)
    (lead,) = leads(filon, alice)
    assert (lead.status, lead.stage_id, lead.company) == ("open", stage.id, "")
    assert one.counts["partly"] == 1


def test_undo_leaves_whoever_was_written_over_in_all_that_it_changed(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    one = run(filon, alice, bring(filon, alice, "Mail;Société\nSALMA@example.com;Atlas\n"))
    with filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(1), "company", "Zitoun", "MA")
    one = undo(filon, alice, one)
    assert (one.counts["partly"], one.counts["left"], one.counts["put_back"]) == (0, 1, 0)
    assert leads(filon, alice)[0].company == "Zitoun"


def test_undo_gives_back_what_goes_together_and_marks_what_was_unsure(
    filon: Filon, alice: PairedSite
) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "phone": "06 61 23", "email": "salma@example.com"}))
    filon.work()
    (before,) = leads(filon, alice)
    assert before.unsure == ["phone"]
    text = "Nom;Mail;GSM;Montant\nNadia Alami;SALMA@example.com;0670552108;12,5\n"
    one = run(filon, alice, bring(filon, alice, text), policy="overwrite")
    with filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(1), "name", "Nadia El Alami", "MA")
    one = undo(filon, alice, one)
    (lead,) = leads(filon, alice)
    assert (lead.name, lead.phone, lead.phone_typed, lead.amount) == (
        "Nadia El Alami",
        None,
        "06 61 23",
        None,
    )
    assert lead.unsure == ["phone"], "it is to be checked again"
    with filon.inside(alice.tenant):
        assert search.find("670552108", limit=2) == []


def test_faults_are_told_and_the_rest_of_the_row_is_imported(filon: Filon, alice: PairedSite) -> None:
    text = (
        "Nom;GSM;Mail;Montant;Date\n"
        "Salma;06 61 23;pas d'adresse;beaucoup;hier\n"
        "Zoé;06 61 23;pas d'adresse;1 250;15/11/2025\n"
        "Éric;0670552108;eric@example.com;1 250;15/11/2025\n"
        ";;;3;16/11/2025\n"
    )
    columns = {"0": "name", "1": "phone", "2": "email", "3": "amount", "4": "created_at:dmy"}
    one = choose(filon, alice, bring(filon, alice, text), columns=columns)
    assert one.counts == {"new": 3, "refused": 1, "faulty": 3}
    with filon.inside(alice.tenant, write=False), storage.open_derived(one.faults_file) as file:
        faults = file.read().decode("utf-8-sig")
    assert faults.count("n’est pas une adresse mail") == 2, "each row has its own"
    assert "n’est pas un montant" in faults
    assert "Éric" not in faults
    assert faults.splitlines()[1].startswith('"Salma";"06 61 23";"pas d\'adresse";"beaucoup";"hier";"2";')
    assert faults.splitlines()[3].startswith('"";"";"";"3";"16/11/2025";"5";')
    one = run(filon, alice, one, columns=columns)
    salma, zoe, _eric = leads(filon, alice)
    assert (salma.name, salma.phone, salma.phone_typed) == ("Salma", None, "06 61 23")
    assert sorted(salma.unsure) == sorted(zoe.unsure) == ["email", "phone"]


def test_an_erasure_takes_files_and_memories_along(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    filon.work()
    run(filon, alice, bring(filon, alice, KNOWN.replace("Atlas", "Zitoun-Traiteur")))
    # What a file wrote over stands in the timeline, too.
    run(filon, alice, bring(filon, alice, KNOWN.replace("Atlas", "Riad")), policy="overwrite")
    waiting = bring(filon, alice, "Nom;Mail\nAutre;autre@example.com\nSalma;salma@example.com\n")
    assert where_found(all_rows(filon.environ), "zitoun-traiteur")
    with filon.inside(alice.tenant):
        housekeeping.erase_lead(Lead.by_number(1))
    filon.work()
    assert where_found(all_rows(filon.environ), "zitoun-traiteur", "salma@example.com") == []
    waiting = again(filon, alice, waiting)
    assert (waiting.state, waiting.failure) == ("failed", "forgotten")
    with filon.inside(alice.tenant, write=False), pytest.raises(storage.NoSuchFile):
        storage.open_derived(waiting.kept_rows)


def test_removing_a_client_deletes_its_imports(filon: Filon, alice: PairedSite) -> None:
    one = bring(filon, alice, FRENCH)
    with filon.inside(alice.tenant):
        tenants.remove_client()
    filon.work()
    assert again(filon, alice, one) is None
    with filon.inside(alice.tenant, write=False), pytest.raises(storage.NoSuchFile):
        storage.open_derived(one.kept_rows)
