"""What reading an import's rows needs: its reader, and what it knows of the business."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from filon.foundation import clock, defusing
from filon.intake.imports.known_heads import OURSELVES
from filon.intake.imports.known_words import folded
from filon.intake.imports.own_targets import targets_for
from filon.intake.imports.rows import Reader, without_mark
from filon.intake.imports.targets import Context
from filon.leads.labels import Label, names_of
from filon.tenants.models import Member, Tenant


def reader_of(one: Any) -> Reader:
    """Reads the rows of this import as its columns were mapped; inside a transaction."""
    tenant = Tenant.current()
    members = list(Member.select().where(Member.removed_at.is_null()))
    named = Counter(folded(member.name) for member in members if member.name)
    owners = {folded(member.name): member.id for member in members if named[folded(member.name)] == 1}
    owners |= {folded(member.email): member.id for member in members if member.email}
    context = Context(
        region=tenant.region,
        zone=ZoneInfo(tenant.zone),
        now=clock.now(),
        owners=owners,
        namesakes=frozenset(name for name, count in named.items() if count > 1),
        statuses=one.choices.get("statuses", {}),
        sources=_codes("source"),
        reasons=_codes("reason"),
        stages=_stages(),
        is_ours=is_ours(one),
    )
    heads = [column["head"] for column in one.profile["columns"]]
    mapped = {int(place): choice for place, choice in one.choices["columns"].items() if choice}
    return Reader(heads, mapped, targets_for(one), context, plain=_plain_of(one))


def _codes(kind: str) -> dict[str, str]:
    return {folded(name): code for code, name in names_of(kind).items()}


def _stages() -> dict[str, list[Any]]:
    stages: dict[str, list[Any]] = {}
    for stage in Label.stages():
        stages.setdefault(folded(stage.name), []).append(stage)
    return stages


def _plain_of(one: Any) -> Callable[[str], str]:
    """What makes text of a cell's text: our CSV keeps formulas from running, and in our workbooks text is text."""
    if not is_ours(one):
        return without_mark
    return defusing.undo if one.profile["kind"] == "csv" else str


def is_ours(one: Any) -> bool:
    """Whether the file is an export of Filon's."""
    return bool(one.profile.get("program") == OURSELVES)
