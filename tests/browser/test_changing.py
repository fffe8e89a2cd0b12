"""An appointment is changed on a phone and a desk, without scripts; a prospect confirms what is proposed to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import DESKTOP, PHONE, open_visitor, show

LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 2
_STICKS_OUT = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("fr", DESKTOP), ("ar", PHONE)])
def test_it_works(browser: Browser, client: Client, language: str, width: int) -> None:
    client.ask("Salma Bennani", phone="06 61 23 45 67", email="salma@example.com", message="Une cuisine")
    client.work()
    shot, cookie = f"{language}-{width}", client.owner_cookie()
    day = datetime.now(UTC) + timedelta(days=20 + width % 7)
    with open_visitor(browser, width=width) as context:
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
    size = {"width": width, "height": 844}
    with browser.new_context(java_script_enabled=False, viewport=size) as context:
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{client.service}/app/calendrier/nouveau?day={day:%Y-%m-%d}&time=10:00")
        page.fill("[name=title]", "Visite")
        page.click("main details summary")
        page.locator("[name=guest_name]").first.fill(LONG)
        page.locator("[name=guest_email]").first.fill("ana@example.com")
        page.click("main form .btn-primary")
        page.wait_for_url("**/app/calendrier/*-*")
        address = page.url
        change = page.locator("details:has([name=who])")
        change.locator("summary").first.click()
        change.locator("[name=place_kind]").select_option("video")
        change.locator("[name=place]").fill(f"https://meet.example/{LONG}")
        change.locator("[name=who]").fill("bennani")
        change.locator("[name=guest_out]").check()
        change.locator(".btn-primary").click()
        expect(change.locator("[aria-invalid]")).to_have_count(1)
        change.locator("[name=lead]").first.check()
        show(page, f"changing-{shot}", full_page=True)
        assert not page.evaluate(_STICKS_OUT)
        change.locator(".btn-primary").click()
        expect(page.locator(f"a[href='https://meet.example/{LONG}']")).to_be_visible()
        expect(page.locator("main")).not_to_contain_text("ana@")
        page.goto(f"{client.service}/app/calendrier/nouveau?lead=1&day={day:%Y-%m-%d}&time=15:00")
        page.check("[name=lead_confirms]")
        page.click("main form .btn-primary")
        page.wait_for_url("**/app/prospects/1")
    with open_visitor(browser, width=width) as context:
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(address)
        for each in page.locator("main details > summary").all():
            each.click()
        _look(page, f"changed-{shot}")
        page.goto(f"{client.service}/app/calendrier/nouveau?lead=1")
        page.click("main details summary")
        _look(page, f"new-with-guests-{shot}")
    with open_visitor(browser, width=width, language=language) as visitor:
        page = visitor.new_page()
        page.goto(client.proposed_page())
        _look(page, f"proposed-{shot}")
        page.click("form[action*='/confirmation'] button")
        expect(page.locator("[role=status]")).to_be_visible()
        expect(page.locator("form[action*='/confirmation']")).to_have_count(0)
        page.goto(f"{client.proposed_page()}/heures")
        page.click("main details summary")
        _look(page, f"moving-{shot}")


def _look(page: Page, name: str) -> None:
    show(page, name, full_page=True)
    assert not page.evaluate(_STICKS_OUT), name
    assert barriers(page) == [], name
