"""The calendar under a mouse: an appointment is carried to another day, or stays where it was when that is taken."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from tests.browser.calendar import book, quiet_monday
from tests.browser.service import Client


def _carry(page: Page, slot: Locator, days: int, half_hours: int) -> None:
    box = slot.bounding_box()
    column = page.locator("ol[data-day]").first.bounding_box()
    assert box
    assert column
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 10)
    page.mouse.move(x + days * column["width"], y + half_hours * 26)
    page.mouse.up()


def test_it_works(alice: Page, client: Client) -> None:
    monday = quiet_monday()
    book(alice, client, "Visite", monday, "10:00")
    book(alice, client, "Livraison", monday + timedelta(days=2), "10:00")
    alice.goto(f"{client.service}/app/calendrier?day={monday}")
    visit = alice.locator(".slot", has_text="Visite")
    _carry(alice, visit, 1, 3)
    expect(alice.locator(".toast")).to_contain_text("Déplacé")
    expect(visit).to_contain_text("11 h 30")
    expect(alice.locator("ol[data-day]").nth(1)).to_contain_text("Visite")
    alice.locator(".toast").get_by_role("button", name="Annuler").click()
    expect(visit).to_contain_text("10 h ·")

    _carry(alice, visit, 2, 0)
    expect(alice.locator(".toast")).to_contain_text("Ce créneau n’est plus libre.")
    expect(alice.locator("ol[data-day]").first).to_contain_text("Visite")

    box = visit.bounding_box()
    assert box
    alice.mouse.move(box["x"] + 20, box["y"] + box["height"] - 3)
    alice.mouse.down()
    alice.mouse.move(box["x"] + 20, box["y"] + box["height"] + 40)
    alice.keyboard.press("Escape")
    alice.mouse.up()
    expect(visit).to_have_attribute("data-long", "2")
    expect(alice).to_have_url(re.compile(r"/app/calendrier\?"))
    alice.mouse.move(box["x"] + 20, box["y"] + box["height"] - 3)
    alice.mouse.down()
    alice.mouse.move(box["x"] + 20, box["y"] + box["height"] + 20)
    alice.mouse.up()
    expect(visit).to_have_attribute("data-long", "3")
    expect(alice.locator(".toast")).to_contain_text("Déplacé")

    alice.locator("ol[data-day]").nth(3).click(position={"x": 20, "y": 26 * 12 + 5})
    expect(alice.get_by_label("Heure")).to_have_value("14:00")
    expect(alice.get_by_label("Jour")).to_have_value(str(monday + timedelta(days=3)))
