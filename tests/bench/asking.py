"""Pages of a business with half of all leads, asked for over HTTP and signed in, as a browser would."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from filon.foundation import migrating
from filon.leads import defining
from filon.leads.labels import Label
from filon.tenants import sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member, Tenant
from tests.bench import bare
from tests.bench.crowd import answer, settle
from tests.bench.running import Web, with_address
from tests.parts.service import Filon

RUNS, REQUESTS, WARM_UP = 3, 40, 8
SMALL = 10_000
_BARE = "/people"


@dataclass(frozen=True)
class Crowd:
    """A filled database, and the cookie of the large business's owner."""

    environ: dict[str, str]
    cookie: str
    log: Path


def settled_both(
    folder: Path, make: Callable[[], dict[str, str]], rows: int, **more: bool
) -> tuple[Crowd, Crowd]:
    """A crowd of SMALL and one of `rows`, each as settled() fills it."""
    small, large = (settled(folder, make, count, **more) for count in (SMALL, rows))
    return small, large


def settled(
    folder: Path,
    make: Callable[[], dict[str, str]],
    rows: int,
    *,
    with_moments: bool = False,
    with_own_fields: bool = False,
) -> Crowd:
    """Fill a database as crowd.settle() does, and with the floor's people.

    `with_own_fields`: two fields of the business's own, filled as crowd.answer() does.
    """
    environ = with_address(make())
    service = Filon(environ)
    site = service.add_client()
    with service.inside(site.tenant):
        number = Tenant.current().number
        owner = Member.get(Member.role == "owner")
        cookie = f"{COOKIE}={sessions.open_session(owner)}"
        if with_own_fields:
            figures = defining.add("Surface", "number").about_id
            choices = defining.add("Projet", "choice", ["Cuisine", "Placard", "Escalier"]).about_id
            options = [option.id for option in Label.of("option", choices.hex)]
    service.close()
    settle(environ, site.tenant, number, rows, owner.id, with_moments=with_moments)
    if with_own_fields:
        answer(environ, site.tenant, figures, choices, options)
    migrating.migrate(service.settings)
    service.close()
    bare.make_people(environ)
    return Crowd(environ, cookie, folder / f"{rows}.log")


class Browser:
    """One connection, kept open and signed in."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = HTTPConnection("127.0.0.1", port)
        self._headers = {"Cookie": cookie}

    def get(self, page: str, *, holds: bytes = b"") -> bytes:
        """The page as HTML; the bench ends when it does not hold what it should."""
        self._connection.request("GET", page, headers=self._headers)
        answer = self._connection.getresponse()
        html = answer.read()
        if answer.status != 200 or holds not in html:
            raise SystemExit(f"{page} answered {answer.status} without {holds!r}")
        return html

    def p95(self, page: str, *, holds: bytes = b"") -> float:
        """Milliseconds from asking until the whole page is there."""
        self.close()  # a connection that was idle meanwhile may be closed at the other end: it opens again
        took = []
        for _turn in range(WARM_UP + REQUESTS):
            began = time.perf_counter()
            self.get(page, holds=holds)
            took.append((time.perf_counter() - began) * 1000)
        return statistics.quantiles(took[WARM_UP:], n=20)[-1]

    def close(self) -> None:
        self._connection.close()


def compared(
    crowds: tuple[Crowd, Crowd],
    find: Callable[[Browser], dict[str, str]],
    holds: bytes,
    *,
    others: Iterable[str] = (),
    counts: Iterable[str] = (),
) -> dict[str, Any]:
    """Ask a small and a large crowd in turns for the pages that `find` finds, with a bare Flask page between them.

    `find` returns name → address; `others` are asked of the large one alone and have a limit of their own. Each page
    shows `holds`, but for `counts`, fragments with a number. Figures are medians of three runs: `p95_ms` that of the
    slowest page that is usual, in milliseconds, `growth` the most that one took longer in the large crowd, and
    `ratio_to_bare` the slowest against fifty rows out of bare Flask in the same run, whatever the machine.
    """
    small, large = crowds
    with Web(small.environ, small.log) as one, Web(large.environ, large.log) as two:
        log = large.log.with_name("bare.log")
        floor = Web(with_address(large.environ), log, factory="tests.bench.bare:create_app", ready=_BARE)
        with floor as bare_web:
            in_small, in_large = Browser(one.port, small.cookie), Browser(two.port, large.cookie)
            bare_page = Browser(bare_web.port)
            pages, small_pages = find(in_large), find(in_small)
            runs: list[dict[str, float]] = []
            for _run in range(RUNS):
                took = {"bare": bare_page.p95(_BARE, holds=b"</tr>")}
                for name, page in pages.items():
                    shown = b"" if name in counts else holds
                    took[name] = in_large.p95(page, holds=shown)
                    if name not in others:
                        took[f"{name}_small"] = in_small.p95(small_pages[name], holds=shown)
                runs.append(took)
            for browser in (in_small, in_large, bare_page):
                browser.close()
    usual = [name for name in pages if name not in others]
    return _figures(runs, usual, others)


def _figures(runs: list[dict[str, float]], usual: list[str], others: Iterable[str]) -> dict[str, Any]:
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    slowest = max(middle[name] for name in usual)
    growths = [statistics.median(run[name] / run[f"{name}_small"] for run in runs) for name in usual]
    return {
        "p95_ms": round(slowest, 1),
        "growth": round(max(growths), 2),
        "ratio_to_bare": round(slowest / middle["bare"], 1),
        **({"other_p95_ms": round(max(middle[name] for name in others), 1)} if others else {}),
        **{f"{name}_ms": round(took, 1) for name, took in middle.items()},
    }
