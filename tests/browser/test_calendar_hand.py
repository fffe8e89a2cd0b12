"""The calendar without a mouse: by keys and by a finger an appointment is carried, stretched and handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.calendar import HALF_HOUR, Finger, book, middle, quiet_monday
from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import Complaints, open_visitor, show

MONDAY = quiet_monday()


@pytest.fixture
def week(alice: Page, client: Client) -> Page:
    """Alice's week: a visit on Monday at ten, a delivery on Wednesday."""
    _fill(alice, client)
    alice.goto(f"{client.service}/app/calendrier?day={MONDAY}")
    return alice


@pytest.fixture
def tablet(browser: Browser, client: Client) -> Iterator[Page]:
    """The same on a tablet."""
    with browser.new_context(
        locale="fr-FR", viewport={"width": 1024, "height": 600}, has_touch=True
    ) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        _fill(page, client)
        page.goto(f"{client.service}/app/calendrier?day={MONDAY}")
        yield page


def _fill(page: Page, client: Client) -> None:
    book(page, client, "Visite", MONDAY, "10:00")
    book(page, client, "Livraison", MONDAY + timedelta(days=2), "10:00")


def _column(page: Page, at: int) -> Locator:
    return page.locator("ol[data-day]").nth(at)


def _focused(page: Page) -> Locator:
    return page.locator(".slot a:focus")


def _look(page: Page, name: str) -> None:
    show(page, name)
    assert barriers(page.main_frame) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_it_works(week: Page) -> None:
    complaints = Complaints()
    complaints.listen(week)
    week.locator(".week").focus()
    for key, name in (("ArrowDown", "Visite"), ("ArrowRight", "Livraison"), ("ArrowLeft", "Visite")):
        week.keyboard.press(key)
        expect(_focused(week)).to_contain_text(name)
    week.keyboard.press("m")
    said = week.locator(".carrying")
    expect(said).to_contain_text("10:00 – 11:00")
    expect(said).to_contain_text("Flèches")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "Shift+ArrowDown"):
        week.keyboard.press(key)
    expect(said).to_contain_text("mardi")
    expect(said).to_contain_text("11:30 – 13:00")
    expect(_focused(week)).to_contain_text("Visite")
    week.keyboard.press("Enter")
    expect(week.locator(".toast")).to_contain_text("Déplacé")
    expect(_column(week, 1)).to_contain_text("11 h 30 · Visite")
    expect(_column(week, 1).locator(".slot")).to_have_attribute("data-long", "3")
    expect(_focused(week)).to_contain_text("Visite")
    week.locator(".toast").get_by_role("button", name="Annuler").press("Enter")
    expect(_column(week, 0)).to_contain_text("10 h · Visite")
    expect(_focused(week)).to_contain_text("Visite")
    assert complaints.texts == []


def test_escape_puts_it_back_and_nothing_is_asked(week: Page) -> None:
    week.get_by_role("link", name="Visite").focus()
    for key in ("m", "ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        week.keyboard.press(key)
    expect(_column(week, 1).locator(".slot")).to_have_attribute("data-long", "1")
    _look(week, "calendar-keys")
    week.keyboard.press("Escape")
    slot = _column(week, 0).locator(".slot")
    expect(slot).to_have_attribute("data-long", "2")
    expect(slot).to_have_attribute("data-at", "5")
    expect(_focused(week)).to_contain_text("Visite")
    expect(week.locator(".carrying")).to_contain_text("Remis à sa place")
    week.keyboard.press("m")
    week.keyboard.press("Enter")
    expect(week.locator("[data-in-hand]")).to_have_count(0)
    expect(week).to_have_url(re.compile(r"/app/calendrier\?day="))
    week.keyboard.press("Enter")
    expect(week.locator("h1")).to_have_text("Visite")


def test_what_is_refused_goes_back_and_keeps_the_focus(week: Page) -> None:
    week.get_by_role("link", name="Visite").focus()
    for key in ("m", "ArrowRight", "ArrowRight", "Enter"):
        week.keyboard.press(key)
    expect(week.locator(".toast[role=alert]")).to_contain_text("Ce créneau n’est plus libre.")
    expect(_column(week, 0)).to_contain_text("Visite")
    expect(_focused(week)).to_contain_text("Visite")


def test_the_keys_are_told_and_one_begins_an_appointment(week: Page) -> None:
    week.get_by_role("link", name="Visite").focus()
    week.keyboard.press("?")
    expect(week.locator("#touches")).to_contain_text("Prendre le rendez-vous en main")
    _look(week, "calendar-help")
    week.keyboard.press("Escape")
    week.get_by_role("link", name="Visite").focus()
    week.keyboard.press("c")
    expect(week.get_by_label("Heure")).to_have_value("11:00")
    expect(week.get_by_label("Jour")).to_have_value(str(MONDAY))


def test_in_arabic_the_arrows_go_where_one_sees_them_go(week: Page, client: Client) -> None:
    week.goto(f"{client.service}/app/reglages")
    week.locator("#k-language").select_option("ar")
    expect(week.locator("html")).to_have_attribute("dir", "rtl")
    week.goto(f"{client.service}/app/calendrier?day={MONDAY}")
    visit = week.locator(".slot", has_text="Visite")
    visit.locator("a").focus()
    before = visit.bounding_box()
    week.keyboard.press("m")
    week.keyboard.press("ArrowLeft")
    after = visit.bounding_box()
    assert before
    assert after
    assert after["x"] < before["x"]
    expect(_column(week, 1)).to_contain_text("Visite")
    _look(week, "calendar-keys-ar")
    week.keyboard.press("Enter")
    expect(week.locator(".toast")).to_be_visible()
    expect(_column(week, 1).locator("a:focus")).to_contain_text("Visite")
    week.keyboard.press("?")
    _look(week, "calendar-help-ar")


def test_a_colleague_takes_it_over(week: Page, client: Client) -> None:
    client.hire("Bob Alami")
    week.goto(f"{client.service}/app/calendrier?view=day&day={MONDAY}")
    bob = week.get_by_role("list", name="Bob Alami")
    slot = week.locator(".slot", has_text="Visite")
    x, y = middle(slot)
    his = bob.bounding_box()
    assert his
    week.mouse.move(x, y)
    week.mouse.down()
    week.mouse.move(x + 10, y)
    week.mouse.move(his["x"] + 20, y)
    week.mouse.up()
    expect(week.locator(".toast")).to_contain_text("Passé à Bob Alami")
    expect(bob.locator("a:focus")).to_contain_text("Visite")
    _look(week, "calendar-handed")
    week.locator(".toast").get_by_role("button", name="Annuler").click()
    expect(bob.locator(".slot")).to_have_count(0)
    expect(slot.locator("a")).to_be_focused()

    towards_bob = "ArrowRight" if his["x"] > x else "ArrowLeft"
    for key in ("m", towards_bob, "ArrowDown", "Enter"):
        week.keyboard.press(key)
    expect(bob.locator("a:focus")).to_contain_text("10 h 30 · Visite")


def test_a_finger_scrolls_unless_it_rests(tablet: Page) -> None:
    finger = Finger(tablet)
    visit = tablet.locator(".slot", has_text="Visite")
    tablet.evaluate(
        "() => { globalThis.still = new Promise((done) => addEventListener('scrollend', done)); }"
    )
    x, y = middle(visit)
    finger.down(x, y)
    finger.move(x, y - 150)
    finger.up()
    tablet.evaluate("still")
    assert tablet.evaluate("scrollY") > 50
    expect(tablet.locator("[data-in-hand]")).to_have_count(0)
    expect(_column(tablet, 0)).to_contain_text("10 h · Visite")

    x, y = middle(visit)
    finger.down(x, y)
    expect(visit).to_have_attribute("data-in-hand", "finger")
    stood = tablet.evaluate("scrollY")
    beside = _column(tablet, 1).bounding_box()
    assert beside
    finger.move(beside["x"] + beside["width"] / 2, y + 2 * HALF_HOUR)
    expect(_column(tablet, 1)).to_contain_text("Visite")
    assert tablet.evaluate("scrollY") == stood
    _look(tablet, "calendar-finger")
    finger.up()
    expect(tablet.locator(".toast")).to_contain_text("Déplacé")
    expect(_column(tablet, 1)).to_contain_text("11 h · Visite")


def test_a_handle_stretches_what_a_finger_has_taken_in_hand(tablet: Page) -> None:
    finger = Finger(tablet)
    visit = tablet.locator(".slot", has_text="Visite")
    finger.down(*middle(visit))
    expect(visit).to_have_attribute("data-in-hand", "finger")
    finger.up()
    expect(tablet.locator(".carrying")).to_contain_text("poignée")
    _look(tablet, "calendar-handle")
    tablet.touchscreen.tap(700, 500)
    expect(tablet.locator("[data-in-hand]")).to_have_count(0)
    expect(tablet).to_have_url(re.compile(r"/app/calendrier\?"))

    finger.down(*middle(visit))
    expect(visit).to_have_attribute("data-in-hand", "finger")
    finger.up()
    box = visit.bounding_box()
    assert box
    x, edge = box["x"] + box["width"] / 2, box["y"] + box["height"]
    finger.down(x, edge + 12)
    finger.move(x, edge + 12 + HALF_HOUR)
    expect(visit).to_have_attribute("data-long", "3")
    finger.up()
    expect(tablet.locator(".toast")).to_contain_text("Déplacé")
    expect(visit).to_have_attribute("data-long", "3")
    tablet.touchscreen.tap(*middle(visit))
    expect(tablet.locator("h1")).to_have_text("Visite")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_on_a_phone_two_touches_put_it_off(browser: Browser, client: Client, language: str) -> None:
    with open_visitor(browser, width=390) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        book(page, client, "Visite", MONDAY, "10:00")
        said = page.locator(".head p").inner_text()
        page.locator("details summary").first.tap()
        _look(page, f"meeting-later-{language}-390")
        page.locator(".next-times button").nth(1).tap()
        expect(page.locator(".toast")).to_be_visible()
        expect(page.locator(".head p")).not_to_have_text(said)
        _look(page, f"meeting-moved-{language}-390")
        page.locator(".toast form button").tap()
        expect(page.locator(".head p")).to_have_text(said)
