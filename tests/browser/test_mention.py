"""Naming a colleague after an @, by keyboard and by touch."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import Complaints


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    for name in ("Karim Tazi", "Karima Berrada"):
        alice.goto(f"{client.service}/app/reglages/equipe")
        alice.locator("#f-name").fill(name)
        alice.locator("#f-email").fill(f"{name.split()[0].lower()}@atlas.example")
        alice.get_by_role("button", name="Envoyer l’invitation").click()
        expect(alice.get_by_text(name).first).to_be_visible()
    alice.goto(f"{client.service}/app/prospects/{client.ask('Salma Bennani', phone='0661234567')}?kind=at")
    field, names = alice.locator("#f-message"), alice.locator(".mentions [role=option]:visible")
    field.click()
    alice.keyboard.type("Bonjour @kar")
    expect(names).to_have_text(["Karim Tazi", "Karima Berrada"])
    assert barriers(alice.main_frame) == []
    alice.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_have_attribute("aria-selected", "true")
    alice.keyboard.press("Enter")
    expect(field).to_have_value("Bonjour @Karima Berrada ")
    alice.keyboard.type("et @ta")
    alice.keyboard.press("Escape")
    expect(names).to_have_count(0)
    alice.keyboard.type("z")
    names.first.click()
    expect(field).to_have_value("Bonjour @Karima Berrada et @Karim Tazi ")
    alice.get_by_role("button", name="Envoyer le message").click()
    expect(alice.locator(".event[data-kind=internal]")).to_contain_text("Karim Tazi, Karima Berrada")
    assert complaints.texts == []
