"""A past release kept less of notes: after its database was brought up, people are found by as much as new ones are."""

from __future__ import annotations

from filon.foundation.fields import IdField
from filon.leads import search
from tests.foundation.past_release import thaw
from tests.foundation.test_migrations import (  # noqa: F401  # its fixture
    RELEASES,
    _ask,
    bring_up,
    empty,
)
from tests.parts.service import Filon


def test_it_works(empty: dict[str, str]) -> None:  # noqa: F811  # the fixture
    thaw(RELEASES[0], empty)
    note = "mot " * 600 + "girouette"
    businesses = _ask(empty, f"UPDATE lead SET note = '{note}' WHERE number = 1 RETURNING tenant_id")
    bring_up(empty)
    filon = Filon(empty)
    for followed, expected in ((False, []), (True, [1])):
        if followed:
            filon.work()
        for (business,) in businesses:
            with filon.inside(IdField().python_value(business), write=False):
                assert search.find("girouette", limit=5) == expected
