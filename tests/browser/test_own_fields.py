"""A business's own fields, stages and tags in a real browser: made by the keyboard, filled in on a phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import PHONE, Complaints, open_visitor, show

WIDE = "document.documentElement.scrollWidth"


def add_field(page: Page, label: str, kind: str, options: str = "") -> None:
    page.locator("#new-field").click()
    page.get_by_label("Nom du champ").fill(label)
    page.get_by_label("Sorte").select_option(kind)
    if options:
        page.locator("#f-options").fill(options)
    page.get_by_role("button", name="Ajouter le champ").click()
    expect(page.locator(".toast")).to_contain_text(label)


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    number = client.ask("Salma Bennani", phone="06 61 23 45 67", message="Un escalier")
    alice.goto(f"{client.service}/app/reglages/prospects")
    add_field(alice, "Surface", "number")
    add_field(alice, "Essences", "choices", "Chêne\nHêtre")
    stage = alice.get_by_label("Nouvelle étape\u00a0: En cours")
    stage.fill("Devis envoyé")
    stage.press("Enter")
    expect(alice.locator(".toast")).to_contain_text("Devis envoyé")

    # By the keyboard alone: the button that was pressed keeps the focus, wherever its row goes.
    up = alice.get_by_role("button", name="Monter Essences")
    up.focus()
    alice.keyboard.press("Enter")
    expect(alice.locator("#fields b bdi").first).to_have_text("Essences")
    expect(alice.get_by_role("button", name="Monter Essences")).to_be_focused()

    alice.goto(f"{client.service}/app/prospects/{number}")
    surface = alice.locator("dt", has_text="Surface").locator("+ dd")
    surface.locator("summary").click()
    alice.keyboard.type("85,5")
    alice.keyboard.press("Enter")
    expect(surface.locator("summary > :first-child")).to_have_text("85,5")
    kinds = alice.locator("dt", has_text="Essences").locator("+ dd")
    kinds.locator("summary").click()
    kinds.get_by_label("Chêne").check()
    kinds.get_by_label("Hêtre").check()
    alice.locator("#fil").click()
    expect(kinds.locator("summary > :first-child")).to_have_text("Chêne, Hêtre")
    alice.locator(".tags summary").click()
    alice.keyboard.type("Urgent")
    alice.keyboard.press("Enter")
    expect(alice.locator(".tag bdi")).to_have_text("Urgent")
    alice.locator("button.chip").click()
    alice.get_by_role("button", name=re.compile("Devis envoyé")).click()
    expect(alice.locator("button.chip small")).to_contain_text("Devis envoyé")
    assert complaints.texts == []


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", PHONE)])
def test_nothing_sticks_out_and_axe_finds_nothing(
    browser: Browser, client: Client, language: str, width: int
) -> None:
    number = client.ask("Salma Bennani", phone="06 61 23 45 67", message="Un escalier")
    with open_visitor(browser, width=width) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/reglages/prospects")
        add_field(page, "Surface habitable des pièces à aménager en urgence", "number")
        add_field(page, "Essences", "choices", "Chêne\nHêtre")
        add_field(page, "Neuf", "yes_no")
        for name in ("Pressé", "Hôtel et restauration collective du Grand Casablanca"):
            page.locator("#new-tag").fill(name)
            page.locator("#new-tag").press("Enter")
            expect(page.locator(".toast")).to_contain_text(name)
            page.goto(f"{client.service}/app/prospects/{number}")
            page.locator(".tags summary").click()
            page.keyboard.type(name)
            page.keyboard.press("Enter")
            expect(page.locator(".tag").filter(has_text=name)).to_be_visible()
            page.goto(f"{client.service}/app/reglages/prospects")
        page.locator("#new-stage-open").fill("Devis envoyé")
        page.locator("#new-stage-open").press("Enter")
        expect(page.locator(".toast")).to_contain_text("Devis envoyé")
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        for name, path in (("customising", "reglages/prospects"), ("own", f"prospects/{number}")):
            page.goto(f"{client.service}/app/{path}")
            for summary in page.locator("#fields > .word > details > summary").all():
                summary.click()
            show(page, f"{name}-{language}-{width}", full_page=True)
            assert page.evaluate(WIDE) == width, name
            assert barriers(page) == [], name
