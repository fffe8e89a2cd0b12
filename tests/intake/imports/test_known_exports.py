"""Exports of other programs, made here with their own heads, are mapped without a hand's turn."""

from __future__ import annotations

from typing import Any

import pytest

from filon.intake.imports.known_heads import recognise
from filon.intake.imports.known_words import folded, status_of
from tests.intake.imports.bringing import bring, leads, run, workbook
from tests.parts.service import Filon, PairedSite

EXPORTS = {
    "HubSpot": (
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,Company Name\n"
        "101,Salma,Bennani,salma@example.com,+212 661-234567,Alice,In progress,2025-04-03 10:15,Atlas\n"
    ),
    "Pipedrive": (
        "Person - Name,Person - Organization,Person - Email - Work,Person - Email - Home,Person - Phone - Work,"
        "Person - Phone - Mobile,Person - Owner,Person - Person created\n"
        "Salma Bennani,Atlas,,salma@example.com,,+212661234567,Alice,2025-04-03 10:15:00\n"
    ),
    "Jetpack CRM": (
        "ID,Owner,Owner Username,Status,Email,Prefix,First Name,Last Name,Address Line 1 (Main Address),"
        "Home Telephone,Work Telephone,Mobile Telephone,WordPress ID,Created Date,Last Contacted Date,Company Name\n"
        "7,1,alice,Customer,salma@example.com,Mrs,Salma,Bennani,12 rue X,,,0661234567,,03/04/2025,,Atlas\n"
    ),
    "FluentCRM": (
        "id,prefix,user_id,email,contact_type,tags,first_name,last_name,lists,status,source,phone,created_at\n"
        "9,,,salma@example.com,lead,vip,Salma,Bennani,news,subscribed,web,0661234567,2025-04-03 10:15:00\n"
    ),
}


@pytest.mark.parametrize("program", EXPORTS)
def test_it_works(filon: Filon, alice: PairedSite, program: str) -> None:
    one = bring(filon, alice, EXPORTS[program])
    assert one.profile["program"] == program
    done = run(filon, alice, one)
    assert (done.state, done.counts.get("faulty", 0)) == ("done", 0)
    (salma,) = leads(filon, alice)
    assert salma.name == "Salma Bennani"
    assert (salma.email, salma.phone) == ("salma@example.com", "+212661234567")
    assert salma.created_at.date().isoformat() in ("2025-04-03", "2025-04-02")
    assert (salma.owner_id is not None) == ("owner" in EXPORTS[program].lower())


def test_hubspots_lead_statuses_in_french(filon: Filon, alice: PairedSite) -> None:
    said = ["Nouveau", "Tentative de contact", "Transaction ouverte", "Non qualifié", "Mauvais moment"]
    rows = [f"{n},Client{n},client{n}@example.com,{word}" for n, word in enumerate(said)]
    one = bring(filon, alice, "\n".join(["Record ID,Nom,E-mail,Statut du lead", *rows]))
    assert one.profile["program"] == "HubSpot"
    assert run(filon, alice, one).counts.get("faulty", 0) == 0
    assert [lead.status for lead in leads(filon, alice)] == ["new", "open", "open", "lost", "lost"]


# Heads as other programs read them out of real exports; see known_heads.
@pytest.mark.parametrize(
    ("program", "heads", "targets"),
    [
        (
            "HubSpot",
            "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Lead Status,"
            "Marketing contact status,Create Date,Last Activity Date,Associated Company,Primary Associated Company ID,"
            "Original Source,First Page Seen",
            "first_name last_name email phone owner status created_at last_activity_at company source page",
        ),
        (
            "Pipedrive",
            "Person - Name,Person - Labels,Person - Email - Work,Person - Organization,Person - Open deals,"
            "Person - Last activity date,Person - Owner,Person - Phone - Work",
            "name tags email company last_activity_at owner phone",
        ),
        (
            "Pipedrive",
            "Deal - Title,Deal - Contact person,Deal - Organization,Deal - Value,Deal - Currency of Value,"
            "Deal - Status,Deal - Lost reason,Deal - Owner,Deal - Deal created",
            "source_detail name company amount currency status reason owner created_at",
        ),
        (
            "Pipedrive",
            "Affaire - Titre,Affaire - Personne à contacter,Affaire - Organisation,Affaire - Statut,"
            "Affaire - Raison de la perte,Personne - E-mail - Travail,Personne - Téléphone - Mobile",
            "source_detail name company status reason email phone",
        ),
    ],
)
def test_heads_that_real_exports_have(program: str, heads: str, targets: str) -> None:
    said = heads.split(",")
    found, table = recognise(said)
    assert found == program
    taken = [table[folded(head)] for head in said if table.get(folded(head))]
    assert list(dict.fromkeys(taken)) == targets.split()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [
                ["Fichier clients 2025"],
                [],
                ["Nom et prénom", "GSM", "Créé le"],
                ["Salma Bennani", 661234567, "3 avril 2025"],
            ],
            {"0": "name", "1": "phone", "2": "created_at"},
        ),
        ([["Salma Bennani", "salma@example.com"], ["Éric Lambert", "eric@example.com"]], {"1": "email"}),
        (
            [["الاسم الكامل", "الهاتف", "البريد الإلكتروني"], ["سلمى بناني", "0661234567", "s@example.com"]],
            {"0": "name", "1": "phone", "2": "email"},
        ),
        ([["Ref", "Contact", "Truc"], ["12", "06 61 23 45 67", "x"]], {"1": "phone"}),
        ([["Date", "Nom"], ["04/25/2025", "Salma"]], {"0": "created_at:mdy", "1": "name"}),
        ([["Date", "Nom"], ["25/04/2025", "Salma"]], {"0": "created_at:dmy", "1": "name"}),
    ],
)
def test_peoples_own_tables(
    filon: Filon, alice: PairedSite, rows: list[list[Any]], expected: dict[str, str]
) -> None:
    assert bring(filon, alice, workbook(*rows), "clients.xlsx").choices["columns"] == expected


def test_a_day_that_could_be_two_is_to_be_checked(filon: Filon, alice: PairedSite) -> None:
    one = bring(filon, alice, "Nom;Date\nSalma;03/04/2025\nÉric;05/06/2025\n")
    assert one.profile["unsure"] == [1]
    run(filon, alice, one, columns={"0": "name", "1": "created_at:mdy"})
    assert [lead.created_at.month for lead in leads(filon, alice)] == [3, 5]


@pytest.mark.parametrize(
    "said",
    [
        "2025-04-03",
        "03/04/2025",
        "3.4.2025 14:30",
        "3 avril 2025",
        "April 3, 2025",
        "45750",
        "03-04-25 14h30",
    ],
)
def test_dates_in_several_formats(filon: Filon, alice: PairedSite, said: str) -> None:
    columns = {"0": "name", "1": "created_at:dmy"}
    text = f'Nom;Reçu le\nSalma;"{said}"\n'
    done = run(filon, alice, bring(filon, alice, text), columns=columns)
    assert done.counts.get("faulty", 0) == 0
    assert leads(filon, alice)[0].created_at.date().isoformat() in ("2025-04-03", "2025-04-02")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Abonné", "new"),
        ("Lead qualifié par le marketing", "open"),
        ("Lead qualifié par l'équipe commerciale", "open"),
        ("Lead qualifié par l’équipe commerciale", "open"),
        ("Opportunité", "open"),
        *(("Nouveau", "new"), ("Ouvert", "open"), ("En cours", "open"), ("Transaction ouverte", "open")),
        *(("Non qualifié", "lost"), ("Tentative de contact", "open"), ("Connecté", "open")),
        *(("Mauvais moment", "lost"), ("BAD_TIMING", "lost"), ("ATTEMPTED_TO_CONTACT", "open")),
        ("Cancelled by Customer", "lost"),
        ("Cancelled by Us (Pre-Quote)", "lost"),
        ("Cancelled by Us (Post-Quote)", "lost"),
    ],
)
def test_the_stages_of_other_programs(said: str, status: str) -> None:
    assert status_of(said) == status
