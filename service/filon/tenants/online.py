"""A business on the public web: the name in the address of the page at which visitors book."""

from __future__ import annotations

import re
import unicodedata

from filon.foundation.database import locked
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.tenants import doorplates
from filon.tenants.models import Tenant

_LONGEST = 60
_OTHERS = re.compile("[^a-z0-9]+")


def online_name() -> str:
    """The name in the address; given at the first ask, it stays whatever the business is called later."""
    with transaction():
        business = locked(Tenant.select().where(Tenant.id == here())).get()
        if business.online_name is None:
            # With the number, which no other business has: two of one name have two addresses.
            business.online_name = f"{_plain(business.name)}-{business.number}"
            Tenant.update(online_name=business.online_name).where(Tenant.id == here()).execute()
            doorplates.put_up("page", business.online_name, here())
        return str(business.online_name)


def _plain(name: str) -> str:
    """Latin letters and figures of a name, as addresses have them; "rdv" where it has none."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _OTHERS.sub("-", folded).strip("-")[:_LONGEST].strip("-") or "rdv"
