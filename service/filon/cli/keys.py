"""The keys that seal secrets at rest: a new one, and sealing everything again with it."""

from __future__ import annotations

import base64
import secrets

import click

from filon.appointments import account_secrets
from filon.cli.clients import all_tenants
from filon.foundation import clock
from filon.foundation.operator import across_tenants
from filon.foundation.starting import start_checked
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.notifications import actions as notifications
from filon.tenants import site_secrets
from filon.tenants.operators import factor
from filon.tenants.sign_in import DOORSTEP


@click.group()
def keys() -> None:
    """The keys that seal secrets at rest (FILON_KEYS)."""


@keys.command("new")
def new_key() -> None:
    """Print a fresh key: put it first in FILON_KEYS, keep the others behind it, then `filon keys reseal`."""
    name = f"k{clock.now():%Y%m%d%H%M}"
    click.echo(f"{name}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}")


@keys.command("reseal")
def reseal() -> None:
    """Seal every secret again with the first key, so that older keys can be dropped."""
    start_checked()
    count = 0
    for tenant in [*(one.id for one in all_tenants()), DOORSTEP]:  # mails with sign-in links wait there
        with acting_for(tenant), transaction():
            count += site_secrets.reseal_all() + notifications.reseal_all() + account_secrets.reseal_all()
    with across_tenants("seal operators' factors again"), transaction():
        count += factor.reseal_all()
    click.echo(f"{count} sealed again")
