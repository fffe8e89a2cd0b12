"""Making a backup: rows of one moment and all files, while the service serves; never with the keys."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filon.foundation import clock, storage
from filon.foundation.config import Settings
from filon.housekeeping import journal, postgres_copies, sqlite_copies
from filon.housekeeping.backup_file import Writer, belongs, writing

_NAME = re.compile(r"filon-\d{8}T\d{6}Z\.tar\.gz")


class Busy(Exception):
    """Another backup is being written into this folder."""


def back_up(settings: Settings, folder: Path, *, keep: int | None = None) -> Path:
    """Write a backup into the folder and return it; `keep` is how many are left there, the newest.

    The journal of erasures is copied beside it, so that a backup that is taken to another machine finds it. Raises
    Busy, or OSError when it can't be written: then nothing of it is left, and the backups before are as they were.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copies = sqlite_copies if settings.engine == "sqlite" else postgres_copies
    made_at = clock.now()
    path = folder / f"filon-{made_at:%Y%m%dT%H%M%SZ}.tar.gz"
    with _unfinished(folder) as place, writing(path, place / path.name) as writer:
        # Before the rows: what a row names was kept before it. And once more after: what came meanwhile.
        _write_files(writer)
        copied = copies.write_rows(settings, writer, place)
        _write_files(writer)
        writer.finish(settings.engine, made_at.isoformat(), copied)
    _copy_journal(folder)
    if keep:
        others = sorted(other for other in folder.iterdir() if _NAME.fullmatch(other.name) and other != path)
        for old in others[: max(0, len(others) + 1 - keep)]:
            old.unlink()
    return path


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder for what is not whole yet, one backup at a time; what a killed one left is deleted."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Another backup is being written into {folder}") from None
        place = folder / ".unfinished"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _write_files(writer: Writer) -> None:
    """Add every file that is not in yet. One that is forgotten meanwhile has no row any more."""
    if not storage.folder().is_dir():
        return
    for tenant in sorted(storage.folder().iterdir()):
        for file in sorted(tenant.iterdir()) if tenant.is_dir() else []:
            name = f"files/{tenant.name}/{file.name}"
            if name in writer.members or not belongs(name):
                continue
            try:
                with file.open("rb") as content:
                    writer.add(name, content)
            except (FileNotFoundError, IsADirectoryError):
                continue


def _copy_journal(folder: Path) -> None:
    if not journal.place().exists():
        return
    copy = folder / f".{journal.NAME}"
    shutil.copyfile(journal.place(), copy)
    copy.chmod(0o600)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(folder / journal.NAME)
    storage.sync(folder)
