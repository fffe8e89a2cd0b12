"""A person who is erased is nowhere any more: not in a table, not in a queue, and no resend brings them back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from filon.cli import main
from filon.desk import reminders
from filon.desk.announcements import MOST_REQUESTS_AN_HOUR
from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.database import database, tables
from filon.foundation.errors import Forbidden
from filon.foundation.outbox import Event
from filon.foundation.row_security import tenant_tables
from filon.housekeeping import actions, journal
from filon.intake.models import Submission
from filon.interactions import actions as interactions
from filon.interactions import bulk, customised, edits, notes
from filon.interactions.models import Attachment
from filon.leads import by_hand, defining, search
from filon.leads.bulk_changes import BulkChangeLead
from filon.leads.fields import Field
from filon.leads.models import Lead
from filon.tasks.actions import Plan
from filon.tasks.models import Task
from filon.tenants.models import Tenant
from tests.dashboard.people import signed_in
from tests.desk.crowd import NOW, OVER, ask, said
from tests.desk.test_files import send
from tests.housekeeping.rows import all_rows, where_found
from tests.parts.databases import Databases
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox
from tests.tenants.test_logo import picture

SALMA = ("Salma", "Bennani", "661234567", "66123-45", "cuisine en L")
KARIM = {
    "name": "Karim Idrissi",
    "email": "karim@example.com",
    "phone": "0522 00 11 22",
    "message": "Portail",
}


def erase(site: PairedSite, number: int = 1, role: str = "owner") -> None:
    with site.filon.inside(site.tenant, Actor(role)):
        actions.erase_lead(Lead.get(Lead.number == number))


def numbers(site: PairedSite) -> list[int]:
    with site.filon.inside(site.tenant, write=False):
        return [lead.number for lead in Lead.select().order_by(Lead.number)]


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox) -> None:
    asked = submission()
    recorded = alice.deliver(asked).json["answers"][0]
    # She is also what a robot's verdict set aside, what waits in the queue, and whom another is compared with.
    alice.deliver(
        submission(spam={"by": "honeypot"}), submission(KARIM), submission({"email": "x@example.com"})
    )
    filon.work()
    alice.deliver(submission({"email": "salma@example.com", "message": "Bonjour encore, Salma Bennani"}))
    with filon.inside(alice.tenant):
        note = notes.add_note(Lead.by_number(1), "Salma préfère le matin")
        notes.change_note(note, "Salma Bennani préfère le soir", seen=0)
        interactions.change_status(Lead.by_number(1), "open")
        company = edits.change_field(Lead.by_number(1), "company", "Cuisines Bennani", "MA")
        edits.undo(Lead.by_number(1), company)
        made = defining.add("Architecte", "text")
        customised.change_value(Lead.by_number(1), Field.find(made.about_id), "Cousin de Salma", "MA")
        customised.add_tag(Lead.by_number(1), "VIP")
        bulk.change_leads([1, 2], bulk.Wanted("tag", "À revoir"), "MA")
        Lead.update(duplicate_of_id=Lead.by_number(1).id).where(Lead.number == 2).execute()
        reminders.plan(Plan(clock.now() + timedelta(days=1), "Montrer la cuisine en L"), Lead.by_number(1))
        for title in (
            "Rappeler le 06.61-23 45 67",
            "Appeler 00212661234567",
            "Écrire à salma@example.com",
            "Relever la caisse",
        ):
            reminders.plan(Plan(clock.now() + timedelta(days=1), title))
    charlie.deliver(submission())
    id = recorded["lead"].replace("-", "")
    before = all_rows(filon.environ)
    assert {where.partition(":")[0] for where in where_found(before, id, *SALMA)} >= {
        *("lead", "lead_search", "interaction", "submission", "outbox", "notification", "task"),
        *("field_value", "lead_tag", "bulk_change_lead"),
    }
    erase(alice)

    assert numbers(alice) == [2, 3]
    after = all_rows(filon.environ)
    assert where_found(after, id) == []
    hers = {table: [row for row in rows if _is_of(alice, row)] for table, rows in after.items()}
    assert where_found(hers, *SALMA) == []
    assert len(where_found(hers, "karim idrissi")) > 2, "only she is gone"
    assert (found_by(alice, "karim"), found_by(alice, "bennani")) == ([2], [])
    with filon.inside(alice.tenant, write=False):
        assert BulkChangeLead.get().lead_id == Lead.by_number(2).id
        assert [task.title for task in Task.select()] == ["Relever la caisse"]
        assert Event.select().where(Event.name == "task.due").count() == 1
    assert numbers(charlie) == [1], "the same person is Charlie's business too"
    resent = alice.deliver(asked).json["answers"][0]
    assert (resent["answer"], resent["first_answer"], resent["lead"]) == ("repeated", "recorded", None)
    assert numbers(alice) == [2, 3]
    filon.work()
    told = [m for m in mailbox.mails[3:] if m.recipients == ["alice@atlas.example"]]
    assert not [mail for mail in told if "Salma" in str(mail.message["Subject"])]


def found_by(site: PairedSite, typed: str) -> list[int]:
    with site.filon.inside(site.tenant, write=False):
        return search.find(typed, limit=9)


def _is_of(site: PairedSite, row: tuple[Any, ...]) -> bool:
    return site.tenant in row or site.tenant.bytes in row


def test_whoever_asks_again_later_is_somebody_new(alice: PairedSite) -> None:
    alice.deliver(submission())
    erase(alice)
    answer = alice.deliver(submission()).json["answers"][0]
    assert (answer["answer"], answer["number"]) == ("recorded", 2)


def test_a_summary_on_its_way_is_written_again_without_them(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    with clock.standing_at(NOW):
        ask(alice, MOST_REQUESTS_AN_HOUR)
        lines = [submission(fields, submitted_at=said(clock.now())) for fields in (None, KARIM)]
        alice.deliver(*lines, timestamp=clock.unix())
        filon.work()
    mailbox.answer = "refuse"
    with clock.standing_at(OVER):
        filon.work()
        mailbox.answer = "accept"
        erase(alice, MOST_REQUESTS_AN_HOUR + 1)
    with clock.standing_at(OVER + timedelta(minutes=5)):
        filon.work()
    summary = mailbox.mails[-1].text
    assert "Karim Idrissi" in summary
    assert "Salma" not in summary
    assert len([m for m in mailbox.mails if "autre" in str(m.message["Subject"])]) == 1


def test_who_is_in_the_trash_can_be_erased(alice: PairedSite) -> None:
    alice.deliver(submission())
    with alice.filon.inside(alice.tenant):
        by_hand.trash_lead(Lead.by_number(1))
    assert run(alice.filon, "person", "erase", "1", "1", "--yes").exit_code == 0
    assert where_found(all_rows(alice.filon.environ), *SALMA) == []


def test_it_takes_an_owner(alice: PairedSite) -> None:
    alice.deliver(submission())
    with pytest.raises(Forbidden):
        erase(alice, role="manager")
    assert numbers(alice) == [1]


def test_the_journal_says_whom_and_nothing_about_them(alice: PairedSite) -> None:
    asked = submission()
    lead = alice.deliver(asked).json["answers"][0]["lead"]
    erase(alice)
    (written,) = journal.read(journal.place())
    assert (written.tenant, written.lead) == (alice.tenant.hex, lead.replace("-", ""))
    assert [line[1] for line in written.submissions] == [asked["uuid"].replace("-", "")]
    assert not any(trace.lower() in journal.place().read_text().lower() for trace in SALMA)
    assert journal.place().stat().st_mode & 0o777 == 0o600


def test_a_line_of_the_journal_that_was_cut_short_harms_no_other(alice: PairedSite) -> None:
    alice.deliver(submission(), submission(KARIM))
    erase(alice, 1)
    whole = journal.place().read_bytes()
    journal.place().write_bytes(whole + whole[:40])
    erase(alice, 2)
    assert len(list(journal.read(journal.place()))) == 2


def test_what_cannot_be_written_down_is_not_erased(alice: PairedSite, tmp_path: Path) -> None:
    """Otherwise a restored backup would bring the person back and nobody would know."""
    alice.deliver(submission())
    journal.place().mkdir()
    with pytest.raises(OSError, match="directory"):
        erase(alice)
    assert numbers(alice) == [1]


def test_nothing_is_left_between_the_rows_of_the_file(filon: Filon, alice: PairedSite) -> None:
    if filon.settings.engine != "sqlite":
        pytest.skip(reason="PostgreSQL's vacuum frees what was deleted")
    alice.deliver(submission())
    filon.work()
    erase(alice)
    database.obj.close()
    content = Path(filon.settings.database.removeprefix("sqlite:///")).read_bytes()
    assert not any(trace.encode() in content for trace in SALMA)


def test_every_table_that_names_a_lead_was_thought_of() -> None:
    """A new one is entered here by somebody who saw to it that an erasure empties it."""
    of_tenants = [table._meta for table in tables if table._meta.table_name in tenant_tables()]
    naming = {
        f"{meta.table_name}.{field.column_name}"
        for meta in of_tenants
        for field in meta.sorted_fields
        if field.column_name in ("lead_id", "about_id", "duplicate_of_id")
    }
    naming |= {
        f"{meta.table_name} belongs to a lead"
        for meta in of_tenants
        if any('REFERENCES "lead"' in constraint.sql for constraint in meta.constraints or [])
    }
    assert naming == {
        "appointment belongs to a lead",
        "appointment.lead_id",
        "attachment belongs to a lead",
        "bulk_change_lead belongs to a lead",
        "erasure_request belongs to a lead",
        "field_value belongs to a lead",
        "import_change belongs to a lead",
        "import_change.lead_id",
        "interaction belongs to a lead",
        "lead belongs to a lead",
        "attachment.lead_id",
        *("minutes.lead_id", "minutes belongs to a lead"),
        *("minutes_step.lead_id", "minutes_step belongs to a lead"),
        "shop_order.lead_id",
        "shop_order belongs to a lead",
        "bulk_change_lead.lead_id",
        "erasure_request.lead_id",
        "lead_merge belongs to a lead",
        "lead_search belongs to a lead",
        "field_value.lead_id",
        "lead_tag belongs to a lead",
        "mention belongs to a lead",
        "note_revision belongs to a lead",
        "submission belongs to a lead",
        "suspicion belongs to a lead",
        "task belongs to a lead",
        "interaction.lead_id",
        "task.lead_id",
        "lead.duplicate_of_id",
        "lead_tag.lead_id",
        "mention.lead_id",
        "note_revision.lead_id",
        "notification.about_id",
        "setting_change.about_id",  # names people, sites, fields and words of the business only
        "submission.lead_id",
        "suspicion.lead_id",
    }


def test_files_leave_the_disk_and_their_names_the_tables(
    environ: dict[str, str], databases: Databases, tmp_path: Path
) -> None:
    alice = databases.add_first_client(Filon({**environ, "FILON_FILES": str(tmp_path / "files")}))
    alice.deliver(submission(), submission(KARIM))
    browser = signed_in(alice)
    for number, name in ((1, "Salma-Bennani.jpg"), (2, "Portail.jpg")):
        send(browser, (name, picture("JPEG")), number=number)
    alice.filon.work()
    assert len(list((tmp_path / "files" / alice.tenant.hex).iterdir())) == 4, "two files, two small pictures"
    erase(alice)
    alice.filon.work()
    assert len(list((tmp_path / "files" / alice.tenant.hex).iterdir())) == 2
    with alice.filon.inside(alice.tenant, write=False):
        assert Tenant.current().kept_bytes == Attachment.get().size, "what is left of the business's space"
    assert where_found(all_rows(alice.filon.environ), "salma", "bennani") == []
    assert "Portail.jpg" in browser.get("/app/prospects/2").text


def run(filon: Filon, *words: str, **how: Any) -> Result:
    return CliRunner().invoke(main, [*words], env=filon.environ, **how)


def test_by_command(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission(), submission(KARIM))
    with filon.inside(alice.tenant):
        Lead.update(email_key="salma@example.com").where(Lead.number == 2).execute()
    refused = run(filon, "person", "erase", "1", "1", input="n\n")
    assert (refused.exit_code, numbers(alice)) == (1, [1, 2])
    done = run(filon, "person", "erase", "1", "1", "--yes")
    assert (done.exit_code, numbers(alice)) == (0, [2]), done.output
    assert "also at prospect n° 2" in done.stderr
    missing = run(filon, "person", "erase", "1", "1", "--yes")
    assert (missing.exit_code, "no prospect n° 1" in missing.stderr) == (1, True)
    with filon.inside(alice.tenant, write=False):
        assert Submission.select().count() == 2
