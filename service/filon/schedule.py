"""When → what. The one table of everything that runs by itself; the worker gives it to APScheduler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from filon.appointments import account_looks
from filon.desk import escalation, meetings, silence
from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.last_seen import note_seen
from filon.foundation.limits import forget_old_attempts
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import free_left_behind
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.housekeeping import alerts, trash, unnamed_files
from filon.housekeeping.figures import read_figures
from filon.housekeeping.findings import needs_a_person
from filon.intake import form_tests, habits
from filon.intake.imports import keeping
from filon.interactions import attachments
from filon.leads import bulk_changes, export_notes, exports
from filon.notifications import actions as notifications
from filon.notifications import snippets
from filon.tasks import forgetting
from filon.tenants import changes, sessions, sign_in, used_once, waking
from filon.tenants.models import Tenant
from filon.tenants.operators import sign_in as operators


@dataclass(frozen=True)
class Job:
    """`every` is in seconds. Jobs are sentences.

    One worker at a time runs them, but for seconds when one that was frozen comes back, when two may.
    """

    run: Callable[[Settings], None]
    every: int


def wake_waiting_sites(settings: Settings) -> None:
    waking.wake_waiting_sites(settings)


def free_events_left_behind(settings: Settings) -> None:
    with across_tenants("free what killed workers had in hand"), transaction():
        free_left_behind()


def forget_what_has_expired(settings: Settings) -> None:
    """Used names, sessions, links and attempts that can't matter any more, one tenant a transaction."""
    for tenant in _tenants():
        with acting_for(tenant), transaction():
            used_once.forget_expired()
            sessions.forget_expired()
            changes.forget_old()
            snippets.forget_removed(clock.now() - changes.GONE_AFTER)
            forgetting.forget_old()
    sign_in.forget_expired()
    operators.forget_expired()
    forget_old_attempts()


def forget_old_bulk_changes(settings: Settings) -> None:
    for tenant in _tenants():
        with acting_for(tenant):
            while not bulk_changes.forget_old():
                pass


def forget_old_notifications(settings: Settings) -> None:
    for tenant in [*_tenants(), sign_in.DOORSTEP]:  # mails with sign-in links are of no business
        with acting_for(tenant):
            notifications.forget_old()


def forget_old_exports(settings: Settings) -> None:
    for tenant in _tenants():
        with acting_for(tenant), transaction():
            exports.forget_old()
            export_notes.forget_old()


def forget_removed_files(settings: Settings) -> None:
    for tenant in _tenants():
        with acting_for(tenant), transaction():
            attachments.forget_removed()


def forget_files_that_no_row_names(settings: Settings) -> None:
    for tenant in _tenants():
        with acting_for(tenant):
            unnamed_files.forget_unnamed()


def forget_old_imports(settings: Settings) -> None:
    for tenant in _tenants():
        with acting_for(tenant), transaction():
            keeping.forget_old()


def empty_the_trash(settings: Settings) -> None:
    for tenant in _tenants():
        with acting_for(tenant):
            trash.empty_trash()


def remind_of_silent_leads(settings: Settings) -> None:
    """Where a business wants it, make reminders of prospects of whom nobody has heard for days."""
    with across_tenants("list tenants that want to be reminded of silence"), transaction(write=False):
        wanting = [tenant.id for tenant in Tenant.select(Tenant.id).where(silence.wanted())]
    for tenant in wanting:
        with acting_for(tenant), transaction():
            silence.remind_of_silent_leads()


def escalate_unanswered_leads(settings: Settings) -> None:
    """Where a business wants it, tell others of prospects whom nobody has called in time."""
    with across_tenants("list tenants that pass on who is not answered"), transaction(write=False):
        wanting = [tenant.id for tenant in Tenant.select(Tenant.id).where(escalation.wanted())]
    for tenant in wanting:
        with acting_for(tenant):
            # Looked for twice a minute, and there seldom: whoever writes meanwhile is not kept waiting for it.
            with transaction(write=False):
                is_needed = bool(escalation.due_now())
            if is_needed:
                with transaction():
                    escalation.escalate_unanswered(settings)


def notice_silent_forms(settings: Settings) -> None:
    for tenant in _tenants():
        with acting_for(tenant):
            habits.notice_silent_forms()


def forget_old_tests(settings: Settings) -> None:
    for tenant in _tenants():
        with acting_for(tenant), transaction():
            form_tests.forget_old()


def follow_clock_changes(settings: Settings) -> None:
    """Where a country has changed its clocks: what was agreed on the wall stays, and the moment moves."""
    for tenant in _tenants():
        with acting_for(tenant), transaction():
            meetings.follow_clock_changes()


def look_at_calendars_elsewhere(settings: Settings) -> None:
    """Each account in its time; what that finds is another lane's work."""
    with across_tenants("list tenants with calendars to look at"), transaction(write=False):
        living = Tenant.select(Tenant.id).where(Tenant.removed_at.is_null())
        due = {one.id for one in living} & set(account_looks.tenants_due())
    for tenant in due:
        with acting_for(tenant):
            account_looks.look_when_due()


def note_that_a_worker_lives(settings: Settings) -> None:
    note_seen("worker")


def tell_the_operator(settings: Settings) -> None:
    with across_tenants("see what needs a person"), transaction(write=False):
        figures = read_figures(settings)
    alerts.tell_operator(settings, needs_a_person(figures))


def _tenants() -> list[Any]:
    with across_tenants("list tenants for the clean-up"), transaction(write=False):
        return [tenant.id for tenant in Tenant.select(Tenant.id)]


JOBS = [
    Job(note_that_a_worker_lives, every=15),
    Job(free_events_left_behind, every=5),
    Job(wake_waiting_sites, every=15),
    Job(tell_the_operator, every=60),
    Job(escalate_unanswered_leads, every=30),
    Job(forget_what_has_expired, every=600),
    Job(forget_old_bulk_changes, every=3600),
    Job(forget_old_notifications, every=6 * 3600),
    Job(forget_old_exports, every=3600),
    Job(remind_of_silent_leads, every=1800),
    Job(notice_silent_forms, every=3600),
    Job(forget_old_tests, every=6 * 3600),
    Job(follow_clock_changes, every=6 * 3600),
    Job(look_at_calendars_elsewhere, every=20),
    Job(forget_removed_files, every=6 * 3600),
    Job(forget_files_that_no_row_names, every=6 * 3600),
    Job(forget_old_imports, every=3600),
    Job(empty_the_trash, every=6 * 3600),
]
