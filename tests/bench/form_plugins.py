"""What Filon adds to the wait of a visitor who sends a form of a real form plugin: how long its own code takes.

From outside it can't be seen: such a plugin takes a tenth of a second, and now more, now less by several times what
Filon takes.
"""

from __future__ import annotations

import itertools
import shutil
import statistics
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import requests

from tests.bench.running import p95
from tests.bench.wire import State, Wire
from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress import contact_form_7
from tests.wordpress.forms.plugin import FOLDER, FormPlugin, FormSite
from tests.wordpress.test_form_plugins import PLUGINS

# What an ordinary visitor sends, whichever the form plugin has of these.
_ORDINARY = ("whole", "script", "no script")
_BETWEEN_SECONDS = 0.05
_METER = Path(__file__).parent / "php" / "meter.php"

Pair = Callable[[WordPress], object]


class _Visitor(requests.Session):
    """A visitor's browser. Each has another name: some plugins refuse what was sent before."""

    _visitors = itertools.count()

    def request(self, method: str | bytes, *arguments: Any, **more: Any) -> requests.Response:
        name = f"Khadija{next(self._visitors)}"
        if isinstance(more.get("data"), dict):
            more["data"] = {field: _renamed(value, name) for field, value in more["data"].items()}
        return super().request(method, *arguments, **more)


def _renamed(value: Any, name: str) -> Any:
    return value.replace("Khadija", name) if isinstance(value, str) else value


class _Form(FormSite):
    def browser(self) -> requests.Session:
        return _Visitor()

    def send_ordinary(self) -> None:
        self.plugin.cases[next(name for name in _ORDINARY if name in self.plugin.cases)](self)


class _ContactForm7(contact_form_7.FormSite):
    def browser(self) -> requests.Session:
        return _Visitor()

    def send_ordinary(self) -> None:
        self.send_form("quote", contact_form_7.KHADIJA)


def measure(
    wire: Wire, pair: Pair, mariadb: MariaDB, forms: int, states: tuple[State, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(slug, figures) of each form plugin that REAL_PLUGINS has, on php-fpm; `pair` connects a site to the service.

    Median and 95th percentile of `forms` forms in each state of the service, in milliseconds; the worst state counts.
    `insert_…` is the floor in the same requests: one bare INSERT of as much text, kept on the disk.
    """
    for slug, folder, start in _kinds():
        if not (FOLDER and (Path(FOLDER) / folder).is_dir()):
            print(f"form: REAL_PLUGINS names no folder with {folder} in it")
            continue
        with WordPress(mariadb=mariadb, server="fpm", durable=True) as wordpress:
            site = start(wordpress)
            wire.be("up")
            pair(wordpress)
            yield slug, _states(wire, site, forms, states)


def _kinds() -> Iterator[tuple[str, str, Callable[[WordPress], _Form | _ContactForm7]]]:
    yield "contact-form-7", "contact-form-7", _ContactForm7
    for plugin in PLUGINS:
        yield plugin.slug, plugin.folder, _starting(plugin)


def _starting(plugin: FormPlugin) -> Callable[[WordPress], _Form]:
    return lambda wordpress: _Form(wordpress, plugin)


def _states(
    wire: Wire, site: _Form | _ContactForm7, forms: int, states: tuple[State, ...]
) -> dict[str, float]:
    content = site.wordpress.site.root / "wp-content"
    for recorder in (content / "mu-plugins").glob("*record.php"):
        recorder.unlink()
    shutil.copy(_METER, content / "mu-plugins")
    site.wordpress.wp("db", "query", "CREATE TABLE meter (id INT AUTO_INCREMENT PRIMARY KEY, line LONGTEXT)")
    site.send_ordinary()  # the first one fills caches
    figures: dict[str, float] = {}
    bare: list[float] = []
    for state in states:
        wire.be(state)
        took, inserts = _metered(site, content / "meter.txt", forms)
        figures[f"{state}_median"], figures[f"{state}_p95"] = _in_ms(took)
        bare += inserts
    figures["insert_median"], figures["insert_p95"] = _in_ms(bare)
    worst = {kind: max(figures[f"{state}_{kind}"] for state in states) for kind in ("median", "p95")}
    return {"added_ms_median": worst["median"], "added_ms_p95": worst["p95"], **figures}


def _metered(site: _Form | _ContactForm7, meter: Path, forms: int) -> tuple[list[float], list[float]]:
    """(ms that our code took, ms of one bare INSERT) of each form."""
    meter.write_text("")
    pause = threading.Event()
    for _form in range(forms):
        site.send_ordinary()
        pause.wait(_BETWEEN_SECONDS)
    lines = [[float(ms) for ms in line.split()] for line in meter.read_text().splitlines()]
    if len(lines) != forms:
        raise SystemExit(f"{meter}: {len(lines)} of {forms} forms were captured")
    return [took for took, _bare in lines], [bare for _took, bare in lines]


def _in_ms(took: list[float]) -> tuple[float, float]:
    """(median, 95th percentile)."""
    return round(statistics.median(took), 2), round(p95(took), 2)
