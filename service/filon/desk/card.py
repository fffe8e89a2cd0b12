"""What the prospect page shows of the business's own: its fields, the tags, the stages and what can be chosen."""

from __future__ import annotations

from typing import Any

from filon.foundation import access
from filon.leads import custom_fields
from filon.leads.labels import Label, tags_of


def parts(lead: Any, sources: list[str]) -> dict[str, Any]:
    """Values for the template of the prospect page; `sources` are those of all leads."""
    writes = access.at_least("agent")
    values = custom_fields.values_of([lead])[lead.id]
    tags = tags_of([lead])[lead.id]
    had = {tag.id for tag in tags}
    return {
        "values": values,
        "options": {
            value.field.id: custom_fields.options_of(value.field, value.rows) for value in values if writes
        },
        "missing": sum(value.is_missing for value in values),
        "tags": tags,
        "other_tags": [tag for tag in Label.in_use("tag") if tag.id not in had] if writes else [],
        "stages": Label.stages() if writes else [],
        "lost_reasons": [label.code for label in Label.in_use("reason")] if writes else [],
        "sources": list(
            dict.fromkeys([*(one.code for one in Label.in_use("source")), *sources, lead.source])
        ),
    }
