"""The settings in a real browser: a change is kept as soon as it is made, said, and taken back, in both frames."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, FrameLocator, Page, expect

from tests.browser.service import Client
from tests.browser.wp_admin import WpAdmin
from tests.parts.browser import PHONE, Complaints, open_visitor

LOGO = BytesIO()
Image.new("RGB", (64, 32), (180, 90, 20)).save(LOGO, "PNG")
SECTIONS = ("", "/entreprise", "/prospects", "/equipe", "/sites", "/formulaires", "/alertes")


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    alice.goto(f"{client.service}/app/reglages/entreprise")
    name = alice.get_by_role("textbox", name="Nom")
    name.fill("Atlas Bois")
    name.press("Enter")
    expect(alice.locator(".toast")).to_contain_text("Nom\u00a0: Atlas Bois.")
    expect(alice.locator(".brand")).to_have_text("Atlas Bois")
    alice.locator(".toast").get_by_role("button", name="Annuler").click()
    expect(alice.locator(".brand")).to_have_text("Menuiserie Atlas")
    assert complaints.texts == []


def test_leaving_a_field_keeps_it_and_what_is_wrong_is_said_beside_it(alice: Page, client: Client) -> None:
    alice.goto(f"{client.service}/app/reglages/entreprise")
    monday = alice.get_by_role("textbox", name="Lundi")
    monday.fill("8h30-12h30")
    monday.press("Tab")
    expect(alice.get_by_role("textbox", name="Lundi")).to_have_value("8\u00a0h\u00a030 – 12\u00a0h\u00a030")
    alice.get_by_role("textbox", name="Mardi").fill("le matin")
    alice.get_by_role("textbox", name="Mardi").press("Tab")
    expect(alice.get_by_role("alert")).to_contain_text("Écrivez par exemple")
    expect(alice.get_by_role("textbox", name="Mardi")).to_be_focused()
    expect(alice.get_by_role("textbox", name="Mardi")).to_have_value("le matin")


def test_a_closing_is_added_said_on_the_first_screen_and_taken_back(
    alice: Page, client: Client, complaints: Complaints
) -> None:
    client.ask("Salma Bennani", phone="06 61 23 45 67")
    settings = f"{client.service}/app/reglages/entreprise"
    alice.goto(settings)
    alice.get_by_label("Nous répondons en").select_option("2 h")
    expect(alice.locator(".toast")).to_contain_text("Vous répondez en 2\u00a0h.")
    first = alice.get_by_label("Fermé du")
    first.fill(str(first.get_attribute("min")))
    alice.get_by_role("button", name="Ajouter", exact=True).click()
    expect(alice.locator(".toast")).to_contain_text("Fermetures enregistrées.")
    alice.goto(f"{client.service}/app/")
    expect(alice.locator("main .head")).to_contain_text("Le délai de réponse est arrêté")
    alice.goto(settings)
    alice.get_by_role("button", name="Retirer\u00a0: Fermé le").click()
    expect(alice.get_by_text("En ce moment")).to_have_count(0)
    alice.locator(".toast").get_by_role("button", name="Annuler").click()
    expect(alice.get_by_text("En ce moment")).to_be_visible()
    assert complaints.texts == []


def test_a_colour_is_worn_at_once(alice: Page, client: Client) -> None:
    alice.goto(f"{client.service}/app/reglages/entreprise")
    alice.locator("#k-colour").fill("#b45a14")
    expect(alice.locator("html")).to_have_attribute("data-colour", "#b45a14")
    worn = alice.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--scheme').trim()")
    assert worn == "#b45a14"


def _logo() -> FilePayload:
    return {"name": "logo.png", "mimeType": "image/png", "buffer": LOGO.getvalue()}


def _is_drawn(picture: Any) -> None:
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalWidth", 64)


def test_a_logo_is_shown_in_both_frames(alice: Page, admin: WpAdmin, client: Client) -> None:
    alice.goto(f"{client.service}/app/reglages/entreprise")
    alice.locator("#k-logo").set_input_files(_logo())
    _is_drawn(alice.locator(".brand img"))
    alice.goto(admin.page("/"))
    _is_drawn(alice.frame_locator(".filon-embed iframe").locator(".brand img"))


def test_inside_wp_admin_the_business_is_set_and_the_team_only_seen(
    page: Page, frame: FrameLocator, admin: WpAdmin, complaints: Complaints
) -> None:
    page.goto(admin.page("/reglages/entreprise"))
    name = frame.get_by_role("textbox", name="Nom")
    name.fill("Atlas Bois")
    name.press("Enter")
    expect(frame.locator(".toast")).to_contain_text("Atlas Bois")
    frame.get_by_label("Réglages").get_by_role("link", name="Membres").click()
    expect(frame.locator(".notice")).to_contain_text("hors de WordPress")
    expect(frame.get_by_role("textbox")).to_have_count(0)
    assert complaints.texts == []


def test_without_scripts_each_setting_has_its_button(browser: Browser, client: Client) -> None:
    with browser.new_context(java_script_enabled=False, locale="fr-FR") as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/reglages/entreprise")
        page.get_by_role("textbox", name="Nom").fill("Atlas Bois")
        page.get_by_role("button", name="Enregistrer").first.click()
        expect(page.locator(".brand")).to_have_text("Atlas Bois")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_on_a_phone_nothing_sticks_out_and_all_can_be_touched(
    browser: Browser, client: Client, language: str
) -> None:
    with open_visitor(browser, language=language, width=PHONE) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        for section in SECTIONS:
            page.goto(f"{client.service}/app/reglages{section}")
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE, section
            assert page.evaluate(_TOO_SMALL) == [], section


# What a thumb is to hit, at least 44 pixels high; a switch and a radio have a larger place around them.
_TOO_SMALL = """
[...document.querySelectorAll("main :is(a, button, summary, select, .input)")]
  .filter((one) => { const { width, height } = one.getBoundingClientRect(); return width && height && height < 44; })
  .map((one) => one.outerHTML.slice(0, 100))
"""
