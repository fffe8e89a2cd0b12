"""The team as JSON: who is in, inviting, changing, removing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation import access
from filon.foundation.errors import NotFound
from filon.foundation.web import Blueprint
from filon.tenants import invitations, members, ownership, schemas
from filon.tenants.hour_documents import typed
from filon.tenants.models import Member

api = Blueprint("members", __name__, url_prefix="/api/v1/members", description="The people of the business")


@api.route("")
@api.arguments(schemas.MembersQuery, location="query")
@api.response(200, schemas.Members)
def list_members(asked: dict[str, bool]) -> dict[str, Any]:
    """Everybody who works here or is invited, and which of them is asking; for managers also who was removed."""
    people = Member.present()
    if asked["removed"]:
        access.require("manager")
        people = Member.removed()
    return {
        "members": list(people.order_by(Member.created_at, Member.id)),
        "me": access.actor().member,
        "offered": sorted(ownership.offered()) if access.at_least("owner") else [],
    }


@api.route("", methods=["POST"], role="manager", problems=("own_account",))
@api.arguments(schemas.Invitation)
@api.response(201, schemas.Member)
def invite_member(asked: dict[str, str]) -> Any:
    """Ask somebody to join, by a mail whose link works once, for seven days."""
    return Member.get_by_id(invitations.invite(**asked).about_id)


@api.route(
    "/<uuid:member>/invitation",
    methods=["POST"],
    role="manager",
    problems=("own_account", "invalid"),
)
@api.response(204)
def invite_member_again(member: UUID) -> None:
    """Send the invitation again; the link before stops working."""
    invitations.invite_again(member)


@api.route("/<uuid:member>", methods=["PATCH"], problems=("own_account", "last_owner"))
@api.arguments(schemas.MemberChange)
@api.response(200, schemas.Member)
def change_member(asked: dict[str, Any], member: UUID) -> Any:
    """Change one's own name, language, alerts or hours; as a manager anybody's, their role and what they see as well.

    Whoever only reads has no hours to change. A member whose role changes is signed out everywhere.
    """
    person = _member(member)
    if "name" in asked:
        members.rename(person, asked["name"])
    if "language" in asked:
        members.speak_to(person, asked["language"])
    if "told_of_requests" in asked:
        members.tell_of_requests(person, asked["told_of_requests"])
    if "hours" in asked:
        week = asked["hours"]
        members.can_be_met(person, None if week is None else list(map(typed, week)))
    if asked.get("role") == "owner" and person.role != "owner":
        ownership.offer(person)
    elif "role" in asked:
        members.give_role(person, asked["role"])
    if "only_own" in asked:
        members.limit_to_own(person, asked["only_own"])
    return _member(member)


@api.route(
    "/<uuid:member>",
    methods=["DELETE"],
    role="manager",
    problems=("own_account", "last_owner", "invalid"),
)
@api.response(204)
def remove_member(member: UUID) -> None:
    """Take all access away at once. Their leads become nobody's a few minutes later."""
    members.remove(_member(member))


@api.route("/<uuid:member>/restoration", methods=["POST"], role="manager", problems=("own_account",))
@api.response(200, schemas.Member)
def readmit_member(member: UUID) -> Any:
    """Let somebody in again who was removed, as they were."""
    person = Member.find(member)
    if person is None or person.removed_at is None:
        raise NotFound()
    members.readmit(person)
    return _member(member)


@api.route("/<uuid:member>/ownership", methods=["DELETE"], role="owner")
@api.response(204)
def withdraw_ownership(member: UUID) -> None:
    """Take the offer to own the business back, which the member has not accepted yet."""
    ownership.withdraw(_member(member))


def _member(id: UUID) -> Any:
    person = members.find(id)
    if person is None:
        raise NotFound()
    return person
