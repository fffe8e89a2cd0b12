"""`filon status` says how everything is, and `filon doctor` what is wrong with a set-up and what to do."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from filon.foundation import clock
from filon.foundation.last_seen import note_seen
from filon.foundation.zone_rules import OLDEST_ZONES, zones_in_use
from tests.bench.running import Web, with_address
from tests.housekeeping.backup_parts import back_up, run
from tests.parts import scanner
from tests.parts.processes import free_port
from tests.parts.scanner import write_scanner
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """A service with an address that nothing else has."""
    return with_address(environ)


@pytest.fixture
def zones() -> Iterator[None]:
    """Lets a test read other rules of clocks: those of all tests count again after it."""
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()


def checks(environ: dict[str, str], *words: str) -> dict[str, str]:
    """What was looked at → what was found, with its state before."""
    lines = run(environ, "doctor", *words).stdout.splitlines()
    return {line[7:].partition(": ")[0]: f"{line[:5].strip()} {line.partition(': ')[2]}" for line in lines}


def test_it_works(filon: Filon, alice: PairedSite, tmp_path: Path) -> None:
    alice.deliver(submission())
    filon.work()
    note_seen("worker")
    back_up(filon.environ, tmp_path)
    said = run(filon.environ, "status")
    assert said.exit_code == 0, said.output
    for part in (
        "1 clients, 1 prospects since the beginning",
        "Last 24 hours: 1 requests, 1 mails sent, 0 refused for good",
        "Queue: 0 due, 0 given up",
        "0 sites silent",
        "Everything is well",
    ):
        assert part in said.stdout, part
    assert re.search(r"Worker seen \d+ seconds ago, backup made \d+ seconds ago", said.stdout), said.stdout
    assert "Salma" not in said.stdout


def test_status_says_what_needs_a_person(filon: Filon, alice: PairedSite) -> None:
    said = run(filon.environ, "status")
    assert said.exit_code == 1
    assert "- No worker was seen yet" in said.stdout


def test_a_good_set_up_is_good(filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path) -> None:
    note_seen("worker")
    with Web(filon.environ, tmp_path / "web.log"):
        found = checks({**filon.environ, "FILON_ALERTS": "ops@agence.example"})
    bad = {what: said for what, said in found.items() if not said.startswith("good") and what != "time zones"}
    assert bad == {"backup": "mind none was ever made. Let a timer run `filon backup FOLDER --keep 14`"}
    assert set(found) >= {
        "settings",
        "database",
        "clock",
        "keys",
        "disk",
        "files",
        "mail",
        "address",
        "worker",
    }
    assert mailbox.attempts == 0, "nothing is sent unasked"
    checks(filon.environ, "--mail", "ops@agence.example")
    assert [mail.recipients for mail in mailbox.mails] == [["ops@agence.example"]]


def test_each_fault_is_named_with_what_to_do(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.answer = "refuse"
    alice.deliver(submission())
    filon.work()
    blocked = tmp_path / "no folder"
    blocked.touch()
    instead = {
        "FILON_SMTP": f"smtp://127.0.0.1:{free_port()}",
        "FILON_KEYS": "k9:" + "B" * 43,
        "FILON_FILES": f"{blocked}/files",
    }
    ended = run({**filon.environ, **instead}, "doctor")
    assert ended.exit_code == 1
    found = checks({**filon.environ, **instead})
    assert found["mail"].startswith("wrong 127.0.0.1:")
    assert "does not open the secrets of 1 sites, 0 calendars and 1 waiting mails" in found["keys"]
    assert found["files"].startswith("wrong can't write to")
    assert found["address"].startswith("wrong"), "nothing serves there"
    assert run({**filon.environ, "FILON_KEYS": ""}, "doctor").stdout.startswith(
        "wrong  settings: FILON_KEYS is missing"
    )


def test_the_antivirus_is_tried(environ: dict[str, str], tmp_path: Path) -> None:
    for script, said in (
        (scanner.FINDS_IT, "good it finds the test virus (EICAR) and lets a harmless text pass"),
        (scanner.FINDS_NOTHING, "wrong it does not find the test virus (EICAR)"),
        (scanner.SUSPECTS_ALL, "wrong it takes a harmless text for infected"),
        (scanner.BREAKS, "wrong the antivirus ended with status 2"),
    ):
        assert checks({**environ, "FILON_SCAN": write_scanner(tmp_path, script)})["scan"].startswith(said)
    assert checks(environ)["scan"].startswith("good no antivirus")
    assert (
        "FILON_SCAN names '/nowhere/scan'" in checks({**environ, "FILON_SCAN": "/nowhere/scan"})["settings"]
    )


def test_a_database_that_must_not_be_served_is_named(environ: dict[str, str], tmp_path: Path) -> None:
    if environ["FILON_DATABASE"].startswith("sqlite:"):
        other = {**environ, "FILON_DATABASE": f"sqlite:///{tmp_path}/empty.sqlite"}
        assert "run `filon migrate`" in checks(other)["database"]
    else:
        owner = {**environ, "FILON_DATABASE": environ["FILON_DATABASE_OWNER"]}
        assert "must name a role that owns nothing" in checks(owner)["database"]


def test_a_clock_that_was_set_back_is_noticed(filon: Filon) -> None:
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        note_seen("worker")
    assert checks(filon.environ)["clock"].startswith("wrong it was set back")


@pytest.mark.usefixtures("zones")
def test_the_newest_rules_of_clocks_count(environ: dict[str, str], tmp_path: Path) -> None:
    old = tmp_path / "Africa"
    old.mkdir()
    (old / "Casablanca").write_bytes(b"an old one")
    (tmp_path / "tzdata.zi").write_text("# version 2025b\n")
    zoneinfo.reset_tzpath(to=[tmp_path])
    zoneinfo.ZoneInfo.clear_cache()
    assert zones_in_use() == ("2025b", str(tmp_path))
    said = checks(environ)["time zones"]
    version, where = zones_in_use()
    assert version >= OLDEST_ZONES, "the tzdata package's"
    assert said == f"good {version} in {where}"
    winter = datetime(2026, 12, 1, tzinfo=UTC).astimezone(zoneinfo.ZoneInfo("Africa/Casablanca"))
    assert winter.utcoffset() == timedelta(0), "by Morocco's law of 2026"
