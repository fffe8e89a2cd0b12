"""Fixtures that give a test its real servers; using one also marks the test, so that --fast leaves it out."""

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from filon.foundation.zone_rules import use_newest_zones
from tests.parts.browser import Complaints, chromium, lax_visitor, open_visitor
from tests.parts.databases import Databases
from tests.parts.mariadb import MariaDB
from tests.parts.memory import quick_place
from tests.parts.postgres import Postgres
from tests.parts.radicale import Radicale
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.parts.wordpress import WordPress

# As the service does at its start: tests that know a zone before must know the same rules.
use_newest_zones()

# Eight thousand tests are no garbage, nor is what they import: looking through all of that again and again takes a
# fifteenth of a run. What tests leave is looked through as ever, though only when there is more of it.
gc.disable()
_OBJECTS_BETWEEN_LOOKS = 50_000

_MARKS = {
    "wordpress": "wordpress",
    "mariadb": "wordpress",
    "playwright": "browser",
}

# Begun last, one of these would run on alone when the other core has nothing left to do.
_LONG = {"kills", "worker"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long ones first, and mark what uses WordPress or a browser, before pytest selects by mark."""
    items.sort(key=lambda item: item.path.parent.name not in _LONG)
    for item in items:
        for fixture, mark in _MARKS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def pytest_collection_finish() -> None:
    """Set aside what stays until the end, and look for garbage from now on."""
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 10, 10)
    gc.enable()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One cluster for all tests of this process; each makes its own databases in it."""
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def databases(postgres: Postgres) -> Iterator[Databases]:
    """Migrated databases of both engines for this process."""
    with tempfile.TemporaryDirectory(prefix="filon-databases-", dir=quick_place()) as folder:
        yield Databases(Path(folder), postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def environ(request: pytest.FixtureRequest, databases: Databases) -> Iterator[dict[str, str]]:
    """Settings of a service on an empty database: each test runs on both engines, PostgreSQL as the app's role.

    Where the test has a mailbox, the service's mails go there.
    """
    made: dict[str, str] = getattr(databases, request.param)()
    yield {**made, **_mail_settings(request)}
    databases.give_back(made)


def _mail_settings(request: pytest.FixtureRequest) -> dict[str, str]:
    if "mailbox" not in request.fixturenames:
        return {}
    server: Mailbox = request.getfixturevalue("mailbox")
    return {
        "FILON_SMTP": f"smtp://{server.host}:{server.port}",
        "FILON_MAIL_FROM": "filon@agence.example",
    }


@pytest.fixture
def filon(environ: dict[str, str]) -> Filon:
    """The service in this process."""
    return Filon(environ)


@pytest.fixture
def alice(filon: Filon, databases: Databases) -> PairedSite:
    """The site of Alice's business, Menuiserie Atlas."""
    return databases.add_first_client(filon)


@pytest.fixture
def charlie(filon: Filon) -> PairedSite:
    """The site of Charlie's business: another tenant."""
    return filon.add_client("Garage Charlie", "charlie@garage.example")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """One server for all tests of this process; each WordPress has its own database in it."""
    with MariaDB() as server:
        yield server


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    """A fresh WordPress on SQLite with our plugin active; other kinds: start WordPress(...) yourself."""
    with WordPress() as site:
        yield site


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """An SMTP server that accepts everything until told otherwise."""
    with Mailbox() as server:
        yield server


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """One CalDAV server for all tests of this process: each has people of its own there."""
    with Radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, which only one browser fixture at a time may start in a process."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all visitors of this process; frames of another site have no cookies in it."""
    with chromium(playwright) as running:
        yield running


@pytest.fixture
def complaints() -> Complaints:
    """What the browser says against the pages of `page` and `lax_page`: assert that .texts is empty."""
    return Complaints()


@pytest.fixture
def page(browser: Browser, complaints: Complaints) -> Iterator[Page]:
    """A fresh visitor's tab: French, 1280 pixels wide, third-party cookies blocked."""
    with open_visitor(browser) as visitor:
        tab = visitor.new_page()
        complaints.listen(tab)
        yield tab


@pytest.fixture
def lax_page(playwright: Playwright, tmp_path: Path, complaints: Complaints) -> Iterator[Page]:
    """Like `page`, but frames of another site have their cookies."""
    with lax_visitor(playwright, tmp_path / "profile") as visitor:
        tab = visitor.new_page()
        complaints.listen(tab)
        yield tab
