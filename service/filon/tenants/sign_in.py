"""Signing in by e-mail: a link that works once, for fifteen minutes, and only when its button is pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from filon.foundation import clock, ids, outbox
from filon.foundation.errors import Gone, NotFound
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.secrets import digest
from filon.foundation.tenancy import acting_for, without_tenant
from filon.foundation.transactions import on_its_own, transaction
from filon.foundation.web import Identity
from filon.tenants import doorplates, sessions
from filon.tenants.actions import check_email
from filon.tenants.models import Member, Session, SignInLink, Tenant

LINK_LIFETIME = timedelta(minutes=15)
PER_CALLER_AN_HOUR = 30
# A stranger who asks in somebody's name must not lock them out, so this counts for each place apart;
PER_ADDRESS_AND_CALLER_AN_HOUR = 5
# nor fill their mailbox from many places.
PER_ADDRESS_AN_HOUR = 20
# Whose address it is, if anybody's, is found out by the worker: event and mail are kept under a tenant that there
# never is, so an address that nobody has costs the door exactly what a known one does, and no business has the mail.
DOORSTEP = UUID(int=0)


@dataclass(frozen=True)
class Business:
    """A business that an address opens, and who its holder is there; not `is_joined`: invited, and never came."""

    tenant: UUID
    number: int
    name: str
    member: UUID
    language: str
    is_joined: bool
    colour: str | None = None


def ask_for_link(email: str, *, caller: str, next_page: str) -> None:
    """Send a link to whoever has this address; neither answer nor time say whether anybody has."""
    email = check_email(email)
    count_request("sign-in", email, caller)
    if not email:
        return
    with acting_for(DOORSTEP), transaction():
        outbox.emit("sign_in.asked", email=email, next=next_page)


def count_request(what: str, email: str, caller: str) -> None:
    """Count that a link for `what` was asked for, known address or not; raises TooMany."""
    count_attempt(f"{what} caller", caller, most=PER_CALLER_AN_HOUR, seconds=3600)
    # The narrow one comes first: what it refuses takes nothing of what the address has for all places.
    count_attempt(
        f"{what} address and caller", f"{email}\n{caller}", most=PER_ADDRESS_AND_CALLER_AN_HOUR, seconds=3600
    )
    count_attempt(f"{what} address", email, most=PER_ADDRESS_AN_HOUR, seconds=3600)


def businesses_of(email: str) -> list[Business]:
    """What the address opens, by name. Asks in each business by itself: before the transaction's first query."""
    found = []
    for tenant in doorplates.tenants_behind("email", email):
        with acting_for(tenant), on_its_own(write=False):
            about = Tenant.current()
            member = Member.get_or_none((Member.email == email) & Member.removed_at.is_null())
        if member is not None and about.removed_at is None:
            is_joined = not member.is_invited
            named = (tenant, about.number, about.name, member.id, member.language)
            found.append(Business(*named, is_joined, about.colour))
    return sorted(found, key=lambda business: (business.name.casefold(), business.number))


def new_link(email: str) -> str:
    """A fresh sign-in token for the address."""
    token = ids.new_token()
    SignInLink.create(digest=digest(token), email=email, expires_at=clock.now() + LINK_LIFETIME)
    return token


def open_link(token: str, *, caller: str) -> list[Business]:
    """What the link opens, without using it. Raises Gone when it is used, old or unknown."""
    count_attempt("sign-in link", caller, most=PER_CALLER_AN_HOUR, seconds=3600)
    with without_tenant(), on_its_own(write=False):
        link = SignInLink.get_or_none(SignInLink.working(digest(token)))
    found = businesses_of(link.email) if link else []
    if not found:
        raise _over()
    return found


def use_link(token: str, business: Business, *, user_agent: str) -> str:
    """Use the link up for one of those that it opens; returns the token of a new session. Raises Gone."""
    with without_tenant(), on_its_own():
        used = SignInLink.update(used_at=clock.now()).where(SignInLink.working(digest(token))).execute()
    if not used:
        raise _over()
    with acting_for(business.tenant), transaction():
        member = Member.find(business.member)
        if member is None or member.removed_at is not None:
            raise _over()
        return sessions.open_session(member, user_agent=user_agent)


def switch(who: Identity, number: int, *, user_agent: str) -> str:
    """Go on in another business of the same address; returns the token of a session that ends when this one would.

    Raises NotFound for a business that the address does not open.
    """
    other = next((one for one in businesses_of(who.email) if one.number == number), None)
    if other is None or who.session is None or who.site is not None:
        raise NotFound()
    with acting_for(who.tenant), transaction():
        until = Session.get_by_id(who.session).expires_at
        sessions.end_session(who.session)
    with acting_for(other.tenant), transaction():
        return sessions.open_session(Member.get_by_id(other.member), user_agent=user_agent, until=until)


def forget_expired() -> int:
    """Delete the links that can't be used any more; returns how many."""
    with without_tenant(), on_its_own():
        deleted: int = SignInLink.delete().where(SignInLink.expires_at < clock.now()).execute()
    return deleted


def _over() -> Gone:
    return Gone(
        _("Ce lien a déjà servi ou a plus de quinze minutes. Demandez-en un autre."), code="link_over"
    )
