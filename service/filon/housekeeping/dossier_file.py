"""A dossier as one file for the person: both ways to read it, and all files that stand beside them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from filon.foundation import storage
from filon.foundation.tenancy import acting_for, here
from filon.interactions.models import Attachment


class _Part:
    """What the archive has written since it was last taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, some: bytes) -> int:
        self._written += some
        return len(some)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def zipped(lead: Any, kept: dict[str, Any], readable: str) -> Iterator[bytes]:
    """A zip in parts, which are made as they are asked for, when no transaction is open any more: one file at a time.

    `kept` is what dossier_of() gave, `readable` the HTML that was made of it.
    """
    files = list(
        Attachment.select(Attachment.name, Attachment.file)
        .where((Attachment.lead_id == lead.id) & (Attachment.file != ""))
        .order_by(Attachment.id)
        .tuples()
    )
    texts = {
        f"prospect-{lead.number}.html": readable,
        f"prospect-{lead.number}.json": json.dumps(kept, ensure_ascii=False, indent=2),
    }
    return _parts(here(), texts, files)


def _parts(tenant: UUID, texts: dict[str, str], files: list[tuple[str, str]]) -> Iterator[bytes]:
    part = _Part()
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # all that it needs
        for name, text in texts.items():
            archive.writestr(name, text)
        for place, (name, kept_as) in enumerate(files, start=1):
            yield part.take()
            try:
                with acting_for(tenant):
                    content = storage.read(kept_as)
            except storage.NoSuchFile:  # erased since
                continue
            # Two may have one name.
            archive.writestr(f"{place}-{name}", content)
    yield part.take()
