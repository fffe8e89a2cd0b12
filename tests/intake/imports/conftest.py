"""A folder of files for each test, so that it can say what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return {**environ, "FILON_FILES": str(tmp_path / "files")}
