"""Signed-in members: opening a session, finding it again, ending it; tickets for what a frame can't fetch."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, ids
from filon.foundation.errors import Gone, NotFound
from filon.foundation.i18n import _
from filon.foundation.prepared import Prepared, slot
from filon.foundation.secrets import digest
from filon.foundation.tenancy import here
from filon.foundation.transactions import on_its_own
from filon.tenants import doorplates, links
from filon.tenants.models import Link, Member, Session

FRAME_LIFETIME = timedelta(minutes=15)
COOKIE_LIFETIME = timedelta(days=30)
TICKET_LIFETIME = timedelta(seconds=60)
LONGEST_USER_AGENT = 300
# A row for each page would fight with all other writers; people ask for the day.
SEEN_EVERY = timedelta(hours=1)

# Every page asks for these.
_by_digest = Prepared(lambda: Session.select().where(Session.digest == slot("digest", Session.digest)))
_its_member = Prepared(
    lambda: Member.select().where(
        Member.id.in_(
            Session.select(Session.member_id).where(Session.digest == slot("digest", Session.digest))
        )
    )
)


def open_session(
    member: Any,
    *,
    site: UUID | None = None,
    scheme: str = "",
    colour: str = "",
    user_agent: str = "",
    until: datetime | None = None,
) -> str:
    """A new session of the member, inside wp-admin when `site` is given; returns its token.

    `until` is for one that goes on from another, and ends when that would have.
    """
    token = ids.new_token()
    if member.is_invited:
        Member.update(joined_at=clock.now()).where(Member.id == member.id).execute()
    Session.create(
        member_id=member.id,
        site_id=site,
        digest=digest(token),
        scheme=scheme,
        colour=colour,
        expires_at=until or clock.now() + _lifetime(site),
        user_agent=user_agent[:LONGEST_USER_AGENT],
        seen_at=clock.now(),
    )
    if site is None:
        doorplates.put_up("session", digest(token), here())
    return token


def _lifetime(site: UUID | None) -> timedelta:
    return FRAME_LIFETIME if site else COOKIE_LIFETIME


def _is_in_force(session: Any) -> bool:
    # One that would last longer than any was opened while the clock was ahead.
    longest = _lifetime(session.site_id) + clock.HOSTS_DIFFER
    return bool(clock.now() <= session.expires_at <= clock.now() + longest)


def find_session(token: str, *, site: UUID | None) -> tuple[Any, Any] | None:
    """(session, member) for a token that is in force at this site (None: standalone), or None."""
    kept = digest(token)
    # Both in one trip.
    asked_session, asked_member = _by_digest.ask(digest=kept), _its_member.ask(digest=kept)
    session = asked_session.first()
    if session is None or session.site_id != site or not _is_in_force(session):
        return None
    member = asked_member.first()
    if member is None or member.removed_at is not None:
        return None
    return session, member


def note_seen(session: Any) -> None:
    """The session is in use: kept at most once an hour."""
    if session.seen_at is not None and clock.now() - session.seen_at < SEEN_EVERY:
        return
    with on_its_own():
        Session.update(seen_at=clock.now()).where(Session.id == session.id).execute()


def sessions_of(member: UUID) -> list[Any]:
    """A member's sessions in force, the one used last first."""
    with access.acting_as(access.SYSTEM):
        own = filter(_is_in_force, Session.select().where(Session.member_id == member))
        return sorted(own, key=lambda session: session.seen_at or session.created_at, reverse=True)


def signed_in_on() -> dict[UUID, list[Any]]:
    """Where everybody is signed in with a cookie: member → sessions in force. For whoever may remove people."""
    access.require("manager")
    with access.acting_as(access.SYSTEM):
        found: dict[UUID, list[Any]] = {}
        cookies = Session.select().where(Session.site_id.is_null())
        for session in filter(_is_in_force, cookies.order_by(Session.created_at, Session.id)):
            found.setdefault(session.member_id, []).append(session)
        return found


def end_session_of(member: UUID, session: UUID) -> None:
    """Sign one device of the member out. Raises NotFound when it is not theirs."""
    with access.acting_as(access.SYSTEM):
        row = Session.find(session)
        if row is None or row.member_id != member:
            raise NotFound()
        end_session(session)


def end_other_sessions(member: UUID, but: UUID | None) -> int:
    """Sign the member out everywhere but on one device; returns of how many."""
    others = [session.id for session in sessions_of(member) if session.id != but]
    with access.acting_as(access.SYSTEM):
        for session in others:
            end_session(session)
    return len(others)


def end_session(session: UUID) -> None:
    """Sign out: the token is dead at once."""
    for row in Session.select().where(Session.id == session):
        doorplates.take_down("session", row.digest, here())
    Session.delete().where(Session.id == session).execute()


def end_sessions_of(member: UUID) -> None:
    """Sign a member out everywhere: role changed, or removed."""
    with access.acting_as(access.SYSTEM):  # a manager removes people, though nobody reads another's sessions
        for row in Session.select().where(Session.member_id == member):
            end_session(row.id)


def end_all() -> None:
    """Sign everybody of the tenant in context out, and let no link or ticket on its way let anybody in."""
    for row in Session.select():
        end_session(row.id)
    links.forget(Link.select())


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
    return count + links.forget(Link.select().where(Link.expires_at < clock.now() - timedelta(days=1)))
