"""Searching among thousands: what is common, what is rare and what nobody has, page by page, against the truth."""

from __future__ import annotations

import pytest

from filon.leads import search
from filon.leads.search import SearchText
from filon.tenants.models import Tenant
from tests.bench.crowd import COMMON, RARE, RARE_LEADS, settle
from tests.parts.service import Filon, PairedSite


@pytest.fixture
def many(filon: Filon, alice: PairedSite, environ: dict[str, str]) -> PairedSite:
    """Alice's business with more leads than a search looks through one by one, beside as many of others'."""
    with filon.inside(alice.tenant):
        number = Tenant.current().number
    filon.close()
    settle(environ, alice.tenant, number, 8_000)
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
        found: list[int] = []
        while True:
            with filon.inside(many.tenant, write=False):
                page = search.find(typed, before=found[-1] if found else None, limit=20)
            found += page
            if len(page) < 20:
                break
        assert found == expected, typed
