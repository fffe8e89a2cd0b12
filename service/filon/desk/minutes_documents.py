"""Minutes as JSON: what programs read, and what they may write."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate

from filon.foundation.shapes import Truth
from filon.interactions.actions import LONGEST_NOTE
from filon.interactions.minutes import (
    LONGEST_STEP,
    MARGINS,
    MOST_STEPS,
    USUAL_MARGIN,
    NextStep,
    Written,
)

from .appointment_documents import Strict, text_of

_BEFORE = {"description": "days between its reminder and its day", "example": 1}
_ANSWERS = ("", "confirmed", "disputed")


class Step(Schema):
    """What somebody does next: the member `owner_id`, or the lead. `task` is the reminder that was made of it."""

    id = fields.UUID(required=True)
    what = fields.String(required=True)
    by_lead = fields.Boolean(required=True)
    owner_id = fields.UUID(attribute="member_id", required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    margin = fields.Integer(required=True, metadata=_BEFORE)
    task = fields.UUID(attribute="task_id", required=True, allow_none=True)


class Mailed(Schema):
    """What was decided, and how it stands with the lead: all but what was said for the team alone.

    `is_sent`: the lead was mailed decisions and steps as they are now, at the address there is now. `answer` is what
    they answered to the last mail.
    """

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    is_draft = fields.Boolean(required=True)
    decided = fields.String(required=True)
    steps = fields.List(fields.Nested(Step), required=True)
    by = fields.String(attribute="member_name", required=True)
    at = fields.AwareDateTime(attribute="written_at", required=True)
    is_sent = fields.Boolean(required=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
    answer = fields.String(required=True, metadata={"enum": list(_ANSWERS)})
    answered_at = fields.AwareDateTime(required=True, allow_none=True)


class Minutes(Mailed):
    """What was said and decided. A draft is not in the timeline, and its steps have no reminders yet."""

    said = fields.String(required=True, metadata={"description": "for the team alone"})


class NewStep(Strict):
    """A step; with the `id` of one there is, that one is changed. A member's, the lead's owner's unless it says whose.

    Once the minutes are no draft, a member's step needs a day.
    """

    id = fields.UUID()
    what = text_of(LONGEST_STEP, "Envoyer le devis", 1, required=True)
    by_lead = Truth(load_default=False, metadata={"description": "the lead does it: it has no reminder"})
    owner_id = fields.UUID(allow_none=True, load_default=None)
    due_on = fields.Date(allow_none=True, load_default=None, metadata={"example": "2030-04-12"})
    margin = fields.Integer(
        strict=True, load_default=USUAL_MARGIN, validate=validate.OneOf(MARGINS), metadata=_BEFORE
    )

    @post_load
    def _as_step(self, given: dict[str, Any], **_options: object) -> NextStep:
        return NextStep(
            given["what"],
            given["by_lead"],
            given["owner_id"],
            given["due_on"],
            given["margin"],
            given.get("id"),
        )


class NewMinutes(Schema):
    """All of it: steps that are left out are taken away, with their reminders."""

    class Meta:
        unknown = RAISE

    version = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(0, 2**31 - 1),
        metadata={"description": "as it was read, 0 where there were none", "example": 0},
    )
    is_draft = Truth(
        load_default=False, metadata={"description": "what is in the timeline is no draft any more"}
    )
    said = text_of(LONGEST_NOTE, "Elle préfère le chêne.", load_default="")
    decided = text_of(LONGEST_NOTE, "Cuisine en chêne, pose en mai.", load_default="")
    steps = fields.List(fields.Nested(NewStep), load_default=list, validate=validate.Length(max=MOST_STEPS))

    @post_load
    def _as_written(self, given: dict[str, Any], **_options: object) -> dict[str, Any]:
        texts = {name: given.pop(name) for name in ("said", "decided")}
        return given | {"written": Written(**texts, steps=tuple(given.pop("steps")))}
