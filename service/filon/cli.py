"""`filon …`: what the agency's staff types."""

from __future__ import annotations

import base64
import os
import secrets as random
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click

import filon
from filon.desk import announcements  # noqa: F401  # the tables of every room below must be known here
from filon.foundation import clock, config, migrating
from filon.foundation.config import Misconfigured
from filon.foundation.errors import FilonError, Invalid
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.intake.models import Submission
from filon.leads.models import Lead
from filon.tenants import actions, site_secrets
from filon.tenants.models import Member, Site, Tenant


class _PlainWords(click.Group):
    """Errors are sentences for the one at the keyboard, not traces."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Misconfigured, migrating.Behind) as error:
            raise click.ClickException(str(error)) from None
        except Invalid as error:
            raise click.ClickException(
                "; ".join(f"{k}: {' '.join(v)}" for k, v in error.errors.items())
            ) from None
        except FilonError as error:
            raise click.ClickException(error.detail or error.title) from None


@click.group(cls=_PlainWords)
@click.version_option(filon.__version__, prog_name="filon")
def main() -> None:
    """Filon keeps the leads of an agency's clients."""


# ── running


@main.command()
def migrate() -> None:
    """Bring the database to this version's shape."""
    ran = migrating.migrate(start())
    click.echo("\n".join(ran) if ran else "Nothing to do")


@main.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--processes", default=1, show_default=True)
@click.option("--threads", default=4, show_default=True)
def web(bind: str, processes: int, threads: int) -> None:
    """Serve the dashboard and the API."""
    config.load()
    os.execv(sys.executable, _web_command(bind, processes, threads))  # noqa: S606  # becomes the server


def _web_command(bind: str, processes: int, threads: int) -> list[str]:
    host, _, port = bind.rpartition(":")
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "filon.app:create_app"),
        *(
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(processes),
            "--blocking-threads",
            str(threads),
        ),
        *("--no-ws", "--log-level", "warning", "--respawn-failed-workers"),
    ]


@main.command()
def worker() -> None:
    """Run what follows from requests: mails, wake-ups, clean-up."""
    config.load()
    os.execv(sys.executable, [sys.executable, "-m", "filon.worker"])  # noqa: S606  # becomes the worker


@main.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
def up(bind: str) -> None:
    """Everything on one machine: migrate, serve and work. Ends as a whole when one part ends."""
    migrating.migrate(start())
    commands = [_web_command(bind, 1, 4), [sys.executable, "-m", "filon.worker"]]
    parts = [subprocess.Popen(command) for command in commands]  # noqa: S603  # our own commands

    def stop(*_: object) -> None:
        for part in parts:
            part.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _pid, status = os.wait()
    stop()
    for part in parts:
        part.wait(timeout=30)
    sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 0)


# ── clients


@main.group()
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
    settings = start()
    new = actions.add_client(service=settings.address, name=name, site_url=site, owner_email=owner, **how)
    click.echo(f"Client {new.number}: {name}", err=True)
    click.echo(f"Paste this code into WordPress (Filon → Settings) within seven days:\n{new.code}")


@client.command("list")
def list_clients() -> None:
    """Every client: number, name, leads waiting for a call, sites."""
    start()
    for tenant in _tenants():
        with acting_for(tenant.id), transaction(write=False):
            sites = ", ".join(f"{s.home_url} ({_state(s)})" for s in Site.select())
            click.echo(f"{tenant.number:>5}  {tenant.name}  ·  {Lead.waiting_count()} to call  ·  {sites}")


@client.command("show")
@click.argument("number", type=int)
def show_client(number: int) -> None:
    """One client: members, sites, what arrived."""
    start()
    tenant = _tenant(number)
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
    """Cut a client off: sites revoked, nobody signs in. Its data stays until it is erased."""
    start()
    with acting_for(_tenant(number).id), transaction():
        actions.remove_client()
    click.echo("Removed")


def _tenants() -> list[Any]:
    with across_tenants("list clients"), transaction(write=False):
        return list(Tenant.select().where(Tenant.removed_at.is_null()).order_by(Tenant.number))


def _tenant(number: int) -> Any:
    found = [tenant for tenant in _tenants() if tenant.number == number]
    if not found:
        raise click.ClickException(f"There is no client {number}: see `filon client list`")
    return found[0]


def _state(site: Any) -> str:
    if site.revoked_at:
        return "revoked"
    return "connected" if site.paired_at else "waiting for its code"


# ── sites


@main.group()
def site() -> None:
    """The WordPress sites of a client."""


def _on_site(number: int, address: str, do: Callable[[Any], Any]) -> Any:
    start()
    with acting_for(_tenant(number).id), transaction():
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
    with acting_for(_tenant(number).id), transaction():
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


# ── keys


@main.group()
def keys() -> None:
    """The keys that seal secrets at rest (FILON_KEYS)."""


@keys.command("new")
def new_key() -> None:
    """Print a fresh key: put it first in FILON_KEYS, keep the others behind it, then `filon keys reseal`."""
    name = f"k{clock.now():%Y%m%d%H%M}"
    click.echo(f"{name}:{base64.urlsafe_b64encode(random.token_bytes(32)).decode()}")


@keys.command("reseal")
def reseal() -> None:
    """Seal every secret again with the first key, so that older keys can be dropped."""
    start()
    count = 0
    for tenant in _tenants():
        with acting_for(tenant.id), transaction():
            count += sum(site_secrets.reseal(row) for row in Site.select().where(Site.secret.is_null(False)))
    click.echo(f"{count} sealed again")


# ── what was given up


@main.group()
def outbox() -> None:
    """What follows from events: what was given up on, and running it again."""


@outbox.command("dead")
def dead_events() -> None:
    """Events that were given up after many tries, each with its last error."""
    start()
    with across_tenants("list dead events"), transaction(write=False):
        for event in Event.select().where(Event.dead_at.is_null(False)).order_by(Event.dead_at):
            click.echo(f"{event.id}  {event.name}  tries {event.attempts}  {event.last_error}")


@outbox.command("replay")
@click.argument("ids", nargs=-1)
def replay(ids: tuple[str, ...]) -> None:
    """Try dead events again: all of them, or those with these ids."""
    start()
    with across_tenants("replay dead events"), transaction():
        which = Event.dead_at.is_null(False)
        if ids:
            which &= Event.id.in_(list(ids))
        count = Event.update(dead_at=None, attempts=0, due_at=clock.now()).where(which).execute()
    click.echo(f"{count} to be tried again")
