"""kill -9 of web and worker at random moments, twenty-four in all: nothing is lost and nothing is doubled."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.bench.kills import survive

KILLS_ON_EACH_ENGINE = 12  # the bench does as many as one likes


# It starts a dozen servers one after another, which on a machine that does other things too takes minutes.
@pytest.mark.long
@pytest.mark.timeout(450)
def test_it_works(environ: dict[str, str], tmp_path: Path) -> None:
    toll = survive(environ, tmp_path, kills=KILLS_ON_EACH_ENGINE, seed=secrets.randbits(32))
    assert (toll.lost, toll.doubled) == ([], [])
    assert toll.submissions > KILLS_ON_EACH_ENGINE, "deliveries went on between the kills"
    assert toll.mails > 5 * KILLS_ON_EACH_ENGINE, "mails went out between the kills"
