"""The secret address at which other calendars read a member's: made, made anew, taken away, and whose it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation import access, ids
from filon.foundation.limits import Flood
from filon.foundation.secrets import digest
from filon.foundation.tenancy import acting_for, here
from filon.foundation.transactions import on_its_own
from filon.tenants import doorplates
from filon.tenants.models import Member, Tenant
from filon.tenants.own_account import require_own_account

_CHANNEL = "feed"
# For each address and each server process: calendars come every quarter of an hour at most.
_readers = Flood(burst=20, per_second=0.05)
# For each caller who knows none: an address is not found by trying, so this keeps away the noise.
_strangers = Flood(burst=20, per_second=0.1)


def open_feed(member: Any) -> str:
    """What stands in the member's address from now on, told this once; the one before leads nowhere any more.

    Raises Forbidden for whoever comes from a wp-admin: what a site that was taken over reads must end with its key.
    """
    require_own_account()
    token = ids.new_token()
    _keep(member, digest(token))
    doorplates.put_up(_CHANNEL, digest(token), here())
    return token


def close_feed(member: Any) -> None:
    """There is no such address any more; again is no error."""
    _keep(member, None)


def whose(token: str, *, caller: str) -> tuple[UUID, Any] | None:
    """(tenant, member) of the address, None when there is no such. Raises TooMany."""
    digested = digest(token)
    for tenant in doorplates.tenants_behind(_CHANNEL, digested):
        with acting_for(tenant), on_its_own(write=False):
            member = Member.present().where(Member.feed_digest == digested).first()
            if member is not None and not Tenant.current().removed_at:
                _readers.spend(digested)
                return tenant, member
    _strangers.spend(caller)
    return None


def _keep(member: Any, digested: str | None) -> None:
    if member.feed_digest:
        doorplates.take_down(_CHANNEL, member.feed_digest, here())
    with access.acting_as(access.SYSTEM):  # of one's own, whatever one may write
        Member.update(feed_digest=digested).where(Member.id == member.id).execute()
    member.feed_digest = digested
