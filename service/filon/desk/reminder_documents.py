"""A reminder as JSON: what programs read, and what they may write."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate, validates_schema

from filon.foundation.i18n import _
from filon.leads.models import LARGEST_NUMBER
from filon.tasks import models
from filon.tasks.actions import LONGEST_TITLE
from filon.tasks.models import OUTCOMES
from filon.tasks.repeats import REPEATS
from filon.tasks.when import LONGEST


class Task(Schema):
    """Something to do. `lead` is a number, null for what is about nobody; `owner` a member's id, null for everybody."""

    id = fields.UUID(required=True)
    lead = fields.Integer(required=True, allow_none=True)
    title = fields.String(required=True, metadata={"description": "empty: call the lead back"})
    due_at = fields.AwareDateTime(required=True)
    owner = fields.UUID(attribute="owner_id", required=True, allow_none=True)
    repeat = fields.String(required=True, metadata={"enum": ["", *REPEATS]})
    outcome = fields.String(
        required=True, metadata={"enum": ["", *OUTCOMES], "description": "empty while it is open"}
    )
    made_at = fields.AwareDateTime(required=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    step = fields.Function(
        lambda task: task.last_step.get("id"),
        required=True,
        metadata={
            "type": ["string", "null"],
            "format": "uuid",
            "description": "the latest step, which can be taken back; null when it was",
        },
    )


class Tasks(Schema):
    """One page, the soonest first; `after` asks for the next one, and is null on the last."""

    tasks = fields.List(fields.Nested(Task), required=True)
    after = fields.String(required=True, allow_none=True)


def _place(text: str) -> None:
    try:
        models.Task.following(text)
    except ValueError:
        raise ValidationError(_("Reprenez-le de la page précédente.")) from None


class Completion(Schema):
    """{due_at}: when it was due for whoever says that it is done; may be left out."""

    class Meta:
        unknown = RAISE

    due_at = fields.AwareDateTime()


class TasksQuery(Schema):
    """{lead, owner, until, after}: what is open."""

    class Meta:
        unknown = EXCLUDE

    lead = fields.Integer(validate=validate.Range(1, LARGEST_NUMBER))
    owner = fields.UUID()
    until = fields.AwareDateTime(metadata={"description": "due before then"})
    after = fields.String(validate=_place, metadata={"description": "the `after` of the page before"})


def _text(longest: int, example: str, about: str = "") -> fields.String:
    shown = {"example": example} | ({"description": about} if about else {})
    return fields.String(validate=[validate.Length(max=longest), _whole], metadata=shown)


def _whole(text: str) -> None:
    """JSON can name half a character, a database can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValidationError("Must be text.") from None


class TaskChange(Schema):
    """Some of a task's fields. When it is due is said by `due_at`, or by `when` in natural words: not by both."""

    class Meta:
        unknown = RAISE

    title = _text(LONGEST_TITLE, "Relancer le devis")
    due_at = fields.AwareDateTime()
    when = _text(LONGEST, "demain 9 h", 'on the business\'s clock: "lundi 14 h 30", "in 2 days", "غدا 9"')
    owner = fields.UUID(attribute="owner_id", allow_none=True)
    repeat = fields.String(validate=validate.OneOf(["", *REPEATS]))

    @validates_schema
    def _something(self, given: dict[str, Any], **_options: object) -> None:
        if not given:
            raise ValidationError("Give at least one field.")
        if "when" in given and "due_at" in given:
            raise ValidationError("Give due_at or when, not both.", "when")


class NewTask(TaskChange):
    """As TaskChange, with a moment; with a title, unless there is a lead. `owner` is the lead's unless it is given."""

    lead = fields.Integer(validate=validate.Range(1, LARGEST_NUMBER))

    @validates_schema
    def _has_a_moment(self, given: dict[str, Any], **_options: object) -> None:
        if "when" not in given and "due_at" not in given:
            raise ValidationError("Give due_at or when.", "when")


class Postponement(Schema):
    """Until when it is put off: `due_at`, or `when` in natural words."""

    class Meta:
        unknown = RAISE

    due_at = fields.AwareDateTime()
    when = _text(LONGEST, "lundi 9 h")

    @validates_schema
    def _one_moment(self, given: dict[str, Any], **_options: object) -> None:
        if ("when" in given) == ("due_at" in given):
            raise ValidationError("Give due_at or when.", "when")
