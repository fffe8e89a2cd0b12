"""Minutes as they go along with their lead: merged and taken apart, handed over as a copy, and erased."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.desk import minutes as desk
from filon.foundation.access import Actor
from filon.housekeeping import actions
from filon.housekeeping.dossier import dossier_of
from filon.housekeeping.merges import Merge
from filon.housekeeping.merging import merge_leads
from filon.housekeeping.parting import undo_merge
from filon.interactions.minutes import Minutes, NextStep, Step, Written
from filon.interactions.models import Interaction, NoteRevision
from filon.leads.models import Lead
from filon.notifications.models import Notification
from filon.tasks.models import Task
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import as_alice
from tests.appointments.minuting import after, filled_in, met, written
from tests.housekeeping.rows import all_rows, where_found
from tests.parts.smtp import Mailbox
from tests.tasks.planning import ask

SALMA, KARIM = 1, 2


@pytest.fixture
def appointment(workshop: Workshop) -> Any:
    ask(workshop.site, name="Karim Alaoui", email="karim@example.com")
    return met(workshop)


def owners(workshop: Workshop, *numbers: int) -> list[tuple[int, ...]]:
    """How many minutes, steps, open reminders, moments of minutes and revisions each of these leads has."""
    with workshop.inside():
        found = []
        for lead in (Lead.by_number(number).id for number in numbers):
            tables = [model.select().where(model.lead_id == lead) for model in (Minutes, Step, NoteRevision)]
            told = Interaction.select().where((Interaction.lead_id == lead) & (Interaction.kind == "minutes"))
            counts = (*(rows.count() for rows in tables), Task.of_lead(lead).count(), told.count())
            found.append(counts)
        return found


def test_erased_with_the_person(workshop: Workshop, browser: FlaskClient, appointment: Any) -> None:
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}, send="1"))
        written(browser, appointment, filled_in(workshop, {}, seen=1, decided="Salma veut du hêtre"))
        with as_alice(workshop):
            actions.erase_lead(Lead.by_number(SALMA))
    assert where_found(all_rows(workshop.site.filon.environ), "salma", "chêne", "hêtre", "le devis") == []
    with workshop.inside():
        assert (Minutes.select().count(), Step.select().count(), Task.select().count()) == (0, 0, 0)
    workshop.site.filon.work()


def test_merged_and_taken_apart(workshop: Workshop, browser: FlaskClient, appointment: Any) -> None:
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}))
        with as_alice(workshop):
            merge = merge_leads(Lead.by_number(KARIM), Lead.by_number(SALMA), {"name": "gone"})
        assert owners(workshop, KARIM) == [(1, 1, 0, 1, 1)]
        # Written anew while both are one, with one step more.
        written(browser, appointment, filled_in(workshop, {}, {"what": "Mesurer"}, seen=1))
        assert owners(workshop, KARIM) == [(1, 2, 1, 2, 1)]
        with as_alice(workshop):
            undo_merge(Merge.find(merge.id))
        assert owners(workshop, SALMA, KARIM) == [(1, 2, 1, 2, 1), (0, 0, 0, 0, 0)]
        with workshop.inside():
            salma, karim = (Lead.by_number(number) for number in (SALMA, KARIM))
            assert (salma.next_task_at is not None, karim.next_task_at) == (True, None)


def test_begun_while_both_were_one_they_go_with_their_appointment(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    with after(workshop):
        with as_alice(workshop):
            merge = merge_leads(Lead.by_number(KARIM), Lead.by_number(SALMA), {"name": "gone"})
        written(browser, appointment, filled_in(workshop, {}, send="1"))
        with as_alice(workshop):
            undo_merge(Merge.find(merge.id))
        assert owners(workshop, SALMA, KARIM) == [(1, 1, 0, 1, 1), (0, 0, 0, 0, 0)]
        assert "Pose en mai." in browser.get("/app/prospects/1").text
        assert "Pose en mai." not in browser.get("/app/prospects/2").text


def test_every_mail_of_them_goes_back_and_none_outlives_the_person(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    with after(workshop):
        with as_alice(workshop):
            merge = merge_leads(Lead.by_number(KARIM), Lead.by_number(SALMA), {"name": "gone"})
        written(browser, appointment, filled_in(workshop, {}, send="1", decided="Salma veut du hêtre"))
        workshop.site.filon.work()
        written(browser, appointment, filled_in(workshop, seen=1, send="1", decided="Salma veut du teck"))
        workshop.site.filon.work()
        with as_alice(workshop):
            undo_merge(Merge.find(merge.id))
        with workshop.inside():
            salma = Lead.by_number(SALMA).id
            mails = [one.id for one in Interaction.select().where(Interaction.kind == "mail")]
            assert len(mails) == 2
            assert {one.lead_id for one in Interaction.select().where(Interaction.id.in_(mails))} == {salma}
            letters = list(Notification.select().where(Notification.cause_id.in_(mails)))
            assert [one.about_id for one in letters] == [salma, salma]
        with as_alice(workshop):
            actions.erase_lead(Lead.by_number(SALMA))
        with workshop.inside():
            assert Notification.select().where(Notification.cause_id.in_(mails)).count() == 0
        assert where_found(all_rows(workshop.site.filon.environ), "hêtre", "teck") == []


def test_in_the_copy_for_the_person(workshop: Workshop, browser: FlaskClient, appointment: Any) -> None:
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}, draft="1"))
        with as_alice(workshop):
            [kept] = dossier_of(Lead.by_number(SALMA))["minutes"]
        assert (kept["is_draft"], kept["said"], kept["decided"]) == (
            *(True, "Elle préfère le chêne."),
            "Pose en mai.",
        )
        assert kept["steps"] == [{"what": "Envoyer le devis", "due_on": "2026-05-11"}]
        written(browser, appointment, filled_in(workshop, {}, seen=1))
        with as_alice(workshop):
            told = [one for one in dossier_of(Lead.by_number(SALMA))["history"] if one["kind"] == "minutes"]
        assert "Pose en mai." in told[0]["text"]


def test_of_a_lead_that_has_gone_meanwhile_nothing_is_written(workshop: Workshop, appointment: Any) -> None:
    with after(workshop), as_alice(workshop):
        subject = desk.of_appointment(appointment.id)
        merge_leads(Lead.by_number(KARIM), Lead.by_number(SALMA), {"name": "gone"})
        with pytest.raises(desk.NotFound):
            desk.write(subject, Written(decided="x", steps=(NextStep("y", by_lead=True),)), seen=0)
        assert Minutes.select().count() == 0


def test_whoever_is_erased_as_another_is_not(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}))
        who = Actor("owner", workshop.alice, "Alice")
        with workshop.site.filon.inside(workshop.site.tenant, who):
            actions.erase_lead(Lead.by_number(KARIM))
        assert owners(workshop, SALMA) == [(1, 1, 0, 1, 1)]
