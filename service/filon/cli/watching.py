"""How the installation is: `filon status` for people, `filon watch` for a timer."""

from __future__ import annotations

import sys
from datetime import timedelta

import click
from peewee import PeeweeException

import filon
from filon.foundation.config import Settings
from filon.foundation.operator import across_tenants
from filon.foundation.starting import start
from filon.foundation.transactions import transaction
from filon.housekeeping import alerts
from filon.housekeeping.figures import Figures, read_figures
from filon.housekeeping.findings import in_bytes, in_words, needs_a_person
from filon.integrations.smtp import NotAccepted


@click.command()
def status() -> None:
    """How everything is, in plain words. Ends with status 1 when something needs a person."""
    settings = start()
    figures = _figures(settings)
    for line in _lines(settings, figures):
        click.echo(line)
    found = needs_a_person(figures)
    click.echo("Everything is well" if not found else "\nThis needs a person:")
    for one in found:
        click.echo(f"- {one.sentence}")
    sys.exit(1 if found else 0)


@click.command()
def watch() -> None:
    """Look once, and tell FILON_ALERTS what is new: for a timer, since a worker can't tell that it is gone."""
    settings = start()
    try:
        found = needs_a_person(_figures(settings))
        alerts.tell_operator(settings, found)
    except PeeweeException as error:
        raise click.ClickException(f"The database does not answer: {error}") from None
    except NotAccepted as error:
        raise click.ClickException(f"The mail server did not take the alert: {error}") from None
    for one in found:
        click.echo(one.sentence)
    sys.exit(1 if found else 0)


def _figures(settings: Settings) -> Figures:
    with across_tenants("see how everything is"), transaction(write=False):
        return read_figures(settings)


def _lines(settings: Settings, figures: Figures) -> list[str]:
    def ago(time: timedelta | None) -> str:
        return "never" if time is None else f"{in_words(time)} ago"

    return [
        f"Filon {filon.__version__} at {settings.address}, on {settings.engine}",
        f"{figures.clients} clients, {figures.leads} prospects since the beginning",
        f"Last 24 hours: {figures.requests} requests, {figures.sent} mails sent, {figures.refused} refused for good",
        f"Queue: {figures.waiting} due"
        + (f", the oldest for {in_words(figures.oldest)}" if figures.waiting else "")
        + f", {figures.dead} given up",
        f"Worker seen {ago(figures.worker)}, backup made {ago(figures.backup)}",
        f"{len(figures.silent)} sites silent against their habit,"
        f" {sum(len(forms) for _site, forms in figures.silent_forms)} forms of others",
        f"Database {in_bytes(figures.database_bytes)}",
        *(
            f"Disk of {folder}: {in_bytes(free)} of {in_bytes(total)} free"
            for folder, (free, total) in figures.disks.items()
        ),
    ]
