"""The people who asked: erasing one for good."""

from __future__ import annotations

import click

from filon.cli.clients import the_tenant
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.housekeeping import actions
from filon.leads.models import Lead


@click.group()
def person() -> None:
    """The people who asked."""


@person.command("erase")
@click.argument("number", type=int)
@click.argument("lead", type=int)
@click.confirmation_option(
    prompt="This is final: no trash, no undo, and no backup brings the person back. Go on?"
)
def erase(number: int, lead: int) -> None:
    """Erase a person for good (RGPD): prospect n° LEAD of client NUMBER, in the trash or not."""
    start()
    with acting_for(the_tenant(number).id), transaction():
        found = Lead.heir_of(lead) or Lead.get_or_none(Lead.number == lead)
        if found is None:
            raise click.ClickException(f"Client {number} has no prospect n° {lead}")
        same = [other.number for other in Lead.matching(found.email_key, found.phone) if other.id != found.id]
        actions.erase_lead(found)
    click.echo("Erased")
    if same:
        click.echo(f"The same address or number is also at prospect n° {', '.join(map(str, same))}", err=True)
