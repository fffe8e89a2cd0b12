"""What lets us into calendars elsewhere, passwords and permissions: sealed at rest, each for its own account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from filon.appointments.elsewhere import CalendarAccount
from filon.foundation.database import locked
from filon.foundation.secrets import Unsealable, keyring
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction


def secret_of(account: Any) -> dict[str, Any]:
    """What lets us in, as it was given. Raises Unsealable."""
    return secret_in(account.secret, account.id)


def secret_in(sealed: str, account: UUID) -> dict[str, Any]:
    """The same, of an account that may be gone."""
    found: dict[str, Any] = json.loads(keyring().unseal(sealed, context=_context(account)))
    return found


def keep_secret(account: Any, secret: Mapping[str, Any]) -> None:
    """From now on this lets us in: the other side has given another one."""
    new = sealed(account.id, secret)
    # Whoever has connected it anew meanwhile has given a better one.
    same = (CalendarAccount.id == account.id) & (CalendarAccount.secret == account.secret)
    with transaction():
        CalendarAccount.update(secret=new).where(same).execute()
    account.secret = new


def reseal_all() -> int:
    """Seal with the newest key of FILON_KEYS what lets us in; returns how many accounts."""
    old = [one for one in locked(CalendarAccount.select()) if keyring().is_old(one.secret)]
    for one in old:
        keep_secret(one, secret_of(one))
    return len(old)


def count_unopenable() -> int:
    """How many accounts no configured key opens: their owners have to connect them again. Of whoever is looked at."""
    return sum(not _opens(one) for one in CalendarAccount.select())


def _opens(account: Any) -> bool:
    try:
        keyring().unseal(account.secret, context=f"calendar_account {account.tenant.hex} {account.id.hex}")
    except Unsealable:
        return False
    return True


def sealed(id: UUID, secret: Mapping[str, Any]) -> str:
    """As it is kept."""
    return keyring().seal(json.dumps(dict(secret)).encode(), context=_context(id))


def _context(id: UUID) -> str:
    return f"calendar_account {here().hex} {id.hex}"
