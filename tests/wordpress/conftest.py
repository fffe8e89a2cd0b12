"""Sites for these tests: one real WordPress on SQLite, one on MariaDB, emptied before each test."""

from collections.abc import Iterator

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def both(request: pytest.FixtureRequest) -> Iterator[PluginSite]:
    """A WordPress on either database, for a whole file."""
    maria: MariaDB | None = request.getfixturevalue("mariadb") if request.param == "mariadb" else None
    with WordPress(mariadb=maria) as wordpress:
        yield PluginSite(wordpress)


@pytest.fixture(scope="module")
def lone(request: pytest.FixtureRequest) -> Iterator[PluginSite]:
    """A WordPress on SQLite, for a whole file."""
    with WordPress() as wordpress:
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


@pytest.fixture
def either(both: PluginSite, service: StandIn) -> Iterator[PluginSite]:
    """An empty site connected to `service`; each test runs on SQLite and on MariaDB."""
    yield from _fresh(both, service)


@pytest.fixture
def site(lone: PluginSite, service: StandIn) -> Iterator[PluginSite]:
    """An empty site on SQLite connected to `service`."""
    yield from _fresh(lone, service)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that starts a WordPress, whichever fixture does it."""
    for item in items:
        if {"both", "lone", "mariadb"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("wordpress")
