"""One tenant's flood keeps nobody else's mail waiting: lanes take turns between tenants."""

from __future__ import annotations

import pytest

from filon.foundation.outbox import Event
from filon.worker.events import Turns
from tests.parts.service import Filon, PairedSite, submission

pytestmark = pytest.mark.usefixtures("mailbox")


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    for n in range(6):
        alice.deliver(submission({"name": f"Visitor {n}", "message": str(n)}))
    charlie.deliver(submission())
    turns, anything = Turns(), Event.name.is_null(False)
    taken = [turns.claim(anything, f"lane-{n}", 2) for n in range(3)]
    assert [{event.tenant for event in events} for events in taken] == [
        {alice.tenant},
        {charlie.tenant},
        {alice.tenant},
    ]
    assert [len(events) for events in taken] == [2, 1, 2]
