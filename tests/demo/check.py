"""Follows one request with real browsers: a visitor sends the form, the owner waits in wp-admin."""

import time

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as NotYet

from tests.demo.site import OWNER, PASSWORD, SHOP, Joinery
from tests.parts.browser import PHONE, chromium, open_visitor

_LONGEST = 60
# Whoever fills a form in no time is a robot, and set aside as such.
_KEY_MS = 15


def seconds_until_visible(site: Joinery) -> float:
    """Seconds from the visitor's click until the name stands in wp-admin; TimeoutError after a minute."""
    with sync_playwright() as playwright, chromium(playwright) as browser:
        desk = _owner_at_the_dashboard(browser, site)
        form = _visitor_with_filled_form(browser, site)
        started = time.monotonic()
        form.get_by_role("button", name="Envoyer ma demande").click()
        form.get_by_role("status").get_by_text("Merci").wait_for()
        _wait_for_name(desk, SHOP["visitor"]["nom"], started)
        return time.monotonic() - started


def _owner_at_the_dashboard(browser: Browser, site: Joinery) -> Page:
    desk = open_visitor(browser).new_page()
    desk.goto(f"{site.url}/wp-login.php")
    desk.fill("#user_login", OWNER)
    desk.fill("#user_pass", PASSWORD)
    desk.click("#wp-submit")
    # The list shows the newest first; the first screen, whoever has waited longest.
    desk.goto(f"{site.dashboard_address}&filon-path=/prospects")
    desk.frame_locator("iframe").get_by_role("link", name=SHOP["requests"][-1]["nom"]).first.wait_for()
    return desk


def _visitor_with_filled_form(browser: Browser, site: Joinery) -> Page:
    form = open_visitor(browser, width=PHONE).new_page()
    form.goto(site.form_address)
    for name, value in SHOP["visitor"].items():
        field = form.locator(f'[name="filon_form[v][{name}]"]')
        if name == "projet":
            field.select_option(value)
        else:
            field.press_sequentially(value, delay=_KEY_MS)
    form.check('[name="filon_form[consent]"]')
    return form


def _wait_for_name(desk: Page, name: str, started: float) -> None:
    while time.monotonic() - started < _LONGEST:
        desk.reload()
        try:
            desk.frame_locator("iframe").get_by_text(name).first.wait_for(timeout=2000)
        except NotYet:
            continue
        return
    raise TimeoutError(f"{name} did not appear in wp-admin within {_LONGEST} s")
