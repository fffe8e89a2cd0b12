"""What people hand in: kept whole, under names that nobody guesses, each tenant's apart."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from filon.foundation import storage
from filon.foundation.ids import new_id
from filon.foundation.tenancy import NoTenant, acting_for

ALICE, CHARLIE = new_id(), new_id()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    storage.use_folder(str(tmp_path / "files"))
    return tmp_path / "files"


def test_it_works() -> None:
    with acting_for(ALICE):
        name = storage.keep(b"a picture")
        assert storage.read(name) == b"a picture"
        storage.forget(name)
        with pytest.raises(storage.NoSuchFile):
            storage.read(name)
        storage.forget(name)


def test_each_tenant_has_its_own() -> None:
    with acting_for(ALICE):
        name = storage.keep(b"hers")
    with acting_for(CHARLIE):
        with pytest.raises(storage.NoSuchFile):
            storage.read(name)
        storage.forget(name)
        storage.forget_all()
    with acting_for(ALICE):
        assert storage.read(name) == b"hers"
        storage.forget_all()
        storage.forget_all()
        with pytest.raises(storage.NoSuchFile):
            storage.read(name)
    with pytest.raises(NoTenant):
        storage.keep(b"nobody's")


@pytest.mark.parametrize(
    "name", ["", "..", "../" * 8 + "etc/passwd", "a" * 43 + "/..", "a" * 43 + "\n", "a\0" * 30]
)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with acting_for(ALICE), pytest.raises(storage.NoSuchFile):
        storage.read(name)


def test_only_the_service_reads_them(folder: Path) -> None:
    with acting_for(ALICE):
        place = folder / ALICE.hex / storage.keep(b"hers")
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_a_full_disk_leaves_nothing_half_written(folder: Path) -> None:
    """The kernel refuses the rest of a file past this size, as it does when the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with acting_for(ALICE), pytest.raises(OSError, match="too large"):
            storage.keep(b"x" * 20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((folder / ALICE.hex).iterdir()) == []
