"""Pages of a business with half of all leads, asked for over HTTP and signed in, as a browser would."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import UUID

from filon.foundation import migrating
from filon.intake.models import FormMap
from filon.leads import defining
from filon.leads.labels import Label
from filon.tenants import sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member, Tenant
from tests.bench import bare
from tests.bench.crowd import FORM, RARE_FORM, settle
from tests.bench.crowd_answers import answer, came_by
from tests.bench.running import Web, p95, with_address
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

    `with_own_fields`: two fields of the business's own and two forms, filled as crowd_answers does.
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
            forms = [
                FormMap.create(site_id=site.id, source="cf7", form=str(at), title=title).form
                for at, title in enumerate((FORM, RARE_FORM), 1)
            ]
    service.close()
    settle(environ, site.tenant, number, rows, owner.id, with_moments=with_moments)
    if with_own_fields:
        answer(environ, site.tenant, figures, choices, options)
        came_by(environ, site.tenant, UUID(site.id), *forms)
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

    def close(self) -> None:
        self._connection.close()


def compared(
    crowds: tuple[Crowd, Crowd],
    find: Callable[[Browser], dict[str, str]],
    holds: bytes,
    *,
    others: Iterable[str] = (),
    counts: Iterable[str] = (),
    empty: Iterable[str] = (),
) -> dict[str, Any]:
    """Ask a small and a large crowd in turns for the pages that `find` finds, and bare Flask for fifty rows.

    `find` returns name → address; `others` are asked of the large one alone and have a limit of their own. Each page
    shows `holds`, once a row, but for `counts`, fragments with a number, and `empty`, lists of nobody. Figures are
    medians of three runs: `p95_ms` that of the slowest page that is usual, in milliseconds, `growth` the most that one
    with as many rows in both took longer in the large crowd, and `ratio_to_bare` the slowest against bare Flask in the
    same run, whatever the machine.
    """
    small, large = crowds
    log = large.log.with_name("bare.log")
    bare_environ, bare_app = with_address(large.environ), "tests.bench.bare:create_app"
    with (
        Web(small.environ, small.log) as one,
        Web(large.environ, large.log) as two,
        Web(bare_environ, log, factory=bare_app, ready=_BARE) as three,
    ):
        in_small, in_large = Browser(one.port, small.cookie), Browser(two.port, large.cookie)
        asking = _Asking(in_small, in_large, Browser(three.port))
        pages, small_pages = find(in_large), find(in_small)
        for _run in range(RUNS):
            asking.begin()
            for name, page in pages.items():
                small_page = None if name in others else small_pages[name]
                asking.ask(name, page, small_page, b"" if name in {*counts, *empty} else holds)
        for browser in (in_small, in_large, asking.bare):
            browser.close()
    return _figures(asking, others)


class _Asking:
    """What was asked in each run, and how long it took."""

    def __init__(self, in_small: Browser, in_large: Browser, bare: Browser) -> None:
        self.in_small, self.in_large, self.bare = in_small, in_large, bare
        # One for each run: name → p95 in milliseconds, and all that bare Flask took.
        self.runs: list[dict[str, float]] = []
        self.bare_took: list[list[float]] = []
        # Pages that show as many rows in both crowds.
        self.alike: set[str] = set()

    def begin(self) -> None:
        """A new run."""
        self.runs.append({})
        self.bare_took.append([])

    def ask(self, name: str, page: str, small_page: str | None, holds: bytes) -> None:
        """Ask again and again for a page of the large crowd and of the small one, and for the bare page, in turns."""
        for browser in (self.in_small, self.in_large, self.bare):
            browser.close()  # whichever was idle meanwhile may be closed at the other end: it opens again
        took: list[float] = []
        took_small: list[float] = []
        for turn in range(WARM_UP + REQUESTS):
            html = _timed(self.in_large, page, holds, took)
            if small_page is not None:
                small_html = _timed(self.in_small, small_page, holds, took_small)
                if turn == 0 and (not holds or html.count(holds) == small_html.count(holds)):
                    self.alike.add(name)
            _timed(self.bare, _BARE, b"</tr>", self.bare_took[-1])
        self.runs[-1][name] = p95(took[WARM_UP:])
        if small_page is not None:
            self.runs[-1][f"{name}_small"] = p95(took_small[WARM_UP:])


def _timed(browser: Browser, page: str, holds: bytes, took: list[float]) -> bytes:
    """The page; milliseconds from asking until the whole of it is there are added."""
    began = time.perf_counter()
    html = browser.get(page, holds=holds)
    took.append((time.perf_counter() - began) * 1000)
    return html


def _figures(asked: _Asking, others: Iterable[str]) -> dict[str, Any]:
    middle = {name: statistics.median(run[name] for run in asked.runs) for name in asked.runs[0]}
    usual = [name for name in middle if f"{name}_small" in middle]
    slowest = max(usual, key=lambda name: middle[name])
    bare = [p95(took) for took in asked.bare_took]
    ratios = [run[slowest] / floor for run, floor in zip(asked.runs, bare, strict=True)]
    growths = {
        name: statistics.median(run[name] / run[f"{name}_small"] for run in asked.runs) for name in usual
    }
    return {
        "p95_ms": round(middle[slowest], 1),
        "growth": round(max(growths[name] for name in asked.alike), 2),
        "ratio_to_bare": round(statistics.median(ratios), 1),
        "bare_p95_ms": round(statistics.median(bare), 1),
        **({"other_p95_ms": round(max(middle[name] for name in others), 1)} if others else {}),
        **{f"{name}_ms": round(took, 1) for name, took in middle.items()},
    }
