"""Which people were erased, kept beside the database: a restored backup must not bring them back.

One JSON object a line, added and never changed, with no personal data: {at, tenant, lead, submissions, orders}, where
each submission is [site, id, sha256, answer, reason, ledger_on] and each order of a shop [site, reference]; a line of
an older release has neither orders nor ledger_on. It stands beside the folder of files, so that a database that is
lost, damaged or put back does not take it along.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filon.foundation import storage

NAME = "erasures.jsonl"


@dataclass(frozen=True)
class Erasure:
    """Ids are 32 hexadecimal digits; `at` is ISO 8601 with its zone."""

    at: str
    tenant: str
    lead: str
    submissions: list[tuple[str, str, str, str, str | None, str | None]]
    orders: list[tuple[str, str]] = field(default_factory=list)


def place() -> Path:
    """The journal of this installation, named after its folder of files."""
    return storage.folder().with_name(f"{storage.folder().name}-{NAME}")


def note(*erasures: Erasure) -> None:
    """Write erasures down; they are on the disk when this returns. Raises OSError when they can't be."""
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    lines = "".join(json.dumps(asdict(one)) + "\n" for one in erasures)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        # Cut short by a power cut, the last line must not swallow the next.
        if file.seek(0, os.SEEK_END) and os.pread(descriptor, 1, file.tell() - 1) != b"\n":
            lines = "\n" + lines
        file.write(lines.encode())
        file.flush()
        os.fsync(descriptor)
    if is_new:
        storage.sync(path.parent)


def read(path: Path) -> Iterator[Erasure]:
    """The erasures of a journal, in order; none when there is no such file. A line cut short is passed over."""
    if not path.exists():
        return
    for line in path.read_text(errors="replace").splitlines():
        try:
            yield Erasure(**json.loads(line))
        except (ValueError, TypeError):
            continue
