"""API keys of a tenant: making one, finding whose it is, revoking it and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.foundation import access, clock
from filon.foundation.api_keys import SHOWN, is_whole, new_key
from filon.foundation.errors import Conflict, Invalid, NotFound, Unauthorized
from filon.foundation.i18n import _
from filon.foundation.limits import Flood
from filon.foundation.prepared import Prepared, slot
from filon.foundation.secrets import digest
from filon.foundation.tenancy import acting_for, here
from filon.foundation.transactions import on_its_own
from filon.tenants import changes, doorplates
from filon.tenants.key_models import ApiKey
from filon.tenants.models import Member, Site, Tenant
from filon.tenants.own_account import require_own_account

MOST_IN_FORCE = 50
LONGEST_NAME = 80
LONGEST_LIFE = timedelta(days=3660)
# How long a revocation can be taken back, and how long a revoked key is still listed.
UNDO_OFFERED = timedelta(minutes=10)
REMEMBERED = timedelta(days=30)
_USE_NOTED_EVERY = timedelta(minutes=1)

# For each key and each server process.
_calls = Flood(burst=100, per_second=10)
# For each address: a key is not found by trying, so this keeps away the noise.
_strangers = Flood(burst=20, per_second=0.1)


def mistakes(name: str, scopes: Sequence[str], expires_at: datetime | None) -> dict[str, list[str]]:
    """Field → sentences, for a key that somebody wants to make."""
    found: dict[str, list[str]] = {}
    name = name.strip()
    if not name:
        found["name"] = [_("Donnez-lui un nom.")]
    elif not name.isprintable() or len(name) > LONGEST_NAME:
        found["name"] = [_("Un nom court, sur une ligne.")]
    elif ApiKey.in_force().where(ApiKey.name == name).exists():
        found["name"] = [_("Une clé porte déjà ce nom.")]
    if not scopes or not set(scopes) <= set(access.SCOPES):
        found["scopes"] = [_("Dites ce qu’elle peut faire.")]
    if expires_at is not None and not clock.now() < expires_at < clock.now() + LONGEST_LIFE:
        found["expires_at"] = [_("Donnez une date à venir, dans dix ans au plus.")]
    return found


def add_key(
    name: str, scopes: Sequence[str], expires_at: datetime | None = None, *, site: UUID | None = None
) -> tuple[Any, str]:
    """(row, key): the key itself is told this once. Raises Invalid, or Conflict past MOST_IN_FORCE.

    `site` is where it is made, if in a wp-admin: the key ends with what that site is trusted with.
    """
    if wrong := mistakes(name, scopes, expires_at):
        raise Invalid(wrong)
    if ApiKey.in_force().count() >= MOST_IN_FORCE:
        sentence = _("Il y a déjà %(count)s clés : révoquez celles qui ne servent plus", count=MOST_IN_FORCE)
        raise Conflict(sentence, code="too_many_keys")
    key = new_key()
    row = ApiKey.create(
        name=name.strip(),
        digest=digest(key),
        shown=key[:SHOWN],
        scopes=[scope for scope in access.SCOPES if scope in scopes],
        created_by=access.actor().name,
        site_id=site,
        expires_at=expires_at,
    )
    doorplates.put_up("api-key", row.digest, here())
    changes.note("key", row.id, {"removed": True, "scopes": []}, {"removed": False, "scopes": row.scopes})
    return row, key


def the_key(id: UUID) -> Any:
    """The tenant's key with this id; raises NotFound."""
    row = ApiKey.find(id)
    if row is None:
        raise NotFound()
    return row


def listed() -> list[Any]:
    """The tenant's keys, newest first; those revoked long ago are left out."""
    return list(ApiKey.listed(clock.now() - REMEMBERED))


def left_by(change: Any) -> int:
    """How many keys are in force that a member made whom this change of the team removed: they are the business's."""
    if not change.after.get("removed"):
        return 0
    maker = Member.get_by_id(change.about_id).name
    return int(ApiKey.in_force().where(ApiKey.created_by == maker).count())


def revoke_key(row: Any) -> Any:
    """From this moment it opens nothing; again is no error. Its door stays, so that its bearer is told why."""
    _check_mine(row)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        ApiKey.update(revoked_at=row.revoked_at).where(ApiKey.id == row.id).execute()
        changes.note("key", row.id, {"removed": False}, {"removed": True})
    return row


def revoke_keys_made_at(site: UUID) -> None:
    """A site that is trusted no more may have made keys for whoever took it over."""
    for row in ApiKey.select().where((ApiKey.site_id == site) & ApiKey.revoked_at.is_null()):
        ApiKey.update(revoked_at=clock.now()).where(ApiKey.id == row.id).execute()
        changes.note("key", row.id, {"removed": False}, {"removed": True})


def _check_mine(row: Any) -> None:
    """Raise Forbidden for a member from a wp-admin, unless the key was made there.

    Cutting a site off must undo what was done from there: other keys are none of its business.
    """
    who = access.actor().member
    member = Member.find(who) if who else None
    if member is None or member.site_id is None or member.site_id != row.site_id:
        require_own_account()


def _is_trusted(site: UUID | None) -> bool:
    """Whether keys that were made there may be in force: as revoke_keys_made_at() is called."""
    if site is None:
        return True
    made_at = Site.get_by_id(site)
    return made_at.revoked_at is None and access.ROLES.index(made_at.role_cap) >= access.ROLES.index(
        "manager"
    )


def can_restore(row: Any) -> bool:
    """Whether it is revoked, and lately enough to take that back."""
    return row.revoked_at is not None and row.revoked_at > clock.now() - UNDO_OFFERED


def restore_key(row: Any) -> Any:
    """Take a revocation back; raises Conflict when it is older than UNDO_OFFERED, or its site lost our trust."""
    _check_mine(row)
    if row.revoked_at is not None:
        if not can_restore(row) or not _is_trusted(row.site_id):
            raise Conflict(_("Cette clé est révoquée depuis trop longtemps : créez-en une autre"))
        row.revoked_at = None
        ApiKey.update(revoked_at=None).where(ApiKey.id == row.id).execute()
        changes.note("key", row.id, {"removed": True}, {"removed": False})
    return row


def find_key(token: str, *, caller: str) -> tuple[Any, Any]:
    """(Tenant, ApiKey) of a key in force, whose use is counted. Raises Unauthorized saying why not, or TooMany.

    `caller` is the address that it came from.
    """
    if not is_whole(token):
        _strangers.spend(caller)
        raise Unauthorized(_("Cette clé n’a pas été copiée en entier"), code="key_mistyped")
    found = _find(digest(token))
    if found is None:
        _strangers.spend(caller)
        raise Unauthorized(_("Personne n’a cette clé"), code="key_unknown")
    _tenant, row = found
    if row.revoked_at is not None:
        raise Unauthorized(_("Cette clé a été révoquée"), code="key_revoked")
    if row.is_expired:
        raise Unauthorized(_("Cette clé n’est plus valable depuis sa date de fin"), code="key_expired")
    _calls.spend(row.digest)
    return found


def _find(digested: str) -> tuple[Any, Any] | None:
    tenant = doorplates.tenant_of_key(digested)
    if tenant is None:
        return None
    with acting_for(tenant), on_its_own(write=False):
        row = _by_digest.first(digest=digested)
        return None if row is None else (Tenant.current(), row)


# Each call of the API asks for it.
_by_digest = Prepared(lambda: ApiKey.select().where(ApiKey.digest == slot("digest", ApiKey.digest)))


def note_use(row: Any) -> None:
    """Keep that the key was used, once a minute at most."""
    now = clock.now()
    if row.last_used_at is None or row.last_used_at < now - _USE_NOTED_EVERY:
        with on_its_own():
            ApiKey.update(last_used_at=now).where(ApiKey.id == row.id).execute()
