"""Adding, finding and editing prospects in a real browser: with scripts and without, alone and in wp-admin."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.service import Client
from tests.browser.wp_admin import WpAdmin
from tests.parts.browser import Complaints


def _add(place: Page | FrameLocator, name: str, phone: str) -> None:
    place.locator("button.top-add").click()
    sheet = place.locator("#ajout")
    sheet.get_by_label("Nom").fill(name)
    sheet.get_by_label("Téléphone", exact=True).first.fill(phone)
    sheet.get_by_label("Téléphone", exact=True).first.press("Enter")
    expect(place.locator("h1")).to_contain_text(name)


def _value(place: Page | FrameLocator, label: str) -> Locator:
    return place.locator("dt", has_text=re.compile(f"^{label}$")).locator("+ dd")


def _shown(value: Locator) -> Locator:
    """What stands there, without the words that say it can be edited."""
    return value.locator("summary > :first-child")


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    alice.goto(f"{client.service}/app/")
    _add(alice, "Samira El Khattabi", "0655443322")
    _add(alice, "Mehdi Ouazzani", "0662000000")
    alice.goto(f"{client.service}/app/prospects?status=all")
    alice.locator("#q").press_sequentially("khat")
    expect(alice.locator("a.name")).to_have_text(["Samira El Khattabi"])
    expect(alice).to_have_url(re.compile(r"\?q=khat&was=all$"))
    expect(alice.locator("#q")).to_be_focused()
    alice.locator("#q").fill("06620")
    expect(alice.locator("a.name")).to_have_text(["Mehdi Ouazzani"])
    alice.reload()
    expect(alice.locator("a.name")).to_have_text(["Mehdi Ouazzani"])
    alice.locator("#q").press("Enter")
    expect(alice.locator("#q")).to_have_value("06620")
    assert complaints.texts == []


def test_a_known_phone_is_told_while_one_types(alice: Page, client: Client) -> None:
    alice.goto(f"{client.service}/app/")
    _add(alice, "Samira El Khattabi", "0655443322")
    alice.keyboard.press("n")
    expect(alice.locator("#ajout-name")).to_be_focused()
    alice.keyboard.press("Escape")
    alice.locator("button.top-add").press("Enter")
    expect(alice.locator("#ajout-name")).to_be_focused()
    alice.keyboard.press("Tab")
    alice.keyboard.type("+212 655 44 33 22")
    expect(alice.locator("#ajout-known")).to_contain_text("Samira El Khattabi")


def test_a_value_is_edited_where_it_stands(alice: Page, client: Client, complaints: Complaints) -> None:
    alice.goto(f"{client.service}/app/")
    _add(alice, "Samira El Khattabi", "0655443322")
    company = _value(alice, "Entreprise")
    company.locator("summary").click()
    alice.keyboard.type("Riad")
    alice.keyboard.press("Enter")
    expect(_shown(company)).to_have_text("Riad")
    company.locator("summary").click()
    alice.keyboard.type("Autre")
    alice.keyboard.press("Escape")
    expect(_shown(company)).to_have_text("Riad")
    expect(company.locator("summary")).to_be_focused()
    company.locator("summary").click()
    alice.keyboard.type("Riad Les Orangers")
    alice.locator("#fil").click()
    expect(_shown(company)).to_have_text("Riad Les Orangers")
    alice.get_by_role("button", name="Annuler").click()
    expect(_shown(company)).to_have_text("Riad")
    assert complaints.texts == []


def test_keys_change_the_prospect_and_begin_a_note(
    alice: Page, client: Client, complaints: Complaints
) -> None:
    number = client.ask("Samira El Khattabi", phone="0655443322")
    alice.goto(f"{client.service}/app/prospects/{number}")
    alice.keyboard.press("?")
    expect(alice.locator("#touches")).to_contain_text("Modifier la fiche")
    alice.keyboard.press("Escape")
    alice.keyboard.press("e")
    expect(alice.locator("#edit-name")).to_be_focused()
    alice.keyboard.press("Control+a")
    alice.keyboard.type("cece")
    alice.keyboard.press("Enter")
    expect(alice.locator("h1")).to_have_text("cece")
    alice.locator("label:has(#k-note)").click()
    alice.locator("#fil").click()
    alice.keyboard.press("c")
    expect(alice.locator(".compose-text .writer")).to_be_focused()
    alice.keyboard.type("Mot")
    expect(alice.locator(".compose-text .writer")).to_have_text("Mot")
    assert complaints.texts == []


def test_without_scripts(plain_page: Page, client: Client) -> None:
    plain_page.goto(f"{client.service}/app/")
    _add(plain_page, "Samira El Khattabi", "0655443322")
    amount = _value(plain_page, "Montant")
    amount.locator("summary").click()
    amount.locator("input[name=value]").fill("beaucoup")
    amount.get_by_role("button", name="Enregistrer").click()
    expect(amount.locator(".error")).to_contain_text("Écrivez un montant en chiffres")
    expect(amount.locator("input[name=value]")).to_have_value("beaucoup")
    amount.locator("input[name=value]").fill("38 500")
    amount.locator("input[name=value]").press("Enter")
    expect(_shown(amount)).to_contain_text("MAD")
    plain_page.goto(f"{client.service}/app/prospects")
    plain_page.locator("#q").fill("samira")
    plain_page.locator("#q").press("Enter")
    expect(plain_page.locator("a.name")).to_have_text(["Samira El Khattabi"])


def test_inside_wp_admin(page: Page, frame: FrameLocator, admin: WpAdmin, complaints: Complaints) -> None:
    page.goto(admin.page("prospects"))
    _add(frame, "Samira El Khattabi", "0655443322")
    frame.locator(".nav a", has_text="Prospects").click()
    frame.locator("#q").press_sequentially("samira")
    expect(frame.locator("a.name")).to_have_text(["Samira El Khattabi"])
    expect(page).to_have_url(re.compile("filon-path=%2Fprospects%3Fq%3Dsamira$"))
    assert complaints.texts == []
