"""A Google that belongs to one test, and Alice's account there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from filon.integrations.calendars import Account
from tests.integrations.google_account import MAIL, client
from tests.standins.google_calendar import GoogleStandIn
from tests.standins.google_store import Calendar


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    """A Google of its own; nothing may be asked of it that Google's description does not know."""
    with GoogleStandIn() as standin:
        yield standin
    assert standin.violations == []


@pytest.fixture
def calendar(google: GoogleStandIn) -> Calendar:
    """The calendar that Alice has from the start."""
    return google.store.calendars[MAIL]


@pytest.fixture
def account(google: GoogleStandIn) -> Account:
    """Alice's account, as we reach it."""
    return client(google)
