"""Whether a JSON value is what Microsoft's own table of types says that it has to be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

_TABLE = json.loads(Path(__file__).with_name("graph_types.json").read_text())
TYPES: dict[str, dict[str, Any]] = _TABLE["types"]
ENUMS: dict[str, list[str]] = _TABLE["enums"]

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)")
_WHOLE = {"Edm.Int16", "Edm.Int32", "Edm.Int64"}
_TEXTS = {"Edm.String", "Edm.Binary", "Edm.Date", "Edm.TimeOfDay", "Edm.Duration"}


@cache
def properties(name: str) -> dict[str, str]:
    """Those of a type and of what it is based on, each with its own type."""
    kind = TYPES[name]
    above = properties(kind["base"]) if "base" in kind else {}
    return above | kind["properties"]


def complaints(value: object, kind: str, where: str = "it", *, open_types: bool = True) -> Iterator[str]:
    """What is wrong with a value of a type, as "Edm.Int32", "event" or "Collection(attendee)!".

    Types that others may add to are taken as closed with `open_types` false: we add nothing.
    """
    if value is None:
        if kind.endswith("!"):
            yield f"{where} is null"
        return
    kind = kind.removesuffix("!")
    if kind.startswith("Collection("):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for number, one in enumerate(value):
            inner = kind.removeprefix("Collection(").removesuffix(")")
            yield from complaints(one, f"{inner}!", f"{where}[{number}]", open_types=open_types)
    elif kind in ENUMS:
        if value not in ENUMS[kind]:
            yield f"{where} is no {kind}: {value!r}"
    elif kind in TYPES:
        yield from _of_object(value, kind, where, open_types)
    elif not _is_primitive(value, kind):
        yield f"{where} is no {kind}: {value!r}"


def _of_object(value: object, kind: str, where: str, open_types: bool) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no {kind}"
        return
    known = properties(kind)
    for name, inner in value.items():
        if name in known:
            yield from complaints(inner, known[name], f"{where}.{name}", open_types=open_types)
        # Words about the object, not of it: @odata.etag, @removed.
        elif "@" not in name and not (open_types and TYPES[kind].get("open")):
            yield f"{where} has {name}, which {kind} does not know"


def _is_primitive(value: object, kind: str) -> bool:
    if kind in _WHOLE:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "Edm.Boolean":
        return isinstance(value, bool)
    if kind == "Edm.Double":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if kind == "Edm.Guid":
        return bool(_GUID.fullmatch(value))
    if kind == "Edm.DateTimeOffset":
        return bool(_OFFSET.fullmatch(value)) and _is_moment(value)
    return kind in _TEXTS


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
