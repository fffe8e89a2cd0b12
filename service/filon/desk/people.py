"""Mails that let people in, or make them more: a sign-in link, an invitation, the offer to become an owner.

Each token is made here, in the transaction that queues its mail, so that none waits in the outbox.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from filon.foundation.config import Settings
from filon.foundation.i18n import FRENCH, _, speaking
from filon.foundation.outbox import Event
from filon.notifications.actions import queue_mail
from filon.notifications.looks import FILON, look_here, look_of
from filon.notifications.mails import write_mail
from filon.tenants import invitations, links, members, ownership, sign_in
from filon.tenants.models import Tenant
from filon.tenants.operators import sign_in as operators


def send_sign_in_link(event: Event, settings: Settings) -> None:
    """Mail the link that was asked for, once for all businesses of the address; one that opens none gets nothing.

    Anybody can invite an address, and call their business what they like: only one that its holder has joined is named.
    """
    email = event.payload["email"]
    found = sign_in.businesses_of(email)
    if not found:
        return
    joined = [business for business in found if business.is_joined]
    reader = (joined or found)[0].language
    if len(joined) == 1:
        business = opens = joined[0].name
        look = look_of(joined[0].colour)
    else:
        business, look = "Filon", FILON
        with speaking(reader):
            opens = _("vos tableaux de bord") if len(found) > 1 else _("votre tableau de bord")
    link = f"{settings.address}/app/sign-in/{sign_in.new_link(email)}?next={quote(event.payload['next'])}"
    mail = write_mail("sign_in", reader, look=look, business=business, opens=opens, link=link)
    queue_mail(mail, cause=event.id, member=None, address=email)


def send_invitation(event: Event, settings: Settings) -> None:
    """Mail somebody the link to join the business."""
    member = members.find(UUID(event.payload["member"]))
    if member is None or not member.is_invited:
        return
    token = links.new_link(invitations.PURPOSE, member.id, invitations.LIFETIME)
    _write(
        member,
        "invitation",
        event.id,
        link=f"{settings.address}/app/invitation/{token}",
        by=event.payload["by"],
    )


def send_ownership(event: Event, settings: Settings) -> None:
    """Ask a member by mail whether they want to be an owner."""
    member = members.find(UUID(event.payload["member"]))
    if member is None or member.role == "owner":
        return
    token = ownership.renew(member)
    if token is None:
        return
    _write(
        member,
        "ownership",
        event.id,
        link=f"{settings.address}/app/ownership/{token}",
        by=event.payload["by"],
    )


def send_operator_link(event: Event, settings: Settings) -> None:
    """Mail an operator the link that was asked for; an address that is none gets nothing."""
    token = operators.new_link(event.payload["email"])
    if token is None:
        return
    link = f"{settings.address}/operator/sign-in/{token}"
    mail = write_mail("operator_sign_in", FRENCH, business="Filon", link=link)
    queue_mail(mail, cause=event.id, member=None, address=event.payload["email"])


def _write(member: Any, template: str, cause: UUID, **values: Any) -> None:
    mail = write_mail(template, member.language, business=Tenant.current().name, look=look_here(), **values)
    queue_mail(mail, cause=cause, member=member.id, address=member.email)
