"""Narrowing the list and keeping it as a view, by touch, in a real browser at both widths."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import open_visitor, show


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 390)])
def test_it_works(browser: Browser, client: Client, width: int, language: str) -> None:
    client.ask("Salma Bennani", phone="06 61 23 45 67", message="Une cuisine")
    client.ask("Mehdi Ouazzani", phone="06 62 47 18 93", message="Un escalier")
    with open_visitor(browser, width=width) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.goto(f"{client.service}/app/prospects?status=all")
        expect(page.locator("#count")).to_contain_text(re.compile("2|زبونان"))
        page.locator("[popovertarget=filtrer]").click()
        _look(page, f"filter-{language}-{width}")
        page.locator('#filtrer a[href*="field=message"]').click()
        page.locator("#filtrer [name=v-has]").fill("CUISINE")
        _look(page, f"filter-message-{language}-{width}")
        page.locator("#filtrer button[type=submit]").click()
        expect(page.locator("a.name")).to_have_text(["Salma Bennani"])
        _columns(page, f"columns-{language}-{width}")
        page.locator("[popovertarget=garder]").click()
        _look(page, f"keep-{language}-{width}")
        page.locator("#f-name").fill("Cuisines")
        page.locator("#garder button[type=submit]").click()
        expect(page.locator(".tabs [aria-current]")).to_have_text("Cuisines")
        expect(page.locator("a.name")).to_have_text(["Salma Bennani"])
        page.locator("[popovertarget=vue]").click()
        _look(page, f"view-{language}-{width}")
        page.locator("#vue [formaction$=deletion]").click()
        expect(page.locator(".toast")).to_be_visible()
        page.locator(".toast [type=submit]").click()
        expect(page.locator(".tabs [aria-current]")).to_have_text("Cuisines")


@pytest.mark.browser
def test_the_list_by_keyboard(browser: Browser, client: Client) -> None:
    for name in ("Salma Bennani", "Mehdi Ouazzani"):
        client.ask(name, message="Une cuisine")
    with open_visitor(browser, width=1280) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/prospects?status=all")
        page.keyboard.press("?")
        expect(page.locator("#touches")).to_be_visible()
        _look(page, "keys")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("jo?")
        expect(page.locator("#q")).to_have_value("jo?")
        expect(page.locator("#touches")).not_to_be_visible()
        page.goto(f"{client.service}/app/prospects?status=all")
        for key, name in (("j", "Mehdi"), ("j", "Salma"), ("j", "Salma"), ("k", "Mehdi"), ("j", "Salma")):
            page.keyboard.press(key)
            expect(page.locator("a.name:focus")).to_contain_text(name)
        page.keyboard.press("o")
        expect(page.locator("h1")).to_contain_text("Salma Bennani")


def _columns(page: Page, name: str) -> None:
    """Move the last column that is shown one place earlier: so it stands after that."""
    page.locator("[popovertarget=colonnes]").click()
    _look(page, name)
    page.locator('#colonnes li:has([value="received"]) [data-earlier]').click()
    page.locator("#colonnes .btn-primary").click()
    expect(page).to_have_url(re.compile("columns=request,status,wait,received,owner"))


def _look(page: Page, name: str) -> None:
    show(page, name)
    assert barriers(page.main_frame) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
