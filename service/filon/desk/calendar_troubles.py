"""Mails to a member about their calendar elsewhere: it does not answer, or does not agree with ours."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from filon.appointments import account_looks
from filon.appointments.elsewhere import SILENT_AFTER, CalendarAccount
from filon.desk.announcements import called
from filon.desk.meeting_mails import when
from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.i18n import _, speaking
from filon.foundation.transactions import transaction
from filon.foundation.voice import Voice
from filon.leads.models import Lead
from filon.notifications.actions import queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import write_mail
from filon.tenants.models import Member, Tenant

_TEMPLATE = "calendar_trouble"


def tell_of_silence(id: UUID, settings: Settings) -> None:
    """Tell the owner of an account once that it refuses us, or that nothing was heard of it for a day."""
    with transaction():
        account = locked(CalendarAccount.select().where(CalendarAccount.id == id)).first()
        if account is None or account.told_at is not None:
            return
        is_refused = account.problem == "refused"
        if not is_refused and account.failing_since > clock.now() - SILENT_AFTER:
            return
        account_looks.note_told(account)
        owner = Member.find(account.member_id)
        with speaking(owner.language):
            since = _voice().moment(account.failing_since)
        said = {
            "step": "refused" if is_refused else "silent",
            "name": account.user,
            "since": since,
            "link": f"{settings.address}/app/reglages/agendas",
        }
        _tell(owner, said, cause=uuid5(account.id, account.failing_since.isoformat()))


def tell_of_closing(calendar: Any, owner: Any, settings: Settings) -> None:
    """Tell the owner that a calendar of theirs lets nobody write into it any more."""
    link = f"{settings.address}/app/reglages/agendas"
    said = {"step": "closed", "name": calendar.name, "link": link}
    _tell(owner, said, cause=uuid5(calendar.id, f"closed {clock.now().isoformat()}"))


def tell_of_conflict(
    step: str, appointment: Any, owner: Any, settings: Settings, *, there: datetime | None
) -> None:
    """Tell the owner what became of one of ours `there`: "gone", "put_back", or moved on "both" sides."""
    voice = _voice()
    with access.seeing_all():  # whoever takes part reads whom it is with
        lead = Lead.find(appointment.lead_id) if appointment.lead_id else None
    phone = (voice.phone(lead.phone) if lead.phone else lead.phone_typed or "") if lead else ""
    with speaking(owner.language):
        said = {
            "step": step,
            "name": called(lead, phone) if lead else appointment.title or _("Rendez-vous"),
            "when": when(voice, appointment),
            "there": voice.date_and_time(there) if there is not None else "",
            "link": f"{settings.address}/app/calendrier/{appointment.id}",
        }
    _tell(
        owner,
        said,
        cause=uuid5(appointment.id, f"{step} {appointment.sequence} {owner.id} {there}"),
        about=appointment.lead_id or appointment.id,
    )


def _tell(member: Any, said: dict[str, Any], *, cause: UUID, about: UUID | None = None) -> None:
    if not member.email:
        return
    said = {"since": "", "when": "", "there": "", **said}
    mail = write_mail(_TEMPLATE, member.language, look=look_here(), business=Tenant.current().name, **said)
    queue_mail(mail, cause=cause, member=member.id, address=member.email, about=about)


def _voice() -> Voice:
    business = Tenant.current()
    return Voice(business.zone, business.region, business.currency)
