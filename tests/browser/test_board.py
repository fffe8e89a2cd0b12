"""The board in a real browser: dragging, the menu and the keyboard move a prospect, and it can be taken back."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import Complaints, open_visitor, show

PEOPLE = ("Salma Bennani", "Mehdi Ouazzani", "Claire Dumas")


@pytest.fixture
def board(alice: Page, client: Client) -> Page:
    """Alice's board, with three new prospects; the first waits longest."""
    for at, name in enumerate(PEOPLE):
        client.ask(name, phone=f"06 61 23 45 {at:02}", message="Une cuisine", minutes_ago=50 - 20 * at)
    alice.goto(f"{client.service}/app/prospects/board")
    expect(cards(alice, "new")).to_have_count(3)
    expect(alice.locator(".column ul[data-ready]")).to_have_count(4)
    return alice


def cards(page: Page, status: str) -> Locator:
    return page.locator(f'.column[data-status="{status}"] a.name')


def drag(page: Page, name: str, status: str) -> None:
    """Take the card of that name to a column, as a hand with a mouse does."""
    card = page.locator(".tile", has_text=name).locator("p")
    column = page.locator(f'.column[data-status="{status}"] > ul')
    begin, end = card.bounding_box(), column.bounding_box()
    assert begin
    assert end
    page.mouse.move(begin["x"] + 20, begin["y"] + 8)
    page.mouse.down()
    page.mouse.move(begin["x"] + 40, begin["y"] + 20, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 40, steps=10)
    expect(page.locator(".its-place")).to_have_count(1)
    page.mouse.up()


@pytest.mark.browser
def test_it_works(board: Page) -> None:
    complaints = Complaints()
    complaints.listen(board)
    drag(board, "Salma", "won")
    expect(cards(board, "won")).to_have_text(["Salma Bennani"])
    expect(board.locator(".toast")).to_contain_text("Salma Bennani : Converti.")
    expect(board.locator('[data-status="won"] .count')).to_have_text("1")
    expect(board.locator('[data-status="new"] .count')).to_have_text("2")
    board.reload()
    expect(cards(board, "won")).to_have_text(["Salma Bennani"])
    drag(board, "Mehdi", "open")
    board.locator(".toast").get_by_role("button", name="Annuler").click()
    expect(cards(board, "open")).to_have_count(0)
    expect(cards(board, "new")).to_have_count(2)
    board.reload()
    expect(cards(board, "new")).to_have_text(["Mehdi Ouazzani", "Claire Dumas"])
    assert complaints.texts == []


@pytest.mark.browser
def test_a_card_that_is_dropped_where_it_was_stays(board: Page) -> None:
    drag(board, "Salma", "new")
    expect(cards(board, "new")).to_have_text(list(PEOPLE))
    expect(board.locator(".toast")).to_have_count(0)
    expect(board.locator("h1")).to_have_text("Prospects")


@pytest.mark.browser
def test_abandoning_asks_why_and_keeping_puts_the_card_back(board: Page) -> None:
    drag(board, "Mehdi", "lost")
    expect(board.locator("#abandon h2")).to_have_text("Abandonner Mehdi Ouazzani")
    _look(board, "board-abandon")
    board.locator("#abandon").get_by_role("button", name="Garder").click()
    expect(cards(board, "new")).to_have_text(list(PEOPLE))
    drag(board, "Mehdi", "lost")
    board.locator("#abandon").get_by_text("Trop cher").click()
    board.locator("#abandon").get_by_role("button", name="Abandonner").click()
    expect(cards(board, "lost")).to_have_text(["Mehdi Ouazzani"])
    expect(board.locator('[data-status="lost"] .tile')).to_contain_text("Trop cher")


@pytest.mark.browser
def test_somebody_else_moved_it_meanwhile(board: Page, browser: Browser, client: Client) -> None:
    with open_visitor(browser, width=1280) as other:
        other.add_cookies([client.owner_cookie()])
        page = other.new_page()
        page.goto(f"{client.service}/app/prospects/board")
        drag(page, "Salma", "won")
        expect(page.locator(".toast")).to_be_visible()
    drag(board, "Salma", "open")
    expect(board.locator(".toast")).to_contain_text("a choisi « Converti » entre-temps")
    expect(cards(board, "won")).to_have_text(["Salma Bennani"])
    expect(cards(board, "open")).to_have_count(0)


@pytest.mark.browser
def test_a_card_whose_move_fails_goes_back(board: Page) -> None:
    board.route("**/board/moves*", lambda route: route.abort())
    drag(board, "Mehdi", "open")
    expect(board.locator(".toast")).to_contain_text("Filon ne répond pas")
    expect(cards(board, "new")).to_have_text(list(PEOPLE))
    board.unroute("**/board/moves*")
    drag(board, "Mehdi", "open")
    expect(cards(board, "open")).to_have_text(["Mehdi Ouazzani"])


@pytest.mark.browser
def test_a_prospect_that_went_to_the_trash_says_so(board: Page, client: Client) -> None:
    page = board.context.new_page()
    page.goto(f"{client.service}/app/prospects/2")
    page.get_by_role("button", name="Mettre à la corbeille").click()
    expect(page).to_have_url(re.compile("trashed"))
    drag(board, "Mehdi", "open")
    expect(board.locator(".toast[role=alert]")).to_be_visible()
    expect(cards(board, "new")).to_have_text(list(PEOPLE))


@pytest.mark.browser
def test_by_keyboard(board: Page) -> None:
    board.locator(".board").focus()
    for key, name in (
        ("ArrowDown", "Salma"),
        ("ArrowDown", "Mehdi"),
        ("ArrowUp", "Salma"),
        ("ArrowDown", "Mehdi"),
    ):
        board.keyboard.press(key)
        expect(board.locator("a.name:focus")).to_contain_text(name)
    board.keyboard.press("m")
    expect(board.locator("#deplacer button:focus")).to_have_text("En cours")
    expect(board.locator("#deplacer").get_by_text("Nouveau", exact=True)).not_to_be_visible()
    _look(board, "board-menu")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    expect(cards(board, "won")).to_have_text(["Mehdi Ouazzani"])
    expect(board.locator("a.name:focus")).to_have_text("Mehdi Ouazzani")
    board.keyboard.press("ArrowLeft")
    expect(board.locator("a.name:focus")).to_have_text("Salma Bennani")
    board.keyboard.press("m")
    board.keyboard.press("Escape")
    expect(board.locator("#deplacer")).not_to_be_visible()
    board.keyboard.press("?")
    expect(board.locator("#touches")).to_be_visible()
    _look(board, "board-keys")
    board.keyboard.press("Escape")
    board.locator(".tile a.name").first.focus()
    board.keyboard.press("Enter")
    expect(board.locator("h1")).to_contain_text("Salma Bennani")


@pytest.mark.browser
def test_the_next_cards_come_into_the_column(board: Page, client: Client) -> None:
    for at in range(24):
        client.ask(f"Client {at}", phone=f"06 70 00 00 {at:02}")
    board.reload()
    expect(cards(board, "new")).to_have_count(25)
    expect(board.locator('[data-status="new"] .count')).to_have_text("27")
    board.get_by_role("link", name="Voir les suivants").click()
    expect(cards(board, "new")).to_have_count(27)
    expect(board.get_by_role("link", name="Voir les suivants")).to_have_count(0)
    expect(board.locator(".tile").nth(25).locator("a.name")).to_be_focused()
    board.evaluate("scrollTo(0, 0)")
    drag(board, "Salma", "open")
    expect(cards(board, "open")).to_have_text(["Salma Bennani"])
    expect(cards(board, "new")).to_have_count(26)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_on_a_phone(browser: Browser, client: Client, language: str) -> None:
    for name in PEOPLE:
        client.ask(name, phone="", email=f"{name[:5]}@example.com", message="Une cuisine")
    with open_visitor(browser, width=390) as visitor:
        visitor.add_cookies([client.owner_cookie()])
        page = visitor.new_page()
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.goto(f"{client.service}/app/prospects/board")
        next_one = page.locator(".column").nth(1).bounding_box()
        assert next_one
        assert -next_one["width"] < next_one["x"] < 390, "the next column shows a little"
        page.locator("[data-move]").first.tap()
        expect(page.locator("#deplacer")).to_be_visible()
        _look(page, f"board-menu-{language}-390")
        page.locator("#deplacer [value=open]").tap()
        expect(cards(page, "open")).to_have_count(1)
        expect(page.locator(".toast")).to_be_visible()
        page.locator("[data-move]").first.tap()
        page.locator("#deplacer [popovertarget=abandon]").tap()
        expect(page.locator("#abandon")).to_be_visible()
        _look(page, f"board-abandon-{language}-390")
        page.locator("#abandon .pick label").first.tap()
        page.locator("#abandon [type=submit]").tap()
        expect(cards(page, "lost")).to_have_count(1)
        _look(page, f"board-moved-{language}-390")


@pytest.mark.browser
def test_without_a_script(plain_page: Page, client: Client) -> None:
    client.ask("Salma Bennani", message="Une cuisine")
    plain_page.goto(f"{client.service}/app/prospects/board")
    expect(plain_page.locator(".tile .btn-icon")).not_to_be_visible()
    plain_page.get_by_role("link", name="Salma Bennani").click()
    expect(plain_page.locator("h1")).to_contain_text("Salma Bennani")


def _look(page: Page, name: str) -> None:
    show(page, name)
    assert barriers(page.main_frame) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
