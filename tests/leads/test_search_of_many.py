"""Searching among thousands: what is common, what is rare and what nobody has, page by page, against the truth."""

from __future__ import annotations

import pytest

from filon.foundation.access import SYSTEM, Actor
from filon.leads import search
from filon.leads.models import Lead
from filon.leads.search import SearchText
from filon.tenants.models import Member, Tenant
from tests.bench.crowd import COMMON, RARE, RARE_LEADS, settle
from tests.parts.service import Filon, PairedSite


@pytest.fixture
def many(filon: Filon, alice: PairedSite, environ: dict[str, str]) -> PairedSite:
    """Alice's business with more leads than a search looks through one by one, beside as many of others'."""
    with filon.inside(alice.tenant):
        number, owner = Tenant.current().number, Member.get(Member.role == "owner").id
    filon.close()
    settle(environ, alice.tenant, number, 8_000, owner)
    return alice


def test_it_works(filon: Filon, many: PairedSite) -> None:
    with filon.inside(many.tenant, write=False):
        texts = [
            (row.place % 2**32, row.text) for row in SearchText.select().order_by(SearchText.place.desc())
        ]
    assert len(texts) == 4_000
    for typed, part in (
        (COMMON, "benali"),
        (RARE, "zouggarhi"),
        ("z", "  z"),
        ("nobodyatall", "nobodyatall"),
    ):
        expected = [number for number, text in texts if part in text]
        assert len(expected) == {RARE: RARE_LEADS, "nobodyatall": 0}.get(typed, len(expected))
        assert all_pages(filon, many, typed) == expected, typed
        with filon.inside(many.tenant, write=False):
            nobodys = {lead.number for lead in Lead.select(Lead.number).where(Lead.owner_id.is_null())}
        # Whoever is limited to leads of their own, and has none.
        in_sight = [number for number in expected if number in nobodys]
        assert all_pages(filon, many, typed, Actor("agent", many.tenant, only_own=True)) == in_sight, typed


def all_pages(filon: Filon, site: PairedSite, typed: str, who: Actor = SYSTEM) -> list[int]:
    found: list[int] = []
    while True:
        with filon.inside(site.tenant, who, write=False):
            page = search.find(typed, before=found[-1] if found else None, limit=20)
        found += page
        if len(page) < 20:
            return found
