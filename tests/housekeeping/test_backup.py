"""A backup is everything at one moment, while the service serves; one that could not be finished is not called one."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
import tarfile
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from filon.foundation import clock, storage
from filon.foundation.database import database
from filon.foundation.tenancy import acting_for
from filon.intake.models import Submission
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants.models import Tenant
from tests.housekeeping.backup_parts import as_process, back_up, fill, first_tenant, kept_rows, lived_in, run
from tests.housekeeping.rows import all_rows
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission

pytestmark = pytest.mark.long


def test_it_works(environ: dict[str, str], elsewhere: dict[str, str], tmp_path: Path) -> None:
    """Every row of every table comes back as it was, and so does every file."""
    filon = lived_in(environ)
    tenant = first_tenant(filon)
    with acting_for(tenant):
        name = storage.keep(b"a picture")
    made = back_up(environ, tmp_path / "backups")
    before = kept_rows(environ)
    assert all(
        before[table] for table in ("lead", "interaction", "submission", "notification", "outbox", "attempts")
    )
    done = run(elsewhere, "restore", str(made))
    assert done.exit_code == 0, done.output
    assert "2 clients, 4 prospects" in done.stdout
    after = kept_rows(elsewhere)
    assert set(after) == set(before)
    for table, rows in before.items():
        if table != "schema_migration" or filon.settings.engine == "sqlite":
            assert after[table] == rows, table
    with acting_for(tenant):
        assert storage.read(name) == b"a picture"
    # And it is served.
    again = Filon(elsewhere)
    with again.inside(tenant, write=False):
        assert Lead.by_number(1).name == "Salma Bennani"


def test_it_is_of_one_moment_while_others_write(
    filon: Filon, alice: PairedSite, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    """Each request is a line, a lead and an entry in its timeline, written together: none comes back in part."""
    _ask(alice, 0, 40)
    stop = threading.Event()
    writers = [threading.Thread(target=_keep_asking, args=(alice, n, stop)) for n in (1, 2)]
    for writer in writers:
        writer.start()
    try:
        until(lambda: _count(filon, alice) > 42, "the writers to write")
        # Another process, as in life: it would take the database from under the writers of this one.
        backing_up = as_process(filon.environ, "backup", str(tmp_path / "backups"))
        made = Path(backing_up.communicate()[0].strip())
        then = _count(filon, alice)
        until(lambda: _count(filon, alice) > then, "the writers to go on")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    living = all_rows(filon.environ)
    assert run(elsewhere, "restore", str(made)).exit_code == 0
    copied = all_rows(elsewhere)
    for table in ("interaction", "submission"):  # these never change once they are written
        assert set(copied[table]) <= set(living[table]), table
    there = Filon(elsewhere)
    with there.inside(alice.tenant, write=False):
        numbers = {lead.number for lead in Lead.select()}
        assert 42 < len(numbers) <= then
        assert numbers == set(range(1, Tenant.current().last_lead_number + 1))
        assert Submission.select().count() == Interaction.select().count() == len(numbers)


def _ask(site: PairedSite, first: int, count: int) -> None:
    """Each by a form of its own: so many by one are a flood."""
    lines = [
        submission({"name": f"Visitor {n}", "email": f"visitor{n}@example.com"}, form={"id": f"form-{n}"})
        for n in range(first, first + count)
    ]
    assert site.deliver(*lines).status_code == 200


def _keep_asking(site: PairedSite, writer: int, stop: threading.Event) -> None:
    number = writer * 100_000
    while not stop.wait(0.03):  # a site that delivers without a pause is told to wait
        _ask(site, number, 1)
        number += 1
    database.obj.close()


def _count(filon: Filon, site: PairedSite) -> int:
    with filon.inside(site.tenant, write=False):
        count: int = Lead.select().count()
    return count


def test_keys_and_strangers_have_no_part_in_it(environ: dict[str, str], tmp_path: Path) -> None:
    lived_in(environ)
    folder = tmp_path / "backups"
    made = back_up(environ, folder)
    assert made.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    key = environ["FILON_KEYS"].partition(":")[2].encode()
    with tarfile.open(made) as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            assert key not in content.read()


def test_what_lies_about_in_the_folder_of_files_spoils_nothing(
    filon: Filon, alice: PairedSite, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    """Something half-written, a folder or a file of the administrator's: none is ours, and all else comes back."""
    with acting_for(alice.tenant):
        name = storage.keep(b"a picture")
    place = storage.folder() / alice.tenant.hex
    (place / f".{name}").write_bytes(b"half of ano")
    (place / "notes to myself.txt").write_text("call the host")
    (place / ("a" * 43)).mkdir()
    (storage.folder() / "README").touch()
    made = back_up(filon.environ, tmp_path / "backups")
    assert run(elsewhere, "restore", str(made)).exit_code == 0
    with acting_for(alice.tenant):
        assert storage.read(name) == b"a picture"
    assert [file.name for file in (storage.folder() / alice.tenant.hex).iterdir()] == [name]


def test_the_newest_are_kept(environ: dict[str, str], tmp_path: Path) -> None:
    """Also when the clock has jumped back: the one just made is never the one that is deleted."""
    folder = tmp_path / "backups"
    made = []
    for days in (0, 1, 2):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            made.append(back_up(environ, folder, "--keep", "2"))
    assert sorted(folder.glob("*.tar.gz")) == made[1:]
    (folder / "notes.txt").touch()
    with clock.standing_at(clock.now() - timedelta(days=30)):
        jumped = back_up(environ, folder, "--keep", "1")
    assert list(folder.glob("*.tar.gz")) == [jumped]
    assert (folder / "notes.txt").exists()


def test_a_full_disk_leaves_the_backups_before(environ: dict[str, str], tmp_path: Path) -> None:
    """The kernel refuses the rest of a file past a size, as it does when the disk is full."""
    fill(lived_in(environ))
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    (before := folder / "filon-20260101T000000Z.tar.gz").write_bytes(b"the last good one")
    ended = subprocess.run(
        [sys.executable, "-m", "filon.cli", "backup", str(folder), "--keep", "1"],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )
    assert (ended.returncode, "could not be written" in ended.stderr) == (1, True), ended.stderr
    assert "Traceback" not in ended.stderr
    assert before.read_bytes() == b"the last good one"
    assert [path.name for path in folder.iterdir() if path.name != ".lock"] == [before.name]


def test_one_that_is_killed_leaves_nothing_that_is_taken_for_a_backup(
    environ: dict[str, str], tmp_path: Path
) -> None:
    filon = lived_in(environ)
    fill(filon)
    folder = tmp_path / "backups"
    killed = as_process(environ, "backup", str(folder))
    until(lambda: any((folder / ".unfinished").glob("*")), "it to have begun")
    killed.kill()
    killed.wait()
    assert list(folder.glob("*.tar.gz")) == []
    made = back_up(environ, folder)
    assert list(folder.glob("*.tar.gz")) == [made]
    assert not (folder / ".unfinished").exists()


def test_two_at_once_do_not_meet(environ: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    back_up(environ, folder)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = run(environ, "backup", str(folder))
    assert (refused.exit_code, "Another backup is being written" in refused.stderr) == (1, True)


def test_whom_row_security_binds_is_refused(environ: dict[str, str], tmp_path: Path) -> None:
    """It would see no rows, and write a backup without any."""
    if environ["FILON_DATABASE"].startswith("sqlite:"):
        pytest.skip(reason="SQLite has no roles")
    lived_in(environ)
    refused = run({**environ, "FILON_DATABASE_OWNER": ""}, "backup", str(tmp_path / "backups"))
    assert (refused.exit_code, "FILON_DATABASE_OWNER" in refused.stderr) == (1, True)
