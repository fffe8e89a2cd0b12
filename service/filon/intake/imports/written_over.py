"""What an import makes of somebody who was known, as their timeline keeps it: what stood there, what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from filon.intake.imports.own_values import Kept
from filon.interactions.customised import FIELD, TAG
from filon.leads import typed
from filon.leads.custom_fields import Value
from filon.leads.fields import Field
from filon.leads.labels import Label

# By the columns that say it. What is worked out from others, as what is looked up, is nobody's word.
_SAID: dict[str, tuple[str, ...]] = {
    "name": ("first_name", "last_name"),
    "phone": ("phone", "phone_typed"),
    **{
        name: (name,)
        for name in (
            *("email", "company", "lost_reason", "amount", "currency", "source", "source_detail", "note"),
            *("message", "page", "created_at"),
        )
    },
    "owner": ("owner_id",),
}


class Tellers:
    """Says what was changed of one lead after another; what fields and words are called is read once for all."""

    def __init__(self) -> None:
        self._fields: dict[str, Any] = {}
        self._names: dict[str, str] = {}

    def told(
        self, lead: Any, before: Mapping[str, Any], own: tuple[Kept, Kept] | None = None
    ) -> list[dict[str, Any]]:
        """Each change as models.Interaction has those by hand, {field, from, to} and what more belongs to one.

        `before` is what the lead had in the columns that changed, `own` what own_values.write() kept.
        """
        return [*self._status(lead, before), *_columns(lead, before), *(self._own(*own) if own else ())]

    def _status(self, lead: Any, before: Mapping[str, Any]) -> list[dict[str, Any]]:
        status, stage = before.get("status", lead.status), before.get("stage_id", lead.stage_id)
        if (status, stage) == (lead.status, lead.stage_id):
            return []
        stages = {"stage_from": self._stage(stage), "stage_to": self._stage(lead.stage_id)}
        return [{"field": "status", "from": status, "to": lead.status, **stages}]

    def _stage(self, stage: UUID | None) -> dict[str, str] | None:
        return {"id": stage.hex, "name": self._name(stage.hex)} if stage else None

    def _own(self, before: Kept, after: Kept) -> list[dict[str, Any]]:
        changes: list[dict[str, Any]] = []
        for id, rows in after["fields"].items():
            if (field := self._field(id)) is not None:
                about = {"custom": id, "label": field.label, "kind": field.kind}
                was, now = self._said(field, before["fields"][id]), self._said(field, rows)
                changes.append({"field": FIELD, "from": was, "to": now, **about})
        changes += [{"field": TAG, "from": self._name(tag), "to": ""} for tag in before["tags"]]
        changes += [{"field": TAG, "from": "", "to": self._name(tag)} for tag in after["tags"]]
        return changes

    def _said(self, field: Any, rows: list[dict[str, Any]]) -> str:
        options = (row["option_id"] for row in rows if "option_id" in row)
        return Value(field, rows, tuple(map(self._name, options))).said

    def _field(self, id: str) -> Any:
        if not self._fields:
            self._fields = {field.id.hex: field for field in Field.select()}
        return self._fields.get(id)

    def _name(self, id: str) -> str:
        if id not in self._names:
            label = Label.find(UUID(id))
            self._names[id] = label.name if label else ""
        return self._names[id]


def _columns(lead: Any, before: Mapping[str, Any]) -> list[dict[str, Any]]:
    changes = []
    for field, columns in _SAID.items():
        if not before.keys().isdisjoint(columns):
            stood = SimpleNamespace(**{name: before.get(name, getattr(lead, name)) for name in columns})
            was, now = _shown(stood, field), _shown(lead, field)
            if was != now:
                changes.append({"field": field, "from": was, "to": now})
    return changes


def _shown(lead: Any, field: str) -> str:
    said = typed.shown(lead, field)
    return said.isoformat() if isinstance(said, datetime) else said
