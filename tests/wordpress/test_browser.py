"""In a real browser: the visitor's beacon, the parent's side of the frame, and the form in the block editor."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.parts.browser import Complaints
from tests.parts.processes import until
from tests.wordpress.keys import jwt_claims
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import SITE, StandIn

PAGE = "/wp-admin/admin.php?page=filon"


@pytest.fixture
def site(crossed: PluginSite, service: StandIn) -> Iterator[PluginSite]:
    """Empty, connected to `service`."""
    crossed.reset(service.code)
    yield crossed
    assert crossed.wordpress.php_errors() == []


def sign_in(page: Page, site: PluginSite, path: str) -> None:
    """Alice, signed in already, opens a page of wp-admin."""
    cookies = site.sign_in().cookies
    page.context.add_cookies([{"name": c.name, "value": c.value or "", "url": site.url} for c in cookies])
    page.goto(site.url + path)


def frame_of(page: Page) -> Frame:
    """The dashboard's frame, once it stands."""
    expect(page.frame_locator(".filon-embed iframe").locator("p")).to_have_text("The dashboard stands here.")
    return page.frames[1]


def said(frame: Frame, kind: str) -> list[dict[str, Any]]:
    """Messages of a kind that the frame got."""
    heard: list[dict[str, Any]] = frame.evaluate("said")
    return [one["data"] for one in heard if one["data"]["type"] == kind]


def test_the_thanks_start_the_delivery(
    site: PluginSite, service: StandIn, page: Page, complaints: Complaints
) -> None:
    page.goto(site.contact)
    assert page.locator(".filon-form__trap").evaluate("e => e.getBoundingClientRect().width") <= 1
    page.get_by_label("Your name").press_sequentially("Khadija Berrada", delay=60)
    page.get_by_label("Your phone number").fill("06 12 34 56 78")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. Your request has arrived.")
    until(lambda: service.kept, "the beacon's delivery")
    assert "spam" not in service.submissions()[0]
    assert complaints.texts == []


def test_the_page_that_led_to_the_form_is_told(site: PluginSite, service: StandIn, page: Page) -> None:
    page.goto(f"{site.url}/?gclid=abc")
    page.evaluate("address => { location.href = address }", site.contact)
    page.get_by_label("Your name").fill("Khadija")
    page.get_by_label("Your phone number").fill("12")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Your phone number").fill("06 12 34 56 78")
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. Your request has arrived.")
    page.goto(site.contact)
    page.get_by_label("Your name").fill("Karim")
    page.get_by_label("Your phone number").fill("06 12 34 56 79")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. Your request has arrived.")
    assert [kept["referrer"] for kept in site.submissions()] == [f"{site.url}/?gclid=abc", None]


def test_mistakes_are_shown_at_their_field(site: PluginSite, page: Page) -> None:
    page.goto(site.contact)
    page.get_by_label("Your name").fill("Khadija")
    page.get_by_label("Your phone number").fill("12")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Digits are missing").click()
    expect(page.get_by_label("Your phone number")).to_have_accessible_description(
        "Digits are missing from this phone number."
    )
    expect(page.get_by_label("Your name")).to_have_value("Khadija")


def test_the_frame_gets_its_token(
    site: PluginSite, service: StandIn, page: Page, complaints: Complaints
) -> None:
    sign_in(page, site, PAGE + "&filon-path=prospects/7")
    frame = frame_of(page)
    assert frame.url == f"{service.url}/app/s/{SITE}/prospects/7"
    until(lambda: said(frame, "token"), "a token")
    claims = jwt_claims(said(frame, "token")[0]["token"], service.secret)
    accent = page.evaluate(
        "getComputedStyle(document.body).getPropertyValue('--wp-admin-theme-color').trim()"
    )
    assert claims["colour"] == accent.lower()
    [shell] = [call for call in service.calls if call.path.startswith("/app/")]
    assert "Referer" not in shell.headers
    frame.evaluate("tell({type: 'token-wanted'})")
    until(lambda: len(said(frame, "token")) == 2, "another token")
    assert complaints.texts == []


def test_the_address_follows_and_survives_a_reload(site: PluginSite, service: StandIn, page: Page) -> None:
    sign_in(page, site, PAGE)
    length = page.evaluate("history.length")
    frame_of(page).evaluate(
        "tell({type: 'location', path: 'prospects?status=new&page=2', title: 'Prospects'})"
    )
    expect(page).to_have_title("Prospects")
    assert page.evaluate("history.length") == length, "replaced, not pushed"
    page.reload()
    assert frame_of(page).url == f"{service.url}/app/s/{SITE}/prospects?status=new&page=2"


def test_the_frame_grows_and_knows_what_is_visible(site: PluginSite, page: Page) -> None:
    sign_in(page, site, PAGE)
    frame = frame_of(page)
    frame.evaluate("tell({type: 'height', px: 3000})")
    iframe = page.locator(".filon-embed iframe")
    expect(iframe).to_have_css("height", "3000px")
    page.mouse.move(600, 400)
    frame.evaluate("tell({type: 'scroll', top: 1000})")
    until(lambda: said(frame, "view")[-1]["start"] == 1000, "the visible part")
    view = said(frame, "view")[-1]
    bar = page.locator("#wpadminbar").evaluate("e => e.offsetHeight")
    assert view["start"] + view["end"] + page.viewport_size["height"] - bar == 3000  # type: ignore[index]


def test_the_palette_key_reaches_the_frame(site: PluginSite, page: Page) -> None:
    sign_in(page, site, PAGE)
    frame = frame_of(page)
    page.keyboard.press("Control+k")
    until(lambda: said(frame, "palette"), "the key")
    assert page.locator(".commands-command-menu").count() == 0, "WordPress' own palette stays shut"


def test_messages_from_others_are_not_heard(site: PluginSite, page: Page) -> None:
    sign_in(page, site, PAGE)
    frame_of(page)
    page.evaluate("window.postMessage({filon: 1, type: 'location', path: 'evil', title: 'Evil'}, '*')")
    page.evaluate(
        "const other = document.createElement('iframe'); other.className = 'other';"
        "other.src = document.querySelector('.filon-embed iframe').src; document.body.append(other);"
    )
    expect(page.frame_locator(".other").locator("p")).to_have_text("The dashboard stands here.")
    page.frames[2].evaluate("tell({type: 'location', path: 'evil', title: 'Evil'})")
    page.frames[1].evaluate("tell({type: 'location', path: 'good', title: 'Good'})")
    expect(page).to_have_title("Good")
    assert "evil" not in page.url


def test_an_old_nonce_is_renewed_and_a_sign_out_is_said(site: PluginSite, page: Page) -> None:
    sign_in(page, site, PAGE)
    frame = frame_of(page)
    until(lambda: said(frame, "token"), "a token")
    page.route(
        "**/embed-token",
        lambda route: route.continue_(headers={**route.request.headers, "x-wp-nonce": "0"}),
        times=1,
    )
    frame.evaluate("tell({type: 'token-wanted'})")
    until(lambda: len(said(frame, "token")) == 2, "a token with a new nonce")
    page.context.clear_cookies()
    frame.evaluate("tell({type: 'token-wanted'})")
    expect(page.get_by_text("You are signed out of WordPress.")).to_be_visible()
    until(lambda: said(frame, "signed-out"), "the frame to be told")


def test_the_form_in_the_block_editor(site: PluginSite, page: Page, complaints: Complaints) -> None:
    page_id = site.wordpress.wp("post", "list", "--post_type=page", "--name=contact", "--field=ID")
    sign_in(page, site, f"/wp-admin/post.php?post={page_id}&action=edit")
    page.keyboard.press("Escape")
    canvas = page.frame_locator("iframe[name='editor-canvas']")
    expect(canvas.get_by_text("Your phone number")).to_be_visible()
    assert not [text for text in complaints.texts if "filon" in text.lower()]
