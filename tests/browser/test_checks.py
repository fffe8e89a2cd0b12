"""À vérifier in a real browser: with scripts and without, in wp-admin and alone, on a phone and in Arabic."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.service import Client
from tests.browser.wp_admin import WpAdmin
from tests.parts.browser import Complaints, open_visitor, show

_FIELDS: list[dict[str, Any]] = [
    {"id": "f1", "label": "Nom de la résidence", "type": "text", "value": "Résidence Les Palmiers, Maârif"},
    {"id": "f2", "label": "Téléphone du syndic", "type": "tel", "value": "06 61 23 45 67"},
    {"id": "f3", "label": "رقم عقد الصيانة", "type": "text", "value": "2026/118"},
    {"id": "f4", "label": "Ville", "type": "text", "value": "Casablanca"},
    {
        "id": "f5",
        "label": "Votre message",
        "type": "textarea",
        "value": "Bonjour, la porte d’entrée de l’immeuble ne ferme plus depuis lundi. " * 4,
    },
    {
        "id": "f6",
        "label": "Mail de la gardienne",
        "type": "text",
        "value": "gardienne@residence-les-palmiers.example.com",
    },
]


@pytest.fixture
def number(client: Client) -> int:
    """The number of a prospect of whom nobody is sure."""
    return client.send(_FIELDS)


@pytest.fixture
def plain_page(browser: Browser, client: Client) -> Iterator[Page]:
    """Alice's tab, in a browser that runs no script."""
    with browser.new_context(java_script_enabled=False, locale="fr-FR") as visitor:
        visitor.add_cookies([client.owner_cookie()])
        yield visitor.new_page()


def _choose_the_phone(page: Page | FrameLocator) -> None:
    page.locator(".facts button.chip[popovertarget=check-phone]").click()
    sheet = page.locator("#check-phone")
    expect(sheet.get_by_label("Téléphone du syndic")).to_be_checked()
    expect(sheet.get_by_label("Ville")).to_be_disabled()
    sheet.get_by_role("button", name="Enregistrer").click()


def test_it_works(page: Page, client: Client, number: int, complaints: Complaints) -> None:
    page.context.add_cookies([client.owner_cookie()])
    page.goto(f"{client.service}/app/prospects/{number}")
    _choose_the_phone(page)
    expect(page.locator("#check-phone")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("Retenu pour ce formulaire.")
    expect(page.locator('.who a[href="tel:+212661234567"]')).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator('.who a[href^="tel:"]')).to_have_count(0)
    expect(page.locator(".facts button.chip[popovertarget=check-phone]")).to_be_visible()
    assert complaints.texts == []


def test_without_scripts(plain_page: Page, client: Client, number: int) -> None:
    plain_page.goto(f"{client.service}/app/prospects/{number}")
    _choose_the_phone(plain_page)
    expect(plain_page.locator(".timeline")).to_contain_text("Téléphone")
    plain_page.get_by_role("button", name="Annuler").click()
    plain_page.locator(".facts button.chip[popovertarget=check-phone]").click()
    plain_page.locator("#check-phone").get_by_role("button", name="Laisser vide").click()
    expect(plain_page.get_by_role("status")).to_contain_text("laissé vide")


def test_inside_wp_admin(
    page: Page, admin: WpAdmin, client: Client, number: int, complaints: Complaints
) -> None:
    page.goto(admin.page(f"prospects/{number}"))
    frame = page.frame_locator(".filon-embed iframe")
    _choose_the_phone(frame)
    expect(frame.locator('.who a[href="tel:+212661234567"]')).to_be_visible()
    assert complaints.texts == []


def test_by_keyboard_alone(page: Page, client: Client, number: int) -> None:
    """Enter takes the answer that is chosen: never the one that leaves it blank."""
    page.context.add_cookies([client.owner_cookie()])
    page.goto(f"{client.service}/app/prospects/{number}")
    page.locator(".facts button.chip[popovertarget=check-phone]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#check-phone").get_by_label("Téléphone du syndic")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('.who a[href="tel:+212661234567"]')).to_be_visible()


@pytest.mark.parametrize(("locale", "width"), [("fr_FR", 1280), ("en_US", 390), ("ar", 390)])
def test_nothing_is_cut(
    browser: Browser, admin: WpAdmin, client: Client, number: int, locale: str, width: int
) -> None:
    admin.locale = locale
    with open_visitor(browser, width=width) as visitor:
        page = visitor.new_page()
        page.goto(admin.page(f"prospects/{number}"))
        frame = page.frame_locator(".filon-embed iframe")
        expect(frame.locator("html")).to_have_attribute("lang", locale[:2])
        mark = frame.locator(".facts button.chip[popovertarget=check-phone]")
        mark.scroll_into_view_if_needed()
        show(page, f"checks-page-{locale[:2]}-{width}")
        mark.click()
        sheet = frame.locator("#check-phone")
        expect(sheet).to_be_visible()
        show(page, f"checks-sheet-{locale[:2]}-{width}")
        box = sheet.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 1
        assert sheet.evaluate("(sheet) => sheet.scrollWidth <= sheet.clientWidth + 1")
        wide = sheet.locator(".answers label").evaluate_all(
            "(labels) => labels.filter((label) => label.scrollWidth > label.clientWidth + 1).length"
        )
        assert wide == 0
