"""What the bench of many failures at once calls a double, and when it fails."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.bench.chaos import FAULTS, doubles, wrong

WELL = {"lost": 0, "doubled": 0, "gaps": 0, "sent_again": 3} | {f"faults_{kind}": 1 for kind in FAULTS}


def test_it_works() -> None:
    assert wrong({"sqlite": WELL, "postgresql": WELL}) == []
    once = Counter({"Message 1": 1})
    assert doubles(once, once, once) == []


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"lost": 2}, "2 lost"),
        ({"doubled": 1}, "1 doubled"),
        ({"gaps": None}, "None gaps"),
        ({"sent_again": 0}, "no sent_again"),
        ({"faults_read-only": 0}, "no faults_read-only"),
    ],
)
def test_what_must_not_be(figures: dict[str, Any], said: str) -> None:
    assert wrong({"sqlite": WELL, "postgresql": WELL | figures}) == [f"postgresql: {said}"]


@pytest.mark.parametrize(
    ("sent", "lines", "told", "is_doubled"),
    [(2, 2, 1, False), (2, 1, 1, False), (2, 2, 0, False), (1, 2, 1, True), (2, 2, 2, True), (3, 2, 2, True)],
    ids=["both kept", "one kept", "held back", "a line that nobody sent", "two requests", "of three"],
)
def test_a_message_that_was_sent_again(sent: int, lines: int, told: int, is_doubled: bool) -> None:
    counts = [Counter({"Message 1": times}) for times in (sent, lines, told)]
    assert (doubles(*counts) != []) is is_doubled
