"""What a business makes its own, as JSON: its fields, and the words of its lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from filon.foundation.shapes import Truth
from filon.foundation.web import Blueprint
from filon.leads import defining
from filon.leads.arranging import LONGEST_NAME
from filon.leads.custom_fields import options_of
from filon.leads.fields import KINDS, SEEN_BY, WITH_OPTIONS, Field
from filon.leads.labels import MOST, Label
from filon.leads.words import word_of

api = Blueprint("fields_api", __name__, url_prefix="/api/v1", description="What a business makes its own")

LISTS = ("stage", "tag", "reason", "source")
_NAME = validate.Length(1, LONGEST_NAME)


class OwnField(Schema):
    """A field: `key` is what leads' documents call it. Nobody below the role `seen_by` is told of it."""

    id = fields.UUID(required=True)
    key = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True, metadata={"enum": list(KINDS)})
    options = fields.List(
        fields.String(), required=True, metadata={"description": "what can be chosen, by name"}
    )
    is_required = fields.Boolean(required=True)
    is_asked = fields.Boolean(required=True, metadata={"description": "in the form for a new lead"})
    default = fields.String(required=True)
    seen_by = fields.String(required=True, metadata={"enum": list(SEEN_BY)})


class OwnFields(Schema):
    own = fields.Nested(OwnField, many=True, required=True, data_key="fields")


class NewField(Schema):
    """{label, kind, options}: `options` for the kinds "choice" and "choices"."""

    class Meta:
        unknown = RAISE

    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata={"example": "number"})
    label = fields.String(required=True, validate=_NAME, metadata={"example": "Surface"})
    options = fields.List(
        fields.String(validate=_NAME), load_default=list, validate=validate.Length(max=MOST["option"])
    )


class FieldChange(Schema):
    """What shall be otherwise; `is_archived` takes the field away, and what leads have in it stays."""

    class Meta:
        unknown = RAISE

    label = fields.String(validate=_NAME)
    is_required = Truth()
    is_asked = Truth()
    default = fields.String(validate=validate.Length(max=2_000))
    seen_by = fields.String(validate=validate.OneOf(SEEN_BY))
    is_archived = Truth()


class LabelQuery(Schema):
    """{kind}: which lists."""

    class Meta:
        unknown = EXCLUDE

    kind = fields.String(validate=validate.OneOf(LISTS))


class OneLabel(Schema):
    """A word of a list. `code` is what leads keep of a reason or a source; `within` is a stage's status."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    within = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.Function(word_of, metadata={"type": "string"}, required=True)


class Labels(Schema):
    labels = fields.Nested(OneLabel, many=True, required=True)


@api.route("/fields", scope="leads:read")
@api.response(200, OwnFields)
def list_fields() -> Any:
    """The business's own fields in their order, as far as the caller may see them."""
    return {"own": [_document(field) for field in Field.visible()]}


@api.route("/fields", methods=["POST"], role="manager")
@api.arguments(NewField)
@api.response(201, OwnField)
def add_field(given: dict[str, Any]) -> Any:
    """Add a field at the end."""
    made = defining.add(given["label"], given["kind"], given["options"])
    return _document(Field.get_by_id(made.about_id))


@api.route("/fields/<uuid:custom>", methods=["PATCH"], role="manager")
@api.arguments(FieldChange)
@api.response(200, OwnField)
def change_own_field(given: dict[str, Any], custom: UUID) -> Any:
    """Change a field; what it is called by programs, and what it can hold, stay as they are."""
    defining.the_definition(custom)
    changing: dict[str, Callable[[UUID, Any], Any]] = {
        "label": defining.rename,
        "default": defining.set_default,
        "seen_by": defining.show_to,
        "is_required": lambda id, on: defining.switch(id, "is_required", on),
        "is_asked": lambda id, on: defining.switch(id, "is_asked", on),
        "is_archived": lambda id, on: defining.archive(id) if on else defining.restore(id),
    }
    for name, value in given.items():
        changing[name](custom, value)
    return _document(defining.the_definition(custom))


@api.route("/labels", scope="leads:read")
@api.arguments(LabelQuery, location="query")
@api.response(200, Labels)
def list_labels(asked: dict[str, Any]) -> Any:
    """Stages, tags, reasons and sources that can be chosen, list by list in their order."""
    kinds = [asked["kind"]] if "kind" in asked else LISTS
    listed = [Label.stages() if kind == "stage" else Label.in_use(kind) for kind in kinds]
    return {"labels": sum(listed, [])}


def _document(field: Any) -> dict[str, Any]:
    options = [option.name for option in options_of(field)] if field.kind in WITH_OPTIONS else []
    return {name: getattr(field, name) for name in OwnField().fields if name != "options"} | {
        "options": options
    }
