"""Backup and restore."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import click
import psycopg
from peewee import PeeweeException

from filon.foundation.last_seen import note_seen
from filon.foundation.starting import start
from filon.housekeeping import backups, restoring
from filon.housekeeping.backup_file import Damaged
from filon.housekeeping.sqlite_copies import InUse


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--keep", type=click.IntRange(min=1), help="How many backups to leave in the folder, the newest"
)
def backup(folder: Path, keep: int | None) -> None:
    """Write a backup into FOLDER, of everything but FILON_KEYS, while the service runs."""
    settings = start()
    try:
        made = backups.back_up(settings, folder, keep=keep)
    except (backups.Busy, Damaged) as error:
        raise click.ClickException(str(error)) from None
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(f"The backup could not be written: {error}") from None
    except psycopg.Error as error:
        raise click.ClickException(
            f"PostgreSQL refuses (FILON_DATABASE_OWNER must own the tables): {error}"
        ) from None
    # One that waits for its migrations, as before an update, may have no place for it.
    with suppress(PeeweeException):
        note_seen("backup")
    click.echo(made)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Set the present database aside when there are clients in it")
def restore(file: Path, replace: bool) -> None:
    """Put the backup FILE back. Stop the service before."""
    settings = start()
    try:
        done = restoring.restore(settings, file, over=replace)
    except (Damaged, restoring.Unfit, InUse) as error:
        raise click.ClickException(f"{error}. Nothing was changed") from None
    except (OSError, PeeweeException, psycopg.Error, sqlite3.Error) as error:
        raise click.ClickException(
            f"The backup could not be put back: {error}. Nothing was changed"
        ) from None
    click.echo(f"Restored as of {done.made_at}: {done.clients} clients, {done.leads} prospects")
    if done.aside:
        click.echo(f"The database before is kept: {done.aside}")
    if done.erased_again:
        click.echo(f"Erased again, as they had been since: {done.erased_again}")
    if done.sealed:
        click.echo(
            f"FILON_KEYS does not open the secrets of {done.sealed} sites: pair them again or find the keys"
        )
    click.echo(
        "Everybody signs in again. What was revoked since then counts again: check sites, keys and members"
    )
