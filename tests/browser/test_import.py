"""Importing a file in a real browser: the whole way, by keyboard, and how each step looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.service import Client
from tests.browser.test_looks import _check
from tests.parts.browser import Complaints, open_visitor, show

_LINES = """Nom client;GSM;Adresse mail;Date;Type;Statut;Col8
Houda Bennis;0661349012;houda.b@example.com;03/04/2025;Mariage;En cours;
Éric Lambert;0470552108;;12/11/2025;Séminaire;Devis relancé;x
سلمى بناني;0670552109;salma@example.com;05/06/2025;Baptême;Nouveau;
Hôtel-Restaurant Les Jardins de la Palmeraie Abdelkrim-Benchekroun;;pas d'adresse;hier;Mariage;Perdu;
;;;07/08/2025;Mariage;;
"""


def _file() -> FilePayload:
    return {"name": "clients-traiteur-2025.csv", "mimeType": "text/csv", "buffer": _LINES.encode()}


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    alice.goto(f"{client.service}/app/prospects?status=all")
    alice.locator("#list").get_by_role("link", name="Importer un fichier").click()
    alice.get_by_label("Votre fichier Excel ou CSV").set_input_files(_file())
    alice.get_by_role("button", name="Déposer le fichier").press("Enter")
    expect(alice.locator("main progress")).to_be_visible()
    client.work()
    expect(alice.get_by_role("heading", level=1)).to_contain_text("presque prêtes")
    alice.get_by_label("Type devient").select_option(label="Note")
    alice.get_by_role("button", name="Vérifier les").press("Enter")
    expect(alice.locator("main progress")).to_be_visible()
    client.work()
    expect(alice.get_by_role("heading", level=1)).to_contain_text("5 lignes vérifiées")
    alice.get_by_role("button", name="Importer les").press("Enter")
    expect(alice.locator("main progress")).to_be_visible()
    client.work()
    expect(alice.get_by_role("heading", level=1)).to_contain_text("4 prospects importés")
    alice.get_by_role("button", name="Annuler l’import").press("Enter")
    expect(alice.locator("main progress")).to_be_visible()
    client.work()
    expect(alice.get_by_role("heading", level=1)).to_contain_text("Import annulé")
    assert complaints.texts == []


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 390)])
def test_nothing_is_cut(browser: Browser, client: Client, language: str, width: int) -> None:
    with open_visitor(browser, width=width) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)

        def look(name: str) -> None:
            show(page, f"import-{name}-{language}-{width}", full_page=True)
            _check(page.main_frame, name)

        page.goto(f"{client.service}/app/import")
        look("empty")
        page.locator("#f-file").set_input_files(_file())
        page.locator("main form button").click()
        expect(page.locator("main progress")).to_be_visible()
        client.work()
        expect(page.locator(".table-map")).to_be_visible()
        look("columns")
        page.locator(".footbar .btn-primary").click()
        expect(page.locator("main progress")).to_be_visible()
        client.work()
        expect(page.locator("a[download]")).to_be_visible()
        look("checked")
        page.locator(".footbar .btn-primary").click()
        expect(page.locator("main progress")).to_be_visible()
        client.work()
        expect(page.locator(".footbar form[action$=annulation]")).to_be_visible()
        look("done")
        page.goto(f"{client.service}/app/import")
        look("list")
