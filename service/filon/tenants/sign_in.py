"""Signing in by e-mail: a link that works once, for fifteen minutes, and only when its button is pressed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from filon.foundation import clock, ids, outbox
from filon.foundation.errors import Gone
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.secrets import digest
from filon.foundation.tenancy import acting_for, here
from filon.foundation.transactions import on_its_own, transaction
from filon.tenants import doorplates, sessions
from filon.tenants.actions import check_email
from filon.tenants.models import Link, Member

LINK_LIFETIME = timedelta(minutes=15)
PER_ADDRESS_AN_HOUR = 5
PER_CALLER_AN_HOUR = 30


def ask_for_link(email: str, *, caller: str, next_page: str) -> None:
    """Send a link to whoever has this address; says nothing of whether anybody has."""
    email = check_email(email)
    count_attempt("sign-in caller", caller, most=PER_CALLER_AN_HOUR, seconds=3600)
    count_attempt("sign-in address", email, most=PER_ADDRESS_AN_HOUR, seconds=3600)
    if not email:
        return
    for tenant in doorplates.tenants_behind("email", email):
        with acting_for(tenant), on_its_own():
            member = Member.get_or_none((Member.email == email) & Member.removed_at.is_null())
            if member is not None:
                outbox.emit("sign_in.asked", member=member.id.hex, next=next_page)


def new_link(member: UUID) -> str:
    """A fresh sign-in token for the member."""
    token = ids.new_token()
    Link.create(
        purpose="sign-in", member_id=member, digest=digest(token), expires_at=clock.now() + LINK_LIFETIME
    )
    doorplates.put_up("sign-in", digest(token), here())
    return token


def use_link(token: str, *, caller: str) -> str:
    """Use a link up; returns the token of a new session. Raises Gone when it is used, old or unknown."""
    count_attempt("sign-in link", caller, most=PER_CALLER_AN_HOUR, seconds=3600)
    for tenant in doorplates.tenants_behind("sign-in", digest(token)):
        with acting_for(tenant), transaction():
            rows = (
                Link.update(used_at=clock.now())
                .where(
                    (Link.purpose == "sign-in")
                    & (Link.digest == digest(token))
                    & Link.used_at.is_null()
                    & (Link.expires_at > clock.now())
                )
                .returning(Link.member_id)
                .execute()
            )
            doorplates.take_down("sign-in", digest(token), tenant)
            for row in rows:
                member = Member.find(row.member_id)
                if member is not None and member.removed_at is None:
                    return sessions.open_session(member)
    raise Gone(_("Ce lien a déjà servi ou a plus de quinze minutes. Demandez-en un autre."), code="link_over")
