"""Whatever Alice does in Outlook, round after round of changes leaves a caller with her busy times as they are."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from filon.integrations.calendars import Span
from tests.integrations.outlook import HOUR, NINE, WINDOW, Outlook, Seen, outlook
from tests.standins.graph_mailbox import Event, write_time

_SHOWN = ("free", "busy", "tentative", "workingElsewhere", "oof")


def _busy(alice: Outlook) -> list[Span]:
    """Of her usual calendar, as it stands."""
    ones: list[Event] = []
    for event in alice.mailbox.standing(alice.home):
        ones += event.parts if event.words["type"] == "seriesMaster" else [event]
    return sorted(one.span for one in ones if one.touches(WINDOW) and _takes_time(one))


def _takes_time(one: Event) -> bool:
    words = (one.series.words if one.series else {}) | one.words
    return words.get("showAs", "busy") not in ("free", "workingElsewhere") and not words.get("isCancelled")


def _do_something(alice: Outlook, other: str, dice: random.Random) -> None:
    begins_at = NINE + timedelta(hours=dice.randrange(-200, 1800))
    events = list(alice.mailbox.standing(alice.home))
    parts = [part for event in events for part in event.parts]
    what = dice.choice(
        [
            "add",
            "add",
            "series",
            "move in time",
            "show",
            "show part",
            "move part",
            "drop part",
            "drop",
            "away",
        ]
    )
    if what == "add":
        alice.mailbox.add(alice.home, begins_at, begins_at + HOUR, showAs=dice.choice(_SHOWN))
    elif what == "series":
        alice.mailbox.add_series(alice.home, begins_at, begins_at + HOUR, dice.randrange(2, 70))
    elif what in ("show part", "move part", "drop part"):
        if not parts:
            return
        part = dice.choice(parts)
        if what == "show part":
            alice.mailbox.change(part, showAs=dice.choice(_SHOWN))
        elif what == "move part":
            alice.mailbox.change(part, start=write_time(begins_at), end=write_time(begins_at + HOUR))
        else:
            alice.mailbox.remove(part)
    elif events:
        event = dice.choice(events)
        if what == "show":
            alice.mailbox.change(event, showAs=dice.choice(_SHOWN), isCancelled=dice.random() < 0.2)
        elif what == "drop":
            alice.mailbox.remove(event)
        elif not event.parts and what == "away":
            alice.mailbox.move(event, other)
        elif event.words["type"] == "singleInstance":
            alice.mailbox.change(event, start=write_time(begins_at), end=write_time(begins_at + HOUR))


@pytest.mark.parametrize("seed", range(6))
def test_it_works(seed: int) -> None:
    dice = random.Random(seed)
    with outlook() as alice:
        other = alice.mailbox.add_calendar("Chantiers")
        alice.graph.tells_all_parts = seed % 2 == 0
        seen = Seen(alice.account, alice.home)
        for _round in range(15):
            for _step in range(dice.randrange(6)):
                _do_something(alice, other, dice)
            seen.read_on()
            assert seen.busy == _busy(alice)
        anew = Seen(alice.account, alice.home)
        assert anew.read_on().keys() <= seen.known.keys()
        assert anew.busy == seen.busy
