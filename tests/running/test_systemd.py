"""docs/systemd: units that systemd understands, that call commands which there are."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from filon.cli import main

UNITS = sorted((Path(__file__).parents[2] / "docs/systemd").iterdir())


def test_it_works(tmp_path: Path) -> None:
    """Each with a program in the place of ours, since systemd looks whether it is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip(reason="this machine has no systemd to ask")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/filon/bin/filon", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
    )
    said = [line for line in done.stderr.splitlines() if "filon" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def test_every_command_is_one_of_ours() -> None:
    called = [
        found for unit in UNITS for found in re.findall(r"/opt/filon/bin/filon (\w+)", unit.read_text())
    ]
    assert {"up", "web", "worker", "watch", "backup", "migrate"} == set(called)
    assert set(called) <= set(main.commands)


def test_every_service_is_bound_to_its_folder() -> None:
    for unit in UNITS:
        if unit.suffix == ".service":
            text = unit.read_text()
            for line in ("User=filon", "ProtectSystem=strict", "NoNewPrivileges=yes", "StateDirectory=filon"):
                assert line in text, unit.name
