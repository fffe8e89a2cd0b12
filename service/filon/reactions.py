"""Event → what follows. The one table of everything that happens because something else did.

INSIDE reactions run in one transaction with the event's own end: all of it, or none of it and again later.
OUTSIDE reactions speak to the network: no transaction is open around them, and they may run twice, so each
looks first whether it is done. LONG ones likewise, which work for minutes: they have a lane of their own, or mails
would wait behind them. Calendars ELSEWHERE have theirs as well: each is asked every few minutes.
"""

from __future__ import annotations

from collections.abc import Callable

from filon.appointments import connections, resource_giving
from filon.desk import (
    announcements,
    calendar_sync,
    due_mails,
    escalation,
    left_behind,
    meeting_mails,
    meeting_news,
    meeting_reminders,
    message_mails,
    minutes_mails,
    people,
    rehearsals,
    standing,
)
from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.housekeeping import erasure_mails
from filon.intake.imports import alike, checking, keeping, reading, running, undoing
from filon.interactions import assigned, attachments, bulk_running, mails, notes, ownership
from filon.leads import custom_fields, exports, promised, search, suspected, views
from filon.notifications import delivery
from filon.reports import writing
from filon.tasks.ownership import follow_lead, follow_list, release_tasks, release_unseen
from filon.tenants import logos

Reaction = Callable[[Event, Settings], None]

_TOLD: list[Reaction] = [
    meeting_mails.tell_those_we_meet,
    meeting_news.tell_the_team,
    calendar_sync.look_after,
]
_AGREED: list[Reaction] = [*_TOLD, meeting_reminders.plan_reminders]

INSIDE: dict[str, list[Reaction]] = {
    "lead.recorded": [
        # First: it holds the rules, before anything holds a lead.
        assigned.assign_request,
        search.index_recorded,
        custom_fields.enter_defaults,
        suspected.look_for_alike,
        announcements.announce_request,
    ],
    "lead.joined": [assigned.assign_request, announcements.announce_request],
    "test.received": [rehearsals.rehearse_request],
    "lead.added": [suspected.look_for_alike],
    "lead.changed": [suspected.look_for_alike, follow_lead],
    "lead.trashed": [],
    "lead.restored": [suspected.look_for_alike],
    "lead.merged": [follow_lead],
    "lead.parted": [suspected.look_for_alike, follow_lead],
    "lead.status_changed": [],
    "bulk.owners_changed": [follow_list],
    "promise.changed": [promised.count_anew],
    "escalation.changed": [escalation.begin_anew],
    "notes.cut": [notes.index_cut],
    "message.written": [message_mails.tell_named],
    "letter.sent": [mails.note_sent],
    "requests.held_back": [announcements.sum_up_requests],
    "sign_in.asked": [people.send_sign_in_link],
    "member.invited": [people.send_invitation],
    "member.removed": [
        # First: it holds the member, before anything holds a lead.
        calendar_sync.disconnect,
        exports.forget_of_removed_member,
        ownership.release_leads,
        views.forget_of_removed_member,
        release_tasks,
        left_behind.tell_those_who_run_it,
    ],
    "owner.left": [ownership.release_leads],
    "member.limited": [exports.forget_of_lesser_member, release_unseen],
    "member.lowered": [exports.forget_of_lesser_member],
    "field.hidden": [exports.forget_when_hidden],
    "client.removed": [exports.forget_of_removed_client, keeping.forget_of_removed_client],
    "import.forgotten": [keeping.forget_files],
    "exports.forgotten": [exports.forget_files],
    "files.forgotten": [attachments.forget_files],
    "ownership.offered": [people.send_ownership],
    "operator.asked": [people.send_operator_link],
    "erasure.asked": [erasure_mails.tell_managers],
    "erasure.pressing": [erasure_mails.press_managers],
    "appointment.booked": [*_AGREED],
    "appointment.moved": [*_AGREED],
    "appointment.changed": [*_TOLD],
    "appointment.confirmed": [*_AGREED],
    "appointment.held": [],
    "appointment.missed": [],
    "appointment.cancelled": [*_TOLD],
    "appointment.restored": [*_AGREED],
    "appointment.clashed": [*_AGREED],
    "appointment.near": [meeting_reminders.remind],
    "reminders.changed": [meeting_reminders.plan_anew],
    "minutes.answered": [minutes_mails.tell_the_answer],
    "task.due": [due_mails.tell_due_tasks],
    "logo.replaced": [logos.forget_replaced],
}

OUTSIDE: dict[str, Reaction] = {
    "notification.queued": delivery.send_notification,
}

ELSEWHERE: dict[str, Reaction] = {
    "calendar.due": calendar_sync.synchronise,
    "calendar.left": connections.leave,
}

LONG: dict[str, Reaction] = {
    "export.asked": writing.write_export,
    "picture.attached": attachments.draw_small,
    "import.brought": reading.read_file,
    "import.chosen": checking.check_import,
    "import.started": running.run_import,
    "import.ran": alike.look_among_new,
    "import.undone": undoing.undo_import,
    "bulk.asked": bulk_running.run_bulk_change,
    "bulk.undone": bulk_running.undo_bulk_change,
    "bulk.statuses_changed": standing.follow_list,
    "bulk.statuses_restored": standing.follow_list_back,
    "kind.needs_resource": resource_giving.give_to_come,
}
