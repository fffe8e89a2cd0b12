"""The settings of the team: who is in, who is invited, what each may do; inviting, removing, letting in again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, back_to, said_on_removal, settings_page
from filon.foundation import access
from filon.foundation.errors import NotFound
from filon.foundation.i18n import LANGUAGES, _, language
from filon.tenants import changes, invitations, keys, members, ownership, sessions
from filon.tenants.devices import device
from filon.tenants.models import LIMITED_ROLES, Member, Site
from filon.tenants.own_account import has_own_account

from .keeping import TEMPLATES, announced, keep

pages = Pages(
    "team",
    __name__,
    setting=Setting("team.show", lambda: _("Membres"), "people", role="manager"),
    template_folder=TEMPLATES,
)


@pages.get("/reglages/equipe", role="manager")
def show() -> Response:
    return _show()


@pages.post("/reglages/equipe/invitations", role="manager")
def invite() -> Response:
    typed = request.form
    asked = {name: typed.get(name, "") for name in ("email", "name", "role", "language")}
    return keep(lambda: invitations.invite(**asked), _show, "team.show", at="invitation")


@pages.post("/reglages/equipe/<uuid:member>/invitation", role="manager")
def invite_again(member: UUID) -> Response:
    def send() -> None:
        invitations.invite_again(member)

    return keep(send, _show, "team.show", said="invited", at=member)


@pages.post("/reglages/equipe/<uuid:member>/role", role="manager")
def give_role(member: UUID) -> Response:
    person = _member(member)
    return keep(
        lambda: members.give_role(person, request.form.get("role", "")), _show, "team.show", at=person.id
    )


@pages.post("/reglages/equipe/<uuid:member>/limite", role="manager")
def limit_to_own(member: UUID) -> Response:
    """Whether they see their own prospects only, and those that are nobody's."""
    person, only_own = _member(member), "own" in request.form
    return keep(lambda: members.limit_to_own(person, only_own), _show, "team.show", at=person.id)


@pages.post("/reglages/equipe/<uuid:member>/nom", role="manager")
def rename(member: UUID) -> Response:
    person = _member(member)
    return keep(
        lambda: members.rename(person, request.form.get("name", "")), _show, "team.show", at=person.id
    )


@pages.post("/reglages/equipe/<uuid:member>/langue", role="manager")
def choose_language(member: UUID) -> Response:
    person = _member(member)
    wanted = request.form.get("language", "")
    return keep(lambda: members.speak_to(person, wanted), _show, "team.show", at=person.id)


@pages.post("/reglages/equipe/<uuid:member>/propriete", role="owner")
def offer_ownership(member: UUID) -> Response:
    """Ask the member by mail whether they want to be an owner."""
    person = _member(member)

    def offer() -> None:
        ownership.offer(person)

    return keep(offer, _show, "team.show", said="offered", at=person.id)


@pages.post("/reglages/equipe/<uuid:member>/propriete/retrait", role="owner")
def withdraw_ownership(member: UUID) -> Response:
    """Take back an offer that was not accepted yet."""
    ownership.withdraw(_member(member))
    return back_to("team.show")


@pages.post("/reglages/equipe/<uuid:member>/retrait", role="manager")
def remove(member: UUID) -> Response:
    person = _member(member)
    return keep(lambda: members.remove(person), _show, "team.show", at=person.id)


@pages.post("/reglages/equipe/<uuid:member>/retour", role="manager")
def readmit(member: UUID) -> Response:
    """Let somebody in again who was removed."""
    person = Member.find(member)
    if person is None or person.removed_at is None:
        raise NotFound()
    return keep(lambda: members.readmit(person), _show, "team.show")


def _member(id: UUID) -> Any:
    person = members.find(id)
    if person is None:
        raise NotFound()
    return person


def _show(status: int = 200, **more: Any) -> Response:
    me, change = access.actor(), changes.fresh(announced(), "member")
    return settings_page(
        "settings/team.html",
        status,
        people=sorted(Member.present(), key=_place),
        removed=list(Member.removed().where(Member.site_id.is_null(False))),
        sites={site.id: site for site in Site.select()},
        roles=[role for role in members.GIVEN_ROLES if access.at_least(role)],
        limited_roles=LIMITED_ROLES,
        outranks=lambda person: access.at_least(person.role),
        offered=ownership.offered(),
        devices={
            person: [(*device(session.user_agent), session) for session in found]
            for person, found in sessions.signed_in_on().items()
        },
        languages=LANGUAGES,
        language_here=language(),
        is_open=has_own_account(),
        on_removal=said_on_removal(),
        myself=me.member,
        change=change,
        keys_left=keys.left_by(change) if change else 0,
        said=request.args.get("said", ""),
        **more,
    )


def _place(person: Any) -> tuple[int, str]:
    """Owners first, then by name."""
    return -access.ROLES.index(person.role), person.name.casefold()
