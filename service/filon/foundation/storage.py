"""Files that people hand in: kept under random names in one folder, a folder for each tenant, beside the database.

Whoever keeps a name in a table writes the file first and the row after: a file without a row is waste, a row without
its file is a loss.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

from filon.foundation import clock
from filon.foundation.ids import new_token
from filon.foundation.tenancy import here

# Beside the tenants' folders, where no backup looks: what is being written, and what can be made again.
_UNFINISHED, _DERIVED = ".unfinished", ".derived"
_NAME = re.compile(r"[A-Za-z0-9_-]{20,100}")
_folder: Path | None = None


class NoSuchFile(KeyError):
    """Nothing is kept under this name for the tenant in context."""


def use_folder(folder: str) -> None:
    """Set the folder of this process; called once at start."""
    global _folder
    _folder = Path(folder)


def folder() -> Path:
    """The folder of all tenants' files, for backups."""
    if _folder is None:
        raise RuntimeError("No folder yet: foundation.starting.start() reads it from the settings")
    return _folder


def keep(content: bytes) -> str:
    """Keep the content for the tenant in context, on the disk when this returns; gives its new name."""
    name = new_token()
    place = _place(name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Whatever has its name is whole: a backup that is being made must not take half of it.
    unfinished = place.with_name(f".{name}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(place)
        sync(place.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        place.unlink(missing_ok=True)
        raise
    return name


@contextmanager
def unfinished() -> Iterator[Path]:
    """A folder for what the tenant in context writes bit by bit; deleted at the end with all that was not kept.

    On the same disk as what is kept, so that keep_derived() moves it there. A process that is killed leaves it behind.
    """
    place = folder() / _UNFINISHED / f"{here().hex}-{new_token()}"
    place.mkdir(parents=True, mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def keep_derived(path: Path, name: str) -> None:
    """Keep a file that stands in unfinished() and can be made again from what the database has: no backup takes it.

    It is moved, so that it need not fit into the memory. The caller names it, so that making it again replaces it, and
    whoever forgets what it is of can forget it before it is there.
    """
    place = _place(name, _DERIVED)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(place)
    sync(place.parent)


def open_derived(name: str) -> IO[bytes]:
    """What keep_derived() kept under this name, to be read bit by bit. Raises NoSuchFile."""
    try:
        return _place(name, _DERIVED).open("rb")
    except FileNotFoundError:
        raise NoSuchFile(name) from None


def forget_derived(name: str) -> None:
    """Delete what keep_derived() kept under this name; nothing there is fine."""
    _place(name, _DERIVED).unlink(missing_ok=True)


def forget_unfinished(*, older_than: timedelta | None = None) -> None:
    """Delete what the tenant in context has unfinished: all of it, or what killed processes left so long ago.

    Whoever still writes there fails.
    """
    before = (clock.now() - older_than).timestamp() if older_than else None
    for place in (folder() / _UNFINISHED).glob(f"{here().hex}-*"):
        with suppress(FileNotFoundError):  # whoever wrote it is done
            if before is None or place.stat().st_mtime < before:
                shutil.rmtree(place, ignore_errors=True)


def read(name: str) -> bytes:
    """The content kept under this name. Raises NoSuchFile."""
    try:
        return _place(name).read_bytes()
    except FileNotFoundError:
        raise NoSuchFile(name) from None


def open_kept(name: str) -> IO[bytes]:
    """The content kept under this name, to be read bit by bit. Raises NoSuchFile."""
    try:
        return _place(name).open("rb")
    except FileNotFoundError:
        raise NoSuchFile(name) from None


def forget(name: str) -> None:
    """Delete what is kept under this name; nothing there is fine."""
    _place(name).unlink(missing_ok=True)


def names_kept(*, older_than: timedelta) -> set[str]:
    """The names under which the tenant in context has had something kept for so long."""
    return {place.name for place in _older(folder() / here().hex, older_than) if _NAME.fullmatch(place.name)}


def forget_half_written(*, older_than: timedelta) -> None:
    """Delete what keep() was writing for the tenant in context when its process was killed, so long ago."""
    for place in _older(folder() / here().hex, older_than):
        if place.name.startswith("."):
            place.unlink(missing_ok=True)


def _older(directory: Path, age: timedelta) -> Iterator[Path]:
    before = (clock.now() - age).timestamp()
    for place in directory.iterdir() if directory.is_dir() else ():
        with suppress(FileNotFoundError):  # it was forgotten meanwhile
            if place.stat().st_mtime < before:
                yield place


def sync(directory: Path) -> None:
    """Bring a folder's list of names to the disk: without it a new file may be gone after a power cut."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _place(name: str, apart: str = "") -> Path:
    # Names come out of the database, and still a name must never lead out of the tenant's folder.
    if not _NAME.fullmatch(name):
        raise NoSuchFile(name)
    return folder() / apart / here().hex / name
