"""Inside wp-admin, across sites, third-party cookies blocked: what a member does there works and stays."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.service import Client
from tests.browser.wp_admin import WpAdmin
from tests.parts.browser import Complaints


@pytest.fixture(autouse=True)
def _no_complaint(complaints: Complaints) -> object:
    """Under the strict policy the browser's console says nothing against us."""
    yield
    # A refused request is a line too, so is a frame that a test makes refuse, and what a clock set forward cuts off.
    expected = ("status of 4", '"frame-ancestors ', "signal timed out")
    unexpected = [text for text in complaints.texts if not any(words in text for words in expected)]
    assert unexpected == []


def _path(page: Page) -> str:
    """Where wp-admin's own address says that the dashboard is."""
    return parse_qs(urlsplit(page.url).query).get("filon-path", [""])[0]


def _ask(client: Client, name: str = "Salma Bennani", phone: str = "06 61 23 45 67") -> int:
    return client.ask(name, phone=phone, message="Un devis pour une cuisine")


def test_it_works(page: Page, frame: FrameLocator, admin: WpAdmin, client: Client) -> None:
    _ask(client)
    page.goto(admin.page())
    expect(frame.get_by_role("heading", level=1)).to_have_text("1 personne attend votre appel")
    expect(frame.get_by_role("link", name="Appeler 06 61 23 45 67")).to_have_attribute(
        "href", "tel:+212661234567"
    )
    expect(frame.locator("main")).to_contain_text("1 demande reçue cette semaine, 1 enregistrée.")
    expect(frame.locator("html")).to_have_attribute("data-frame", "wp")
    assert page.context.cookies(client.service) == []


def test_nothing_of_the_business_is_sent_before_the_bearer(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    _ask(client)
    with page.expect_response(lambda r: r.request.is_navigation_request() and "/app/s/" in r.url) as shell:
        page.goto(admin.page("prospects/1"))
    body, headers = shell.value.text(), shell.value.headers
    assert "Salma" not in body
    assert "Menuiserie" not in body
    assert headers["cache-control"] == "no-store"
    assert "Authorization" in headers["vary"]
    assert f"frame-ancestors {admin.address}" in headers["content-security-policy"]
    expect(frame.get_by_role("heading", level=1)).to_have_text("Salma Bennani")


def test_links_move_the_address_and_back_and_forward_work(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    number = _ask(client)
    page.goto(admin.page())
    frame.get_by_role("link", name="Prospects").first.click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Prospects")
    expect(page).to_have_url(re.compile("filon-path=%2Fprospects$"))
    frame.get_by_role("link", name="Salma Bennani", exact=True).click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Salma Bennani")
    expect(page).to_have_title(re.compile("Salma Bennani"))
    assert _path(page) == f"/prospects/{number}"

    page.go_back()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Prospects")
    expect(page).to_have_url(re.compile("filon-path=%2Fprospects$"))
    page.go_back()
    expect(frame.get_by_role("heading", level=1)).to_have_text("1 personne attend votre appel")
    page.go_forward()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Prospects")


def test_deep_link_and_reload(page: Page, frame: FrameLocator, admin: WpAdmin, client: Client) -> None:
    number = _ask(client)
    page.goto(admin.page(f"prospects/{number}"))
    expect(frame.get_by_role("heading", level=1)).to_have_text("Salma Bennani")
    frame.get_by_role("link", name="Prospects").first.click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Prospects")
    expect(page).to_have_url(re.compile("filon-path=%2Fprospects$"))
    page.reload()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Prospects")
    page.go_back()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Salma Bennani")
    expect(page).to_have_url(re.compile(f"filon-path=%2Fprospects%2F{number}$"))


def test_a_parent_that_listens_late_is_asked_again(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    _ask(client)
    admin.script_delay = 1.5
    page.goto(admin.page())
    expect(frame.get_by_role("heading", level=1)).to_have_text("1 personne attend votre appel")


def test_form_with_a_mistake_keeps_what_was_typed_and_then_saves(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    number = _ask(client)
    page.goto(admin.page(f"prospects/{number}"))
    frame.get_by_label("Ce qui a été dit").fill("Elle hésite entre hêtre et chêne.")
    frame.get_by_role("button", name="Enregistrer l’appel").click()
    expect(frame.get_by_text("Dites comment s’est passé l’appel.")).to_be_visible()
    expect(frame.get_by_label("Ce qui a été dit")).to_have_value("Elle hésite entre hêtre et chêne.")
    assert _path(page) == f"/prospects/{number}"

    frame.get_by_text("A répondu", exact=True).click()
    frame.get_by_role("button", name="Enregistrer l’appel").click()
    expect(frame.get_by_text("Alice a appelé")).to_be_visible()
    expect(frame.locator(".timeline")).to_contain_text("Elle hésite entre hêtre et chêne.")
    expect(frame.locator(".who")).to_contain_text("En cours")
    assert _path(page) == f"/prospects/{number}"


def test_status_change_can_be_undone(page: Page, frame: FrameLocator, admin: WpAdmin, client: Client) -> None:
    page.goto(admin.page(f"prospects/{_ask(client)}"))
    frame.locator(".who button.chip").click()
    frame.get_by_role("button", name="Abandonner…").click()
    frame.locator("label", has_text="Trop cher").click()
    frame.get_by_role("button", name="Abandonner", exact=True).click()
    expect(frame.get_by_role("status")).to_contain_text("Salma Bennani : Abandonné.")
    expect(frame.locator(".timeline")).to_contain_text("Trop cher")
    frame.get_by_role("button", name="Annuler").click()
    expect(frame.locator(".who button.chip")).to_contain_text("Nouveau")


def test_upload_and_picture(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client, tmp_path: Path
) -> None:
    file = tmp_path / "devis.txt"
    file.write_text("chêne")
    page.goto(admin.page("trial"))
    expect(frame.get_by_role("heading", level=1)).to_have_text("Essai")
    expect(frame.get_by_alt_text("Essai")).to_have_js_property("naturalWidth", 32)
    frame.get_by_label("Fichier").set_input_files(file)
    frame.get_by_role("button", name="Envoyer").click()
    expect(frame.locator("#got")).to_have_text("devis.txt: 6 octets")


def test_download(page: Page, frame: FrameLocator, admin: WpAdmin, client: Client) -> None:
    number = _ask(client)
    page.goto(admin.page(f"prospects/{number}"))
    with page.expect_download() as download:
        frame.get_by_role("link", name="Enregistrer le contact").click()
    card = Path(download.value.path()).read_text()
    assert download.value.suggested_filename == f"prospect-{number}.vcf"
    assert "FN:Salma Bennani" in card
    assert "+212661234567" in card
    expect(frame.get_by_role("heading", level=1)).to_have_text("Salma Bennani")


def test_form_is_replayed_after_the_session_ended(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    page.goto(admin.page(f"prospects/{_ask(client)}"))
    frame.get_by_role("radiogroup").get_by_text("Note", exact=True).click()
    frame.get_by_label("Votre note").fill("Rappeler lundi")
    client.end_sessions()
    tokens = admin.tokens_given
    frame.get_by_role("button", name="Ajouter la note").click()
    expect(frame.locator(".timeline")).to_contain_text("Rappeler lundi")
    expect(frame.locator(".timeline").get_by_text("Alice a noté")).to_have_count(1)
    assert admin.tokens_given == tokens + 1


def test_session_is_renewed_before_it_ends(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    page.clock.install()
    page.goto(admin.page(f"prospects/{_ask(client)}"))
    expect(frame.get_by_role("heading", level=1)).to_have_text("Salma Bennani")
    tokens = admin.tokens_given
    with page.expect_response(re.compile("/session$")):
        page.clock.fast_forward("14:10")
    assert admin.tokens_given > tokens


def test_signed_out_of_wordpress_says_so_and_loses_nothing(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    page.goto(admin.page(f"prospects/{_ask(client)}"))
    frame.get_by_role("radiogroup").get_by_text("Note", exact=True).click()
    frame.get_by_label("Votre note").fill("Rappeler lundi")
    admin.signed_in = False
    client.end_sessions()
    frame.get_by_role("button", name="Ajouter la note").click()
    expect(frame.get_by_text("Vous êtes déconnecté de WordPress.")).to_be_visible()
    expect(frame.get_by_text("Salma Bennani").first).not_to_be_visible()

    admin.signed_in = True
    frame.get_by_role("button", name="Continuer").click()
    expect(frame.locator(".timeline")).to_contain_text("Rappeler lundi")
    expect(frame.get_by_text("Vous êtes déconnecté de WordPress.")).to_have_count(0)


def test_revoked_site(page: Page, frame: FrameLocator, admin: WpAdmin, client: Client) -> None:
    page.goto(admin.page(f"prospects/{_ask(client)}"))
    expect(frame.get_by_role("heading", level=1)).to_have_text("Salma Bennani")
    client.revoke_site()
    frame.get_by_role("link", name="Accueil").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text(
        "Ce site n’est pas relié à Filon, ou ne l’est plus"
    )
    expect(frame.get_by_text("Salma Bennani").first).not_to_be_visible()
    page.reload()
    expect(frame.get_by_role("heading")).to_have_count(0)  # frame-ancestors is now 'none': nothing is framed


def test_role_without_access(page: Page, frame: FrameLocator, admin: WpAdmin, client: Client) -> None:
    admin.role = ""
    page.goto(admin.page())
    expect(frame.get_by_text("Votre compte WordPress n’a pas accès à Filon.")).to_be_visible()


def test_palette_opens_from_both_sides(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    _ask(client)
    page.goto(admin.page())
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    page.locator("#wpadminbar").click()
    page.keyboard.press("Control+k")
    dialog = frame.get_by_role("dialog", name="Aller à la page")
    expect(dialog.get_by_text("Aller à la page")).to_be_visible()
    dialog.get_by_role("searchbox", name="Aller à la page").press("Escape")
    expect(dialog).not_to_be_visible()
    frame.get_by_role("button", name="Aller à").click()
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    dialog.get_by_role("searchbox").press("Escape")
    frame.get_by_role("link", name="Accueil").press("Control+k")
    dialog.get_by_role("searchbox").press_sequentially("prosp")
    dialog.get_by_role("searchbox").press("Enter")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Prospects")


def test_frame_grows_and_bars_stay_in_view(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    for number in range(30):
        _ask(client, f"Client {number}", f"06 61 23 45 {number:02}")
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(admin.page("prospects"))
    expect(frame.get_by_role("heading", level=1)).to_have_text("Prospects")
    expect(page.locator("iframe")).to_have_js_property(
        "scrollHeight", page.locator("iframe").evaluate("e => e.offsetHeight")
    )
    assert page.evaluate("document.documentElement.scrollHeight") > 1400
    expect(frame.locator(".nav")).to_be_in_viewport()
    page.evaluate("window.scrollTo(0, 900)")
    expect(frame.locator(".nav")).to_be_in_viewport()
    frame.get_by_role("link", name="Accueil").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("30 personnes attendent votre appel")
    expect(frame.get_by_role("heading", level=1)).to_be_in_viewport()


def test_a_new_request_appears_by_itself(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    page.goto(admin.page())
    expect(frame.get_by_role("heading", level=1)).to_have_text("Envoyez-vous une demande, pour voir")
    _ask(client)
    expect(frame.get_by_role("heading", level=1)).to_have_text("1 personne attend votre appel")


def test_without_a_parent_it_goes_to_sign_in(page: Page, admin: WpAdmin, client: Client) -> None:
    page.goto(f"{client.dashboard}prospects/1?status=new")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    assert "next=%2Fapp%2Fprospects%2F1" in page.url


def test_another_site_cannot_frame_it(page: Page, admin: WpAdmin, client: Client) -> None:
    stranger = WpAdmin()
    stranger.client = client
    page.goto(stranger.page())
    expect(page.frame_locator("iframe").get_by_role("heading")).to_have_count(0)
    assert stranger.tokens_given == 0
    stranger.stop()


def test_arabic_runs_from_right_to_left(
    page: Page, frame: FrameLocator, admin: WpAdmin, client: Client
) -> None:
    admin.locale = "ary"
    _ask(client)
    page.goto(admin.page())
    expect(frame.get_by_role("heading", level=1)).to_have_text("شخص واحد ينتظر اتصالك")
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    expect(frame.locator("html")).to_have_attribute("lang", "ar")
