"""The WordPress plugin's releases that this service offers to its sites: the zips of one folder."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_NAME = re.compile(r"filon-(\d{1,4}\.\d{1,4}\.\d{1,4})\.zip")
_HEADER = re.compile(r"^(Requires at least|Tested up to|Requires PHP):\s*([0-9.]{1,12})\s*$", re.MULTILINE)
_README, _PROGRAM = "filon/readme.txt", "filon/filon.php"
# What a zip can be wrong in: cut short, damaged, encrypted, packed in a way that nobody here unpacks, not to be read.
_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, NotImplementedError)
# A readme is a few thousand bytes: whatever a zip claims, no more is read.
_READ_BYTES = 100_000


@dataclass(frozen=True)
class Release:
    """A zip that bin/release made. `requires` and `tested` are versions of WordPress."""

    version: str
    file: Path
    sha256: str
    requires: str
    tested: str
    requires_php: str

    def document(self, address: str) -> dict[str, str]:
        """What a site is told; `address` is the service's own."""
        return {
            "version": self.version,
            "package": f"{address}/api/v1/plugin/filon-{self.version}.zip",
            "sha256": self.sha256,
            "requires": self.requires,
            "tested": self.tested,
            "requires_php": self.requires_php,
        }


def newest(folder: str) -> Release | None:
    """The newest release in the folder, or None; one that is no plugin, or can't be read, is passed over."""
    newest_first = sorted(_in(folder), key=lambda file: _numbers(_version(file)), reverse=True)
    releases = (_read(file, _changed_at(file)) for file in newest_first)
    return next((release for release in releases if release is not None), None)


def of_version(folder: str, version: str) -> Path | None:
    """The zip of a version, or None."""
    return next((file for file in _in(folder) if _version(file) == version), None)


def _in(folder: str) -> list[Path]:
    there = Path(folder).iterdir() if folder and Path(folder).is_dir() else ()
    return [file for file in there if _NAME.fullmatch(file.name)]


def _changed_at(file: Path) -> int:
    """In nanoseconds; 0 for one that is gone again, or leads nowhere."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _version(file: Path) -> str:
    return file.name.removeprefix("filon-").removesuffix(".zip")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> Release | None:
    """Read once for each time that the file is put there."""
    try:
        with zipfile.ZipFile(file) as archive:
            readme, program = (_text(archive, name) for name in (_README, _PROGRAM))
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    except _UNREADABLE:
        return None
    version = _version(file)
    if not re.search(rf"^ \* Version:\s*{re.escape(version)}\s*$", program, re.MULTILINE):
        return None
    said = dict(_HEADER.findall(readme))
    return Release(
        version=version,
        file=file,
        sha256=sha256,
        requires=said.get("Requires at least", ""),
        tested=said.get("Tested up to", ""),
        requires_php=said.get("Requires PHP", ""),
    )


def _text(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as file:
        return file.read(_READ_BYTES).decode(errors="replace")
