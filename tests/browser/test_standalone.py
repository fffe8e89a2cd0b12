"""At its own address: the same pages behind a cookie, with scripts and without."""

from playwright.sync_api import Page, expect

from tests.browser.service import Client
from tests.parts.browser import Complaints


def _ask(client: Client) -> int:
    return client.ask("Salma Bennani", phone="06 61 23 45 67", message="Un devis pour une cuisine")


def test_it_works(alice: Page, client: Client, complaints: Complaints) -> None:
    _ask(client)
    alice.goto(f"{client.service}/app/")
    alice.get_by_role("link", name="Salma Bennani").click()
    alice.get_by_role("radiogroup").get_by_text("Note", exact=True).click()
    alice.get_by_label("Votre note").fill("Rappeler lundi")
    alice.get_by_role("button", name="Ajouter la note").click()
    expect(alice.locator(".timeline")).to_contain_text("Rappeler lundi")
    alice.go_back()
    expect(alice.get_by_role("heading", level=1)).to_have_text("1 personne attend votre appel")
    assert complaints.texts == []


def test_everything_works_without_scripts(plain_page: Page, client: Client) -> None:
    _ask(client)
    plain_page.goto(f"{client.service}/app/")
    plain_page.get_by_role("link", name="Prospects").first.click()
    plain_page.get_by_role("link", name="Salma Bennani", exact=True).click()
    plain_page.get_by_label("Ce qui a été dit").fill("Elle hésite")
    plain_page.get_by_role("button", name="Enregistrer l’appel").click()
    expect(plain_page.get_by_text("Dites comment s’est passé l’appel.")).to_be_visible()
    expect(plain_page.get_by_label("Ce qui a été dit")).to_have_value("Elle hésite")
    plain_page.get_by_text("A répondu", exact=True).click()
    plain_page.get_by_role("button", name="Enregistrer l’appel").click()
    expect(plain_page.locator(".timeline")).to_contain_text("Elle hésite")

    plain_page.locator(".who button.chip").click()
    plain_page.get_by_role("button", name="C’est un client").click()
    expect(plain_page.get_by_role("status")).to_contain_text("Salma Bennani : Converti.")
    plain_page.get_by_role("button", name="Annuler").click()
    expect(plain_page.locator(".who button.chip")).to_contain_text("En cours")

    with plain_page.expect_download() as download:
        plain_page.get_by_role("link", name="Enregistrer le contact").click()
    assert download.value.suggested_filename == "prospect-1.vcf"


def test_what_was_typed_outlives_the_session(alice: Page, client: Client) -> None:
    alice.goto(f"{client.service}/app/prospects/{_ask(client)}")
    alice.get_by_role("radiogroup").get_by_text("Note", exact=True).click()
    alice.get_by_label("Votre note").fill("Rappeler lundi")
    client.sign_out()
    alice.get_by_role("button", name="Ajouter la note").click()
    expect(alice.get_by_role("alert")).to_contain_text("Votre session est terminée")
    expect(alice.get_by_label("Votre note")).to_have_text("Rappeler lundi")

    alice.context.add_cookies([client.owner_cookie()])  # signed in again, in another tab
    alice.get_by_role("button", name="Ajouter la note").click()
    expect(alice.locator(".timeline")).to_contain_text("Rappeler lundi")


def test_signing_out(alice: Page, client: Client) -> None:
    alice.goto(f"{client.service}/app/")
    alice.locator("[popovertarget=me]").click()
    alice.get_by_role("button", name="Se déconnecter").click()
    expect(alice.get_by_role("heading", level=1)).to_have_text("Se connecter")
    alice.goto(f"{client.service}/app/prospects")
    expect(alice.get_by_role("heading", level=1)).to_have_text("Se connecter")


def test_keyboard_alone_reaches_the_palette_and_the_page(alice: Page, client: Client) -> None:
    _ask(client)
    alice.goto(f"{client.service}/app/")
    alice.keyboard.press("Tab")
    expect(alice.get_by_role("link", name="Aller au contenu")).to_be_focused()
    alice.keyboard.press("Control+k")
    alice.keyboard.type("pros")
    alice.keyboard.press("ArrowDown")
    alice.keyboard.press("Enter")
    expect(alice.get_by_role("heading", level=1)).to_have_text("Prospects")
    expect(alice.locator("main")).to_be_focused()


def test_the_message_stays_while_it_is_pointed_at_and_then_goes(alice: Page, client: Client) -> None:
    alice.clock.install()
    alice.goto(f"{client.service}/app/prospects/{_ask(client)}")
    alice.locator(".who button.chip").click()
    alice.get_by_role("button", name="C’est un client").click()
    toast = alice.locator(".toast")
    expect(toast).to_contain_text("Converti")
    toast.hover()
    alice.clock.run_for(20_000)
    expect(toast).to_be_visible()
    alice.mouse.move(1, 1)
    alice.clock.run_for(9_000)
    expect(toast).to_have_count(0)


def test_a_screen_left_open_stays_quiet_when_the_session_ends(alice: Page, client: Client) -> None:
    _ask(client)
    alice.goto(f"{client.service}/app/")
    client.sign_out()
    with alice.expect_response("**/arrivals*") as asked:
        expect(alice.get_by_role("heading", level=1)).to_have_text("1 personne attend votre appel")
    assert asked.value.status == 401
    expect(alice.get_by_role("heading", level=1)).to_have_text("1 personne attend votre appel")
    expect(alice).to_have_title("Accueil · Filon")
    expect(alice.get_by_role("alert")).to_have_count(0)
