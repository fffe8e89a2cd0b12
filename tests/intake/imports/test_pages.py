"""The whole way on the pages, as a manager goes it; and who may not."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.dashboard.people import signed_in
from tests.intake.imports.bringing import FRENCH, leads
from tests.parts.service import Filon, PairedSite


def send(browser: FlaskClient, content: bytes | str, name: str = "clients.csv") -> TestResponse:
    sent = content.encode() if isinstance(content, str) else content
    return browser.post("/app/import", data={"file": (io.BytesIO(sent), name)}, follow_redirects=True)


def the_form(page: str) -> dict[str, str]:
    """What the browser would send of the form of columns as it stands."""
    chosen = {}
    for name, options in re.findall(
        r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        found = re.search(r'<option value="([^"]*)" selected', options)
        chosen[name] = found[1] if found else ""
    checked = re.search(r'name="policy" value="(\w+)" checked', page)
    return {**chosen, "policy": checked[1] if checked else ""}


def address(shown: TestResponse) -> str:
    return shown.request.path


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    assert "/app/import" in browser.get("/app/prospects").text
    reading = send(browser, FRENCH)
    assert reading.status_code == 200
    assert "Lecture de votre fichier" in reading.text
    filon.work()
    where = address(reading)
    columns = browser.get(where).text
    assert "Vos 2 lignes sont presque prêtes" in columns
    assert "Salma Bennani" in columns, "the first row as it would come"
    assert "Éric Lambert" in browser.get(f"{where}?ligne=2").text
    form = the_form(columns)
    assert form["c-2"] == "phone"
    checking = browser.post(f"{where}/colonnes", data=form, follow_redirects=True)
    assert "Vérification de vos lignes" in checking.text
    filon.work()
    checked = browser.get(where).text
    assert "2 nouveaux prospects" in checked
    running = browser.post(f"{where}/lancement", follow_redirects=True)
    assert "<progress" in running.text
    filon.work()
    assert "2 prospects importés" in browser.get(where).text
    assert len(leads(filon, alice)) == 2
    browser.post(f"{where}/annulation")
    filon.work()
    assert "2 prospects mis à la corbeille" in browser.get(where).text
    assert leads(filon, alice) == []
    assert "clients.csv" in browser.get("/app/import").text


def test_the_timeline_says_where_somebody_came_from(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    where = address(send(browser, FRENCH))
    filon.work()
    browser.post(f"{where}/colonnes", data=the_form(browser.get(where).text))
    filon.work()
    browser.post(f"{where}/lancement")
    filon.work()
    assert "Importé de «\u00a0clients.csv\u00a0»" in browser.get("/app/prospects/1").text


def test_columns_are_chosen_by_hand_and_remembered(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    text = "Qui;Combien;Truc\nSalma Bennani;3;x\nÉric;4;y\n"
    where = address(send(browser, text))
    filon.work()
    form = the_form(browser.get(where).text) | {"c-0": "name", "c-1": "", "c-2": "note"}
    browser.post(f"{where}/colonnes", data=form)
    filon.work()
    browser.post(f"{where}/lancement")
    filon.work()
    assert [(lead.name, lead.note) for lead in leads(filon, alice)] == [("Salma Bennani", "x"), ("Éric", "y")]
    again = address(send(browser, text.replace("Salma", "Nadia")))
    filon.work()
    page = browser.get(again).text
    assert "comme la dernière fois" in page
    assert the_form(page)["c-2"] == "note"


def test_a_file_nobody_would_be_found_in_is_refused_with_a_sentence(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    where = address(send(browser, FRENCH))
    filon.work()
    nothing = {name: "" for name in the_form(browser.get(where).text) if name.startswith("c-")}
    refused = browser.post(f"{where}/colonnes", data=nothing)
    assert refused.status_code == 422
    assert "Dites quelle colonne" in refused.text


@pytest.mark.parametrize("role", ["reader", "agent"])
def test_it_takes_a_manager(filon: Filon, alice: PairedSite, role: str) -> None:
    where = address(send(signed_in(alice, "manager"), FRENCH))
    filon.work()
    browser = signed_in(alice, role)
    assert "/app/import" not in browser.get("/app/prospects").text
    assert browser.get("/app/import").status_code == 403
    assert send(browser, FRENCH).status_code == 403
    for step in ("colonnes", "lancement", "annulation", "suppression"):
        assert browser.post(f"{where}/{step}").status_code == 403


def test_nobody_else_sees_it(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    where = address(send(signed_in(alice), FRENCH))
    filon.work()
    other = signed_in(charlie)
    assert other.get(where).status_code == 404
    assert other.post(f"{where}/suppression").status_code == 404
    assert "clients.csv" not in other.get("/app/import").text


def test_without_a_file_it_says_so(alice: PairedSite) -> None:
    refused = signed_in(alice).post("/app/import", data={})
    assert refused.status_code == 422
    assert "Choisissez un fichier" in refused.text
