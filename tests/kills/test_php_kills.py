"""kill -9 of PHP at random moments, a dozen in all: who was thanked is kept, and nobody's request comes twice."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.php_kills import survive
from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite

KILLS_ON_EACH_ENGINE = 6


@pytest.fixture(scope="module")
def site(mariadb: MariaDB) -> Iterator[PluginSite]:
    """A WordPress as hosts run it: php-fpm, nginx, MariaDB."""
    with WordPress(mariadb=mariadb, server="fpm") as wordpress:
        yield PluginSite(wordpress, answers_early=True)


def test_it_works(environ: dict[str, str], site: PluginSite, tmp_path: Path) -> None:
    toll = survive(environ, tmp_path, site, kills=KILLS_ON_EACH_ENGINE, seed=secrets.randbits(32))
    assert (toll.lost, toll.doubled) == ([], [])
    assert toll.thanked >= KILLS_ON_EACH_ENGINE, "visitors went on between the kills"
    assert toll.cut + toll.repeated > 0, "PHP was killed in the middle of something"
    assert site.wordpress.php_errors() == []
