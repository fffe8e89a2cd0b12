"""Signed-in members: opening a session, finding it again, ending it; tickets for what a frame can't fetch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, ids
from filon.foundation.errors import Gone
from filon.foundation.i18n import _
from filon.foundation.secrets import digest
from filon.foundation.tenancy import here
from filon.tenants import doorplates
from filon.tenants.models import Link, Member, Session

FRAME_LIFETIME = timedelta(minutes=15)
COOKIE_LIFETIME = timedelta(days=30)
TICKET_LIFETIME = timedelta(seconds=60)


def open_session(member: Any, *, site: UUID | None = None, scheme: str = "", colour: str = "") -> str:
    """A new session of the member, inside wp-admin when `site` is given; returns its token."""
    token = ids.new_token()
    lifetime = FRAME_LIFETIME if site else COOKIE_LIFETIME
    Session.create(
        member_id=member.id,
        site_id=site,
        digest=digest(token),
        scheme=scheme,
        colour=colour,
        expires_at=clock.now() + lifetime,
    )
    if site is None:
        doorplates.put_up("session", digest(token), here())
    return token


def find_session(token: str, *, site: UUID | None) -> tuple[Any, Any] | None:
    """(session, member) for a token that is in force at this site (None: standalone), or None."""
    session = Session.get_or_none(Session.digest == digest(token))
    if session is None or session.site_id != site or session.expires_at < clock.now():
        return None
    member = Member.find(session.member_id)
    if member is None or member.removed_at is not None:
        return None
    return session, member


def end_session(session: UUID) -> None:
    """Sign out: the token is dead at once."""
    for row in Session.select().where(Session.id == session):
        doorplates.take_down("session", row.digest, here())
    Session.delete().where(Session.id == session).execute()


def end_sessions_of(member: UUID) -> None:
    """Sign a member out everywhere: role changed, or removed."""
    for row in Session.select().where(Session.member_id == member):
        end_session(row.id)


def end_all() -> None:
    """Sign everybody of the tenant in context out, and let no link or ticket on its way let anybody in."""
    for row in Session.select():
        end_session(row.id)
    _forget_links(Link.select())


def _forget_links(links: Any) -> int:
    count = 0
    for link in links:
        doorplates.take_down("sign-in", link.digest, here())
        count += Link.delete().where(Link.id == link.id).execute()
    return count


def new_ticket(*, session: UUID, member: UUID, path: str) -> str:
    """A one-use ticket of sixty seconds for one path: frames can't send a bearer with a download."""
    token = ids.new_token()
    with access.acting_as(access.SYSTEM):  # a reader downloads too, though a reader writes nothing
        Link.create(
            purpose="ticket",
            member_id=member,
            session_id=session,
            digest=digest(token),
            path=path,
            expires_at=clock.now() + TICKET_LIFETIME,
        )
    return token


def knows_ticket(token: str) -> bool:
    """Whether there is such a ticket, used or not."""
    known = (Link.purpose == "ticket") & (Link.digest == digest(token))
    return bool(Link.select(Link.id).where(known).exists())


def use_ticket(token: str, path: str) -> UUID:
    """Use a ticket up; returns the id of the session that asked for it. Raises Gone."""
    rows = (
        Link.update(used_at=clock.now())
        .where(
            (Link.purpose == "ticket")
            & (Link.digest == digest(token))
            & (Link.path == path)
            & Link.used_at.is_null()
            & (Link.expires_at > clock.now())
        )
        .returning(Link.session_id)
        .execute()
    )
    for row in rows:
        if Session.find(row.session_id) is not None:
            return UUID(str(row.session_id))
    raise ticket_over()


def ticket_over() -> Gone:
    return Gone(
        _("Ce lien de téléchargement a déjà servi ou a plus d’une minute. Revenez et demandez-le de nouveau.")
    )


def forget_expired() -> int:
    """Delete this tenant's expired sessions and links; returns how many."""
    count = 0
    for row in Session.select().where(Session.expires_at < clock.now()):
        end_session(row.id)
        count += 1
    return count + _forget_links(Link.select().where(Link.expires_at < clock.now() - timedelta(days=1)))
