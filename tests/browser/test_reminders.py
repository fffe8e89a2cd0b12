"""Reminders in a real browser: six taps from the first screen to the next step, by keyboard alone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import PHONE, Complaints, open_visitor, show


@pytest.fixture
def phone(browser: Browser, client: Client, complaints: Complaints) -> Iterator[Page]:
    """Alice's telephone, signed in."""
    with open_visitor(browser, width=PHONE) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        tab = visitor.new_page()
        complaints.listen(tab)
        yield tab


class Thumb:
    """Taps, and counts them; each thing is big enough, and to be seen once it is scrolled to."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, what: Locator) -> None:
        box = what.bounding_box()
        assert box, "nothing there to tap"
        assert min(box["width"], box["height"]) >= 20
        what.tap()
        self.taps += 1


def test_it_works(phone: Page, client: Client, complaints: Complaints) -> None:
    """A new user calls a prospect, logs the outcome and sets the next reminder."""
    client.ask("Salma Bennani", phone="06 61 23 45 67", message="Une cuisine en L", minutes_ago=12)
    phone.goto(f"{client.service}/app/")
    thumb = Thumb()
    thumb.tap(phone.get_by_role("link", name="Salma Bennani"))
    expect(phone.locator(".actionbar a[href='tel:+212661234567']")).to_be_visible()
    # The telephone takes over here; a browser without one can't.
    phone.evaluate(
        "document.addEventListener('click', (e) => e.target.closest('[href^=tel]') && e.preventDefault())"
    )
    thumb.tap(phone.locator(".actionbar").get_by_role("link", name="Appeler"))
    composer = phone.locator("#ajouter")
    thumb.tap(composer.locator("label", has_text="Pas de réponse"))
    thumb.tap(composer.locator(".compose-call label", has_text=re.compile("^Demain 9.h$")))
    thumb.tap(composer.get_by_role("button", name="Enregistrer l’appel"))
    expect(phone.get_by_role("status").filter(has_text="Rappel prévu")).to_be_visible()
    expect(phone.locator(".plan")).to_contain_text("demain 9")
    assert thumb.taps <= 6
    assert barriers(phone.main_frame) == []
    assert complaints.texts == []
    show(phone, "planned-in-six-taps")


def test_put_off_with_two_taps_and_done_with_one(phone: Page, client: Client, complaints: Complaints) -> None:
    client.ask("Salma Bennani", phone="06 61 23 45 67")
    client.remind()
    phone.goto(f"{client.service}/app/rappels")
    expect(phone.get_by_role("heading", level=1)).to_have_text("2 rappels à faire maintenant")
    first = phone.locator(".agenda li").first
    thumb = Thumb()
    thumb.tap(first.get_by_role("button", name="Reporter"))
    thumb.tap(phone.locator(".menu:popover-open").get_by_role("button", name=re.compile("Demain 9.h")))
    assert thumb.taps == 2
    expect(phone.get_by_role("heading", level=1)).to_have_text("1 rappel à faire maintenant")
    phone.get_by_role("button", name="Annuler").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("2 rappels à faire maintenant")
    phone.locator(".agenda li").first.get_by_role("button", name="Fait").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("1 rappel à faire maintenant")
    expect(phone.get_by_role("status").filter(has_text="Fait")).to_be_visible()
    assert complaints.texts == []


def test_by_keyboard_alone(alice: Page, client: Client, complaints: Complaints) -> None:
    client.ask("Salma Bennani", phone="06 61 23 45 67")
    alice.goto(f"{client.service}/app/rappels")
    _tab_to(alice, "Que faut-il faire, et quand")
    alice.keyboard.type("Relancer Salma lundi 14 h")
    expect(alice.locator("#understood")).to_contain_text("14")
    assert "Lundi" in alice.locator("#understood").inner_text()
    alice.keyboard.press("Enter")
    expect(alice.locator(".agenda li")).to_contain_text("Relancer Salma")
    _tab_to(alice, "Fait : Relancer Salma")
    alice.keyboard.press("Enter")
    expect(alice.get_by_role("heading", name="Rien à faire pour l’instant")).to_be_visible()
    alice.goto(f"{client.service}/app/prospects/1")
    alice.locator("#k-call").focus()
    alice.keyboard.press("ArrowRight")
    expect(alice.locator(".compose-task")).to_be_visible()
    alice.keyboard.press("Tab")
    alice.keyboard.type("Envoyer le devis demain")
    alice.keyboard.press("Enter")
    expect(alice.locator(".plan")).to_contain_text("Envoyer le devis")
    assert complaints.texts == []


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what is so called has the focus."""
    wanted = name.replace("\u00a0", " ")
    for _press in range(40):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "() => { const e = document.activeElement; "
            "return e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? ''; }"
        )
        if wanted in called.replace("\u00a0", " "):
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def test_a_moment_is_written_or_picked(alice: Page, client: Client) -> None:
    client.ask("Salma Bennani", phone="06 61 23 45 67")
    alice.goto(f"{client.service}/app/prospects/1")
    call = alice.locator(".compose-call")
    expect(call.get_by_label("Écrire quand")).to_be_hidden()
    call.locator("label", has_text="A répondu").click()
    call.locator("label", has_text="Choisir…").click()
    call.get_by_label("Ce qui a été dit").fill("Elle hésite encore")
    call.get_by_label("Écrire quand").fill("un de ces jours")
    call.get_by_role("button", name="Enregistrer l’appel").click()
    expect(call.get_by_label("Écrire quand")).to_have_value("un de ces jours")
    expect(call.get_by_label("Écrire quand")).to_be_focused()
    expect(call.get_by_label("Ce qui a été dit")).to_have_value("Elle hésite encore")
    expect(call).to_contain_text("Dites quand, par exemple")
    call.get_by_label("Écrire quand").fill("dans 2 semaines")
    call.get_by_role("button", name="Enregistrer l’appel").click()
    expect(alice.locator(".plan")).to_contain_text("Rappeler")


def test_without_scripts(plain_page: Page, client: Client) -> None:
    client.ask("Salma Bennani", phone="06 61 23 45 67")
    plain_page.goto(f"{client.service}/app/rappels")
    plain_page.get_by_label("Que faut-il faire, et quand").fill("Relever la caisse demain")
    plain_page.get_by_role("button", name="Ajouter", exact=True).last.click()
    expect(plain_page.locator(".agenda li")).to_contain_text("Relever la caisse")
    plain_page.get_by_role("button", name="Fait : Relever la caisse").click()
    expect(plain_page.get_by_role("heading", name="Rien à faire pour l’instant")).to_be_visible()
