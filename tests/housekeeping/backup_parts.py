"""Commands as typed, in this process or in one that can be killed, and what a backup file is made of."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from click.testing import CliRunner, Result

from filon.cli import main
from filon.foundation.database import database
from filon.foundation.ids import new_id
from filon.foundation.operator import across_tenants
from filon.foundation.transactions import transaction
from filon.intake.models import Submission
from filon.tenants.models import Tenant
from tests.foundation.past_release import live_through_a_day
from tests.housekeeping.rows import Rows, all_rows
from tests.parts.service import Filon

# Restoring ends these: nobody who signed out since is in again, and no worker has anything in hand.
ENDED = ("member_session", "link", "lease")


def run(environ: dict[str, str], *words: str) -> Result:
    """One command, as typed, when the service of this process has ended."""
    database.obj.close()
    return CliRunner().invoke(main, [*words], env=environ)


def as_process(environ: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """The same in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "filon.cli", *words],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def lived_in(environ: dict[str, str]) -> Filon:
    """A service with rows in every table."""
    filon = Filon(environ)
    live_through_a_day(filon)
    return filon


def back_up(environ: dict[str, str], folder: Path, *more: str) -> Path:
    """Make a backup and return it."""
    done = run(environ, "backup", str(folder), *more)
    assert done.exit_code == 0, done.output
    return Path(done.stdout.strip())


def refused(environ: dict[str, str], path: Path, *more: str) -> str:
    """What the command says when it refuses, having changed nothing."""
    before = all_rows(environ)
    done = run(environ, "restore", str(path), *more)
    assert done.exit_code == 1, done.output
    assert all_rows(environ) == before
    assert "Traceback" not in done.output
    return done.stderr


def kept_rows(environ: dict[str, str]) -> Rows:
    """All rows but those that a restore ends, and when the backup was made, which is noted after it."""
    apart = (*ENDED, "last_seen")
    return {table: rows for table, rows in all_rows(environ).items() if table not in apart}


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Make the backup anew, whole as a file, each member as `change` says; None leaves it out."""
    with tarfile.open(path) as archive:
        members = [(m.name, archive.extractfile(m).read()) for m in archive]
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members:
            if (changed := change(name, content)) is not None:
                member = tarfile.TarInfo(name)
                member.size = len(changed)
                archive.addfile(member, io.BytesIO(changed))


def first_tenant(filon: Filon) -> UUID:
    """The first client's tenant."""
    with across_tenants("find the test's client"), transaction(write=False):
        found: UUID = Tenant.get(Tenant.number == 1).id
    return found


def fill(filon: Filon) -> None:
    """Some megabytes that do not compress, in one of the tables."""
    with filon.inside(first_tenant(filon)):
        line = Submission.select().first()
        for _ in range(12):
            Submission.add(
                site_id=line.site_id, id=new_id(), sha256="", line=os.urandom(500_000), answer="quarantined"
            )
