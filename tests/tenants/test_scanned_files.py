"""Files go through the operator's antivirus before anything of them is kept, and while nobody waits to write."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest

from filon.foundation import scanning, storage
from filon.foundation.logs import set_up
from filon.tenants.models import Tenant
from tests.dashboard.people import signed_in
from tests.foundation.test_logs import lines
from tests.parts import scanner
from tests.parts.databases import Databases
from tests.parts.processes import until
from tests.parts.scanner import VIRUS, write_scanner
from tests.parts.service import Filon, PairedSite
from tests.tenants.test_logo import picture, send, shown

__all__ = ["lines"]
FOUND = "l’antivirus y a trouvé quelque chose"
NOT_TOLD = "n’a pas pu être vérifié"

Scanned = Callable[[str], PairedSite]


@pytest.fixture
def scanned(environ: dict[str, str], databases: Databases, tmp_path: Path) -> Scanned:
    """Alice's business in a service whose antivirus is this script."""

    def begin(script: str) -> PairedSite:
        ours = {"FILON_SCAN": write_scanner(tmp_path, script), "FILON_FILES": str(tmp_path / "files")}
        return databases.add_first_client(Filon({**environ, **ours}))

    return begin


def kept() -> list[Path]:
    """Every file of every tenant."""
    return [path for path in storage.folder().rglob("*") if path.is_file()]


def refused(site: PairedSite, content: bytes) -> str:
    """What the page says when Alice hands this in; nothing of it may be kept."""
    browser = signed_in(site)
    answer = send(browser, content)
    assert answer.status_code == 422
    assert (kept(), shown(browser)) == ([], "")
    return unescape(answer.text)


def test_it_works(scanned: Scanned) -> None:
    alice = scanned(scanner.FINDS_IT)
    assert FOUND in refused(alice, picture() + VIRUS)
    browser = signed_in(alice)
    assert send(browser, picture()).status_code == 303
    assert browser.get(shown(browser)).status_code == 200


def test_it_sees_the_file_as_it_came_whole(scanned: Scanned) -> None:
    """Not what we drew of it: a picture may hold something for whatever decodes it."""
    alice = scanned(scanner.FINDS_IT)
    assert FOUND in refused(alice, picture() + bytes(900_000) + VIRUS)
    assert FOUND in refused(alice, b"no picture at all: " + VIRUS)


def test_what_is_too_heavy_bothers_it_not(scanned: Scanned) -> None:
    assert "trop lourd" in refused(scanned(scanner.SUSPECTS_ALL), picture() + bytes(1024**2))


@pytest.mark.parametrize("script", [scanner.BREAKS, scanner.READS_NOTHING_AND_BREAKS, scanner.DIES])
def test_when_it_can_not_tell_the_file_is_refused_with_other_words(
    scanned: Scanned, script: str, lines: io.StringIO
) -> None:
    alice = scanned(script)
    said = refused(alice, picture())
    assert NOT_TOLD in said
    assert FOUND not in said


def test_the_operator_hears_of_it_and_of_nobody(scanned: Scanned, lines: io.StringIO) -> None:
    alice = scanned(scanner.BREAKS)
    start_listening(lines)
    refused(alice, picture() + b"Salma Bennani")
    [line] = [one for one in map(json.loads, lines.getvalue().splitlines()) if one["level"] == "error"]
    assert "FILON_SCAN" in line["message"]
    assert "status 2" in line["message"]
    assert not {"Salma", "Alice", "alice@atlas.example", "logo.png"} & set(lines.getvalue().split('"'))


def start_listening(written: io.StringIO) -> None:
    """Starting a service has given the log its own stream again."""
    set_up()
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)


def test_one_that_hangs_is_cut_off_with_all_that_it_started(scanned: Scanned, tmp_path: Path) -> None:
    alice = scanned(f"echo $$ > '{tmp_path}/group'; {scanner.HANGS}")
    scanning.use_program(alice.filon.settings.scan, patience=0.5)
    assert NOT_TOLD in refused(alice, picture(size=(2000, 2000)) + bytes(500_000))
    group = (tmp_path / "group").read_text().strip()
    until(lambda: group not in running_groups(), "the end of all that it started")


def running_groups() -> Iterator[str]:
    """The process groups in which something runs."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, group = status.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if state != "Z":
            yield group


def test_one_that_was_taken_away_refuses_every_file(scanned: Scanned, tmp_path: Path) -> None:
    alice = scanned(scanner.FINDS_IT)
    (tmp_path / "anti virus").unlink()
    assert NOT_TOLD in refused(alice, picture())


def test_nobody_waits_while_it_looks(scanned: Scanned, tmp_path: Path) -> None:
    """It may take long: others write meanwhile, as they could not inside a transaction on SQLite."""
    looking, go = tmp_path / "looking", tmp_path / "go"
    alice = scanned(f"cat > /dev/null; : > '{looking}'; while [ ! -e '{go}' ]; do sleep 0.02; done")
    filon, browser = alice.filon, signed_in(alice)

    def hand_in() -> int:
        try:
            return send(browser, picture()).status_code
        finally:
            filon.close()  # this thread's connection

    with ThreadPoolExecutor(1) as elsewhere:
        sent = elsewhere.submit(hand_in)
        try:
            until(looking.exists, "the antivirus to look")
            with filon.inside(alice.tenant):
                Tenant.update(name="Atelier Atlas").execute()
        finally:
            go.touch()
        assert sent.result(timeout=30) == 303
    assert "Atelier Atlas" in browser.get("/app/").text


def test_inside_a_transaction_nothing_is_scanned(scanned: Scanned) -> None:
    alice = scanned(scanner.FINDS_IT)
    with alice.filon.inside(alice.tenant):
        scanning.refuse_infected(b"x", field="file")
        Tenant.current()
        with pytest.raises(RuntimeError, match="before the first query"):
            scanning.refuse_infected(b"x", field="file")


def test_it_learns_none_of_our_secrets(
    scanned: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILON_KEYS", "k1:secret")
    alice = scanned(f"cat > /dev/null; env > '{tmp_path}/environment'")
    assert send(signed_in(alice), picture()).status_code == 303
    told = (tmp_path / "environment").read_text()
    assert "PATH=" in told
    assert "FILON_" not in told


def test_without_the_setting_nothing_is_scanned(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    assert filon.settings.scan == ""
    assert send(browser, picture() + VIRUS).status_code == 303
    assert shown(browser)


def test_the_command_line_is_read_by_no_shell(environ: dict[str, str], tmp_path: Path) -> None:
    command = write_scanner(tmp_path, scanner.FINDS_IT)
    Filon({**environ, "FILON_SCAN": f"{command}; touch '{tmp_path}/made' $(touch '{tmp_path}/made')"})
    assert not scanning.is_infected(b"x")
    assert not (tmp_path / "made").exists()
