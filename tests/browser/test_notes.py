"""Writing notes in a real browser: formats by keyboard and button, what is pasted, drafts, and without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.browser.service import Client
from tests.browser.wp_admin import WpAdmin
from tests.parts.axe import barriers
from tests.parts.browser import Complaints, open_visitor
from tests.parts.processes import until

_PASTE = """html => {
  const pasted = new DataTransfer();
  pasted.setData("text/html", html);
  document.querySelector(".compose-text .writer").dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: pasted, bubbles: true, cancelable: true}));
}"""
_WORD = """<html><head><style>p {color: red}</style></head><body><!--[if gte mso 9]><xml>x</xml><![endif]-->
<h2>Devis</h2><p class=MsoNormal style='mso-x:y'><span style="font-weight:700">Chêne</span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst><span style='mso-list:Ignore'>·  </span>un</p>
<p class=MsoListParagraphCxSpLast><span style='mso-list:Ignore'>·  </span>deux</p>
<p onclick="window.pwned=1" hx-get="/pwn"><a href="javascript:window.pwned=1">lien</a></p>
<img src=/pwn onerror="window.pwned=1">
<script>window.pwned=1</script></body></html>"""


def _prospect(page: Page, client: Client) -> int:
    number = client.ask("Salma Bennani", phone="0661234567")
    page.goto(f"{client.service}/app/prospects/{number}")
    page.locator("label:has(#k-note)").click()
    return number


def _writer(place: Page | FrameLocator) -> Locator:
    return place.locator(".compose-text .writer")


def _note(place: Page | FrameLocator) -> Locator:
    return place.locator(".event[data-kind=note] .body").first


def _save(place: Page | FrameLocator) -> None:
    place.get_by_role("button", name="Ajouter la note").click()


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    _prospect(alice, client)
    _writer(alice).click()
    alice.keyboard.type("Préfère le ")
    alice.keyboard.press("Control+b")
    alice.keyboard.type("chêne")
    expect(alice.get_by_role("button", name="Gras")).to_have_attribute("aria-pressed", "true")
    alice.keyboard.press("Control+b")
    alice.keyboard.press("Enter")
    alice.get_by_role("button", name="Liste", exact=True).click()
    alice.keyboard.type("un")
    alice.keyboard.press("Enter")
    alice.keyboard.type("deux")
    _save(alice)
    expect(_note(alice).locator("b, strong")).to_have_text("chêne")
    expect(_note(alice).locator("li")).to_have_text(["un", "deux"])
    expect(_writer(alice)).to_have_text("")
    alice.get_by_role("link", name=re.compile("^Modifier")).click()
    expect(alice.locator(".writer li")).to_have_text(["un", "deux"])
    alice.locator(".writer li").last.click()
    alice.keyboard.press("End")
    alice.keyboard.type(", ou trois")
    alice.get_by_role("button", name="Enregistrer").click()
    expect(_note(alice).locator("li")).to_have_text(["un", "deux, ou trois"])
    expect(alice.locator(".note-foot summary")).to_contain_text("modifiée par")
    alice.locator(".note-foot summary").click()
    expect(alice.locator(".earlier li li")).to_have_text(["un", "deux"])
    assert barriers(alice.main_frame) == []
    assert complaints.texts == []


def test_a_link(alice: Page, client: Client) -> None:
    _prospect(alice, client)
    _writer(alice).click()
    alice.keyboard.type("Voir ")
    alice.get_by_role("button", name="Lien", exact=True).click()
    expect(alice.get_by_label("Adresse du lien")).to_be_focused()
    alice.keyboard.type("bois.example/hetre")
    alice.keyboard.press("Enter")
    alice.keyboard.type(" demain")
    _save(alice)
    link = _note(alice).get_by_role("link")
    expect(link).to_have_attribute("href", "https://bois.example/hetre")
    expect(link).to_have_text("bois.example/hetre")
    expect(_note(alice)).to_have_text("Voir bois.example/hetre demain")


def test_what_is_pasted_is_cut_down(alice: Page, client: Client, complaints: Complaints) -> None:
    asked: list[str] = []
    alice.on("request", lambda request: asked.append(request.url))
    _prospect(alice, client)
    _writer(alice).click()
    alice.evaluate(_PASTE, _WORD)
    expect(_writer(alice).locator("li")).to_have_text(["un", "deux"])
    expect(_writer(alice)).to_contain_text("lien")
    assert _writer(alice).locator("[style], [class], [onclick], img, a, script, style").count() == 0
    _save(alice)
    expect(_note(alice).locator("strong, b").first).to_have_text("Devis")
    expect(_note(alice)).to_contain_text("Chêne")
    assert alice.evaluate("window.pwned") is None
    assert [url for url in asked if "pwn" in url] == []
    assert complaints.texts == []


def test_a_draft_outlives_the_session_and_goes_when_it_is_saved(alice: Page, client: Client) -> None:
    number = _prospect(alice, client)
    _writer(alice).click()
    alice.keyboard.type("Ne pas perdre ceci")
    client.sign_out()
    _save(alice)
    expect(alice.locator(".toast")).to_be_visible()
    expect(_writer(alice)).to_have_text("Ne pas perdre ceci")
    alice.context.add_cookies([client.owner_cookie()])
    alice.goto(f"{client.service}/app/")
    alice.goto(f"{client.service}/app/prospects/{number}")
    expect(_writer(alice)).to_have_text("Ne pas perdre ceci")
    expect(alice.locator(".compose-text [data-found]")).to_be_visible()
    _save(alice)
    expect(_note(alice)).to_have_text("Ne pas perdre ceci")
    alice.reload()
    alice.locator("label:has(#k-note)").click()
    expect(_writer(alice)).to_have_text("")
    assert _kept(alice) == []


def test_a_draft_is_offered_beside_what_was_saved_meanwhile(alice: Page, client: Client) -> None:
    _prospect(alice, client)
    _writer(alice).click()
    alice.keyboard.type("Chêne")
    _save(alice)
    alice.get_by_role("link", name=re.compile("^Modifier")).click()
    alice.locator(".writing .writer").click()
    alice.keyboard.press("End")
    alice.keyboard.type(", et mes mots")
    until(lambda: bool(_kept(alice)), "the draft to be kept")
    colleague = {"seen": "0", "text": "Plutôt du hêtre"}
    saved = alice.request.post(alice.url, form=colleague, headers={"Origin": client.service})
    assert saved.ok, saved.text()
    alice.reload()
    expect(alice.locator(".writing .writer")).to_have_text("Chêne, et mes mots")
    expect(alice.get_by_role("alert")).to_contain_text("a changé cette note entre-temps")
    expect(alice.locator("#meanwhile .body")).to_have_text("Plutôt du hêtre")
    alice.reload()
    alice.get_by_role("button", name="Mettre le mien").click()
    expect(_note(alice)).to_have_text("Chêne, et mes mots")
    assert _kept(alice) == []


def test_signing_out_forgets_drafts(alice: Page, client: Client) -> None:
    _prospect(alice, client)
    alice.locator("label:has(#k-call)").click()
    alice.get_by_label("Ce qui a été dit").fill("Elle hésite")
    until(lambda: bool(_kept(alice)), "the draft to be kept")
    alice.goto(f"{client.service}/app/")
    assert len(_kept(alice)) == 1
    alice.locator("[popovertarget=me]").click()
    alice.get_by_role("button", name="Se déconnecter").click()
    expect(alice).to_have_url(re.compile("sign-in"))
    assert _kept(alice) == []


def _kept(page: Page) -> Any:
    return page.evaluate("Object.keys(localStorage)")


def test_a_draft_can_be_thrown_away(alice: Page, client: Client) -> None:
    _prospect(alice, client)
    _writer(alice).click()
    alice.keyboard.type("Non")
    until(lambda: bool(_kept(alice)), "the draft to be kept")
    alice.reload()
    expect(_writer(alice)).to_have_text("Non")
    alice.get_by_role("button", name="L’effacer").click()
    expect(_writer(alice)).to_have_text("")
    assert _kept(alice) == []


def test_a_mistake_is_read_and_focused(alice: Page, client: Client) -> None:
    _prospect(alice, client)
    _save(alice)
    expect(_writer(alice)).to_be_focused()
    expect(alice.locator("#e-text")).to_contain_text("Écrivez la note")


def test_without_scripts(plain_page: Page, client: Client) -> None:
    _prospect(plain_page, client)
    plain_page.get_by_label("Votre note").fill("Première ligne\nDeuxième")
    _save(plain_page)
    expect(_note(plain_page)).to_contain_text("Deuxième")
    plain_page.get_by_role("link", name=re.compile("^Modifier")).click()
    plain_page.get_by_label("Le texte").fill("Une seule")
    plain_page.get_by_role("button", name="Enregistrer").click()
    expect(_note(plain_page)).to_have_text("Une seule")


@pytest.mark.parametrize("language", ["fr-FR", "ar"])
def test_by_thumb(browser: Browser, client: Client, language: str) -> None:
    with open_visitor(browser, width=390, language=language) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        _prospect(page, client)
        _writer(page).tap()
        page.keyboard.type("نص Donaudampfschifffahrtsgesellschaftskapitän" * 3)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert barriers(page.main_frame) == []
        page.locator(".compose-text [type=submit]").tap()
        expect(_note(page)).to_contain_text("Donau")
        page.locator(".note-foot a").tap()
        expect(page.locator(".writing .writer")).to_contain_text("Donau")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert barriers(page.main_frame) == []


def test_inside_wp_admin(page: Page, frame: FrameLocator, admin: WpAdmin, client: Client) -> None:
    number = client.ask("Salma Bennani", phone="0661234567")
    page.goto(admin.page(f"prospects/{number}"))
    frame.locator("label:has(#k-note)").click()
    _writer(frame).click()
    page.keyboard.type("De WordPress")
    _save(frame)
    expect(_note(frame)).to_have_text("De WordPress")
