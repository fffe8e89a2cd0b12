"""What may be asked of an import, and what is said of it."""

from __future__ import annotations

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from filon.intake.imports.merging import POLICIES
from filon.intake.imports.models import STATES
from filon.leads.fields import MOST_FIELDS
from filon.leads.models import STATUSES

_LONGEST_NAME = 200


class ImportQuery(Schema):
    """{name}: what the file is called on the sender's disk."""

    class Meta:
        unknown = EXCLUDE

    name = fields.String(
        load_default="import.csv",
        validate=validate.Length(1, _LONGEST_NAME),
        metadata={"example": "clients.csv"},
    )


class Choices(Schema):
    """How to import it. `columns`: place of a column, from 0 → target, with `:dmy` or `:mdy` for days in figures.

    A field of your own is "fields." and its key.
    """

    class Meta:
        unknown = RAISE

    columns = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"\d{1,3}\Z")),
        values=fields.String(validate=validate.Length(max=80)),
        load_default=dict,
        metadata={"example": {"0": "name", "1": "phone", "2": "created_at:dmy"}},
    )
    policy = fields.String(
        load_default=POLICIES[0],
        validate=validate.OneOf(POLICIES),
        metadata={"description": "what to do with who is known already"},
    )
    source = fields.String(load_default="file", validate=validate.Length(1, 100))
    owner = fields.UUID(load_default=None, allow_none=True, metadata={"description": "a member's id"})
    statuses = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 100)),
        values=fields.String(validate=validate.OneOf(STATUSES)),
        load_default=dict,
        metadata={"description": "the file's own words for a status"},
    )
    making = fields.List(
        fields.String(validate=validate.Length(1, 80)),
        load_default=list,
        validate=validate.Length(max=MOST_FIELDS),
        metadata={
            "description": "targets, fields of your own with options, whose unknown words become options",
            "example": [],
        },
    )


class Column(Schema):
    place = fields.Integer(required=True)
    head = fields.String(required=True)
    filled = fields.Integer(required=True)
    samples = fields.List(fields.String(), required=True)
    target = fields.String(required=True, metadata={"description": "empty: it is not imported"})
    is_sure = fields.Boolean(required=True)
    targets = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "what it can become, while that can be chosen"},
    )
    unknown_words = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "its words that nobody knows: for `statuses`, or for `making`"},
    )


class ListedImport(Schema):
    """A file on its way. `rows` of `total` are through at the present step. `by` is who brought it, by name."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    total = fields.Integer(required=True)
    rows = fields.Integer(required=True)
    by = fields.String(attribute="member_name", required=True)
    created_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)


class Imports(Schema):
    imports = fields.List(fields.Nested(ListedImport), required=True)


class Import(ListedImport):
    """The same, with its columns; `counts` say what was found or done."""

    failure = fields.String(
        required=True, metadata={"description": "why it failed; empty for a fault of ours"}
    )
    program = fields.String(required=True, metadata={"description": "whose export it is, if it is known"})
    columns = fields.List(fields.Nested(Column), required=True)
    policy = fields.String(required=True, metadata={"enum": list(POLICIES)})
    statuses = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    making = fields.List(fields.String(), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class ImportedRow(Schema):
    """A row as it would come: a lead's `columns`, `own` fields by their targets, and what is wrong with it."""

    number = fields.Integer(required=True)
    of = fields.Integer(required=True, metadata={"description": "how many can be looked at"})
    line = fields.Integer(required=True, metadata={"description": "its line in the file"})
    columns = fields.Dict(keys=fields.String(), required=True)
    own = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)
    faults = fields.List(fields.String(), required=True)
