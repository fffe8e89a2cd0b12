"""The words of a business's lists, as JSON: stages, tags, reasons, sources, and the choices of its own fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validate, validates_schema

from filon.foundation.shapes import Truth, TruthInAddress
from filon.foundation.web import Blueprint
from filon.leads import arranging, custom_fields
from filon.leads.arranging import LONGEST_NAME
from filon.leads.labels import STAGED, Label
from filon.leads.words import word_of

LISTS = ("stage", "tag", "reason", "source")
_NAME = validate.Length(1, LONGEST_NAME)

api = Blueprint(
    "labels_api", __name__, url_prefix="/api/v1/labels", description="The words of a business's lists"
)
_ONE = "/<uuid:label>"


class LabelQuery(Schema):
    """{kind, field, archived}: which list, or the choices of one field; `archived` for what is offered no more too."""

    class Meta:
        unknown = EXCLUDE

    kind = fields.String(validate=validate.OneOf(LISTS))
    field = fields.UUID()
    archived = TruthInAddress(load_default=False)


class OneLabel(Schema):
    """A word of a list. `code` is what leads keep of a reason or a source; `within` is a stage's status.

    `field` is whose choice it is. A tag that went up in another is `merged_into` that one.
    """

    id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata={"enum": [*LISTS, "option"]})
    within = fields.Function(
        lambda label: label.within if label.kind == "stage" else "",
        metadata={"type": "string"},
        required=True,
    )
    field = fields.UUID(attribute="field_id", required=True, allow_none=True)
    code = fields.String(required=True)
    name = fields.Function(word_of, metadata={"type": "string"}, required=True)
    is_archived = fields.Boolean(required=True, metadata={"description": "offered no more"})
    merged_into = fields.UUID(attribute="merged_into_id", required=True, allow_none=True)


class Labels(Schema):
    labels = fields.Nested(OneLabel, many=True, required=True)


class NewLabel(Schema):
    """{kind, name}; a stage says `within` which status it is, an option of which `field`."""

    class Meta:
        unknown = RAISE

    kind = fields.String(
        required=True, validate=validate.OneOf([*LISTS, "option"]), metadata={"example": "stage"}
    )
    name = fields.String(required=True, validate=_NAME, metadata={"example": "Devis envoyé"})
    within = fields.String(validate=validate.OneOf(STAGED), metadata={"example": "open"})
    field = fields.UUID()

    @validates_schema(skip_on_field_errors=True)
    def _says_which_list(self, given: dict[str, Any], **_options: Any) -> None:
        for name, kind in (("within", "stage"), ("field", "option")):
            if (given["kind"] == kind) != (name in given):
                needed = "Needed for this kind." if given["kind"] == kind else f"Only for the kind {kind}."
                raise ValidationError(needed, name)


class LabelChange(Schema):
    """What shall be otherwise. `place` counts from 1 in its list; the last is whatever is beyond the end."""

    class Meta:
        unknown = RAISE

    name = fields.String(validate=_NAME, metadata={"example": "Devis envoyé"})
    is_archived = Truth(metadata={"description": "offered no more; what has it keeps it"})
    place = fields.Integer(strict=True, validate=validate.Range(min=1))

    @pre_load
    def _says_something(self, given: Any, **_options: Any) -> Any:
        if not given:
            raise ValidationError("Must name at least one field.")
        return given


class TagMerge(Schema):
    """{into}: the tag that both are from now on."""

    class Meta:
        unknown = RAISE

    into = fields.UUID(required=True)


@api.route("", scope="leads:read", problems=("not_found",))
@api.arguments(LabelQuery, location="query")
@api.response(200, Labels)
def list_labels(asked: dict[str, Any]) -> Any:
    """Stages, tags, reasons and sources, list by list in their order; or the choices of one field."""
    if "field" in asked:
        listed = Label.of("option", custom_fields.the_field(asked["field"]).id.hex)
    else:
        kinds = [asked["kind"]] if "kind" in asked else LISTS
        lists = [
            Label.of(kind, within) for kind in kinds for within in (STAGED if kind == "stage" else ("",))
        ]
        listed = sum(lists, [])
    return {"labels": [label for label in listed if asked["archived"] or not label.is_archived]}


@api.route("", methods=["POST"], role="manager", problems=("not_found",))
@api.arguments(NewLabel)
@api.response(201, OneLabel)
def add_label(given: dict[str, Any]) -> Any:
    """Add a word at the end of its list. One of that name that was offered no more comes back."""
    within, field = given.get("within", ""), None
    if given["kind"] == "option":
        field = custom_fields.the_field(given["field"]).id
        within = field.hex
    made = arranging.add(given["kind"], given["name"], within, field)
    return Label.find(made.about_id)


@api.route(_ONE, methods=["PATCH"], role="manager")
@api.arguments(LabelChange)
@api.response(200, OneLabel)
def change_label(given: dict[str, Any], label: UUID) -> Any:
    """Rename a word wherever it stands, offer it no more or again, or give it another place."""
    changing: dict[str, Callable[[UUID, Any], Any]] = {
        "name": arranging.rename,
        "is_archived": lambda id, on: arranging.archive(id) if on else arranging.restore(id),
        "place": arranging.put_at,
    }
    for name, change in changing.items():
        if name in given:
            change(label, given[name])
    return arranging.the_label(label)


@api.route(f"{_ONE}/merge", methods=["PUT"], role="manager")
@api.arguments(TagMerge)
@api.response(200, OneLabel)
def merge_tag(given: dict[str, Any], label: UUID) -> Any:
    """Make two tags one: whoever has this one has the other from now on, and this one is offered no more."""
    arranging.merge(label, given["into"])
    return arranging.the_label(label)


@api.route(f"{_ONE}/merge", methods=["DELETE"], role="manager", problems=("conflict",))
@api.response(200, OneLabel)
def part_tag(label: UUID) -> Any:
    """Take that back within four minutes, exactly; 409 later: a PATCH has the word back then, and nobody's tag."""
    arranging.part(label)
    return arranging.the_label(label)
