"""Code that a visitor wrote into a form, in a real browser: it runs nowhere, in either frame, and fetches nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, Page, Request, expect

from tests.browser.service import Client
from tests.browser.wp_admin import WpAdmin
from tests.parts.browser import Complaints

CODE = (
    "<script>window.pwned=1</script><img src=/pwn onerror='window.pwned=1'><svg onload='window.pwned=1'></svg>"
    "<b hx-get='/pwn' hx-trigger='load'>b</b><b data-hx-get='/pwn' data-hx-trigger='load'>b</b>"
)


@pytest.fixture
def fetched(page: Page) -> list[str]:
    """Every address that the page, and whatever is in it, asked for."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    page.on("request", note)
    return addresses


def test_it_works(alice: Page, client: Client, complaints: Complaints, fetched: list[str]) -> None:
    number = client.ask(CODE, phone="06 61 23 45 67", message=CODE)
    for path in ("", "prospects", f"prospects/{number}"):
        alice.goto(f"{client.service}/app/{path}")
        expect(alice.locator("main")).to_contain_text("<script>window.pwned=1</script>")
        assert alice.evaluate("window.pwned") is None
    assert [address for address in fetched if "/pwn" in address] == []
    assert complaints.texts == []


def test_in_wp_admin_too(
    page: Page,
    frame: FrameLocator,
    admin: WpAdmin,
    client: Client,
    fetched: list[str],
    complaints: Complaints,
) -> None:
    client.ask(CODE, phone="06 61 23 45 67", message=CODE)
    page.goto(admin.page())
    expect(frame.locator("main")).to_contain_text("<script>window.pwned=1</script>")
    assert [one.evaluate("window.pwned") for one in page.frames] == [None] * len(page.frames)
    assert [address for address in fetched if "/pwn" in address] == []
    assert complaints.texts == []


def test_a_template_that_forgot_to_escape_would_run_none_of_it(
    alice: Page, client: Client, complaints: Complaints
) -> None:
    """The second wall, the policy, when the first one has a hole."""
    alice.goto(f"{client.service}/app/")
    alice.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", CODE)
    # Asked once, in a promise: what asks again and again would need eval, which is refused as well.
    alice.evaluate(
        "() => new Promise(done => {"
        "  const image = document.querySelector('main img[src=\"/pwn\"]');"
        "  image.complete ? done() : image.addEventListener('error', () => done());"
        "})"
    )
    assert alice.evaluate("window.pwned") is None
    assert any("Content Security Policy" in text for text in complaints.texts)
