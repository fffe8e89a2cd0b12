"""Fixtures: Thursday morning again, and a workshop that opens from Monday to Friday."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.appointments.calendar import Workshop
from tests.dashboard.people import at_the_api
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
