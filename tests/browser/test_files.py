"""Files beside a prospect in a real browser: dropped, chosen, left out; by keyboard, by thumb, without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.browser.service import Client
from tests.browser.wp_admin import WpAdmin
from tests.parts.axe import barriers
from tests.parts.browser import Complaints, open_visitor
from tests.tenants.test_logo import picture

_DROP = """({names, size}) => {
  const moved = new DataTransfer();
  for (const name of names) moved.items.add(new File(["%PDF-1.7", new Uint8Array(size)], name));
  const on = document.querySelector("#ajouter");
  for (const type of ["dragover", "drop"]) {
    on.dispatchEvent(new DragEvent(type, {dataTransfer: moved, bubbles: true, cancelable: true}));
  }
}"""


def _prospect(page: Page, client: Client) -> str:
    number = client.ask("Salma Bennani", phone="0661234567")
    page.goto(f"{client.service}/app/prospects/{number}")
    return page.url


def _names(place: Page | FrameLocator) -> Locator:
    return place.locator(".file-link .file-name")


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    _prospect(alice, client)
    alice.evaluate(_DROP, {"names": ["Devis.pdf", "Plan d’été.pdf"], "size": 1000})
    expect(alice.locator(".chosen .file-name")).to_have_text(["Devis.pdf", "Plan d’été.pdf"])
    alice.get_by_role("button", name="Ne pas envoyer Devis.pdf").click()
    alice.evaluate(_DROP, {"names": ["Facture.pdf"], "size": 1000})
    alice.get_by_role("button", name="Ajouter les fichiers").click()
    expect(_names(alice)).to_have_text(["Plan d’été.pdf", "Facture.pdf"])
    with alice.expect_download() as downloading:
        _names(alice).first.click()
    assert downloading.value.suggested_filename == "Plan d’été.pdf"
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF-1.7")
    alice.get_by_role("button", name="Retirer Facture.pdf").click()
    expect(_names(alice)).to_have_text(["Plan d’été.pdf"])
    alice.get_by_role("button", name="Annuler").click()
    expect(_names(alice)).to_have_text(["Plan d’été.pdf", "Facture.pdf"])
    assert complaints.texts == []


def test_what_is_too_large_is_not_even_sent(alice: Page, client: Client) -> None:
    _prospect(alice, client)
    alice.evaluate(_DROP, {"names": ["Film.pdf"], "size": 11_000_000})
    expect(alice.locator(".chosen .error")).to_contain_text("trop lourd")
    alice.evaluate(_DROP, {"names": ["Devis.pdf"], "size": 10})
    alice.get_by_role("button", name="Ajouter les fichiers").click()
    expect(_names(alice)).to_have_text(["Devis.pdf"])


def test_a_refusal_is_read_where_one_looks(alice: Page, client: Client) -> None:
    _prospect(alice, client)
    alice.locator("#k-file").check()
    alice.locator("#f-files").set_input_files(
        [
            {"name": "Photo.png", "mimeType": "image/png", "buffer": picture()},
            {"name": "Devis.pdf", "mimeType": "application/pdf", "buffer": b"<html><script>x()</script>"},
        ]
    )
    alice.get_by_role("button", name="Ajouter les fichiers").click()
    expect(alice.locator("#e-files")).to_contain_text("Devis.pdf")
    expect(alice.locator("#f-files")).to_be_focused()
    expect(_names(alice)).to_have_text(["Photo.png"])


@pytest.mark.parametrize("language", ["fr-FR", "ar"])
def test_by_thumb(browser: Browser, client: Client, language: str) -> None:
    with open_visitor(browser, width=390, language=language) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        _prospect(page, client)
        page.locator("label:has(#k-file)").tap()
        page.evaluate(
            _DROP,
            {"names": ["Devis-cuisine-en-L-avec-îlot-version-définitive-3.pdf", "تصميم.pdf"], "size": 9},
        )
        assert barriers(page.main_frame) == []
        page.locator(".compose-file [type=submit]").tap()
        expect(_names(page)).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert barriers(page.main_frame) == []


def test_by_keyboard(alice: Page, client: Client) -> None:
    _prospect(alice, client)
    alice.locator("#k-note").focus()
    while not alice.locator("#k-file").is_checked():
        alice.keyboard.press("ArrowRight")
    alice.keyboard.press("Tab")
    expect(alice.locator("#f-files")).to_be_focused()
    alice.locator("#f-files").set_input_files(
        {"name": "Photo.png", "mimeType": "image/png", "buffer": picture()}
    )
    alice.keyboard.press("Tab")
    expect(alice.get_by_role("button", name="Ne pas envoyer Photo.png")).to_be_focused()
    alice.keyboard.press("Tab")
    alice.keyboard.press("Enter")
    expect(_names(alice)).to_have_text(["Photo.png"])


def test_without_scripts(plain_page: Page, client: Client) -> None:
    _prospect(plain_page, client)
    plain_page.locator("label:has(#k-file)").click()
    plain_page.locator("#f-files").set_input_files(
        {"name": "Photo.png", "mimeType": "image/png", "buffer": picture()}
    )
    plain_page.get_by_role("button", name="Ajouter les fichiers").click()
    expect(_names(plain_page)).to_have_text(["Photo.png"])


def test_inside_wp_admin(page: Page, frame: FrameLocator, admin: WpAdmin, client: Client) -> None:
    number = client.ask("Salma Bennani", phone="0661234567")
    page.goto(admin.page(f"prospects/{number}"))
    frame.locator("label:has(#k-file)").click()
    frame.locator("#f-files").set_input_files(
        {"name": "Photo.png", "mimeType": "image/png", "buffer": picture()}
    )
    frame.get_by_role("button", name="Ajouter les fichiers").click()
    expect(_names(frame)).to_have_text(["Photo.png"])
    with page.expect_download() as downloading:
        _names(frame).click()
    assert re.fullmatch(r"Photo\.png", downloading.value.suggested_filename)
    assert Path(downloading.value.path()).read_bytes() == picture()
