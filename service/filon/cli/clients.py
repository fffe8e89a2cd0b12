"""The agency's clients: add, list, show, remove."""

from __future__ import annotations

from typing import Any

import click

from filon.foundation.operator import across_tenants
from filon.foundation.starting import start_checked
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.intake.models import Submission
from filon.leads.models import Lead
from filon.tenants import actions
from filon.tenants.models import Member, Site, Tenant


@click.group()
def client() -> None:
    """The agency's clients."""


@client.command("add")
@click.argument("name")
@click.option("--site", required=True, help="Address of the WordPress site, https://…")
@click.option("--owner", required=True, help="E-mail address of the owner, who is told of every request")
@click.option("--region", default="MA", show_default=True)
@click.option("--currency", default="MAD", show_default=True)
@click.option("--zone", default="Africa/Casablanca", show_default=True)
@click.option("--language", default="fr", show_default=True)
def add_client(name: str, site: str, owner: str, **how: str) -> None:
    """Add a client with one site, and print its connection code."""
    settings = start_checked()
    new = actions.add_client(service=settings.address, name=name, site_url=site, owner_email=owner, **how)
    click.echo(f"Client {new.number}: {name}", err=True)
    click.echo(f"Paste this code into WordPress (Settings → Filon) within seven days:\n{new.code}")


@client.command("list")
def list_clients() -> None:
    """Every client: number, name, leads waiting for a call, sites."""
    start_checked()
    for tenant in all_tenants():
        with acting_for(tenant.id), transaction(write=False):
            sites = ", ".join(f"{s.home_url} ({_state(s)})" for s in Site.select())
            click.echo(f"{tenant.number:>5}  {tenant.name}  ·  {Lead.waiting_count()} to call  ·  {sites}")


@client.command("show")
@click.argument("number", type=int)
def show_client(number: int) -> None:
    """One client: members, sites, what arrived."""
    start_checked()
    tenant = the_tenant(number)
    with acting_for(tenant.id), transaction(write=False):
        click.echo(
            f"{tenant.number}  {tenant.name}  {tenant.region} {tenant.currency} {tenant.zone} {tenant.language}"
        )
        for member in Member.select():
            click.echo(f"  member  {member.role:<8}{member.name}  {member.email or 'in wp-admin'}")
        for site in Site.select():
            seen = site.seen_at.isoformat(timespec="seconds") if site.seen_at else "never"
            click.echo(
                f"  site    {site.id}  {site.home_url}  {_state(site)}  last call {seen}  waiting {site.waiting}"
            )
        leads, asides = Lead.kept().count(), Submission.quarantined().count()
        click.echo(f"  {leads} leads, {Lead.waiting_count()} to call, {asides} submissions set aside")


@client.command("remove")
@click.argument("number", type=int)
@click.confirmation_option(prompt="Its sites are cut off at once. Go on?")
def remove_client(number: int) -> None:
    """Cut a client off: sites revoked, nobody signs in. Its prospects and files stay."""
    start_checked()
    with acting_for(the_tenant(number).id), transaction():
        actions.remove_client()
    click.echo("Removed")


def all_tenants() -> list[Any]:
    with across_tenants("list clients"), transaction(write=False):
        return list(Tenant.select().where(Tenant.removed_at.is_null()).order_by(Tenant.number))


def the_tenant(number: int) -> Any:
    found = [tenant for tenant in all_tenants() if tenant.number == number]
    if not found:
        raise click.ClickException(f"There is no client {number}: see `filon client list`")
    return found[0]


def _state(site: Any) -> str:
    if site.revoked_at:
        return "revoked"
    return "connected" if site.paired_at else "waiting for its code"
