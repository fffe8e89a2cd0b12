"""Several names in one cell: written so that they are the same several when they are read again."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A name in quotation marks may hold what parts names; one of its own is written twice, as in CSV (RFC 4180).
_NAMES = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=[,;،\n]|$)|([^,;،\n]*))(?:[,;،\n]|$)')
_PARTS = re.compile(r'^"|[,;،\n]')


def joined(names: Iterable[str]) -> str:
    """The names with commas between them."""
    return ", ".join(_quoted(name) if _PARTS.search(name) else name for name in names)


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def parted(text: str) -> list[str]:
    """The names that the text has, as joined() or a person wrote them: with commas, semicolons or lines between."""
    found = [quoted.replace('""', '"') if quoted else plain for quoted, plain in _NAMES.findall(text)]
    return [name for name in (" ".join(one.split()) for one in found) if name]
