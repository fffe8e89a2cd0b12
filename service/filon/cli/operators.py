"""The agency's own staff, who see every client: add, list, remove, let somebody enrol another phone."""

from __future__ import annotations

import click

from filon.foundation.errors import NotFound
from filon.foundation.starting import start
from filon.tenants.operators import staff


@click.group()
def operator() -> None:
    """The agency's own staff, who see how every client is doing at /operator/."""


@operator.command("add")
@click.argument("email")
@click.option("--name", required=True, help="By what name it is written down what they did")
def add_operator(email: str, name: str) -> None:
    """Let somebody in; at their first sign-in they enrol a second factor, with the code printed here."""
    settings = start()
    code = staff.add(email, name)
    click.echo(f"They sign in at {settings.address}/operator/sign-in")
    _say(code)


@operator.command("list")
def list_operators() -> None:
    """Everybody who may come in, and whether they have enrolled a second factor."""
    start()
    for one in staff.everybody():
        click.echo(f"{one.email}  {one.name}  {'enrolled' if one.enrolled_at else 'not enrolled yet'}")


@operator.command("remove")
@click.argument("email")
def remove_operator(email: str) -> None:
    """Take all access away at once. What they did stays written down."""
    start()
    try:
        staff.remove(email)
    except NotFound:
        raise _nobody(email) from None
    click.echo("Removed")


@operator.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """Let them enrol another phone at their next sign-in, and sign them out."""
    start()
    try:
        code = staff.reset_factor(email)
    except NotFound:
        raise _nobody(email) from None
    click.echo("At the next sign-in they enrol anew")
    _say(code)


def _say(code: str) -> None:
    click.echo(f"Enrolment code: {code}  (it counts once; tell it them, never by mail)")


def _nobody(email: str) -> click.ClickException:
    return click.ClickException(f"{email} is no operator: see `filon operator list`")
