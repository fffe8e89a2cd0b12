"""The service offers its sites the plugin's newest release: what it is, its package, and a hash of that."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from filon.foundation import config
from tests.parts.databases import Databases
from tests.parts.service import Filon, PairedSite, environment
from tests.tenants.test_shapes import contract

README = "=== Filon ===\nRequires at least: 6.1\nTested up to: 7.1\nRequires PHP: 8.1\n"


def put(folder: Path, version: str, said: str = "") -> bytes:
    """A zip as bin/release makes it."""
    path = folder / f"filon-{version}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("filon/readme.txt", README)
        archive.writestr("filon/filon.php", f"<?php\n/**\n * Version:           {said or version}\n */")
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "plugin"
    made.mkdir()
    return made


@pytest.fixture
def alice(environ: dict[str, str], databases: Databases, folder: Path) -> PairedSite:
    return databases.add_first_client(Filon({**environ, "FILON_PLUGIN": str(folder)}))


def state(site: PairedSite) -> dict[str, Any]:
    said: dict[str, Any] = site.call("/api/v1/sites/state", b'{"waiting": 0}').json
    contract("state_answer").validate(said)
    return said


def test_it_works(alice: PairedSite, folder: Path) -> None:
    assert "plugin" not in state(alice)
    put(folder, "0.9.0")
    newest = put(folder, "0.10.0")
    (folder / "notes.txt").write_text("")
    offered = alice.filon.client.get("/api/v1/plugin").json
    assert state(alice)["plugin"] == offered
    assert offered == {
        "version": "0.10.0",
        "package": f"{alice.filon.settings.address}/api/v1/plugin/filon-0.10.0.zip",
        "sha256": hashlib.sha256(newest).hexdigest(),
        **{"requires": "6.1", "tested": "7.1", "requires_php": "8.1"},
    }
    zipped = alice.filon.client.get("/api/v1/plugin/filon-0.10.0.zip")
    assert (zipped.data, zipped.mimetype) == (newest, "application/zip")
    assert alice.filon.client.get("/api/v1/plugin/filon-0.11.0.zip").status_code == 404
    assert alice.filon.client.get("/api/v1/plugin/filon-..%2fx.zip").status_code == 404


def damage(folder: Path, wrong: str) -> None:
    """Make the zip of 0.9.0 one that can't be read."""
    path = folder / "filon-0.9.0.zip"
    if wrong == "leads nowhere":
        path.symlink_to(folder / "gone")
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("filon/readme.txt", README * 9)
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    if wrong == "damaged":
        begin = 30 + len("filon/readme.txt")
        content[begin : begin + 8] = b"\xff" * 8
    elif wrong == "encrypted":
        content[6] |= 1
        content[directory + 8] |= 1
    else:  # packed in a way of its own
        content[8] = content[directory + 10] = 99
    path.write_bytes(content)


@pytest.mark.parametrize("wrong", ["damaged", "encrypted", "packed otherwise", "leads nowhere"])
def test_one_that_can_not_be_read_does_not_stop_the_others(
    alice: PairedSite, folder: Path, wrong: str
) -> None:
    put(folder, "0.8.0")
    damage(folder, wrong)
    assert state(alice)["plugin"]["version"] == "0.8.0"


@pytest.mark.parametrize("wrong", ["no zip", "another version"])
def test_what_is_no_release_is_not_offered(alice: PairedSite, folder: Path, wrong: str) -> None:
    if wrong == "no zip":
        (folder / "filon-0.9.0.zip").write_bytes(b"half of it")
    else:
        put(folder, "0.9.0", said="0.1.0")
    assert "plugin" not in state(alice)
    assert alice.filon.client.get("/api/v1/plugin").status_code == 404


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    settings = environment("sqlite:///x.sqlite", plugin=str(tmp_path / "none"))
    with pytest.raises(config.Misconfigured, match="FILON_PLUGIN"):
        config.load(settings)
