"""What was set aside at the door: seeing it, with the reason."""

from __future__ import annotations

import sys
from uuid import UUID

import click

from filon.cli.clients import the_tenant
from filon.foundation.starting import start_checked
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.intake.models import Submission


@click.group()
def submission() -> None:
    """What visitors sent, as it was received."""


@submission.command("list")
@click.argument("number", type=int)
@click.option("--limit", default=50, show_default=True)
def list_set_aside(number: int, limit: int) -> None:
    """What was set aside for client NUMBER, newest first: id, when, why."""
    start_checked()
    with acting_for(the_tenant(number).id), transaction(write=False):
        for row in Submission.quarantined().limit(limit):
            at = row.received_at.isoformat(timespec="seconds")
            click.echo(f"{row.id}  {at}  {row.form or '-'}  {row.reason}: {row.detail}")


@submission.command("show")
@click.argument("number", type=int)
@click.argument("id", type=click.UUID)
def show_line(number: int, id: UUID) -> None:
    """The raw line of one submission, byte for byte."""
    start_checked()
    with acting_for(the_tenant(number).id), transaction(write=False):
        row = Submission.get_or_none(Submission.id == id)
    if row is None:
        raise click.ClickException(
            f"Client {number} has no such submission: see `filon submission list {number}`"
        )
    sys.stdout.buffer.write(bytes(row.line) + b"\n")
