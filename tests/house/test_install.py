"""bin/install on a machine that is not ready for it says what to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What the script itself needs; nothing of what it installs, and no apt-get.
_TOOLS = "bash cat cut dirname flock grep id mkdir sha256sum sort tail".split()  # noqa: SIM905  # to be read


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of programs, the only one that is looked in."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in _TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (folder / tool).symlink_to(found)
    return folder


def _install(tools: Path, target: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": str(tools), "HOME": str(tools.parent), "FILON_CACHE": str(tools.parent / "cache")}
    command = [str(tools / "bash"), str(ROOT / "bin" / "install"), target]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_without_apt_it_says_what_to_install(tools: Path) -> None:
    done = _install(tools, "wrk")
    assert done.returncode == 1
    assert "please install what these Debian packages bring, then try again: wrk" in done.stderr


def test_a_target_that_there_is_not_is_named_beside_those_that_there_are(tools: Path) -> None:
    done = _install(tools, "wordpres")
    assert done.returncode == 1
    assert "unknown target wordpres" in done.stderr
    assert "wordpress_debian" in done.stderr
