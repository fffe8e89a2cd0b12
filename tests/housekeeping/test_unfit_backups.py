"""A backup that is not whole, too new or of another kind is refused before anything is touched, and says why."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tarfile
from pathlib import Path
from uuid import UUID

import pytest

from filon.foundation import migrating, storage
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from tests.housekeeping.backup_parts import back_up, lived_in, refused, rewrite
from tests.parts.databases import Databases


@pytest.mark.parametrize("harm", ["flipped", "short", "empty", "not one", "changed", "missing", "stranger"])
def test_a_damaged_one_is_refused_and_says_what_is_damaged(
    harm: str, environ: dict[str, str], tmp_path: Path
) -> None:
    lived_in(environ)
    with acting_for(_a_tenant()):
        storage.keep(os.urandom(50_000))
    path = back_up(environ, tmp_path / "backups")
    content = path.read_bytes()
    if harm == "flipped":
        for at in (len(content) // 3, len(content) // 2, len(content) - 6):
            path.write_bytes(content[:at] + bytes([content[at] ^ 8]) + content[at + 1 :])
            assert path.name in refused(environ, path, "--replace")
        return
    if harm == "short":
        for size in (10, 500, len(content) - 2000, len(content) - 4):
            path.write_bytes(content[:size])
            assert "cut short" in refused(environ, path, "--replace")
        return
    if harm in ("empty", "not one"):
        path.write_bytes(b"" if harm == "empty" else gzip.compress(b"not one" * 1000))
        assert path.name in refused(environ, path, "--replace")
        return
    if harm == "stranger":
        _add_stranger(path)
        assert "not a backup's" in refused(environ, path, "--replace")
        return
    instead = {"changed": b"another", "missing": None}[harm]
    rewrite(path, lambda name, given: instead if name.startswith("files/") else given)
    assert "files/" in refused(environ, path, "--replace")


def _add_stranger(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("files/../../evil"))


def _a_tenant() -> UUID:
    with across_tenants("find any of the test's clients"), transaction(write=False):
        found: UUID = Event.select().first().tenant
    return found


def test_one_of_a_newer_filon_is_refused(environ: dict[str, str], tmp_path: Path) -> None:
    lived_in(environ)

    def of(**more: object) -> None:
        def change(name: str, content: bytes) -> bytes:
            return (
                json.dumps({**json.loads(content), **more}).encode() if name == "manifest.json" else content
            )

        rewrite(path, change)

    path = back_up(environ, tmp_path / "backups")
    of(migrations=[*migrating.known(), "9999_of_tomorrow"], filon="9.0")
    assert "newer Filon (9.0, with 9999_of_tomorrow)" in refused(environ, path, "--replace")
    of(format=2)
    assert "newer Filon (9.0)" in refused(environ, path, "--replace")


def test_one_of_the_other_engine_is_refused(
    databases: Databases, environ: dict[str, str], tmp_path: Path
) -> None:
    path = back_up(environ, tmp_path / "backups")
    other = databases.postgresql() if "sqlite:" in environ["FILON_DATABASE"] else databases.sqlite()
    said = refused({**other, "FILON_FILES": f"{tmp_path}/other"}, path)
    assert "is of " in said
    assert "set FILON_DATABASE" in said


def test_rows_that_do_not_belong_together_are_refused(environ: dict[str, str], tmp_path: Path) -> None:
    """Whole by its hashes, and still no database: its references are checked before anybody sees it."""
    if "sqlite:" in environ["FILON_DATABASE"]:
        pytest.skip(reason="SQLite's file is checked as a file")
    lived_in(environ)
    path = back_up(environ, tmp_path / "backups")

    def change(name: str, content: bytes) -> bytes:
        if name == "rows/lead":
            return b""
        if name == "manifest.json":
            manifest = json.loads(content)
            manifest["members"]["rows/lead"] = hashlib.sha256(b"").hexdigest()
            manifest["rows"]["lead"] = 0
            return json.dumps(manifest).encode()
        return content

    rewrite(path, change)
    assert "could not be put back" in refused(environ, path, "--replace")
