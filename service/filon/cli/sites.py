"""The WordPress sites of a client: add, new code, rotate, revoke."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from filon.cli.clients import the_tenant
from filon.foundation import config
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.tenants import actions
from filon.tenants.models import Site


@click.group()
def site() -> None:
    """The WordPress sites of a client."""


def _on_site(number: int, address: str, do: Callable[[Any], Any]) -> Any:
    start()
    with acting_for(the_tenant(number).id), transaction():
        for row in Site.select():
            if row.home_url == address.rstrip("/"):
                return do(row)
    raise click.ClickException(f"Client {number} has no site {address}: see `filon client show {number}`")


@site.command("add")
@click.argument("number", type=int)
@click.argument("address")
def add_site(number: int, address: str) -> None:
    """Add a site to client NUMBER and print its connection code."""
    settings = start()
    if not actions.is_address(address):
        raise click.ClickException("Give the site's address with https://")
    with acting_for(the_tenant(number).id), transaction():
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
