"""The API's documentation in a real browser: an operation is tried with a key, which stays in the page's memory."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from filon.foundation.api_keys import FORM
from tests.browser.service import Client
from tests.parts.browser import Complaints


def test_it_works(page: Page, client: Client, complaints: Complaints) -> None:
    """From the page where a key is made to the one where it is used."""
    client.ask("Salma Bennani", phone="06 61 23 45 67")
    page.context.add_cookies([client.owner_cookie()])
    page.goto(f"{client.service}/app/reglages/cles")
    page.get_by_label("Nom du logiciel").fill("Agenda")
    page.get_by_text("Lire les prospects", exact=True).click()
    page.get_by_role("button", name="Créer la clé").click()
    key = page.get_by_label("Clé d’accès", exact=True).input_value()
    assert re.fullmatch(FORM, key)
    page.get_by_role("button", name="Copier").click()
    expect(page.locator("[data-copy]")).to_have_text("Copiée", use_inner_text=True)
    assert key not in page.url

    page.goto(f"{client.service}/api/docs")
    page.get_by_label("Key", exact=True).fill(key)
    operation = page.locator("#list_checks")
    operation.get_by_text("Try it").click()
    operation.get_by_label("number").fill("1")
    operation.get_by_role("button", name="Send GET").click()
    expect(operation.get_by_role("status").filter(has_text="200")).to_contain_text('"checks"')
    assert complaints.texts == []
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert key not in kept
    page.reload()
    expect(page.get_by_label("Key", exact=True)).to_have_value("")

    page.goto(f"{client.service}/app/reglages/cles")
    expect(page.locator(".option")).to_contain_text("Dernier usage")
    page.get_by_role("button", name="Révoquer Agenda").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "Aucun programme n’a accès à vos prospects"
    )
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("1 programme a accès à vos prospects")


def test_without_scripts_it_reads_and_offers_no_trying(page: Page, client: Client) -> None:
    browser = page.context.browser
    assert browser
    with browser.new_context(java_script_enabled=False) as visitor:
        plain = visitor.new_page()
        plain.goto(f"{client.service}/api/docs")
        expect(plain.locator("#list_checks textarea")).to_contain_text("curl -sS")
        expect(plain.locator("details.try").first).to_be_hidden()
