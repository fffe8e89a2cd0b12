"""Conditions with every order against the plain truth: in one window, when hardly any pass, and when time is up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from filon.leads import counting
from filon.leads.conditions import read
from filon.leads.counting import Count, counted
from filon.leads.listing import SORTS, Choice, page_of
from filon.leads.models import Lead
from tests.leads.test_listing import atlas, everything, kept_and_members, narrow_windows, true_of
from tests.parts.service import PairedSite

__all__ = ["atlas"]  # the same forty leads

# What is asked, and the same in Python.
CONDITIONS: list[tuple[str, Callable[[Any], bool]]] = [
    ("amount:over:2000", lambda lead: lead.amount is not None and lead.amount > 2000),
    ("amount:between:1000,3000", lambda lead: lead.amount is not None and 1000 <= lead.amount <= 3000),
    ("amount:empty", lambda lead: lead.amount is None),
    ("source:is:meta,google;status:not:lost", lambda lead: lead.source != "site" and lead.status != "lost"),
    ("owner:not:nobody", lambda lead: lead.owner_id is not None),
    ("waiting:yes", lambda lead: lead.is_waiting),
    ("any(status:is:won;amount:under:1000)", lambda lead: lead.status == "won" or lead.amount == 0),
    (
        "any(status:is:won;all(amount:filled;waiting:no))",
        lambda lead: lead.status == "won" or (lead.amount is not None and not lead.is_waiting),
    ),
    (
        "source:is:meta;any(status:is:won;amount:empty)",
        lambda lead: lead.source == "meta" and (lead.status == "won" or lead.amount is None),
    ),
    ("message:has:CUISINE", lambda lead: "cuisine" in lead.message),
    ("company:begins:atelier 1", lambda lead: lead.company.startswith("Atelier 1")),
    ("name:has:0", lambda lead: "0" in lead.name_key),
    ("next:filled", lambda lead: lead.next_action_at is not None),
    ("amount:is:6000;message:has:cuisine", lambda lead: lead.amount == 6000 and "cuisine" in lead.message),
]


@pytest.mark.parametrize("sort", list(SORTS))
@pytest.mark.parametrize(
    "bounds",
    [{"WINDOW": 2_000}, {"NEAR": 5}, {"NEAR": 5, "RARE": 1, "LONGEST_SECONDS": 0.0}],
    ids=["near", "rare", "tired"],
)
def test_every_condition_with_every_order(atlas: PairedSite, sort: str, bounds: dict[str, float]) -> None:
    """In one window; when hardly any pass; and when a page ends before it is full."""
    there = kept_and_members(atlas)
    for text, passes in CONDITIONS:
        choice = Choice(sort=sort, where=read(text))
        with narrow_windows(**bounds):
            assert everything(atlas, choice) == true_of(there, choice, passes), text


def test_a_page_is_full_though_hardly_any_pass(atlas: PairedSite) -> None:
    choice = Choice(where=read("amount:is:6000"))
    with narrow_windows(NEAR=5), atlas.filon.inside(atlas.tenant, write=False):
        assert [lead.number for lead in page_of(choice, limit=50).leads] == truth_of_amount(6000)


def truth_of_amount(amount: int) -> list[int]:
    leads = list(Lead.kept().where(Lead.amount == amount))
    return [lead.number for lead in sorted(leads, key=lambda one: (one.created_at, one.number), reverse=True)]


def test_counting_ends_at_a_thousand_and_says_so(atlas: PairedSite) -> None:
    with atlas.filon.inside(atlas.tenant, write=False):
        assert counted(Choice()) == Count(39, is_all=True)
        assert counted(Choice(where=read("amount:empty"))) == Count(20, is_all=True)
        assert counted(Choice(where=read("message:has:cuisine"))) == Count(4, is_all=True)
        assert counted(Choice(typed="adam")) == Count(
            len(list(page_of(Choice(typed="adam")).leads)), is_all=True
        )
        assert counted(Choice(typed="nobodyatall")) == Count(0, is_all=True)
        most, counting.MOST_COUNTED = counting.MOST_COUNTED, 5
        try:
            assert counted(Choice()) == Count(5, is_all=False)
        finally:
            counting.MOST_COUNTED = most
