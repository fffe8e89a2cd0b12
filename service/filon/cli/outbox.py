"""What was given up on after many tries: seeing it and running it again."""

from __future__ import annotations

import click

from filon.foundation import clock
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.starting import start_checked
from filon.foundation.transactions import transaction


@click.group()
def outbox() -> None:
    """What follows from events: what was given up on, and running it again."""


@outbox.command("dead")
def dead_events() -> None:
    """Events that were given up after many tries, each with its last error."""
    start_checked()
    with across_tenants("list dead events"), transaction(write=False):
        for event in Event.select().where(Event.dead_at.is_null(False)).order_by(Event.dead_at):
            click.echo(f"{event.id}  {event.name}  tries {event.attempts}  {event.last_error}")


@outbox.command("replay")
@click.argument("ids", nargs=-1)
def replay(ids: tuple[str, ...]) -> None:
    """Try dead events again: all of them, or those with these ids."""
    start_checked()
    with across_tenants("replay dead events"), transaction():
        which = Event.dead_at.is_null(False)
        if ids:
            which &= Event.id.in_(list(ids))
        count = Event.update(dead_at=None, attempts=0, due_at=clock.now()).where(which).execute()
    click.echo(f"{count} to be tried again")
