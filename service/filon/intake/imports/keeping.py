"""How long a file, its rows and an import's memory are kept, and who makes them go before: an erasure, a removal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from filon.foundation import clock, outbox, storage
from filon.foundation.config import Settings
from filon.foundation.database import database
from filon.foundation.outbox import Event
from filon.foundation.tenancy import here
from filon.intake.imports.models import Import, ImportBatch, ImportChange, ImportMap

_UNFINISHED_FOR = timedelta(days=1)
# A map that nobody has used for so long is of a file that comes no more.
_MAP_KEPT = timedelta(days=365)


def forget_files_of(which: Any) -> None:
    """Delete the files of these imports; they follow when this is committed. Of a file that was not run, nothing stays.

    One that a worker is at ends with what it has done.
    """
    ones = list(Import.select().where(which))
    for one in ones:
        _forget_later(one)
        changes: dict[str, Any] = {"file": None, "profile": one.profile_without_people}
        if one.state in ("reading", "ready", "checking", "checked", "running"):
            changes |= {"state": "failed", "failure": "forgotten"}
        Import.update(changes).where(Import.id == one.id).execute()


def names_of_files() -> set[str]:
    """What storage keeps for a row here."""
    return {name for (name,) in Import.select(Import.file).where(Import.file.is_null(False)).tuples()}


def forget_for_erasure() -> None:
    """Somebody is being erased: nobody knows which files they stand in, so all of the business's go."""
    database.obj.overwrite_deleted()
    forget_files_of(Import.tenant == here())


def forget_lead(lead: Any) -> None:
    """Forget what imports remember of a lead that is being removed."""
    ImportChange.delete().where(ImportChange.lead_id == lead.id).execute()


def forget(which: Any) -> None:
    """Delete these imports and their files; leads stay, and can't be undone any more."""
    database.obj.overwrite_deleted()
    for one in list(Import.select().where(which)):
        _forget_later(one)
        ImportBatch.delete().where(ImportBatch.import_id == one.id).execute()
        ImportChange.delete().where(ImportChange.import_id == one.id).execute()
        Import.delete().where(Import.id == one.id).execute()


def _forget_later(one: Any) -> None:
    derived = [one.kept_rows, one.faults_file]
    outbox.emit("import.forgotten", file=one.file or "", derived=derived)


def forget_files(event: Event, settings: Settings) -> None:
    """Delete the files of an import that was forgotten."""
    if event.payload["file"]:
        storage.forget(event.payload["file"])
    for name in event.payload["derived"]:
        storage.forget_derived(name)


def forget_of_removed_client(event: Event, settings: Settings) -> None:
    forget(Import.tenant == here())
    ImportMap.delete().execute()


def forget_old() -> None:
    """Delete what is past its time: files that were never run, imports that can't be undone any more."""
    now = clock.now()
    over = (Import.expires_at < now) & Import.state.not_in(("running", "undoing"))
    if Import.select(Import.id).where(over).exists():
        forget(over)
    if ImportMap.select(ImportMap.id).where(ImportMap.used_at < now - _MAP_KEPT).exists():
        ImportMap.delete().where(ImportMap.used_at < now - _MAP_KEPT).execute()
    storage.forget_unfinished(older_than=_UNFINISHED_FOR)
