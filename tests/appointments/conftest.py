"""Fixtures: Thursday morning again, a workshop that opens from Monday to Friday, and Alice's calendar elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.schedule import look_at_calendars_elsewhere
from tests.appointments.calendar import Workshop
from tests.appointments.shelf import Shelf, connect
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


@pytest.fixture
def shelf(radicale: Radicale) -> Shelf:
    """Alice's calendar there, empty."""
    return Shelf(radicale)


@pytest.fixture
def connected(shelf: Shelf, workshop: Workshop, browser: FlaskClient) -> Shelf:
    """As she connects it herself."""
    answer = connect(browser, shelf)
    assert answer.status_code == 303, answer.text
    workshop.site.filon.work()
    return shelf


@pytest.fixture
def later(workshop: Workshop) -> Iterator[Any]:
    """So many minutes later a worker has looked at what is due."""
    since = clock.now()
    standing: list[Any] = []

    def pass_by(minutes: int) -> None:
        for one in standing:
            one.__exit__(None, None, None)
        standing[:] = [clock.standing_at(since + timedelta(minutes=minutes))]
        standing[0].__enter__()
        look_at_calendars_elsewhere(workshop.site.filon.settings)
        workshop.site.filon.work()
        with workshop.inside():
            assert not Event.select().where(Event.attempts > 0).exists(), "a look ends, whatever it meets"

    yield pass_by
    for one in standing:
        one.__exit__(None, None, None)
