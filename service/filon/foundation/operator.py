"""The one way round tenancy, said aloud: operators and the worker look across tenants."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from filon.foundation import access, transactions
from filon.foundation.engines import role_in_use
from filon.foundation.tenancy import without_tenant

log = logging.getLogger(__name__)


@contextmanager
def across_tenants(reason: str) -> Iterator[None]:
    """Look at every tenant's rows, through the operator's database role; `reason` goes to the log.

    Must not begin inside an open transaction: that one belongs to a tenant and to the app's role.
    """
    if transactions.is_open():
        raise transactions.AlreadyOpen("across_tenants inside a transaction: end it first")
    log.debug("across tenants: %s", reason)
    token = role_in_use.set("operator")
    try:
        with without_tenant(), access.acting_as(access.SYSTEM):
            yield
    finally:
        role_in_use.reset(token)
