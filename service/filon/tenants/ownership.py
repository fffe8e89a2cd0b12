"""Becoming an owner: offered by an owner, and true only when the person says yes from their own mailbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, outbox
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.tenants import changes, links, sessions
from filon.tenants.models import Link, Member
from filon.tenants.own_account import require_own_account

LIFETIME = timedelta(days=1)
PURPOSE = "ownership"
# So long a second mail is of no use to anybody.
OFFERED_AGAIN_AFTER = timedelta(minutes=10)


def offer(member: Any) -> None:
    """Ask the member by mail whether they want to be an owner. Takes an owner; raises Invalid or Forbidden.

    The offer stands from now on; the worker mails the way to accept it, unless it was withdrawn by then.
    """
    access.require("owner")
    require_own_account()
    if member.email is None or member.is_invited:
        raise Invalid({"role": [_("Il faut d’abord que cette personne entre avec son adresse mail.")]})
    if member.role == "owner":
        raise Invalid({"role": [_("Cette personne est déjà propriétaire.")]})
    by = access.actor().name
    with transaction(), access.acting_as(access.SYSTEM):
        lately = Link.expires_at > clock.now() + LIFETIME - OFFERED_AGAIN_AFTER
        if Link.select().where((Link.purpose == PURPOSE) & (Link.member_id == member.id) & lately).exists():
            raise Invalid({"role": [_("La question est déjà partie par mail : attendez quelques minutes.")]})
        links.new_link(PURPOSE, member.id, LIFETIME)
        outbox.emit("ownership.offered", member=member.id.hex, by=by)


def renew(member: Any) -> str | None:
    """The token that accepts the offer; None when there is none any more."""
    with transaction(), access.acting_as(access.SYSTEM):
        if member.id not in offered():
            return None
        return links.new_link(PURPOSE, member.id, LIFETIME)


def withdraw(member: Any) -> None:
    """Take an offer back that was not accepted yet, if there is one."""
    with transaction(), access.acting_as(access.SYSTEM):
        links.forget(Link.select().where((Link.purpose == PURPOSE) & (Link.member_id == member.id)))


def withdraw_all() -> None:
    """Take all offers back: one of those who may have made them owns the business no longer."""
    with transaction(), access.acting_as(access.SYSTEM):
        links.forget(Link.select().where(Link.purpose == PURPOSE))


def offered() -> set[UUID]:
    """Ids of the members who have an offer that they can still accept."""
    with access.acting_as(access.SYSTEM):
        return {link.member_id for link in links.open_links(PURPOSE)}


def accept(token: str, *, caller: str, user_agent: str) -> str:
    """Become an owner; everywhere else one is signed out. Returns the token of a new session. Raises Gone."""

    def become(member: Any) -> str:
        changes.note("member", member.id, {"role": member.role}, {"role": "owner"})
        Member.update(role="owner").where(Member.id == member.id).execute()
        sessions.end_sessions_of(member.id)
        return sessions.open_session(member, user_agent=user_agent)

    return links.use(PURPOSE, token, become, caller=caller)
