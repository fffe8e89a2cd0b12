"""Moving a prospect to another status or stage, as a form asks for it: from the prospect's page and from the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from filon.interactions import edits
from filon.leads import arranging

from . import standing
from .schemas import StatusForm, mistakes


@dataclass(frozen=True)
class Moved:
    """What came of it: the `change` in the timeline, None when the lead stood there already; or why it was not done."""

    change: Any = None
    wrong: dict[str, list[str]] = field(default_factory=dict)
    meanwhile: edits.Meanwhile | None = None


def move(lead: Any, typed: Mapping[str, str]) -> Moved:
    """Move the lead, unless something is wrong or somebody has moved it since.

    `typed` has a `status` or the id of a `stage`, the `reason` of abandoning, and what edits.standing() was when the
    form was `seen`. Raises NotFound for a stage that there is not.
    """
    stage, status = arranging.the_stage(_id(typed.get("stage", ""))), typed.get("status", "")
    if stage is not None:
        status = stage.within
    if wrong := mistakes(StatusForm(), {**typed, "status": status}):
        return Moved(wrong=wrong)
    if (status, stage and stage.id) == (lead.status, lead.stage_id):
        return Moved()
    if theirs := edits.status_meanwhile(lead, typed.get("seen")):
        return Moved(meanwhile=theirs)
    return Moved(standing.change_status(lead, status, typed.get("reason", ""), stage))


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
