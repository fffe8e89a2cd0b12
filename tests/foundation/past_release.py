"""Freezes a small database of the release at hand, for the tests of the releases after it.

python -m tests.foundation.past_release 0.1     writes data/release-0.1.sqlite.sql and .postgresql.sql

Run it once, when a release is made: what it wrote is never written again.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg

from filon.foundation.limits import count_attempt
from filon.interactions.actions import log_call
from filon.interactions.notes import add_note
from filon.leads.models import Lead
from filon.tenants import sessions, sign_in
from filon.tenants.models import Member
from tests.parts.databases import Databases
from tests.parts.postgres import Postgres
from tests.parts.processes import program
from tests.parts.service import Filon, submission

FOLDER = Path(__file__).parent / "data"


def live_through_a_day(filon: Filon) -> None:
    """At least one row in every table, by the ways that make them: two clients, requests, a call, sign-in."""
    alice = filon.add_client()
    charlie = filon.add_client("Garage Charlie", "charlie@garage.example")
    alice.deliver(submission(), submission({"name": "Younès Ô’Hara ✂", "message": "سلام"}), b"not JSON")
    charlie.deliver(submission({"name": "Karim", "phone": "0522 00 11 22"}))
    filon.work()
    with filon.inside(alice.tenant):
        lead = Lead.by_number(1)
        log_call(lead, "no_answer", "Rappeler demain")
        add_note(lead, "Cuisine en L, 4 m")
        member = Member.get(Member.role == "owner")
        sessions.open_session(member)
        sign_in.new_link(member.email)
    count_attempt("sign-in caller", "127.0.0.1", most=30, seconds=3600)
    charlie.deliver(submission({"name": "Lina", "email": "lina@example.com"}))  # its event is left for later


def freeze_sqlite(path: Path) -> str:
    """The whole database as statements."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(line for line in connection.iterdump() if "sqlite_stat1" not in line) + "\n"


def freeze_postgresql(owner_dsn: str) -> str:
    """The same, without what belongs to the cluster: extensions, owners, and psql's own commands."""
    pg_dump = program("pg_dump", "postgresql", "/usr/lib/postgresql/*/bin/pg_dump")
    options = ["--inserts", "--no-owner", "--no-privileges", "--no-comments", "--schema=public"]
    done = subprocess.run([pg_dump, *options, owner_dsn], capture_output=True, text=True, check=True)
    noise = re.compile(r"(--|\\|SET |SELECT pg_catalog\.set_config|CREATE SCHEMA|$)")
    return "\n".join(line for line in done.stdout.splitlines() if not noise.match(line)) + "\n"


def thaw(release: str, environ: dict[str, str]) -> None:
    """Load a frozen release into an empty database."""
    if environ["FILON_DATABASE"].startswith("sqlite:"):
        text = (FOLDER / f"release-{release}.sqlite.sql").read_text()
        with closing(sqlite3.connect(environ["FILON_DATABASE"].removeprefix("sqlite:///"))) as connection:
            connection.executescript(text)
    else:
        text = (FOLDER / f"release-{release}.postgresql.sql").read_text()
        with psycopg.connect(environ["FILON_DATABASE_OWNER"]) as connection:
            connection.execute(text.encode())


def main(release: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Postgres() as postgres:
        databases = Databases(Path(folder), postgres)
        for environ in (databases.sqlite(), databases.postgresql()):
            filon = Filon(environ)
            live_through_a_day(filon)
            filon.close()
            if filon.settings.engine == "sqlite":
                text = freeze_sqlite(Path(filon.settings.database.removeprefix("sqlite:///")))
            else:
                text = freeze_postgresql(filon.settings.database_owner)
            (FOLDER / f"release-{release}.{filon.settings.engine}.sql").write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
