"""An export is made in the background: once, whole or not at all, and gone when it must be."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from filon import schedule
from filon.foundation import clock, storage
from filon.foundation.outbox import Event
from filon.housekeeping import actions as housekeeping
from filon.leads.exports import Export
from filon.leads.models import Lead
from filon.reports import actions, writing
from filon.tenants import actions as tenants
from filon.tenants import members
from filon.tenants.models import Member
from filon.worker.events import claim, run
from tests.bench.running import Worker
from tests.dashboard.people import signed_in
from tests.foundation.neighbours import record
from tests.housekeeping.rows import all_rows, where_found
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite
from tests.reports.reading import ask, links, rows_of_csv

ANY = Event.name.is_null(False)


def files(filon: Filon) -> list[Path]:
    """What is on the disk, whatever the rows say."""
    return [path for path in Path(filon.settings.files).rglob("*") if path.is_file()]


def test_it_works(filon: Filon, alice: PairedSite, caplog: pytest.LogCaptureFixture) -> None:
    record(filon, alice, "Salma")
    with caplog.at_level(logging.INFO):
        ask(signed_in(alice), q="salma")
        filon.work()
    (line,) = [one for one in caplog.records if getattr(one, "event", "") == "export.done"]
    assert (line.code, line.rows, line.tenant) == ("csv", 1, 1)  # type: ignore[attr-defined]
    assert not any(
        "salma" in str(one.__dict__).lower() for one in caplog.records if one.name.startswith("filon")
    )
    assert len(files(filon)) == 1


def test_the_same_is_made_once_and_others_wait_behind_it(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    for _time in range(3):
        assert ask(browser).text.count("En préparation") == 1
    assert ask(signed_in(alice, "agent")).text.count("En préparation") == 1, "somebody else's is their own"
    for count, status in ((2, "won"), (3, "lost")):
        assert ask(browser, status=status).text.count("En préparation") == count
    refused = ask(browser, status="new")
    assert (refused.status_code, "attendez qu’ils soient prêts" in refused.text) == (409, True)
    filon.work()
    assert len(links(browser)) == actions.MOST_RUNNING
    ask(browser)
    filon.work()
    assert len(links(browser)) == actions.MOST_RUNNING + 1


def test_a_business_asks_so_often_and_no_more(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    browser = signed_in(alice)
    answers = [ask(browser).status_code for _time in range(actions.PER_BUSINESS_AN_HOUR + 1)]
    assert answers == [200] * actions.PER_BUSINESS_AN_HOUR + [429]
    assert ask(signed_in(charlie)).status_code == 200


def test_no_more_are_kept_than_may_be(filon: Filon, alice: PairedSite) -> None:
    browser, other = signed_in(alice), signed_in(alice, "agent")
    ask(other)
    for _time in range(actions.MOST_KEPT + 2):
        ask(browser)
        filon.work()
    assert len(links(browser)) == actions.MOST_KEPT
    assert len(links(other)) == 1, "nobody makes room for another"
    assert len(files(filon)) == actions.MOST_KEPT + 1


def test_a_killed_worker_leaves_nothing_half_written(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    filon.work()
    browser = signed_in(alice)
    ask(browser)
    (event,) = claim(ANY, "killed")
    with filon.inside(alice.tenant), storage.unfinished() as folder:
        (folder / "export").write_text("N°;Pré")
        actions.begin_writing(Export.get().id)
    assert links(browser) == []
    filon.outlast_leases()
    with clock.standing_at(clock.now() + timedelta(seconds=3)):
        filon.work()
        (link,) = links(browser)
        run(event, filon.settings)  # the first one wakes up: what it does late counts no more
    assert len(rows_of_csv(browser.get(link).data)) == 1
    assert len(files(filon)) == 1


def test_one_that_kills_its_workers_is_given_up_and_says_so(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    ask(browser)
    for death in range(writing.TRIES):
        with clock.standing_at(clock.now() + timedelta(hours=death)):
            assert claim(ANY, f"life {death}")
            filon.outlast_leases()
    with clock.standing_at(clock.now() + timedelta(hours=writing.TRIES)):
        filon.work()
        page = browser.get("/app/exports").text
    assert "pas pu être écrit" in page
    assert "Réessayer" in page
    ask(browser)
    filon.work()
    assert len(links(browser)) == 1


def test_a_full_disk_is_told_and_can_be_tried_again(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    ask(browser, status="won")
    in_the_way = Path(filon.settings.files) / ".unfinished"
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("no folder")
    for hour in range(writing.TRIES):
        assert "En préparation" in browser.get("/app/exports").text
        with clock.standing_at(clock.now() + timedelta(hours=hour)):
            filon.work()
    in_the_way.unlink()
    page = browser.get("/app/exports").text
    assert "pas pu être écrit" in page
    assert 'name="status" value="won"' in page, "the same again"


def test_more_than_excel_holds_is_told(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    ask(browser, "xlsx")
    with filon.inside(alice.tenant):
        actions.fail(Export.get().id, "rows")
    page = browser.get("/app/exports").text
    assert "Exporter en CSV" in page
    assert 'name="format" value="csv"' in page


@pytest.mark.parametrize("when", ["before", "while", "after"])
def test_erasing_a_person_takes_exports_along(filon: Filon, alice: PairedSite, when: str) -> None:
    record(filon, alice, "Salma", "Younes")
    browser = signed_in(alice)
    ask(browser, q="salma")
    if when == "after":
        filon.work()
        (link,) = links(browser)
        assert len(files(filon)) == 1
    if when == "while":
        with filon.inside(alice.tenant):
            actions.begin_writing(Export.get().id)
    with filon.inside(alice.tenant):
        housekeeping.erase_lead(Lead.by_number(1))
    assert where_found(all_rows(filon.environ), "q=salma") == [], "at once"
    filon.work()
    assert files(filon) == []
    assert links(browser) == []
    if when == "after":
        assert browser.get(link).status_code == 404


@pytest.mark.parametrize("killed", ["before the erasure", "after it"])
def test_an_erasure_deletes_a_file_that_a_worker_died_of(
    filon: Filon, alice: PairedSite, killed: str
) -> None:
    """Between keeping it and saying so."""
    record(filon, alice, "Salma")
    filon.work()
    ask(signed_in(alice))
    assert claim(ANY, "killed")

    def keep() -> None:
        with filon.inside(alice.tenant), storage.unfinished() as folder:
            (folder / "export").write_text("Salma")
            storage.keep_derived(folder / "export", name)

    with filon.inside(alice.tenant):
        name = actions.begin_writing(Export.get().id).file
    if killed == "before the erasure":
        keep()
    with filon.inside(alice.tenant):
        housekeeping.erase_lead(Lead.by_number(1))
    filon.work()
    if killed == "after it":
        keep()
    filon.outlast_leases()
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        filon.work()
    assert files(filon) == []


def test_an_erasure_deletes_what_a_killed_worker_had_begun(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    ask(signed_in(alice))
    with filon.inside(alice.tenant):
        killed = storage.unfinished()
        (killed.__enter__() / "export").write_text("Salma")
        housekeeping.erase_lead(Lead.by_number(1))
    filon.work()
    assert files(filon) == []


def test_whoever_is_removed_has_no_exports_any_more(filon: Filon, alice: PairedSite) -> None:
    bob = signed_in(alice, "agent")
    ask(bob)
    filon.work()
    (link,) = links(bob)
    with filon.inside(alice.tenant):
        members.remove(Member.get(Member.role == "agent"))
    assert bob.get(link).status_code == 302, "signed out"
    with clock.standing_at(clock.now() + timedelta(hours=1)):  # when they can be brought back no more
        filon.work()
    assert files(filon) == []


def test_removing_a_client_deletes_its_exports(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    for site in (alice, charlie):
        ask(signed_in(site))
    filon.work()
    with filon.inside(alice.tenant):
        tenants.remove_client()
    filon.work()
    (left,) = files(filon)
    assert charlie.tenant.hex in left.parts


def test_after_a_week_row_and_file_are_gone(filon: Filon, alice: PairedSite) -> None:
    ask(signed_in(alice))
    filon.work()
    for days, count in ((6, 1), (8, 0)):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            schedule.forget_old_exports(filon.settings)
            filon.work()
            assert len(files(filon)) == count
            with filon.inside(alice.tenant, write=False):
                assert Export.select().count() == count


def test_what_a_killed_worker_left_is_deleted_after_a_day(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant, write=False):
        killed = storage.unfinished()
        (killed.__enter__() / "export").write_text("Salma")
    schedule.forget_old_exports(filon.settings)
    assert len(files(filon)) == 1, "it may be being written"
    with clock.standing_at(clock.now() + timedelta(days=2)):
        schedule.forget_old_exports(filon.settings)
    assert files(filon) == []


def test_a_worker_process_writes_it(filon: Filon, alice: PairedSite, tmp_path: Path) -> None:
    record(filon, alice, "Salma")
    browser = signed_in(alice)
    ask(browser, "xlsx")
    with Worker(filon.environ, tmp_path / "worker.log"):
        until(lambda: links(browser), "the file")
    assert browser.get(links(browser)[0]).status_code == 200
