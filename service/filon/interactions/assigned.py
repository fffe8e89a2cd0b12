"""Giving leads to members by the business's rules, in turn; each time the lead's timeline says by which, or why not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from filon.foundation import outbox
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.fields import plain
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.interactions.actions import add, record_change
from filon.interactions.models import Interaction
from filon.leads import actions as leads
from filon.leads.assignment import Asked, Rule, Turn, whose_turn
from filon.leads.models import Lead
from filon.tenants.absences import at_work, work_day

# The reasons that a rule has.
_BY_RULE = ("turn", "late")
# How many changes are looked through for a person's.
_LOOKED_AT = 50


def assign_request(event: Event, settings: Settings) -> None:
    """Give whoever asked to the next member of the first rule that fits; a lead that is somebody's stays theirs.

    So does one that a person has made nobody's. Without rules nothing happens: all is given by hand.
    """
    rules = Rule.held()
    if not rules:
        return
    lead = locked(Lead.kept().where(Lead.id == UUID(event.payload["lead"]))).first()
    if lead is None or lead.owner_id is not None or not lead.is_waiting or _was_given_by_hand(lead):
        return
    there = at_work(work_day())
    turn = turn_for(lead, rules, there)
    if turn is None:
        return
    if turn.share is None:
        add(lead, "turn", text="", details={"why": "nobody", "rule": turn.rule.name})
    else:
        give(lead, there[turn.share.member_id], why="turn", turn=turn)


def turn_for(lead: Any, rules: list[Any], there: Collection[UUID]) -> Turn | None:
    """Whose turn it is to take the lead, by its latest request, of those who are `there`; None when no rule fits."""
    request = Interaction.of(lead.id, 1, kind="request").first()
    details = request.details if request else {}
    asked = Asked.by(lead, details.get("form") or "", details.get("fields") or ())
    return whose_turn(rules, asked, there)


def give(lead: Any, member: Any, *, why: str, turn: Turn | None = None, **more: Any) -> Any:
    """Let the lead be the member's, by a rule unless `turn` is None. Returns the change, which can be undone.

    `why` is "turn", "late" when somebody else has not answered, or "met"; `more` is what the timeline says of that.
    """
    with transaction():
        before = lead.owner_id
        if turn is not None:
            turn.share.take_turn(turn.among)
        leads.change(lead, {"owner_id": member.id})
        outbox.emit("lead.changed", lead=lead.id.hex, columns=["owner_id"])
        return record_change(
            lead,
            "owner",
            str(before or ""),
            str(member.id),
            before=plain({"owner_id": before}),
            after=plain({"owner_id": member.id}),
            why=why,
            to_name=member.name,
            rule=turn.rule.name if turn else "",
            **more,
        )


def give_to_host(lead: Any, host: Any) -> None:
    """Let a lead that is nobody's be the member's whom it meets, unless a person has made it nobody's."""
    if lead.owner_id is None and not _was_given_by_hand(lead):
        give(lead, host, why="met")


def given_to(lead: Any) -> UUID | None:
    """Whose the lead is, where that is by a rule; None where a person has given it, or it is nobody's."""
    if lead.owner_id is None:
        return None
    changes = Interaction.of(lead.id, _LOOKED_AT, kind="change")
    last = next((change for change in changes if change.details["field"] == "owner"), None)
    owner: UUID = lead.owner_id
    return owner if last is not None and last.details.get("why") in _BY_RULE else None


def _was_given_by_hand(lead: Any) -> bool:
    changes = Interaction.of(lead.id, _LOOKED_AT, kind="change").where(Interaction.member_id.is_null(False))
    return any(change.details["field"] == "owner" for change in changes)
