"""The keys with which programs use the API for a client: add, list, revoke."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import click

from filon.cli.clients import the_tenant
from filon.foundation import clock
from filon.foundation.access import SCOPES
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.tenants import keys


@click.group()
def key() -> None:
    """The keys with which programs use the API for a client."""


@key.command("add")
@click.argument("number", type=int)
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(list(SCOPES)))
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long it is valid; until revoked when left out"
)
def add_key(number: int, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a key for client NUMBER and print it: it is shown this once."""
    start()
    end = clock.now() + timedelta(days=days) if days else None
    with acting_for(the_tenant(number).id), transaction():
        row, made = keys.add_key(name, scopes, end)
    click.echo(f"Key {row.id}, shown this once:", err=True)
    click.echo(made)


@key.command("list")
@click.argument("number", type=int)
def list_keys(number: int) -> None:
    """The keys of client NUMBER, newest first: id, beginning, state, last use, scopes, name."""
    start()
    with acting_for(the_tenant(number).id), transaction(write=False):
        for row in keys.listed():
            state = "revoked" if row.revoked_at else "expired" if row.is_expired else "in force"
            used = row.last_used_at.isoformat(timespec="minutes") if row.last_used_at else "never"
            scopes = ",".join(row.scopes)
            click.echo(f"{row.id}  {row.shown}…  {state}  last used {used}  {scopes}  {row.name}")


@key.command("revoke")
@click.argument("number", type=int)
@click.argument("id", type=click.UUID)
def revoke_key(number: int, id: UUID) -> None:
    """Revoke a key at once; `list` says its id."""
    start()
    with acting_for(the_tenant(number).id), transaction():
        keys.revoke_key(keys.the_key(id))
    click.echo("Revoked")
