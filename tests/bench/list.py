"""A page of the list, over HTTP and signed in, in a business with half of all leads: small against large."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from filon.foundation import migrating
from filon.leads import defining
from filon.leads.labels import Label
from filon.tenants import sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member, Tenant
from tests.bench.crowd import COMMON, RARE, RARE_AMOUNT, answer, settle
from tests.bench.running import Web, on_each_engine, with_address
from tests.parts.service import Filon

SMALL = 10_000
RUNS, REQUESTS, WARM_UP = 3, 50, 8
# What people ask for all day.
QUERIES = {
    "newest": "status=all",
    "waiting": "status=waiting",
    "won": "status=won",
    "filtered_by_name": "status=won&source=google_ads&sort=name",
    "filtered": "status=all&where=status:is:open;source:is:meta",
    "by_name": "status=all&sort=name",
    "by_status": "status=all&sort=status",
    "by_owner": "status=all&sort=owner",
    "by_next_action": "status=all&sort=next",
    "common": f"q={COMMON.lower()}",
    "three_letters": "q=ben",
    "rare": f"q={RARE.lower()}",
    "noted": "q=chene",
    "noted_and_named": f"q=granit+{RARE.lower()}",
}
# What they may ask for, too.
OTHERS = {
    "either": "status=all&where=any(source:is:bing;amount:over:50000)",
    "one_in_ten_thousand": f"status=all&where=amount:is:{RARE_AMOUNT}",
    "one_in_ten_thousand_by_name": f"status=all&sort=name&where=amount:is:{RARE_AMOUNT}",
    "one_in_ten_thousand_by_status": f"status=all&sort=-status&where=amount:is:{RARE_AMOUNT}",
    "either_is_rare": f"status=all&sort=owner&where=any(amount:is:{RARE_AMOUNT};amount:over:700000)",
    "company_by_source": "status=all&sort=source&where=company:has:dumas",
    "counted": "status=all&where=any(source:is:bing;amount:over:50000)",
    "rare_counted": f"status=all&where=amount:is:{RARE_AMOUNT}",
}
# By fields of the business's own.
OWN = {
    "own_sort": "status=all&sort=fields.surface&columns=status,fields.surface,fields.projet,tags",
    "own_sort_turned": "status=all&sort=-fields.surface",
    "own_sort_choice": "status=all&sort=fields.projet",
    "own_sort_narrowed": "status=all&sort=-fields.surface&where=status:is:open;source:is:meta",
    "own_filter": "status=all&where=fields.projet:is:cuisine",
    "own_either": "status=all&where=any(fields.surface:over:395;source:is:bing)",
    "own_one_in_ten_thousand": "status=all&where=fields.projet:is:escalier",
    "own_one_in_ten_thousand_sorted": f"status=all&sort=fields.surface&where=amount:is:{RARE_AMOUNT}",
    "own_none": "status=all&where=fields.surface:empty",
    "own_counted": "status=all&where=fields.surface:over:200",
}
COUNTED = ("counted", "rare_counted", "own_counted")


def measure(rows: int = 1_000_000) -> dict[str, dict[str, Any]]:
    """`rows` leads in 500 businesses. p95 is the worst query's, a median of three runs; growth is against 10,000.

    `other_p95` is that of filters and orders that no index holds, `own_p95` that of fields of the business's own.
    """
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    small, large = (_p95s(folder, with_address(make()), count) for count in (SMALL, rows))
    figures = {f"{name}_ms": round(took, 1) for name, took in large.items()}
    figures |= {f"{name}_small_ms": round(took, 1) for name, took in small.items()}
    growth = max(large[name] / small[name] for name in QUERIES)
    return {
        "p95_ms": round(max(large[name] for name in QUERIES), 1),
        "growth": round(growth, 2),
        "other_p95_ms": round(max(large[name] for name in OTHERS), 1),
        "own_p95_ms": round(max(large[name] for name in OWN), 1),
        **figures,
    }


def _p95s(folder: Path, environ: dict[str, str], rows: int) -> dict[str, float]:
    service = Filon(environ)
    site = service.add_client()
    with service.inside(site.tenant):
        number = Tenant.current().number
        owner = Member.get(Member.role == "owner")
        cookie = f"{COOKIE}={sessions.open_session(owner)}"
        figures = defining.add("Surface", "number").about_id
        choices = defining.add("Projet", "choice", ["Cuisine", "Placard", "Escalier"]).about_id
        options = [option.id for option in Label.of("option", choices.hex)]
    service.close()
    settle(environ, site.tenant, number, rows, owner.id)
    answer(environ, site.tenant, figures, choices, options)
    migrating.migrate(service.settings)
    service.close()
    with Web(environ, folder / "list.log") as web:
        connection = HTTPConnection("127.0.0.1", web.port)
        pages = {
            name: f"/app/prospects{'/count' if name in COUNTED else ''}?{query}"
            for name, query in (QUERIES | OTHERS | OWN).items()
        }
        runs = [
            {name: _p95(connection, page, cookie) for name, page in pages.items()} for _run in range(RUNS)
        ]
        connection.close()
    return {name: statistics.median(run[name] for run in runs) for name in pages}


def _p95(connection: HTTPConnection, page: str, cookie: str) -> float:
    """Milliseconds from asking until the whole page is there."""
    took = []
    for turn in range(WARM_UP + REQUESTS):
        began = time.perf_counter()
        connection.request("GET", page, headers={"Cookie": cookie})
        answer = connection.getresponse()
        html = answer.read()
        took.append((time.perf_counter() - began) * 1000)
        if turn == 0 and (answer.status != 200 or (b'class="name"' not in html and "/count" not in page)):
            raise SystemExit(f"list: {page} answered {answer.status} without a row")
    return statistics.quantiles(took[WARM_UP:], n=20)[-1]
