"""Mails that tell members what happened: somebody asked, and the link that lets a member in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from filon.foundation.config import Settings
from filon.foundation.i18n import _, speaking
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.leads.models import Lead
from filon.notifications.actions import queue_mail
from filon.notifications.mails import write_mail
from filon.tenants import sign_in
from filon.tenants.models import Member, Tenant

LONGEST_EXCERPT = 2_000


def announce_request(event: Event, settings: Settings) -> None:
    """Tell those who want to know that somebody asked: who, what, since when, with a link."""
    lead = Lead.find(UUID(event.payload["lead"]))
    if lead is None or lead.trashed_at is not None:
        return
    business = Tenant.current()
    voice = Voice(business.zone, business.region, business.currency)
    for member in Member.told():
        with speaking(member.language):
            values = _about(lead, voice, _asked_at(event, lead))
        mail = write_mail(
            "request",
            member.language,
            again=event.name == "lead.joined",
            business=business.name,
            link=f"{settings.address}/app/prospects/{lead.number}",
            **values,
        )
        queue_mail(
            cause=event.id,
            member=member.id,
            address=member.email,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
        )


def _asked_at(event: Event, lead: Any) -> datetime:
    """When this request was made: somebody who asks again may have been waiting for long."""
    said = event.payload.get("asked_at")
    return datetime.fromisoformat(said) if said else lead.to_call_since or lead.created_at


def _about(lead: Any, voice: Voice, asked_at: datetime) -> dict[str, Any]:
    phone_said = voice.phone(lead.phone) if lead.phone else lead.phone_typed or ""
    facts = [
        (_("Téléphone"), phone_said),
        (_("Mail"), lead.email or ""),
        (_("Société"), lead.company),
        (_("Formulaire"), lead.source_detail),
    ]
    message = lead.message if len(lead.message) <= LONGEST_EXCERPT else lead.message[:LONGEST_EXCERPT] + "…"
    return {
        "name": _called(lead, phone_said),
        "when": voice.moment(asked_at),
        "facts": [(label, value) for label, value in facts if value],
        "message": message,
        "phone": lead.phone,
        "phone_said": phone_said,
    }


def _called(lead: Any, phone_said: str) -> str:
    """What to call them, as a reader would say it: nobody is called by a number without spaces."""
    if lead.name and lead.name != lead.phone:
        return str(lead.name)
    return phone_said if lead.phone else _("Prospect n° %(number)s", number=lead.number)


def send_sign_in_link(event: Event, settings: Settings) -> None:
    """Mail a member the link that they asked for. The link is made here, so that no token waits in the outbox."""
    member = Member.find(UUID(event.payload["member"]))
    if member is None or member.removed_at is not None:
        return
    token = sign_in.new_link(member.id)
    link = f"{settings.address}/app/sign-in/{token}?next={quote(event.payload['next'])}"
    mail = write_mail("sign_in", member.language, business=Tenant.current().name, link=link)
    queue_mail(
        cause=event.id,
        member=member.id,
        address=member.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
    )
