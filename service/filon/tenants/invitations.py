"""Inviting people by mail: a link that works once, for seven days, and only when its button is pressed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, outbox
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.tenancy import here
from filon.foundation.transactions import on_its_own, transaction
from filon.tenants import changes, doorplates, links, members, sessions
from filon.tenants.actions import check_email
from filon.tenants.models import Member
from filon.tenants.own_account import require_own_account

LIFETIME = timedelta(days=7)
PURPOSE = "invitation"
# Nobody's mailbox is filled through us, whoever a business invites.
PER_BUSINESS_AN_HOUR = 50
PER_ADDRESS_A_DAY, PER_ADDRESS_A_DAY_BY_ALL = 5, 20


def invite(email: str, name: str, role: str, language: str) -> Any:
    """Ask somebody to join, by mail; returns the SettingChange. Raises Invalid for each wrong field, or Forbidden.

    Call it before the transaction's first query: what is refused stays counted.
    """
    address, name = _check(email, name, role, language)
    _check_allowed()
    _count(address)
    with transaction():
        require_own_account()
        member = Member.get_or_none(Member.email == address)
        if member is not None and member.removed_at is None:
            raise Invalid({"email": [_("Cette personne est déjà dans votre équipe.")]})
        about = {"name": name, "role": role, "language": language}
        if member is None:
            member = Member.create(email=address, **about)
        else:
            access.require(member.role)  # who was an owner comes back by an owner's hand only
            Member.update(removed_at=None, joined_at=None, told_of_requests=False, **about).where(
                Member.id == member.id
            ).execute()
        doorplates.put_up("email", address, here())
        _send(member)
        return changes.note("member", member.id, {"removed": True}, {"removed": False})


def invite_again(id: UUID) -> None:
    """Send a new link; the one before stops working. Raises Invalid when they are in already, or NotFound."""
    with on_its_own(write=False):
        if members.find(id) is None:
            raise NotFound()
    _check_allowed()
    _count(id.hex)
    with transaction():
        member = members.find(id)
        if member is None:
            raise NotFound()
        if not member.is_invited or member.email is None:
            raise Invalid({"member": [_("Cette personne est déjà dans votre équipe.")]})
        _send(member)


def accept(token: str, *, caller: str, user_agent: str) -> str:
    """Join; returns the token of a new session. Raises Gone when the link is used, old or withdrawn."""

    def join(member: Any) -> str:
        if not member.is_invited:  # they came in another way, and the mail is days old
            raise links.over()
        return sessions.open_session(member, user_agent=user_agent)

    return links.use(PURPOSE, token, join, caller=caller)


def _send(member: Any) -> None:
    who = access.actor()
    outbox.emit("member.invited", member=member.id.hex, by=who.name, at=clock.now().isoformat())


def _check(email: str, name: str, role: str, language: str) -> tuple[str, str]:
    """(address, name) as they are kept."""
    errors: dict[str, list[str]] = {}
    address = check_email(email)
    if not address:
        errors["email"] = [_("Cette adresse n’est pas complète.")]
    for check, value in ((members.check_role, role), (members.check_language, language)):
        try:
            check(value)
        except Invalid as error:
            errors |= error.errors
    try:
        name = members.read_name(name or address.partition("@")[0])
    except Invalid as error:
        errors |= error.errors
    if errors:
        raise Invalid(errors)
    return address, name


def _check_allowed() -> None:
    """Before anything is counted: who may not invite at all uses up nobody's measure."""
    access.require("manager")
    with on_its_own(write=False):
        require_own_account()


def _count(whom: str) -> None:
    count_attempt("invitations of", here().hex, most=PER_BUSINESS_AN_HOUR, seconds=3600)
    count_attempt("invitations to", f"{here().hex} {whom}", most=PER_ADDRESS_A_DAY, seconds=86_400)
    count_attempt("invitations to", whom, most=PER_ADDRESS_A_DAY_BY_ALL, seconds=86_400)
