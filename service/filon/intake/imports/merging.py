"""What becomes of somebody who is known already: the columns to write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from filon.leads import consents

# What to do with whoever is known already.
SKIP, FILL, OVERWRITE = "skip", "fill", "overwrite"
POLICIES = (FILL, SKIP, OVERWRITE)
_NAME = ("first_name", "last_name")
# What goes with another column, and is given with it or not at all.
_WITH = {"email_key": "email", "phone_typed": "phone", "currency": "amount", "first_name": "last_name"}
# What every lead has: there is no blank to fill.
_ALWAYS_THERE = frozenset({"status", "source", "created_at", "last_activity_at", "to_call_since", "unsure"})
_SETTLES = {"last_name": "name", "email": "email", "phone": "phone", "company": "company"}


def changes_to(lead: Any, columns: dict[str, Any], policy: str) -> dict[str, Any]:
    """The columns of a known lead that the row changes; a blank cell never empties anything."""
    if policy == SKIP:
        return {}
    said = {name: value for name, value in columns.items() if value not in (None, "", [])}
    if "last_name" in said or "first_name" in said:
        said |= {name: columns.get(name) or "" for name in _NAME}
    said.pop("unsure", None)
    agreed = consents.joined(lead.consent, said.pop("consent", []))
    # Only inside its status is there a stage or a reason to complete; where the file changes that, it says both.
    status = said.get("status", lead.status) if policy == OVERWRITE else lead.status
    if said.get("status", lead.status) != status:
        said.pop("stage_id", None)
    if status != "lost":
        said.pop("lost_reason", None)
    changes = _filled(lead, said) if policy == FILL else _overwritten(lead, said)
    if agreed != lead.consent:  # completed in either way: what somebody agreed to is no cell to replace
        changes["consent"] = agreed
    if changes:
        settled = {_SETTLES[name] for name in changes if name in _SETTLES}
        unsure = [mark for mark in lead.unsure if mark not in settled]
        if unsure != lead.unsure:
            changes["unsure"] = unsure
    return changes


def _filled(lead: Any, said: dict[str, Any]) -> dict[str, Any]:
    has_name = bool(lead.first_name or lead.last_name)
    has_phone = bool(lead.phone or lead.phone_typed)
    changes = {}
    for name, value in said.items():
        if name in _ALWAYS_THERE or (name in _NAME and has_name) or (name.startswith("phone") and has_phone):
            continue
        leader = _WITH.get(name, name)
        if getattr(lead, leader) in (None, "", {}) and getattr(lead, name) != value:
            changes[name] = value
    return changes


def _is_same(ours: Any, theirs: Any) -> bool:
    """Files say moments to the minute: one that differs by less is the same."""
    if isinstance(ours, datetime) and isinstance(theirs, datetime):
        return ours.replace(second=0, microsecond=0) == theirs.replace(second=0, microsecond=0)
    return bool(ours == theirs)


def _overwritten(lead: Any, said: dict[str, Any]) -> dict[str, Any]:
    if said.get("phone") == lead.phone:
        said.pop("phone_typed", None)  # as it was typed says more
    changes = {name: value for name, value in said.items() if not _is_same(getattr(lead, name), value)}
    if "email_key" in changes and "email" not in changes:
        del changes["email_key"]
    status = changes.get("status")
    if status and status != "lost" and lead.lost_reason is not None:
        changes["lost_reason"] = None
    if status and lead.stage_id is not None:
        changes.setdefault("stage_id", None)
    if status in ("won", "lost") and lead.to_call_since is not None:
        changes.setdefault("to_call_since", None)
    return changes
