"""What people hand in: kept whole, under names that nobody guesses, each tenant's apart."""

from __future__ import annotations

import resource
from datetime import timedelta
from pathlib import Path

import pytest

from filon.foundation import clock, storage
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
    with acting_for(ALICE):
        assert storage.read(name) == b"hers"
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
    """A file may grow no further here, as where there is no place left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with acting_for(ALICE), pytest.raises(OSError, match="File too large"):
            storage.keep(bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((folder / ALICE.hex).iterdir()) == []


def test_what_is_written_bit_by_bit_is_kept_when_it_is_whole(folder: Path) -> None:
    name = "a" * 32
    with acting_for(ALICE):
        with storage.unfinished() as place:
            (place / "part").write_bytes(b"half")
            (place / "whole").write_bytes(b"hers")
            storage.keep_derived(place / "whole", name)
        assert not place.exists(), "what was not kept is gone"
        with storage.open_derived(name) as file:
            assert file.read() == b"hers"
        assert (folder / ".derived" / ALICE.hex / name).stat().st_mode & 0o777 == 0o600
    with acting_for(CHARLIE), pytest.raises(storage.NoSuchFile):
        storage.open_derived(name)
    with acting_for(ALICE), pytest.raises(storage.NoSuchFile):
        storage.open_derived("../../../etc/passwd")


def test_what_a_killed_process_left_unfinished_can_be_deleted() -> None:
    with acting_for(CHARLIE):
        of_charlie = storage.unfinished()
        his = of_charlie.__enter__()
    with acting_for(ALICE):
        of_alice = storage.unfinished()
        hers = of_alice.__enter__()
        storage.forget_unfinished(older_than=timedelta(hours=1))
        assert hers.exists()
        with clock.standing_at(clock.now() + timedelta(hours=2)):
            storage.forget_unfinished(older_than=timedelta(hours=1))
        assert not hers.exists()
        storage.forget_unfinished()
    assert his.exists()
