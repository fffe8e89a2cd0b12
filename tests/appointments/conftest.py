"""Fixtures: Thursday morning again, and a workshop that opens from Monday to Friday."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.appointments.calendar import Workshop
from tests.dashboard.people import at_the_api
from tests.parts.radicale import Radicale
from tests.parts.service import PairedSite
from tests.parts.smtp import Mailbox
from tests.tasks.conftest import browser, thursday

__all__ = ["browser", "thursday"]


@pytest.fixture
def workshop(alice: PairedSite, browser: FlaskClient) -> Workshop:
    """Alice's, where Salma has asked for a kitchen."""
    return Workshop(alice)


@pytest.fixture
def api(browser: FlaskClient) -> FlaskClient:
    """Alice's programs."""
    return at_the_api(browser)


@pytest.fixture
def nothing_waits(mailbox: Mailbox, workshop: Workshop) -> None:
    """Mails about Salma's request have left."""
    workshop.site.filon.work()
    mailbox.mails.clear()


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """One CalDAV server for all tests of this process: each has users of its own."""
    server = Radicale(tmp_path_factory.mktemp("radicale"))
    yield server
    server.stop()
