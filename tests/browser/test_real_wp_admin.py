"""The dashboard inside a real wp-admin, with the plugin around it, as Alice sees it on a desk and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.service import Client, Service
from tests.parts.browser import Complaints, open_visitor, show
from tests.parts.wordpress import WordPress

PAGE = "/wp-admin/admin.php?page=filon"


@pytest.fixture(scope="module")
def wordpress() -> Iterator[WordPress]:
    """A WordPress on localhost: to a browser another site than the service on 127.0.0.1."""
    with WordPress(host="localhost") as site:
        yield site


@pytest.fixture(scope="module")
def client(wordpress: WordPress, service: Service) -> Client:
    """The client whose site it is, connected by the plugin, with three prospects."""
    connected = Client(service.address, wordpress.url)
    wordpress.wp("filon", "connect", connected.code)
    for minutes, name, phone in (
        (42, "Salma Bennani", "06 61 23 45 67"),
        (18, "سلمى الوزاني", "06 62 47 18 93"),
        (4, "Claire Dumas", "+33 6 39 98 41 27"),
    ):
        message = "Bonjour, je voudrais un devis pour une cuisine en L avec îlot, au Maârif."
        connected.ask(name, phone=phone, message=message, minutes_ago=minutes)
    return connected


def _sign_in(page: Page, wordpress: WordPress) -> FrameLocator:
    # The form itself is WordPress' own affair; its answer leaves the cookies with this tab.
    form = {"log": wordpress.admin, "pwd": wordpress.password}
    assert page.request.post(f"{wordpress.url}/wp-login.php", form=form).url.endswith("/wp-admin/")
    page.goto(wordpress.url + PAGE)
    return page.frame_locator(".filon-embed iframe")


def test_it_works(page: Page, complaints: Complaints, wordpress: WordPress, client: Client) -> None:
    frame = _sign_in(page, wordpress)
    expect(frame.locator("h1")).to_have_text("3 people are waiting for your call")
    frame.get_by_role("link", name="Salma Bennani").click()
    expect(frame.locator("h1")).to_have_text("Salma Bennani")
    frame.get_by_role("radiogroup").get_by_text("Note", exact=True).click()
    frame.get_by_label("Your note").fill("Call back on Monday")
    frame.get_by_role("button", name="Add the note").click()
    expect(frame.locator(".timeline")).to_contain_text("Call back on Monday")

    page.reload()
    expect(frame.locator("h1")).to_have_text("Salma Bennani")
    page.go_back()
    expect(frame.locator("h1")).to_have_text("3 people are waiting for your call")
    with page.expect_download() as download:
        page.go_forward()
        frame.get_by_role("link", name="Save the contact").click()
    assert download.value.suggested_filename == "prospect-1.vcf"
    assert [text for text in complaints.texts if client.service in text] == []
    assert wordpress.php_errors() == []


@pytest.mark.parametrize(("locale", "width"), [("fr_FR", 1280), ("ar", 390)])
def test_it_fits(browser: Browser, wordpress: WordPress, client: Client, locale: str, width: int) -> None:
    wordpress.wp("user", "meta", "update", wordpress.admin, "locale", locale)
    with open_visitor(browser, width=width) as visitor:
        page = visitor.new_page()
        frame = _sign_in(page, wordpress)
        for name, path in (
            ("first-screen", "/"),
            ("list", "/prospects?status=all"),
            ("prospect", "/prospects/1"),
        ):
            page.goto(f"{wordpress.url}{PAGE}&filon-path={path.replace('?', '%3F').replace('=', '%3D')}")
            expect(frame.locator("main h1")).to_be_visible()
            expect(frame.locator("html")).to_have_attribute("lang", locale[:2])
            assert page.frames[1].evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            # A frame of another site is painted only where the window shows it: a window as long as the page.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": height})
            expect(frame.locator(".nav, .actionbar").locator("visible=true").first).to_be_in_viewport()
            show(page, f"wordpress-{name}-{locale[:2]}-{width}")
            page.set_viewport_size({"width": width, "height": 844})
