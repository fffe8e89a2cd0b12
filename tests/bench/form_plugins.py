"""What Filon adds to the wait of a visitor who sends a form of a real form plugin: Filon there against not there."""

from __future__ import annotations

import itertools
import random
import statistics
import threading
import time
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
# Whether a request finds Filon stands in a file: a visitor's headers are not ours to choose in every form. It is read,
# since PHP remembers which files there are from one request to the next.
_AWAY = "filon-away"
# Nobody sends so many forms from one place; who tries is refused by some plugins before anything is stored.
_SWITCH = f"""<?php
add_filter( 'fluentform/prevent_malicious_attacks', '__return_false' );
add_filter( 'option_active_plugins', static function ( $active ) {{
	$is_away = 'away' === file_get_contents( WP_CONTENT_DIR . '/{_AWAY}' );
	return $is_away ? array_diff( $active, array( 'filon/filon.php' ) ) : $active;
}} );
"""

Pair = Callable[[WordPress], object]


class _Watch(requests.Session):
    """A visitor's browser that notes how long its last form took to the last byte of the answer.

    Each visitor has another name: some plugins refuse what was sent before.
    """

    took_ms = 0.0
    _visitors = itertools.count()

    def request(self, method: str | bytes, *arguments: Any, **more: Any) -> requests.Response:
        name = f"Khadija{next(self._visitors)}"
        if isinstance(more.get("data"), dict):
            more["data"] = {field: _renamed(value, name) for field, value in more["data"].items()}
        began = time.perf_counter()
        answer = super().request(method, *arguments, **more)
        if method == "POST":
            _Watch.took_ms = (time.perf_counter() - began) * 1000
        return answer


def _renamed(value: Any, name: str) -> Any:
    return value.replace("Khadija", name) if isinstance(value, str) else value


class _Form(FormSite):
    def browser(self) -> requests.Session:
        return _Watch()

    def send_ordinary(self) -> None:
        self.plugin.cases[next(name for name in _ORDINARY if name in self.plugin.cases)](self)


class _ContactForm7(contact_form_7.FormSite):
    def browser(self) -> requests.Session:
        return _Watch()

    def send_ordinary(self) -> None:
        self.send_form("quote", contact_form_7.KHADIJA)


def measure(
    wire: Wire, pair: Pair, mariadb: MariaDB, pairs: int, states: tuple[State, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(slug, figures) of each form plugin that REAL_PLUGINS has, on php-fpm; `pair` connects a site to the service.

    Each figure is of `pairs` forms in each state of the service, in milliseconds: the median of what each took longer
    than the one beside it without Filon, and the difference of the 95th percentiles; the worst state counts.
    """
    for slug, folder, start in _kinds():
        if not (FOLDER and (Path(FOLDER) / folder).is_dir()):
            print(f"form: REAL_PLUGINS names no folder with {folder} in it")
            continue
        with WordPress(mariadb=mariadb, server="fpm", durable=True) as wordpress:
            site = start(wordpress)
            wire.be("up")
            pair(wordpress)
            yield slug, _states(wire, site, pairs, states)


def _kinds() -> Iterator[tuple[str, str, Callable[[WordPress], _Form | _ContactForm7]]]:
    yield "contact-form-7", "contact-form-7", _ContactForm7
    for plugin in PLUGINS:
        yield plugin.slug, plugin.folder, _starting(plugin)


def _starting(plugin: FormPlugin) -> Callable[[WordPress], _Form]:
    return lambda wordpress: _Form(wordpress, plugin)


def _states(
    wire: Wire, site: _Form | _ContactForm7, pairs: int, states: tuple[State, ...]
) -> dict[str, float]:
    content = site.wordpress.site.root / "wp-content"
    for recorder in (content / "mu-plugins").glob("*record.php"):
        recorder.unlink()
    (content / _AWAY).write_text("here")
    (content / "mu-plugins" / "away.php").write_text(_SWITCH)
    site.send_ordinary()  # the first one fills caches
    figures: dict[str, float] = {}
    for state in states:
        wire.be(state)
        figures[f"{state}_median"], figures[f"{state}_p95"] = _added(site, content / _AWAY, pairs)
    worst = {kind: max(figures[f"{state}_{kind}"] for state in states) for kind in ("median", "p95")}
    return {"added_ms_median": worst["median"], "added_ms_p95": worst["p95"], **figures}


def _added(site: _Form | _ContactForm7, away: Path, pairs: int) -> tuple[float, float]:
    kept = len(site.rows())
    times: dict[bool, list[float]] = {True: [], False: []}
    pause = threading.Event()
    for _pair in range(pairs):
        for is_here in random.sample((True, False), 2):
            away.write_text("here" if is_here else "away")
            site.send_ordinary()
            times[is_here].append(_Watch.took_ms)
            pause.wait(_BETWEEN_SECONDS)
    if len(site.rows()) != kept + pairs:
        raise SystemExit(f"{away.parent}: {len(site.rows()) - kept} of {pairs} forms were kept")
    here, not_here = times[True], times[False]
    # One beside the other: a machine that grows slower meanwhile does so for both.
    more = [one - other for one, other in zip(here, not_here, strict=True)]
    return (
        round(statistics.median(more), 2),
        round(p95(here) - p95(not_here), 2),
    )
