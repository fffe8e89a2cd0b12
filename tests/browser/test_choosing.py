"""Choosing several prospects in the list, by mouse, keyboard and thumb, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from filon.leads.models import PAGE_ROWS
from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import open_visitor, show

NAMES = ("Salma Bennani", "Mehdi Ouazzani", "Karim Idrissi", "Nadia Tazi")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 390)])
def test_it_works(browser: Browser, client: Client, width: int, language: str) -> None:
    for name in NAMES:
        client.ask(name, message="Une cuisine")
    with open_visitor(browser, width=width) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.goto(f"{client.service}/app/prospects?status=all")
        expect(page.locator(".bulk")).to_be_hidden()
        if width < 720:
            page.locator(".choose").click()
            expect(page.locator(".bulk")).to_be_visible()
        # On a phone a touch anywhere on the row does it.
        page.locator("tbody tr label").first.click()
        page.locator("tbody tr label").nth(2).click(modifiers=["Shift"])
        expect(page.locator("[data-ticked] span")).to_have_text("3")
        _look(page, f"chosen-{language}-{width}")
        for menu in ("confier", "etat", "etiqueter"):
            page.locator(f"[popovertarget={menu}]").click()
            _look(page, f"chosen-{menu}-{language}-{width}")
            if menu != "etiqueter":
                page.keyboard.press("Escape")
        page.locator("#etiquette").fill("VIP")
        page.locator("#etiquette").press("Enter")
        expect(page.locator(".toast [data-sentence]")).to_contain_text("VIP")
        expect(page.locator(".bulk")).to_be_hidden()
        _look(page, f"chosen-done-{language}-{width}")
        page.locator(".toast [type=submit]").click()
        expect(page.locator(".toast [data-sentence]")).to_contain_text("3")
        expect(page.locator(".toast [type=submit]")).to_have_count(0)


@pytest.mark.browser
def test_by_keyboard(browser: Browser, client: Client) -> None:
    for name in NAMES:
        client.ask(name, message="Une cuisine")
    with open_visitor(browser, width=1280) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/prospects?status=all")
        for key in "jxjjx":
            page.keyboard.press(key)
        expect(page.locator("[data-ticked] span")).to_have_text("2")
        page.locator("[data-tick-all]").click()
        expect(page.locator("[data-ticked] span")).to_have_text("4")
        page.locator(".bulk [type=reset]").click()
        expect(page.locator(".bulk")).to_be_hidden()
        page.locator("[data-tick-all]").click()
        page.locator(".bulk [formaction$=trash]").click()
        expect(page.locator(".toast [data-sentence]")).to_contain_text(re.compile("^4 prospects"))


@pytest.mark.browser
def test_all_of_a_list_that_has_more_pages(browser: Browser, client: Client) -> None:
    for number in range(PAGE_ROWS + 2):
        client.ask(f"Client {number}", message="Une cuisine")
    with open_visitor(browser, width=1280) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/prospects?status=all")
        page.locator("tbody tr label").first.click()
        expect(page.locator(".whole")).to_be_hidden()
        page.locator("[data-tick-page]").click()
        page.get_by_label("Les 52 prospects de cette liste").check()
        expect(page.locator("[data-ticked] span")).to_have_text("52")
        # Whoever leaves somebody out does not mean all of the list.
        page.locator("tbody tr label").first.click()
        expect(page.locator("[data-ticked] span")).to_have_text("49")
        expect(page.locator("[name=whole]")).not_to_be_checked()
        page.locator("[data-tick-page]").click()
        page.locator("[name=whole]").check()
        page.locator(".bulk [formaction$=trash]").click()
        expect(page.locator(".toast [data-sentence]")).to_contain_text(re.compile("^52 prospects"))


def _look(page: Page, name: str) -> None:
    show(page, name)
    assert barriers(page.main_frame) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
