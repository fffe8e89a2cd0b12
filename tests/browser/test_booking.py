"""A visitor books on a phone, with scripts and without: from the first page to the appointment and its other hour."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.appointments.shelf import Shelf
from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import open_visitor
from tests.parts.radicale import Radicale

DAY = [{"opens": "09:00", "closes": "12:00"}, {"opens": "14:00", "closes": "18:00"}]


@pytest.fixture
def page_address(client: Client) -> str:
    """The page of a business that offers two kinds, every day of the week."""
    cookie = client.owner_cookie()
    owner = requests.Session()
    owner.cookies.set(cookie["name"], cookie["value"])

    def ask(method: str, path: str, body: Any = None) -> Any:
        answer = owner.request(method, f"{client.service}/api/v1/{path}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    [me] = [one["id"] for one in ask("GET", "members")["members"] if one["role"] == "owner"]
    ask("PATCH", "business", {"hours": [DAY] * 7, "colour": "#b45a14", "phone": "05 22 36 41 80"})
    wood = ask("POST", "fields", {"label": "Essence", "kind": "choice", "options": ["Chêne", "Noyer"]})["key"]
    for name, place in (("Prise de mesures", "visit"), ("Choix des essences", "office")):
        kind = {"name": name, "minutes": 60, "hosts": [me], "is_online": True, "place_kind": place}
        kind["questions"] = [{"field": wood, "is_required": True}] if place == "visit" else []
        ask("POST", "appointment-kinds", kind)
    settings = owner.get(f"{client.service}/app/reglages/rendez-vous", timeout=60).text
    return settings.partition('id="a-page" value="')[2].partition('"')[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_it_works(browser: Browser, page_address: str, scripts: bool) -> None:
    # A phone in New York, in Arabic.
    how: Any = {
        "locale": "ar-MA",
        "timezone_id": "America/New_York",
        "viewport": {"width": 390, "height": 844},
    }
    with browser.new_context(java_script_enabled=scripts, **how) as phone:
        page = phone.new_page()
        page.goto(f"{page_address}?utm_source=flyer")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        page.locator(".kinds a").first.click()
        expect(page.locator(".hours .btn").first).to_be_visible()
        if scripts:
            page.wait_for_url("**zone=America*New_York**")
            assert barriers(page) == []
        _check_width(page)
        page.locator(".hours .btn").nth(3).click()
        page.fill("[name=name]", "Salma Bennani")
        page.fill("[name=phone]", "06 61 23 45 67")
        page.fill("[name=address]", "12, rue des Orangers, Casablanca")
        page.select_option("[name^=field-]", label="Noyer")
        page.check("[name=consent]")
        _check_width(page)
        page.wait_for_timeout(2_100)  # as the form does: nobody fills it in quicker
        page.locator("main [type=submit]").click()
        page.wait_for_url("**/rendez-vous/**")
        expect(page.locator("[role=status]")).to_be_visible()
        before = page.locator("dd").first.inner_text()
        if scripts:
            assert "Casablanca" in before or "البيضاء" in before, "on both clocks"
            assert barriers(page) == []
        page.locator("main a.btn-primary").click()
        page.locator(".hours .btn").nth(5).click()
        expect(page.locator("[role=status]")).to_be_visible()
        assert page.locator("dd").first.inner_text() != before
        page.locator("main a.btn-big").last.click()
        page.fill("[name=reason]", "سفر")
        page.locator("main [type=submit]").click()
        expect(page.locator("main s")).to_be_visible()
        _check_width(page)


def test_it_stands_in_the_calendar_that_its_host_uses(
    browser: Browser, client: Client, page_address: str, radicale: Radicale
) -> None:
    shelf = Shelf(radicale)
    with open_visitor(browser) as owner:
        owner.add_cookies([client.owner_cookie()])
        settings = owner.new_page()
        settings.goto(f"{client.service}/app/reglages/agendas")
        for name in ("address", "user", "password"):
            settings.fill(f"#caldav-{name}", {"address": shelf.server}.get(name) or getattr(shelf, name))
        settings.locator("form:has(#caldav-password) [type=submit]").click()
        expect(settings.locator(".calendar-uses [name=writes]").first).to_be_checked()
        client.work()  # until it was read, nobody can book
        with browser.new_context(viewport={"width": 390, "height": 844}) as phone:
            page = phone.new_page()
            page.goto(page_address)
            page.locator(".kinds a").first.click()
            page.locator(".hours .btn").nth(3).click()
            page.fill("[name=name]", "Salma Bennani")
            page.fill("[name=phone]", "06 61 23 45 67")
            page.fill("[name=address]", "12, rue des Orangers, Casablanca")
            page.select_option("[name^=field-]", label="Noyer")
            page.check("[name=consent]")
            page.wait_for_timeout(2_100)  # as the form does: nobody fills it in quicker
            page.locator("main [type=submit]").click()
            page.wait_for_url("**/rendez-vous/**")
        client.work()
        (event,) = shelf.ours()
        assert event["SUMMARY"] == "Salma Bennani · Prise de mesures"
        calendar = owner.new_page()
        calendar.goto(f"{client.service}/app/calendrier?day={event.start:%Y-%m-%d}")
        expect(calendar.get_by_text("Salma Bennani").first).to_be_visible()
        settings.reload()
        settings.locator(".calendar-uses [name=reads]").first.uncheck()
        expect(settings.locator(".calendar-uses [name=reads]").first).not_to_be_checked()


def _check_width(page: Page) -> None:
    """Nothing sticks out: measured by the browser itself, for there may be no scripts on the page."""
    box = page.locator(".visitor").bounding_box()
    assert box is not None
    assert box["width"] <= 390
