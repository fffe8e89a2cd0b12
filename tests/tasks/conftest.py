"""Fixtures: Thursday morning, when tests of reminders take place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite
from tests.tasks.planning import NOW, ask


@pytest.fixture
def thursday() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def browser(thursday: None, alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    ask(alice)
    return signed_in(alice)
