"""What was typed into the form of an appointment or of somebody new survives a session that ends, in a real browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.calendar import quiet_monday
from tests.browser.service import Client
from tests.parts.browser import Complaints
from tests.parts.processes import until

MONDAY = quiet_monday()


def _kept(page: Page) -> list[Any]:
    kept: list[Any] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('filon-draft:'))"
    )
    return kept


def _drafts(page: Page) -> str:
    """All that is kept, as it is kept."""
    return str(page.evaluate("Object.values(localStorage).join()"))


def _wait_until_kept(page: Page) -> None:
    until(lambda: bool(_kept(page)), "the draft to be kept")


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    new = f"{client.service}/app/calendrier/nouveau?day={MONDAY}&time=10:00"
    alice.goto(new)
    alice.locator("#f-title").fill("Pose de la cuisine")
    alice.locator("#f-time").fill("11:30")
    alice.locator("#f-minutes").select_option("90")
    alice.get_by_label("alice").uncheck()
    _wait_until_kept(alice)
    client.sign_out()
    alice.get_by_role("button", name="Enregistrer").last.click()
    alice.context.add_cookies([client.owner_cookie()])
    alice.goto(new)
    expect(alice.locator("main .draft")).to_be_visible()
    expect(alice.locator("#f-title")).to_have_value("Pose de la cuisine")
    expect(alice.locator("#f-time")).to_have_value("11:30")
    expect(alice.locator("#f-minutes")).to_have_value("90")
    expect(alice.locator("main [name=member]").first).not_to_be_checked()
    # Begun anew at another moment, that is what was chosen last.
    alice.goto(new.replace("10:00", "16:00"))
    expect(alice.locator("#f-title")).to_have_value("Pose de la cuisine")
    expect(alice.locator("#f-time")).to_have_value("16:00")
    # What is changed there is what was typed last, and no other page's.
    alice.locator("#f-time").fill("16:30")
    until(lambda: "16:30" in _drafts(alice), "what was typed to be kept")
    client.sign_out()
    alice.get_by_role("button", name="Enregistrer").last.click()
    alice.context.add_cookies([client.owner_cookie()])
    alice.goto(new.replace("10:00", "16:00"))
    expect(alice.locator("#f-title")).to_have_value("Pose de la cuisine")
    expect(alice.locator("#f-time")).to_have_value("16:30")
    alice.locator("main [name=member]").first.check()
    alice.locator("main").get_by_role("button", name="Enregistrer").click()
    expect(alice.locator("h1")).to_contain_text("Pose de la cuisine")
    assert _kept(alice) == []
    assert [text for text in complaints.texts if "401" not in text] == []


def test_given_up_it_is_gone(alice: Page, client: Client) -> None:
    new = f"{client.service}/app/calendrier/nouveau?day={MONDAY}&time=10:00"
    alice.goto(new)
    alice.locator("#f-title").fill("Visite")
    _wait_until_kept(alice)
    alice.reload()
    alice.locator("main [data-forget]").click()
    expect(alice.locator("#f-title")).to_have_value("")
    expect(alice.locator("#f-time")).to_have_value("10:00")
    alice.locator("#f-title").fill("Autre")
    _wait_until_kept(alice)
    alice.get_by_role("link", name="Annuler").click()
    expect(alice.locator("h1")).not_to_contain_text("Nouveau")
    assert _kept(alice) == []


def test_somebody_new(alice: Page, client: Client, complaints: Complaints) -> None:
    alice.goto(f"{client.service}/app/")
    alice.keyboard.press("n")
    alice.keyboard.type("Samira El Khattabi")
    alice.locator("#ajout-phone").fill("0655443322")
    alice.locator("#ajout label:has([name=source])").last.click()
    chosen = alice.locator("#ajout [name=source]:checked").get_attribute("value")
    _wait_until_kept(alice)
    client.sign_out()
    alice.locator("#ajout-phone").press("Enter")
    alice.context.add_cookies([client.owner_cookie()])
    alice.goto(f"{client.service}/app/rappels")
    alice.keyboard.press("n")
    expect(alice.locator("#ajout .draft")).to_be_visible()
    expect(alice.locator("#ajout-phone")).to_have_value("0655443322")
    expect(alice.locator("#ajout [name=source]:checked")).to_have_value(chosen or "")
    alice.locator("#ajout-name").press("Enter")
    expect(alice.locator("h1")).to_contain_text("Samira El Khattabi")
    expect(alice.locator("#ajout-name")).to_have_value("")
    assert _kept(alice) == []
    assert [text for text in complaints.texts if "401" not in text] == []
