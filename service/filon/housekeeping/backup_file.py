"""The file that a backup is: a compressed tar whose last member says what the others are, hash by hash.

database.sqlite, or rows/<table> as PostgreSQL's COPY writes it; files/<tenant>/<name>; manifest.json. It is written
under another name and gets its own when it is whole and on the disk, so that whatever is called a backup is one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import filon
from filon.foundation import storage

FORMAT = 1
# Little larger than at the usual level, and twice as quick.
_LEVEL = 4
_MANIFEST = "manifest.json"
_MEMBER = re.compile(r"database\.sqlite|rows/[a-z0-9_]{1,63}|files/[0-9a-f]{32}/[A-Za-z0-9_-]{20,100}")
_READ_BYTES = 1 << 20


class Damaged(Exception):
    """The file is no whole backup; the message says what is wrong with it."""


@dataclass(frozen=True)
class Copied:
    """What was written of a database: migrations it has seen, rows by table, for PostgreSQL columns by table."""

    migrations: list[str]
    rows: dict[str, int]
    columns: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """What is in a backup. `members` maps each member's name to its sha256.

    `made_at` is ISO 8601 in UTC; `filon` the version that made it; the others as in Copied.
    """

    filon: str
    engine: str
    made_at: str
    migrations: list[str]
    rows: dict[str, int]
    columns: dict[str, list[str]]
    members: dict[str, str]
    format: int = FORMAT


def belongs(name: str) -> bool:
    """Whether a backup has a member of this name: whatever else lies about in our folders is not ours to keep."""
    return bool(_MEMBER.fullmatch(name))


class Writer:
    """Adds members; begun with writing()."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.members: dict[str, str] = {}

    def add(self, name: str, content: IO[bytes]) -> None:
        """Add what is in an open file under this name."""
        hashing = _Hashing(content)
        self._add(name, hashing, os.fstat(content.fileno()).st_size)
        self.members[name] = hashing.sha256.hexdigest()

    def finish(self, engine: str, made_at: str, copied: Copied) -> None:
        """Add the manifest, which must come last."""
        manifest = Manifest(filon.__version__, engine, made_at, **asdict(copied), members=self.members)
        content = json.dumps(asdict(manifest), indent=1).encode()
        self._add(_MANIFEST, BytesIO(content), len(content))

    def _add(self, name: str, content: Any, size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._archive.addfile(member, content)


class _Hashing:
    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self.sha256 = hashlib.sha256()

    def read(self, size: int) -> bytes:
        chunk = self._content.read(size)
        self.sha256.update(chunk)
        return chunk


@contextmanager
def writing(path: Path, unfinished: Path) -> Iterator[Writer]:
    """Write a backup to `unfinished`; when all went well it is on the disk and called `path`. For its owner's eyes."""
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with (
            gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=_LEVEL) as compressed,
            tarfile.open(fileobj=compressed, mode="w|") as archive,
        ):
            yield Writer(archive)
        file.flush()
        os.fsync(descriptor)
    unfinished.replace(path)
    storage.sync(path.parent)


def verify(path: Path) -> Manifest:
    """Read a backup to its end and compare every hash; raises Damaged, or OSError when it can't be read."""
    found: dict[str, str] = {}
    written: dict[str, Any] | None = None
    for name, content in read(path):
        if written is not None:
            raise Damaged(f"{path.name}: something follows the manifest")
        if name == _MANIFEST:
            written = _parsed(path, b"".join(content))
        else:
            found[name] = _hash(content)
    if written is None:
        raise Damaged(f"{path.name} is cut short: it has no manifest")
    if int(written.get("format", 0)) > FORMAT:
        raise Damaged(
            f"{path.name} was made by a newer Filon ({written.get('filon')}): update this program first"
        )
    try:
        manifest = Manifest(**written)
    except TypeError:
        raise Damaged(f"{path.name}: its manifest lacks something") from None
    for name in sorted(manifest.members.keys() | found.keys()):
        if manifest.members.get(name) != found.get(name):
            raise Damaged(f"{path.name}: {name} is not as it was written")
    return manifest


def read(path: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """(name, content in pieces) of each member in order; each content must be read before the next. Raises Damaged."""
    with _damage_named(path), gzip.open(path) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or not (member.name == _MANIFEST or belongs(member.name)):
                raise Damaged(f"{path.name} holds something that is not a backup's")
            yield member.name, _pieces(path, content)
        # The checksum of the whole stands at its very end.
        while plain.read(_READ_BYTES):
            pass


def _pieces(path: Path, content: IO[bytes]) -> Iterator[bytes]:
    with _damage_named(path):
        while piece := content.read(_READ_BYTES):
            yield piece


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, tarfile.TarError, zlib.error, gzip.BadGzipFile) as error:
        raise Damaged(f"{path.name} is cut short or damaged: {error}") from None


def _parsed(path: Path, content: bytes) -> dict[str, Any]:
    try:
        written = json.loads(content)
    except ValueError:
        written = None
    if not isinstance(written, dict):
        raise Damaged(f"{path.name}: its manifest can't be read")
    return written


def _hash(content: Iterator[bytes]) -> str:
    sha256 = hashlib.sha256()
    for chunk in content:
        sha256.update(chunk)
    return sha256.hexdigest()
