"""Every change to the people of a business: their name, language, alerts and role; removing and readmitting them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, outbox
from filon.foundation.access import Actor
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import LANGUAGES, _
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.tenants import actions, changes, doorplates, hours, lesser, links, ownership, sessions
from filon.tenants.models import LIMITED_ROLES, Link, Member
from filon.tenants.own_account import require_own_account

# What can be given at once; the fourth, owner, only by an owner and with the person's own yes (ownership.py).
GIVEN_ROLES = ("reader", "agent", "manager")
LONGEST_NAME = 100


def rename(member: Any, name: str) -> Any:
    """As the others here: returns the SettingChange, None when nothing changes; raises Invalid or Forbidden."""
    name = read_name(name)
    _not_from_wordpress(member)
    with transaction(), _allowed(member):
        return changes.keep("member", member, name=name)


def speak_to(member: Any, language: str) -> Any:
    """The language of their pages and mails."""
    check_language(language)
    _not_from_wordpress(member)
    with transaction(), _allowed(member):
        return changes.keep("member", member, language=language)


def tell_of_requests(member: Any, told: bool) -> Any:
    """Whether each request is mailed to them."""
    if told and member.email is None:
        raise Invalid({"told": [_("Cette personne n’a pas donné d’adresse mail.")]})
    if told and member.is_invited:
        # What visitors write is mailed to nobody who has not shown that the address is theirs.
        raise Invalid({"told": [_("Cette personne n’a pas encore rejoint l’équipe.")]})
    with transaction(), _allowed(member):
        return changes.keep("member", member, told_of_requests=told)


def can_be_met(member: Any, days: Iterable[str] | None) -> Any:
    """When they can be met in a week, seven days as somebody typed them; None for the hours of the business.

    Nobody meets whoever only reads: they have no such hours to change.
    """
    access.require("agent")
    week = None if days is None else [hours.read_day(text) for text in days]
    with transaction(), _allowed(member):
        return changes.keep("member", member, hours=week)


def limit_to_own(member: Any, only_own: bool) -> Any:
    """Whether of all leads they see their own only, and those that are nobody's; from their next page on."""
    with transaction():
        member = _as_they_are(member)
        with _allowed(member, even_myself=False):
            if only_own and member.role not in LIMITED_ROLES:
                said = _("Qui règle l’entreprise voit tous les prospects : donnez d’abord un autre rôle.")
                raise Invalid({"only_own": [said]})
            lesser.tell_if_less(member, only_own=only_own)
            return changes.keep("member", member, only_own=only_own)


def give_role(member: Any, role: str) -> Any:
    """What they may do from now on. They are signed out, and come back with the new role."""
    check_role(role)
    _not_from_wordpress(member)
    with transaction():
        member = _as_they_are(member)
        with _allowed(member, even_myself=False):
            if role != member.role:
                _keep_an_owner(member)
            lesser.tell_if_less(member, role=role)
            change = changes.keep("member", member, role=role)
            if change is not None:
                _let_go(member)
            return change


def remove(member: Any) -> Any:
    """Take all access away at once, everywhere. What they did keeps their name.

    Their leads become nobody's a little later (`member.removed`), so that taking this back brings everything back.
    """
    if member.id == access.actor().member:
        raise Invalid({"member": [_("Demandez à une autre personne de vous retirer.")]})
    with transaction():
        member = _as_they_are(member)
        with _allowed(member, even_myself=False):
            _keep_an_owner(member)
            now = clock.now()
            Member.update(removed_at=now).where(Member.id == member.id).execute()
            _let_go(member)
            if member.email:
                doorplates.take_down("email", member.email, here())
            outbox.emit("member.removed", due_at=now + changes.GONE_AFTER, member=member.id.hex)
            return changes.note("member", member.id, {"removed": False}, {"removed": True})


def _as_they_are(member: Any) -> Any:
    """The member as they are now, and stay until the transaction ends. Raises NotFound when they were removed.

    All owners stay too, in one order for all, so that two who let each other go don't wait for each other.
    """
    held = locked(
        Member.present().where((Member.id == member.id) | (Member.role == "owner")).order_by(Member.id)
    )
    current = next((one for one in held if one.id == member.id), None)
    if current is None:
        raise NotFound()
    return current


def _let_go(member: Any) -> None:
    """End what the member's former role has opened: sessions, links, connection codes, offers of an owner."""
    sessions.end_sessions_of(member.id)
    with access.acting_as(access.SYSTEM):
        # An invitation opens nothing while its member is removed, and again when that is taken back.
        links.forget(Link.select().where((Link.member_id == member.id) & (Link.purpose != "invitation")))
    actions.forget_codes_of(member.id)
    if member.role == "owner":
        ownership.withdraw_all()


def readmit(member: Any) -> Any:
    """Let somebody who was removed in again, as they were."""
    with transaction(), _allowed(member, even_myself=False):
        Member.update(removed_at=None).where(Member.id == member.id).execute()
        if member.email:
            doorplates.put_up("email", member.email, here())
        return changes.note("member", member.id, {"removed": True}, {"removed": False})


def undo(change: Any) -> Any:
    """Take a change back. Raises Conflict when it was changed again since."""
    member = Member.get_by_id(change.about_id)
    before = change.before
    with transaction():
        if "removed" in before:
            if (member.removed_at is not None) is not change.after["removed"]:
                raise Conflict()
            return remove(member) if before["removed"] else readmit(member)
        changes.check_stands(change, member)
        if "role" in before:
            return give_role(member, before["role"])
        if "only_own" in before:
            return limit_to_own(member, before["only_own"])
        if "hours" in before:
            access.require("agent")
        with _allowed(member):
            return changes.keep("member", member, **before)


def read_name(name: str) -> str:
    """The name as it is kept. Raises Invalid."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise Invalid({"name": [_("Écrivez un nom.")]})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": [_("C’est trop long : 100 signes au plus.")]})
    return name


def check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid({"language": [_("Choisissez une langue de la liste.")]})


def check_role(role: str) -> None:
    """Raise Invalid unless the one acting may give this role, Forbidden when it is above their own."""
    if role not in GIVEN_ROLES:
        raise Invalid({"role": [_("Choisissez un rôle de la liste.")]})
    access.require(role)


def _allowed(member: Any, *, even_myself: bool = True) -> AbstractContextManager[None]:
    """The right to change this member, for the block: one's own settings, or a manager's to those not above them."""
    who = access.actor()
    if even_myself and member.id == who.member:
        # As the system, still under their name: a reader has a language too, though a reader writes nothing.
        return access.acting_as(Actor(access.SYSTEM.role, who.member, who.name))
    access.require("manager")
    access.require(member.role)
    require_own_account()
    return access.acting_as(who)


def _not_from_wordpress(member: Any) -> None:
    if member.site_id is not None:
        raise Invalid(
            {
                "member": [
                    _("WordPress donne le nom, la langue et le rôle de cette personne : changez-les là-bas.")
                ]
            }
        )


def _keep_an_owner(member: Any) -> None:
    """Raise Invalid when nobody would own the business without this member."""
    if member.role != "owner":
        return
    owners = Member.present().where((Member.role == "owner") & Member.email.is_null(False))
    if {owner.id for owner in owners} <= {member.id}:
        raise Invalid(
            {"member": [_("C’est la seule personne propriétaire : nommez-en d’abord une autre.")]},
            code="last_owner",
        )


def find(id: UUID) -> Any:
    """The member who works here or is invited, or None."""
    member = Member.find(id)
    return member if member is not None and member.removed_at is None else None
