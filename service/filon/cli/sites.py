"""The WordPress sites of a client: add, new code, rotate, revoke."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from filon.cli.clients import the_tenant
from filon.foundation import config
from filon.foundation.starting import start_checked
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.tenants import actions
from filon.tenants.embedding import GRANTABLE
from filon.tenants.models import Site


@click.group()
def site() -> None:
    """The WordPress sites of a client."""


def _on_site(number: int, address: str, do: Callable[[Any], Any]) -> Any:
    start_checked()
    with acting_for(the_tenant(number).id), transaction():
        row = _living(address)
        if row is not None:
            return do(row)
    raise click.ClickException(f"Client {number} has no site {address}: see `filon client show {number}`")


def _living(address: str) -> Any:
    """The site with this address or id that is not revoked, or None; inside its tenant.

    A site says its own address, and one that was taken over may say another's: then only the id tells them apart.
    """
    found = [
        row
        for row in Site.select().where(Site.revoked_at.is_null())
        if address.rstrip("/") in (row.home_url, str(row.id))
    ]
    if len(found) > 1:
        ids = " or ".join(str(row.id) for row in found)
        raise click.ClickException(f"Several sites say they are {address}: give the id instead, {ids}")
    return found[0] if found else None


@site.command("add")
@click.argument("number", type=int)
@click.argument("address")
def add_site(number: int, address: str) -> None:
    """Add a site to client NUMBER and print its connection code."""
    settings = start_checked()
    if not actions.is_address(address):
        raise click.ClickException("Give the site's address with https://")
    with acting_for(the_tenant(number).id), transaction():
        if _living(address) is not None:
            raise click.ClickException(f"{address} is there already: `filon site code` gives it a new code")
        code = actions.new_connection_code(actions.add_site(address), settings.address)
    click.echo(code)


@site.command("code")
@click.argument("number", type=int)
@click.argument("address")
def new_code(number: int, address: str) -> None:
    """A new connection code for a site whose old one was lost."""
    click.echo(_on_site(number, address, lambda row: actions.new_connection_code(row, config.load().address)))


@site.command("rotate")
@click.argument("number", type=int)
@click.argument("address")
def rotate(number: int, address: str) -> None:
    """Let the site change its secret at its next call."""
    _on_site(number, address, actions.ask_for_rotation)
    click.echo("It changes its secret at its next call")


@site.command("revoke")
@click.argument("number", type=int)
@click.argument("address")
def revoke(number: int, address: str) -> None:
    """Cut a site off at once. Its leads stay."""
    _on_site(number, address, actions.revoke_site)
    click.echo("Revoked")


@site.command("cap")
@click.argument("number", type=int)
@click.argument("address")
@click.argument("role", type=click.Choice(GRANTABLE))
def cap(number: int, address: str, role: str) -> None:
    """The most that a WordPress user of this site can be in the dashboard."""
    _on_site(number, address, lambda row: actions.cap_roles(row, role))
    click.echo(f"At most {role} from now on")
