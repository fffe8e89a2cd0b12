"""What is put back is whole or not put back at all; what was there is set aside; who was erased stays erased."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tarfile
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from filon.foundation import storage
from filon.foundation.access import Actor
from filon.foundation.database import database
from filon.foundation.outbox import Event
from filon.housekeeping import actions, journal
from filon.interactions.models import Attachment
from filon.leads import by_hand, search
from filon.leads.models import Lead
from filon.tenants.models import Session
from filon.worker.events import claim
from tests.dashboard.people import signed_in
from tests.desk.test_files import PDF, send
from tests.desk.test_files import links as file_links
from tests.foundation.past_release import thaw
from tests.housekeeping.backup_parts import as_process, back_up, fill, lived_in, refused, run
from tests.housekeeping.rows import all_rows, where_found
from tests.parts.databases import Databases
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission
from tests.reports.reading import ask, links
from tests.tenants.test_logo import picture

pytestmark = pytest.mark.long


def leads(filon: Filon, tenant: UUID) -> list[str]:
    with filon.inside(tenant, write=False):
        return [lead.name for lead in Lead.select().order_by(Lead.number)]


def test_it_works(filon: Filon, alice: PairedSite, tmp_path: Path) -> None:
    """A database in use is set aside and not deleted."""
    alice.deliver(submission())
    made = back_up(filon.environ, tmp_path / "backups")
    alice.deliver(submission({"name": "Karim", "email": "karim@example.com"}))
    assert "--replace" in refused(filon.environ, made)
    later = all_rows(filon.environ)
    done = run(filon.environ, "restore", str(made), "--replace")
    assert done.exit_code == 0, done.output
    assert leads(filon, alice.tenant) == ["Salma Bennani"]
    kept = done.stdout.partition("The database before is kept: ")[2].splitlines()[0]
    if filon.settings.engine == "sqlite":
        assert all_rows({"FILON_DATABASE": f"sqlite:///{kept}"}) == later
    else:
        with psycopg.connect(filon.settings.database_owner) as owner:
            owner.execute(f'SET search_path = "{kept.removeprefix("schema ")}"')
            assert owner.execute("SELECT count(*) FROM lead").fetchone() == (2,)
    answer = alice.deliver(submission({"name": "Karim", "email": "karim@example.com"}))
    assert answer.json["answers"][0]["answer"] == "recorded", "it serves"
    filon.work()
    with filon.inside(alice.tenant, write=False):
        assert (search.find("bennani", limit=9), search.find("karim", limit=9)) == ([1], [2])


def test_files_of_the_list_are_in_no_backup_and_offered_by_no_restore(
    filon: Filon, alice: PairedSite, tmp_path: Path
) -> None:
    """They can be made again, and whoever is erased afterwards would be in them."""
    alice.deliver(submission())
    browser = signed_in(alice)
    ask(browser)
    filon.work()
    (link,) = links(browser)
    assert "Salma" in browser.get(link).text
    made = back_up(filon.environ, tmp_path / "backups")
    with tarfile.open(made) as archive:
        assert not [name for name in archive.getnames() if name.startswith("files/")]
    assert run(filon.environ, "restore", str(made), "--replace").exit_code == 0
    assert links(signed_in(alice)) == []


def test_files_beside_a_lead_come_back_with_it_and_not_with_whom_was_erased(
    filon: Filon, alice: PairedSite, tmp_path: Path
) -> None:
    alice.deliver(submission(), submission({"name": "Younes", "email": "younes@example.com"}))
    browser = signed_in(alice)
    for number in (1, 2):
        assert (
            send(browser, ("plan.pdf", PDF), ("chantier.jpg", picture("JPEG")), number=number).status_code
            == 303
        )
    filon.work()
    made = back_up(filon.environ, tmp_path / "backups")
    with filon.inside(alice.tenant, Actor("owner")):
        actions.erase_lead(Lead.by_number(1))
    filon.work()
    assert run(filon.environ, "restore", str(made), "--replace").exit_code == 0
    filon.work()
    html = signed_in(alice).get("/app/prospects/2").text
    addresses = [*file_links(html).values(), *re.findall(r'src="([^"]+/preview)"', html)]
    assert [signed_in(alice).get(address).status_code for address in addresses] == [200] * 3
    with filon.inside(alice.tenant, write=False):
        kept = {name for each in Attachment.select() for name in (each.file, each.preview) if name}
    assert {file.name for file in (storage.folder() / alice.tenant.hex).iterdir()} == kept


def test_who_was_erased_since_stays_erased(filon: Filon, alice: PairedSite, tmp_path: Path) -> None:
    """Also somebody who had asked after the backup, and whom the site would send again."""
    folder = tmp_path / "backups"
    hers, karims = submission(), submission({"name": "Karim", "email": "karim@example.com"})
    alice.deliver(hers, submission({"name": "Younes", "email": "younes@example.com"}))
    made = back_up(filon.environ, folder)
    alice.deliver(karims)
    for number in (1, 3):
        with filon.inside(alice.tenant, Actor("owner")):
            actions.erase_lead(Lead.by_number(number))
    done = run(filon.environ, "restore", str(made), "--replace")
    assert "Erased again, as they had been since: 1" in done.stdout, done.output
    assert leads(filon, alice.tenant) == ["Younes"]
    assert where_found(all_rows(filon.environ), "salma", "bennani", "661234567", "karim") == []
    for line in (hers, karims):
        again = alice.deliver(line).json["answers"][0]
        assert (again["answer"], again["first_answer"]) == ("repeated", "recorded")
    assert leads(filon, alice.tenant) == ["Younes"]


def test_what_is_put_back_is_found_by_search(
    filon: Filon, alice: PairedSite, charlie: PairedSite, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    """By whole words and parts of them, each by their own business only; and so is who asks from then on."""
    folder = tmp_path / "backups"
    alice.deliver(submission(), submission({"name": "Younes", "email": "younes@example.com"}))
    charlie.deliver(submission())
    filon.work()
    made = back_up(filon.environ, folder)
    with filon.inside(alice.tenant, Actor("owner")):
        actions.erase_lead(Lead.by_number(1))
    back_up(filon.environ, folder)
    assert run(elsewhere, "restore", str(made)).exit_code == 0
    there = Filon(elsewhere)
    with there.inside(alice.tenant):
        assert search.find("bennani", limit=9) == [], "she was erased since"
        assert search.find("oune", limit=9) == [2]
        by_hand.add_lead({"name": "Nadia Younesse"}, "MA")
        assert search.find("younes", limit=9) == [3, 2]
    with there.inside(charlie.tenant, write=False):
        assert (search.find("bennani", limit=9), search.find("younes", limit=9)) == ([1], [])


def test_a_new_machine_hears_of_erasures_from_beside_the_backup(
    filon: Filon, alice: PairedSite, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    alice.deliver(submission())
    older = back_up(filon.environ, folder)
    with filon.inside(alice.tenant, Actor("owner")):
        actions.erase_lead(Lead.by_number(1))
    back_up(filon.environ, folder)
    assert run(elsewhere, "restore", str(older)).exit_code == 0
    there = Filon(elsewhere)
    assert leads(there, alice.tenant) == []
    assert len(list(journal.read(journal.place()))) == 1, "the new machine knows from now on"


def test_one_of_an_older_release_becomes_this_one(
    elsewhere: dict[str, str], databases: Databases, environ: dict[str, str], tmp_path: Path
) -> None:
    """As it is done before an update: the new program backs up what the old one kept."""
    old = _empty_of_all(environ, databases, tmp_path)
    thaw("0.1", old)
    path = back_up(old, tmp_path / "backups")
    done = run(elsewhere, "restore", str(path))
    assert "2 clients, 4 prospects" in done.stdout, done.output
    assert Filon(elsewhere).client.get("/readyz").status_code == 200


def _empty_of_all(environ: dict[str, str], databases: Databases, tmp_path: Path) -> dict[str, str]:
    if "sqlite:" in environ["FILON_DATABASE"]:
        return {**environ, "FILON_DATABASE": f"sqlite:///{tmp_path}/old.sqlite"}
    assert databases._postgres is not None
    dsns = databases._postgres.create_database(f"filon_old_{os.getpid()}")
    return {
        **environ,
        "FILON_DATABASE": dsns.app,
        "FILON_DATABASE_OPERATOR": dsns.operator,
        "FILON_DATABASE_OWNER": dsns.owner,
    }


def test_what_was_in_hand_is_free_and_who_was_signed_in_signs_in_again(
    filon: Filon, alice: PairedSite, tmp_path: Path
) -> None:
    alice.deliver(submission())
    browser = signed_in(alice)
    assert claim(Event.name.is_null(False), "somebody")
    made = back_up(filon.environ, tmp_path / "backups")
    run(filon.environ, "restore", str(made), "--replace")
    with filon.inside(alice.tenant, write=False):
        assert Event.select().where(Event.lease_until.is_null(False)).count() == 0
        assert Session.select().count() == 0
    assert browser.get("/app/").status_code == 302
    assert filon.work() >= 1


def test_other_keys_are_said_aloud(
    filon: Filon, alice: PairedSite, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    made = back_up(filon.environ, tmp_path / "backups")
    done = run({**elsewhere, "FILON_KEYS": "k9:" + "B" * 43}, "restore", str(made))
    assert (done.exit_code, "does not open the secrets of 1 sites" in done.stdout) == (0, True), done.output


def test_a_running_service_is_not_robbed_of_its_file(filon: Filon, alice: PairedSite, tmp_path: Path) -> None:
    """It would go on writing to the file that was set aside."""
    if filon.settings.engine != "sqlite":
        pytest.skip(reason="on PostgreSQL all see the new tables from one moment on")
    made = back_up(filon.environ, tmp_path / "backups")
    with filon.inside(alice.tenant, write=False):
        Lead.select().count()
    ended = as_process(filon.environ, "restore", str(made), "--replace")
    assert "stop the service" in ended.communicate()[0]
    assert ended.returncode == 1


def test_killed_in_the_middle_it_leaves_what_was_there(environ: dict[str, str], tmp_path: Path) -> None:
    filon = lived_in(environ)
    fill(filon)
    made = back_up(environ, tmp_path / "backups")
    database.obj.close()
    before = all_rows(environ)
    killed = as_process(environ, "restore", str(made), "--replace")
    until(lambda: _is_restoring(filon), "it to have begun")
    killed.kill()
    killed.wait()
    assert all_rows(environ) == before
    done = run(environ, "restore", str(made), "--replace")
    assert done.exit_code == 0, done.output
    assert Filon(environ).client.get("/readyz").status_code == 200
    if filon.settings.engine == "sqlite":
        assert not list(tmp_path.rglob("*.restoring*"))


def _is_restoring(filon: Filon) -> bool:
    if filon.settings.engine == "sqlite":
        return Path(filon.settings.database.removeprefix("sqlite:///") + ".restoring").exists()
    with psycopg.connect(filon.settings.database_owner) as owner:
        held = owner.execute(
            "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation IS NOT NULL"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchone()
    return held is not None and held[0] > 5


def test_a_full_disk_leaves_what_was_there(environ: dict[str, str], tmp_path: Path) -> None:
    filon = lived_in(environ)
    if filon.settings.engine != "sqlite":
        pytest.skip(reason="the server's disk is the server's: it rolls back as for any failure")
    fill(filon)
    made = back_up(environ, tmp_path / "backups")
    database.obj.close()
    before = all_rows(environ)
    ended = subprocess.run(
        [sys.executable, "-m", "filon.cli", "restore", str(made), "--replace"],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )
    assert (ended.returncode, "Nothing was changed" in ended.stderr) == (1, True), ended.stderr
    assert all_rows(environ) == before
    assert not list(tmp_path.rglob("*.restoring*"))
