"""However much the list holds: a worker needs no more memory for it, and one that is killed meanwhile ruins nothing."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from filon.foundation import clock
from filon.foundation.ids import new_id
from filon.foundation.tenancy import here
from filon.leads.exports import Export
from filon.leads.models import Lead
from tests.bench.running import Worker
from tests.dashboard.people import signed_in
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, end_leases
from tests.reports.reading import ask, links, rows_of_xlsx

ROWS, SIGNS = 4_000, 5_000
MOST_BYTES = 12 * 1024 * 1024  # of the twenty million that are written


def _fill(filon: Filon, site: PairedSite) -> None:
    now = clock.now()
    with filon.inside(site.tenant):
        for first in range(0, ROWS, 1_000):
            Lead.insert_many(
                {
                    **{"tenant": here(), "id": new_id(), "number": first + n + 1, "source": "site"},
                    **{
                        "last_name": f"Visitor {first + n}",
                        "name_key": f"visitor {first + n}",
                        "currency": "MAD",
                    },
                    **{"message": f"{first + n} " * (SIGNS // 6), "created_at": now, "last_activity_at": now},
                }
                for n in range(1_000)
            ).execute()


@pytest.mark.long
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_it_works(filon: Filon, alice: PairedSite, format: str) -> None:
    _fill(filon, alice)
    browser = signed_in(alice)
    ask(browser, format)
    tracemalloc.start()
    try:
        filon.work()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert f"{ROWS} prospects" in browser.get("/app/exports").text
    assert len(links(browser)) == 1
    assert peak < MOST_BYTES, f"{peak:,} bytes at once"


@pytest.mark.long
def test_a_worker_that_is_killed_midway_has_it_begun_again(
    filon: Filon, alice: PairedSite, tmp_path: Path
) -> None:
    _fill(filon, alice)
    browser = signed_in(alice)
    ask(browser, "xlsx")
    with Worker(filon.environ, tmp_path / "one.log") as killed:
        until(lambda: _is_on_its_way(filon, alice), "it to be on its way")
        killed.server.kill()
    assert links(browser) == []
    end_leases()
    with Worker(filon.environ, tmp_path / "two.log"):
        until(lambda: links(browser), "the file", 90)
    rows = rows_of_xlsx(browser.get(links(browser)[0]).data)
    assert [int(row["N° Filon"][1]) for row in rows] == list(range(ROWS, 0, -1))


def _is_on_its_way(filon: Filon, site: PairedSite) -> bool:
    """Whether its rows have been counted, which comes just before the first of them."""
    with filon.inside(site.tenant, write=False):
        return Export.get().total is not None
