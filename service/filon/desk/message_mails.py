"""Mails that tell members that a colleague has written to them about a prospect."""

from __future__ import annotations

from datetime import timedelta
from textwrap import shorten
from uuid import UUID

from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.i18n import _, speaking
from filon.foundation.outbox import Event
from filon.interactions.models import Interaction, Mention
from filon.leads.models import Lead
from filon.notifications.actions import queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import write_mail
from filon.notifications.models import Notification
from filon.tenants.models import Member, Tenant

# More is a conversation, which one follows on the page; what is unread stands there all the same.
MOST_AN_HOUR = 20
LONGEST_EXCERPT = 1_000


def tell_named(event: Event, settings: Settings) -> None:
    """Mail the message to those whom it names and who have an address of their own, in their language."""
    message = Interaction.find(UUID(event.payload["message"]))
    lead = Lead.find(message.lead_id) if message else None
    if message is None or lead is None or lead.trashed_at is not None:
        return
    named = [one.member_id for one in Mention.select().where(Mention.message_id == message.id)]
    hour = clock.now() - timedelta(hours=1)
    for member in Member.working().where(Member.id.in_(named)) if named else ():
        if not member.email or member.is_invited or not member.sees(lead.owner_id):
            continue
        if Notification.has_had(member.id, "message", MOST_AN_HOUR, since=hour):
            continue
        with speaking(member.language):
            about = lead.name or _("Prospect n° %(number)s", number=lead.number)
        mail = write_mail(
            "message",
            member.language,
            business=Tenant.current().name,
            look=look_here(),
            by=message.member_name,
            about=about,
            text=shorten(message.text, LONGEST_EXCERPT, placeholder="…"),
            link=f"{settings.address}/app/prospects/{lead.number}",
        )
        queue_mail(mail, cause=event.id, member=member.id, address=member.email, about=lead.id)
