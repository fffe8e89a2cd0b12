"""Minutes of an appointment or of a call, as HTML: writing them, and mailing them to the lead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to, page
from filon.foundation.errors import Conflict, Invalid, TooMany
from filon.foundation.i18n import _
from filon.foundation.web import settings
from filon.interactions.mails import can_be_written_to
from filon.interactions.minutes import MARGINS
from filon.leads.models import the_lead
from filon.leads.sight import is_seen
from filon.tenants.models import Member

from . import minutes, minutes_mails, reminders
from .minutes import Subject
from .minutes_forms import EMPTY_ROWS, Row, read, rows_of, typed_rows
from .minutes_shown import shown

pages = Pages("minutes", __name__)
_MEETING = "/calendrier/<uuid:appointment>/minutes"
_CALL = "/prospects/<int(max=2147483647):number>/calls/<uuid:call>/minutes"


@pages.get(_MEETING, role="agent")
def show(appointment: UUID) -> Response:
    """The form: as they are, or empty."""
    return _form(minutes.of_appointment(appointment))


@pages.post(_MEETING)
def write(appointment: UUID) -> Response:
    """Keep them as a draft, or tell them in the timeline, and send them at once."""
    return _write(minutes.of_appointment(appointment))


@pages.post(f"{_MEETING}/mail")
def send(appointment: UUID) -> Response:
    return _send(minutes.of_appointment(appointment))


@pages.get(_CALL, role="agent")
def show_of_call(number: int, call: UUID) -> Response:
    return _form(minutes.of_call(the_lead(number), call))


@pages.post(_CALL)
def write_of_call(number: int, call: UUID) -> Response:
    return _write(minutes.of_call(the_lead(number), call))


@pages.post(f"{_CALL}/mail")
def send_of_call(number: int, call: UUID) -> Response:
    return _send(minutes.of_call(the_lead(number), call))


def _write(subject: Subject) -> Response:
    if "more" in request.form:
        return _form(subject, 200, rows=typed_rows(request.form), seen=_seen(), more=True)
    try:
        minutes.write(
            subject,
            read(request.form),
            seen=_seen(),
            is_draft="draft" in request.form,
        )
    except Invalid as refused:
        return _form(subject, 422, rows=typed_rows(request.form), seen=_seen(), wrong=refused.errors)
    except Conflict as refused:
        return _form(subject, 422, rows=typed_rows(request.form), said=refused.detail, is_conflict=True)
    return _send(subject) if "send" in request.form else _back(subject)


def _seen() -> int:
    """On which version the form was begun: only who was shown a newer one writes over it."""
    return request.form.get("seen", 0, type=int)


def _send(subject: Subject) -> Response:
    try:
        minutes_mails.send(subject, settings().address)
    except Conflict as refused:
        return _form(subject, 409, said=refused.detail)
    except TooMany:
        return _form(
            subject, 429, said=_("Trente mails par heure au plus : envoyez celui-ci un peu plus tard.")
        )
    return _back(subject)


def _back(subject: Subject) -> Response:
    if subject.appointment is not None:
        return back_to("calendar.show_one", appointment=subject.appointment.id)
    return back_to("desk.show_lead", number=subject.lead.number)


def _rows(rows: list[Row], steps: list[Any]) -> list[Row]:
    """A step that somebody has taken away meanwhile is a new one."""
    known = {str(one.id) for one in steps}
    return [row if row.id in known else replace(row, id="") for row in rows]


def _form(subject: Subject, status: int = 200, **more: Any) -> Response:
    now = subject.minutes
    steps = minutes.steps_of(now)
    is_typed = "said" in request.form and "rows" in more
    texts = (
        request.form if is_typed else {"said": now.said if now else "", "decided": now.decided if now else ""}
    )
    mates = {
        str(one.id): one.name
        for one in Member.working().where(Member.role != "reader")
        if one.sees(subject.lead.owner_id)
    }
    # Who works here no more still has what was theirs, and who only reads may have the lead.
    mates |= {str(id): name for id, name in minutes.names_of(steps).items()}
    mine = reminders.owner_for(subject.lead)
    if mine is not None and str(mine) not in mates:
        mates |= {str(one.id): one.name for one in Member.working().where(Member.id == mine)}
    return page(
        "desk/minutes.html",
        status,
        subject=subject,
        lead=subject.lead,
        sees_lead=is_seen(subject.lead),
        now_kept=now,
        said_before=texts.get("said", ""),
        decided_before=texts.get("decided", ""),
        mates=mates,
        mine=str(mine or ""),
        margins=MARGINS,
        blank=Row(),
        can_be_mailed=can_be_written_to(subject.lead),
        kept=shown(now, subject.lead),
        rows=_rows(more.pop("rows", None) or rows_of(steps, EMPTY_ROWS), steps),
        **{
            **{
                "seen": now.version if now else 0,
                "wrong": {},
                "said": "",
                "is_conflict": False,
                "more": False,
            },
            **more,
        },
    )
