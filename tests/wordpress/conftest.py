"""Sites for these tests: real WordPresses, started once for all files since that takes seconds, and emptied again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn

CLASSIC = Path(__file__).parent / "php" / "classic"


@pytest.fixture(scope="session")
def lone() -> Iterator[PluginSite]:
    """A WordPress on SQLite in the theme that WordPress brings, which is made of blocks."""
    with WordPress() as wordpress:
        yield PluginSite(wordpress)


@pytest.fixture(scope="session")
def on_mariadb(mariadb: MariaDB) -> Iterator[PluginSite]:
    """A WordPress on MariaDB in a classic theme, as most are: its pages take a third of the time of `lone`'s."""
    with WordPress(mariadb=mariadb) as wordpress:
        shutil.copytree(CLASSIC, wordpress.site.root / "wp-content" / "themes" / "classic")
        wordpress.wp("theme", "activate", "classic")
        yield PluginSite(wordpress)


@pytest.fixture(scope="session")
def crossed() -> Iterator[PluginSite]:
    """A WordPress on localhost: to a browser another site than a service on 127.0.0.1."""
    with WordPress(host="localhost") as wordpress:
        yield PluginSite(wordpress)


@pytest.fixture
def service() -> Iterator[StandIn]:
    """A service that works until it is told not to."""
    with StandIn() as running:
        yield running


def _fresh(site: PluginSite, service: StandIn) -> Iterator[PluginSite]:
    site.reset(service.code)
    yield site
    assert site.wordpress.php_errors() == []


@pytest.fixture(params=["lone", "on_mariadb"], ids=["sqlite", "mariadb"])
def either(request: pytest.FixtureRequest, service: StandIn) -> Iterator[PluginSite]:
    """An empty site connected to `service`; each test runs on SQLite and on MariaDB."""
    yield from _fresh(request.getfixturevalue(request.param), service)


@pytest.fixture
def site(on_mariadb: PluginSite, service: StandIn) -> Iterator[PluginSite]:
    """An empty site on MariaDB connected to `service`."""
    yield from _fresh(on_mariadb, service)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that starts a WordPress, whichever fixture does it."""
    for item in items:
        if {"either", "lone", "on_mariadb", "crossed", "mariadb"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("wordpress")
