"""Microsoft's calendars, as our client reads and writes them at a stand-in that refuses what Microsoft would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from filon.integrations.calendars import (
    Account,
    Entry,
    Forgotten,
    Known,
    Later,
    Missing,
    NoCalendar,
    Overtaken,
    Remote,
    Span,
    Unauthorised,
    Written,
)
from filon.integrations.graph_calendar import GraphCalendar
from tests.standins.graph_calendar import Graph

DAY = datetime(2026, 12, 1, tzinfo=UTC)
WINDOW = (DAY, DAY + timedelta(days=60))
HOUR = timedelta(hours=1)
NINE = DAY + timedelta(hours=9)


@pytest.fixture
def graph() -> Iterator[Graph]:
    """Alice's mailbox; whatever a test does there is what Microsoft's description allows."""
    with Graph() as served:
        yield served
    assert served.violations == []


@pytest.fixture
def account(graph: Graph) -> GraphCalendar:
    """Ours, with her permission."""
    return client(graph)


@pytest.fixture
def home(graph: Graph) -> str:
    """Her usual calendar."""
    return next(iter(graph.mailbox.calendars))


def client(graph: Graph, access: str = "") -> GraphCalendar:
    return GraphCalendar(access or graph.access, base=graph.base, allow_private=True)


def entry(**words: Any) -> Entry:
    plain: dict[str, Any] = {
        "key": "a1" * 16,
        "uid": "rdv-1@filon.example",
        "sequence": 0,
        "zone": "Europe/Paris",
    }
    times = {"starts_at": NINE, "ends_at": NINE + HOUR}
    return Entry(**{**plain, **times, "title": "Nadia Amrani, devis", **words})


class Seen:
    """What a caller knows after having read all changes, as often as it reads on."""

    def __init__(self, account: Account, calendar: str) -> None:
        self.account, self.calendar = account, calendar
        self.known: dict[str, Known] = {}
        self.token, self.pages = "", 0

    def read_on(self, window: Span = WINDOW) -> dict[str, Known]:
        for page in self.account.changes(self.calendar, self.token, window):
            for id in page.gone:
                self.known.pop(id, None)
            self.known |= {one.id: one for one in page.known}
            self.token, self.pages = page.token, self.pages + 1
        return self.known

    @property
    def busy(self) -> list[Span]:
        return sorted(span for one in self.known.values() for span in one.busy)


def test_it_works(graph: Graph, account: GraphCalendar, home: str) -> None:
    made = account.create(
        home, entry(details="Bonjour", link="https://atlas.example/r/1", place="Rue Lecourbe")
    )
    seen = Seen(account, home)
    assert seen.read_on() == {
        made.id: Known(made.id, made.etag, seen.known[made.id].uid, ((NINE, NINE + HOUR),), NINE, NINE + HOUR)
    }
    (event,) = graph.mailbox.standing(home)
    assert event.words["subject"] == "Nadia Amrani, devis"
    assert event.words["body"] == {"contentType": "text", "content": "Bonjour\n\nhttps://atlas.example/r/1"}
    assert event.words["location"]["displayName"] == "Rue Lecourbe"
    assert "attendees" not in event.words, "nobody is mailed"
    later = account.update(home, made.id, made.etag, entry(starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR))
    assert seen.read_on()[made.id].busy == ((NINE + HOUR, NINE + 2 * HOUR),)
    account.delete(home, made.id, later.etag)
    assert seen.read_on() == {}
