"""What happened with a lead as JSON: its timeline, calls, messages among colleagues, and taking a change back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, fields, pre_dump, validate

from filon.desk import minutes_shown, standing, undoing
from filon.desk.meeting_mails import told_at
from filon.foundation import rich_text, web
from filon.foundation.errors import NotFound
from filon.interactions import actions as interactions
from filon.interactions import customised, mails, messages
from filon.interactions.actions import LONGEST_NOTE
from filon.interactions.models import CALL_OUTCOMES, Interaction
from filon.leads.models import the_lead

PAGE_MOMENTS = 50
KINDS = (
    *("added", "appointment", "call", "change", "file", "imported", "mail", "merged", "message"),
    *("minutes", "note", "order", "parted", "request", "restored", "task", "trashed", "turn"),
)
# What programs are told of a moment's details; the rest is for taking it back.
_TOLD = (
    *("outcome", "field", "label", "from", "to", "stage_from", "stage_to", "decision", "undone"),
    *("fields", "form", "page", "step", "due_at", "file", "number", "name", "merge"),
    *("amount", "currency", "subject", "why", "rule", "to_name", "from_name", "minutes", "told"),
    *("starts_at", "was", "reason", "mails", "appointment", "call"),
)
# And of each change that an import made.
_CHANGED = ("field", "label", "from", "to", "stage_from", "stage_to")
# Far more people than a team has.
MOST_NAMED = 100

api = web.Blueprint(
    "timeline_api", __name__, url_prefix="/api/v1/leads", description="What happened with a lead"
)
_LEAD = "/<int:number>"


class Moment(Schema):
    """Something that happened. `by` is empty for what the person or the system did.

    `details` depends on the kind: outcome of a call; field, from, to and undone of a change, and of one of the status
    stage_from and stage_to, {id, name} or null; to, the names that a message is for; to and subject of a mail;
    fields, form and page of a request; step and due_at of a task; step and starts_at of an appointment, was when it
    moved, reason when it moved or was cancelled, and mails, [{to, state}], by which people were told; step (paid,
    refunded, failed, cancelled), number, amount and currency of an order; step of minutes, written, or confirmed or
    disputed by the lead, and the id of their appointment or call, where they can be read as they are now. Of an
    owner's change that no person made also why (turn, late, met, left), rule and to_name, or from_name, who left the
    team; a turn says why nobody could have the lead by a rule, or who was told after how many minutes. What was
    merged has the number and the name of the other lead, the id of the merge, and left: [{field, value}], what both
    had and was not taken; so far as the caller may see the field. What was trashed by undoing an import has its file.
    Who was completed by an import, or put back as before it (undone), has changes, [{field, from, to}], with label of
    a field of the business, so far as the caller may see it, and stage_from and stage_to of the status.
    """

    id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata={"enum": list(KINDS)})
    at = fields.AwareDateTime(attribute="happened_at", required=True)
    by = fields.String(attribute="member_name", required=True)
    text = fields.Function(
        lambda moment: rich_text.plain(moment.text) if moment.is_rich else moment.text,
        required=True,
        metadata={
            "type": "string",
            "description": "without formats; of a note, or minutes, as first written",
        },
    )
    details = fields.Function(
        lambda moment: (
            {name: moment.details[name] for name in _TOLD if name in moment.details} | moment.values
        ),
        required=True,
        metadata={"type": "object"},
    )

    @pre_dump(pass_collection=True)
    def _with_values(self, moments: Any, many: bool, **_options: object) -> Any:
        """What merges left and imports changed, but for fields that are hidden from the caller: read once for all."""
        listed = moments if many else [moments]
        has_values = any(moment.kind in ("merged", "imported") for moment in listed)
        hidden = customised.hidden_fields() if has_values else set()
        for moment in listed:
            moment.values = _values(moment, hidden)
        return moments


class Moments(Schema):
    """One page, the newest first; `after` asks for the next one, and is null on the last."""

    timeline = fields.Nested(Moment, many=True, required=True)
    after = fields.UUID(required=True, allow_none=True)


class TimelineQuery(Schema):
    """{kind, after}: moments of one kind only; the last moment of the page before."""

    kind = fields.String(validate=validate.OneOf(KINDS))
    after = fields.UUID()


class NewCall(Schema):
    """{outcome, text}: how a call went, and what was said."""

    class Meta:
        unknown = RAISE

    outcome = fields.String(
        required=True, validate=validate.OneOf(CALL_OUTCOMES), metadata={"example": "answered"}
    )
    text = fields.String(load_default="", validate=validate.Length(max=LONGEST_NOTE))


class NewMessage(Schema):
    """{text, to}: for the members of these ids, and for those whose name it says after an @."""

    class Meta:
        unknown = RAISE

    text = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NOTE),
        metadata={"example": "@Bob, can you measure on Monday?"},
    )
    to = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=MOST_NAMED))


def _values(moment: Any, hidden: set[UUID]) -> dict[str, Any]:
    if moment.kind == "merged":
        left = customised.visible_left(moment, hidden)
        return {"left": [{"field": field, "value": value} for field, value in left]}
    if moment.kind == "imported" and "changes" in moment.details:
        changes = customised.visible_changes(moment, hidden)
        return {"changes": [{name: one[name] for name in _CHANGED if name in one} for one in changes]}
    return {}


@api.route(f"{_LEAD}/timeline", scope="leads:read")
@api.arguments(TimelineQuery, location="query")
@api.response(200, Moments)
def list_timeline(asked: dict[str, Any], number: int) -> Any:
    """Fifty moments a page, the newest first. What a note became since is in `/notes`, files are in `/files`."""
    lead = the_lead(number)
    mark = Interaction.find(asked["after"]) if "after" in asked else None
    if "after" in asked and (mark is None or mark.lead_id != lead.id):
        raise NotFound()
    found = list(Interaction.of(lead.id, PAGE_MOMENTS + 1, kind=asked.get("kind", ""), before=mark))
    page, hidden = found[:PAGE_MOMENTS], customised.hidden_fields()
    shown = [moment for moment in page if customised.is_visible(moment, hidden)]
    return {
        "timeline": _with_more(mails.with_address(shown)),
        "after": page[-1].id if len(found) > PAGE_MOMENTS else None,
    }


def _with_more(moments: list[Any]) -> list[Any]:
    told, ids = told_at(moments), minutes_shown.subjects_of(moments)
    for each in moments:
        if each.kind == "minutes":
            each.details = {**each.details, **ids.get(each.details["minutes_id"], {})}
        if each.kind == "appointment":
            sent = [{"to": one.address, "state": mails.state_of(one)} for one in told[each.id]]
            each.details = {**each.details, "mails": sent}
    return moments


@api.route(f"{_LEAD}/calls", methods=["POST"], role="agent", scope="leads:write")
@api.arguments(NewCall)
@api.response(201, Moment)
def log_call(given: dict[str, Any], number: int) -> Any:
    """Note how a call went. Whoever answered waits no longer."""
    return interactions.log_call(the_lead(number), given["outcome"], given["text"])


@api.route(f"{_LEAD}/messages", methods=["POST"], role="agent", scope="leads:write")
@api.arguments(NewMessage)
@api.response(201, Moment)
def write_message(given: dict[str, Any], number: int) -> Any:
    """Write to colleagues about the lead: the team alone sees it, and who is named is told."""
    return messages.write_message(the_lead(number), given["text"], given["to"])


@api.route(
    f"{_LEAD}/changes/<uuid:change>",
    methods=["DELETE"],
    role="agent",
    scope="leads:write",
    problems=("conflict",),
)
@api.response(204)
def undo_change(number: int, change: UUID) -> None:
    """Take a change of the timeline back, for thirty days; 409 when it was changed again since."""
    undoing.undo(the_lead(number), change)


@api.route(
    f"{_LEAD}/changes/<uuid:change>/closing",
    methods=["PUT"],
    role="agent",
    scope="leads:write",
    problems=("conflict",),
)
@api.response(204)
def close_reminders(number: int, change: UUID) -> None:
    """Drop all reminders of a lead whom this change has made a customer, or lost; taking it back brings them back."""
    lead = the_lead(number)
    standing.close_reminders(lead, undoing.the_change(lead, change))
