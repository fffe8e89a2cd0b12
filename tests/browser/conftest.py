"""Fixtures: a service and a wp-admin on two sites, as two different sites are to a browser."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from tests.browser.service import Client, Service
from tests.browser.wp_admin import WpAdmin
from tests.parts.memory import quick_place


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """One service for all; each test has a client of its own in it."""
    with tempfile.TemporaryDirectory(prefix="filon-service-", dir=quick_place()) as folder:
        running = Service(Path(folder))
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture
def admin(service: Service) -> Iterator[WpAdmin]:
    """wp-admin of a paired site of a new client."""
    stand = WpAdmin()
    try:
        stand.client = Client(service.address, stand.address)
        stand.client.pair()
        yield stand
    finally:
        stand.stop()


@pytest.fixture
def client(admin: WpAdmin) -> Client:
    """The client whose site `admin` is."""
    assert admin.client is not None
    return admin.client


@pytest.fixture
def frame(page: Page) -> FrameLocator:
    """What stands in the dashboard's frame of `page`."""
    return page.frame_locator(".filon-embed iframe")


@pytest.fixture
def plain_page(browser: Browser, client: Client) -> Iterator[Page]:
    """Alice's tab, in a browser that runs no script."""
    with browser.new_context(java_script_enabled=False, locale="fr-FR") as visitor:
        visitor.add_cookies([client.owner_cookie()])
        yield visitor.new_page()


@pytest.fixture
def alice(page: Page, client: Client) -> Page:
    """Alice's tab at the service's own address, signed in."""
    page.context.add_cookies([client.owner_cookie()])
    return page
