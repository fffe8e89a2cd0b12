"""A service on 127.0.0.1, as granian serves it, with a business in it and programs that have its keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.live import Live
from tests.parts.databases import Databases


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def live(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """One for a file: what its tests ask hardly changes what they see."""
    environ: dict[str, str] = getattr(databases, request.param)()
    folder: Path = tmp_path_factory.mktemp("live")
    running = Live(environ, folder)
    try:
        yield running
    finally:
        running.stop()
        databases.give_back(environ)
