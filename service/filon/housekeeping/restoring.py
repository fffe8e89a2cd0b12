"""Putting a backup back: nothing is touched before all of it is known to be whole, and what was there is kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from filon.foundation import clock, migrating, storage
from filon.foundation.access import SYSTEM, acting_as
from filon.foundation.config import Settings
from filon.foundation.database import connect, database
from filon.foundation.leases import Lease
from filon.foundation.outbox import Event
from filon.housekeeping import actions, backup_file, journal, postgres_copies, sqlite_copies
from filon.housekeeping.backup_file import Manifest
from filon.housekeeping.journal import Erasure
from filon.leads.exports import Export
from filon.leads.models import Lead
from filon.tenants import site_secrets
from filon.tenants.models import Link, Session, Tenant


class Unfit(Exception):
    """This backup does not go into this installation; the message says why and what to do."""


@dataclass(frozen=True)
class Restored:
    """What was put back. `aside` is where the database before is, `sealed` how many sites no key of ours opens."""

    made_at: str
    clients: int
    leads: int
    erased_again: int
    aside: str
    sealed: int


def restore(settings: Settings, path: Path, *, over: bool) -> Restored:
    """Put a backup back in place of an empty database; with `over` also of one that is in use, which is set aside.

    Raises backup_file.Damaged, Unfit or sqlite_copies.InUse, and OSError for a full disk: then all is as before.
    Erasures of the journals here and beside the backup are done again; sessions and sign-in links are over.
    """
    manifest = backup_file.verify(path)
    copies = sqlite_copies if settings.engine == "sqlite" else postgres_copies
    _check_fit(settings, manifest, path, empty=over or copies.is_empty(settings))
    erasures = {
        one.lead: one
        for place in (path.parent / journal.NAME, journal.place())
        for one in journal.read(place)
    }
    here = {one.lead for one in journal.read(journal.place())}
    _put_files_back(path)
    stamp = f"{clock.now():%Y%m%dt%H%M%S%fz}"
    put_back = _into_sqlite if settings.engine == "sqlite" else _into_postgresql
    restored = put_back(settings, path, manifest, stamp, lambda: _settle(manifest, list(erasures.values())))
    journal.note(*(one for one in erasures.values() if one.lead not in here))
    return restored


def _check_fit(settings: Settings, manifest: Manifest, path: Path, *, empty: bool) -> None:
    if manifest.engine != settings.engine:
        raise Unfit(
            f"{path.name} is of {manifest.engine}, and FILON_DATABASE of {settings.engine}: set FILON_DATABASE"
            f" to a database of {manifest.engine}"
        )
    if newer := sorted(set(manifest.migrations) - set(migrating.known())):
        raise Unfit(
            f"{path.name} was made by a newer Filon ({manifest.filon}, with {', '.join(newer)}): update this"
            " program first"
        )
    if not empty:
        raise Unfit("There are clients in this database: with --replace it is set aside, not deleted")


def _into_sqlite(
    settings: Settings, path: Path, manifest: Manifest, stamp: str, settle: Callable[[], Restored]
) -> Restored:
    target = sqlite_copies.path_of(settings)
    place, aside = Path(f"{target}.restoring"), Path(f"{target}.set-aside-{stamp}")
    target.parent.mkdir(parents=True, exist_ok=True)
    database.obj.close()
    with sqlite_copies.unused(settings):
        pass  # before the long work rather than after it
    sqlite_copies.forget(place)
    try:
        for name, content in backup_file.read(path):
            if name == sqlite_copies.MEMBER:
                sqlite_copies.unpack(content, place)
        connect(replace(settings, database=f"sqlite:///{place}"))
        with migrating.as_owner():
            migrating.bring_up(settings)
            with database.atomic():
                restored = settle()
            database.obj.close()
        sqlite_copies.settle(place)
        had_one = not sqlite_copies.is_nothing(target)
        sqlite_copies.take_place(settings, place, aside)
    finally:
        database.obj.close()
        sqlite_copies.forget(place)
        connect(settings)
    return replace(restored, aside=str(aside) if had_one else "")


def _into_postgresql(
    settings: Settings, path: Path, manifest: Manifest, stamp: str, settle: Callable[[], Restored]
) -> Restored:
    """In one transaction: others see the database before until the very end, or for ever."""
    aside = f"filon_set_aside_{stamp}"
    with migrating.as_owner():
        try:
            with database.atomic():
                had_one = postgres_copies.set_aside(aside)
                postgres_copies.put_back(manifest, backup_file.read(path))
                migrating.bring_up(settings)
                restored = settle()
        finally:
            database.obj.close()
    return replace(restored, aside=f"schema {aside}" if had_one else "")


def _settle(manifest: Manifest, erasures: list[Erasure]) -> Restored:
    """What must be done before anybody sees the rows; inside as_owner() and a transaction."""
    with acting_as(SYSTEM):
        # Whoever had these in hand works on another database, if at all.
        Event.update(lease_until=None, leased_by=None).execute()
        Lease.delete().execute()
        # Somebody may have signed out since, or been removed.
        Session.delete().execute()
        Link.delete().execute()
        # Their files are in no backup: they can be made again.
        Export.delete().execute()
        erased = sum(actions.erase_again(one) for one in erasures)
        return Restored(
            manifest.made_at,
            Tenant.select().count(),
            Lead.select().count(),
            erased,
            aside="",
            sealed=site_secrets.count_unopenable(),
        )


def _put_files_back(path: Path) -> None:
    """Add the files that are not there. Names are random and contents never change: what is there is the same."""
    for name, content in backup_file.read(path):
        place = storage.folder() / name.removeprefix("files/")
        if name.startswith("files/") and not place.exists():
            _put(content, place)


def _put(content: Iterator[bytes], place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = place.with_name(".restoring")
    unfinished.unlink(missing_ok=True)
    try:
        sqlite_copies.unpack(content, unfinished)
        os.replace(unfinished, place)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    storage.sync(place.parent)
