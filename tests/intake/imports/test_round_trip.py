"""Our own export comes back as it was: the same people with the same numbers, and once more the same file."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from filon.foundation import storage
from filon.foundation.i18n import LANGUAGES, gettext, speaking
from filon.intake.imports import known_heads
from filon.intake.imports.known_heads import OURS, OURSELVES
from filon.intake.imports.known_words import folded
from filon.leads.actions import take_turn
from filon.leads.models import Lead
from filon.reports import actions as reports
from filon.reports import columns
from filon.tenants import actions as member_actions
from filon.tenants.models import Tenant
from tests.intake.imports.bringing import bring, leads, run
from tests.parts.service import Filon, PairedSite

COMPARED = (
    *("number", "first_name", "last_name", "email", "email_key", "phone", "company", "status", "source"),
    *("source_detail", "amount", "currency", "message", "note", "page", "name_key"),
    *("to_call_since", "created_at", "last_activity_at"),
    *("consent", "attribution", "lost_reason"),
)
# Compared in tests of their own, since another business has other members and stages; or worked out from the others.
ELSEWHERE = {"owner_id", "stage_id", "company_key", "answer_due_at"}
# What comes of a lead's history, which a file has not, or says something of this business's data only: what was typed
# where the number was understood, what to check, whom it may be, and the trash.
LEFT_BEHIND = {
    *("phone_typed", "unsure", "duplicate_of_id", "trashed_at", "merged_at", "escalated_for"),
    *("next_action_at", "next_task_at", "next_appointment_at", "first_answered_at", "answered_in_time"),
    "escalate_at",
}


def add(filon: Filon, site: PairedSite, people: list[dict[str, Any]]) -> None:
    with filon.inside(site.tenant):
        for person in people:
            number, currency = take_turn().next_number()
            Lead.add(**{"number": number, "currency": currency, "source": "site", **person})


def exported(
    filon: Filon, site: PairedSite, format: str, language: str = "fr", asked_for: dict[str, str] | None = None
) -> bytes:
    with filon.inside(site.tenant):
        asked = reports.ask_for_export(asked_for or {}, format, language=language, zone="Africa/Casablanca")
    filon.work()
    with filon.inside(site.tenant, write=False), storage.open_derived(asked.file) as file:
        return file.read()


def test_every_column_of_a_lead_was_thought_of() -> None:
    assert {*COMPARED, *ELSEWHERE, *LEFT_BEHIND} == set(Lead._meta.fields) - {"id", "tenant"}


def differences(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[tuple[str, Any, Any]]:
    return [
        (name, one[name], other[name])
        for one, other in zip(before, after, strict=True)
        for name in COMPARED
        if one[name] != other[name]
    ]


def compared(people: list[Any]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in COMPARED} for one in people]


def test_heads_are_those_that_the_export_writes() -> None:
    for language in LANGUAGES:
        with speaking(language):
            heads = [column.words() for column in columns.all_columns(columns.Own([], {}, {}))]
            program, table = known_heads.recognise(heads)
            assert program == OURSELVES
            assert [table[known_heads.folded(head)] for head in heads] == list(OURS)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite, format: str, language: str) -> None:
    received = datetime(2026, 3, 29, 10, 30, tzinfo=UTC)
    common = {"created_at": received, "last_activity_at": received}
    add(
        filon,
        alice,
        [
            {"last_name": "Salma Bennani", "name_key": "salma bennani", "phone": "+212661234567", **common},
            {"last_name": "Son mari", "name_key": "son mari", "phone": "+212661234567", **common},
            {
                **{"first_name": "=1+1", "last_name": "'Éric; +2", "name_key": "1 1 eric 2"},
                **{"email": "Eric@example.com", "email_key": "eric@example.com", "company": "سلمى"},
                **{
                    "amount": Decimal("1250.5"),
                    "message": "Bonjour,\n@ bientôt",
                    "note": "-1",
                    "status": "lost",
                },
                **{"source": "google_ads", "to_call_since": received, **common},
            },
        ],
    )
    before = compared(leads(filon, alice))
    content = exported(filon, alice, format, language)
    one = bring(filon, charlie, content, f"prospects.{format}")
    assert one.profile["program"] == OURSELVES
    assert one.profile["unsure"] == []
    done = run(filon, charlie, one)
    assert (done.state, done.counts.get("faulty", 0)) == ("done", 0)
    assert differences(before, compared(leads(filon, charlie))) == []
    again = exported(filon, charlie, format, language)
    assert again == content or format == "xlsx"


@pytest.mark.parametrize("columns", ["status,wait,owner,received", "reason", "company,email", "next"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_few_chosen_columns_are_known_again(
    filon: Filon, alice: PairedSite, charlie: PairedSite, columns: str, language: str
) -> None:
    """Two of one phone stay two people, as in the whole file."""
    common = {"phone": "+212661234567", "status": "lost", "lost_reason": "price"}
    people = [("Salma", "Bennani"), ("Son", "mari")]
    add(
        filon,
        alice,
        [
            {"first_name": first, "last_name": last, "name_key": f"{first} {last}".lower(), **common}
            for first, last in people
        ],
    )
    one = bring(
        filon, charlie, exported(filon, alice, "csv", language, {"columns": columns}), "prospects.csv"
    )
    assert one.profile["program"] == OURSELVES
    assert one.profile["unsure"] == []
    assert run(filon, charlie, one).counts["new"] == 2
    brought = leads(filon, charlie)
    assert {(lead.first_name, lead.last_name, lead.phone) for lead in brought} == {
        (*name, "+212661234567") for name in people
    }


@pytest.mark.parametrize(
    "heads",
    [
        "Prénom;Nom;Téléphone;Mail;Entreprise",
        "N°;Prénom;Nom;Téléphone",
        "Prénom;Nom;Téléphone;Société;Commentaire;Reçu le",
        "Prénom;Nom;Téléphone;Dernière activité",
        "Prénom;Nom;Téléphone;Raison d’abandon",
        "First name;Last name;Phone;Received",
    ],
)
def test_anybodys_table_that_begins_as_ours_is_theirs(heads: str) -> None:
    assert known_heads.recognise(heads.split(";"))[0] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_file_from_before_the_number_said_whose_it_is(language: str) -> None:
    with speaking(language):
        number, *others = (gettext(word) for word in OURS.values())
        program, table = known_heads.recognise([gettext("N°"), *others])
        assert (program, table[folded(gettext("N°"))]) == (OURSELVES, "number")


def test_a_shops_own_table_brings_its_words(filon: Filon, alice: PairedSite) -> None:
    text = (
        "Prénom;Nom;Téléphone;Société;Commentaire;Reçu le\nSalma;Bennani;0661234567;Atlas;à voir;13/04/2025\n"
    )
    run(filon, alice, bring(filon, alice, text, "clients.csv"))
    (salma,) = leads(filon, alice)
    assert (salma.company, salma.note) == ("Atlas", "à voir")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_moments_come_back_to_the_second_also_in_the_hour_that_comes_twice(
    filon: Filon, alice: PairedSite, charlie: PairedSite, format: str
) -> None:
    first = datetime(2026, 10, 25, 0, 30, 17, tzinfo=UTC)
    again = datetime(2026, 10, 25, 1, 30, 59, tzinfo=UTC)
    for site in (alice, charlie):
        with filon.inside(site.tenant):
            Tenant.update(zone="Europe/Paris").execute()
    people = [("Salma", first, again), ("Younes", again, first), ("Omar", first, first)]
    add(
        filon,
        alice,
        [
            {"last_name": name, "name_key": name.lower(), "created_at": at, "last_activity_at": last}
            for name, at, last in people
        ],
    )
    before = compared(leads(filon, alice))
    content = exported(filon, alice, format)
    run(filon, charlie, bring(filon, charlie, content, f"prospects.{format}"))
    assert differences(before, compared(leads(filon, charlie))) == []
    done = run(filon, alice, bring(filon, alice, content, f"prospects.{format}"), policy="overwrite")
    assert done.counts["changed"] == 0


def test_of_two_members_of_one_name_each_keeps_their_own(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        both = [
            member_actions.add_member(name="Bob", email=f"bob{n}@atlas.example", role="agent", language="fr")
            for n in (1, 2)
        ]
    add(filon, alice, [{"last_name": f"Client {n}", "owner_id": both[n % 2].id} for n in range(4)])
    content = exported(filon, alice, "csv").decode("utf-8-sig")
    assert '"Bob <bob1@atlas.example>"' in content
    with filon.inside(alice.tenant):
        Lead.update(owner_id=None).execute()
    run(filon, alice, bring(filon, alice, content), policy="overwrite")
    assert [lead.owner_id for lead in leads(filon, alice)] == [both[n % 2].id for n in range(4)]
    text = "Nom;Mail;Responsable\nZoé;zoe@example.com;Bob\nÉric;eric@example.com;BOB2@atlas.example\n"
    done = run(filon, alice, bring(filon, alice, text))
    assert done.counts["faulty"] == 1
    with filon.inside(alice.tenant, write=False), storage.open_derived(done.faults_file) as file:
        assert "donnez l’adresse mail" in file.read().decode("utf-8-sig")
    owners = {lead.name: lead.owner_id for lead in leads(filon, alice)}
    assert (owners["Zoé"], owners["Éric"]) == (None, both[1].id)


def test_in_the_business_it_came_from_nothing_changes(filon: Filon, alice: PairedSite) -> None:
    moment = {"created_at": datetime(2026, 3, 29, 10, 30, tzinfo=UTC)}
    moment["last_activity_at"] = moment["created_at"]
    add(filon, alice, [{"last_name": "A", "phone": "+212661234567", "name_key": "a", **moment}])
    add(filon, alice, [{"last_name": "B", "phone": "+212661234567", "name_key": "b", **moment}])
    add(filon, alice, [{"last_name": "Sans contact", "name_key": "sans contact", **moment}])
    before = compared(leads(filon, alice))
    done = run(filon, alice, bring(filon, alice, exported(filon, alice, "csv")), policy="overwrite")
    assert (done.counts.get("new", 0), done.counts["known"], done.counts["changed"]) == (0, 3, 0)
    assert differences(before, compared(leads(filon, alice))) == []


def test_a_cell_edited_in_a_spreadsheet_is_that_leads_change(filon: Filon, alice: PairedSite) -> None:
    add(filon, alice, [{"last_name": "Salma"}, {"last_name": "Younes"}])
    content = exported(filon, alice, "csv").decode("utf-8-sig").replace('"Nouveau"', '"Converti"', 1)
    done = run(filon, alice, bring(filon, alice, content), policy="overwrite")
    assert done.counts["changed"] == 1
    assert sorted(lead.status for lead in leads(filon, alice)) == ["new", "won"]


def test_in_another_business_people_with_the_same_number_stay_two(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    add(filon, alice, [{"last_name": "Salma", "phone": "+212661234567"}])
    add(filon, charlie, [{"last_name": "Karim", "phone": "+212662000000"}])
    run(filon, charlie, bring(filon, charlie, exported(filon, alice, "csv")), policy="overwrite")
    assert [(lead.number, lead.name) for lead in leads(filon, charlie)] == [(1, "Karim"), (2, "Salma")]
