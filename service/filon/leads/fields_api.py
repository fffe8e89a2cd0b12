"""The fields that a business makes its own, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from filon.foundation.shapes import Truth, TruthInAddress
from filon.foundation.web import Blueprint
from filon.leads import defining
from filon.leads.arranging import LONGEST_NAME
from filon.leads.custom_fields import options_of
from filon.leads.fields import KINDS, SEEN_BY, WITH_OPTIONS, Field
from filon.leads.labels import MOST

api = Blueprint("fields_api", __name__, url_prefix="/api/v1", description="What a business makes its own")

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
    is_archived = fields.Boolean(required=True, metadata={"description": "taken away; it can come back"})


class FieldQuery(Schema):
    """{archived}: those that were taken away too."""

    class Meta:
        unknown = EXCLUDE

    archived = TruthInAddress(load_default=False)


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
    """What shall be otherwise; `is_archived` takes the field away, and what leads have in it stays.

    `place` counts from 1 among the fields in use; the last is whatever is beyond the end.
    """

    class Meta:
        unknown = RAISE

    label = fields.String(validate=_NAME)
    is_required = Truth()
    is_asked = Truth()
    default = fields.String(validate=validate.Length(max=2_000))
    seen_by = fields.String(validate=validate.OneOf(SEEN_BY))
    is_archived = Truth()
    place = fields.Integer(strict=True, validate=validate.Range(min=1))


@api.route("/fields", scope="leads:read")
@api.arguments(FieldQuery, location="query")
@api.response(200, OwnFields)
def list_fields(asked: dict[str, Any]) -> Any:
    """The business's own fields in their order, as far as the caller may see them."""
    listed = (
        [field for field in Field.all_of_them() if field.is_visible] if asked["archived"] else Field.visible()
    )
    return {"own": [_document(field) for field in listed]}


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
        "place": defining.put_at,
    }
    for name, value in given.items():
        changing[name](custom, value)
    return _document(defining.the_definition(custom))


def _document(field: Any) -> dict[str, Any]:
    options = [option.name for option in options_of(field)] if field.kind in WITH_OPTIONS else []
    return {name: getattr(field, name) for name in OwnField().fields if name != "options"} | {
        "options": options
    }
