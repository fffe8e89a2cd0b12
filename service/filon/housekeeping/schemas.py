"""Duplicates and merges as JSON."""

from __future__ import annotations

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from filon.housekeeping.merging import CHOSEN
from filon.leads.models import LARGEST_NUMBER


class DuplicatesQuery(Schema):
    """{lead}: the number of the lead that is meant."""

    class Meta:
        unknown = EXCLUDE

    lead = fields.Integer(validate=validate.Range(1, LARGEST_NUMBER))


class Duplicate(Schema):
    """Two leads, by their numbers, that may be one person, and why; `newer` came later."""

    id = fields.UUID(required=True)
    newer = fields.Integer(attribute="newer.number", required=True)
    older = fields.Integer(attribute="older.number", required=True)
    reasons = fields.List(fields.String(metadata={"enum": ["phone", "email", "name"]}), required=True)
    found_at = fields.AwareDateTime(required=True)


class Duplicates(Schema):
    """Those that nobody has settled, what was found last first."""

    duplicates = fields.List(fields.Nested(Duplicate), required=True)


class NewMerge(Schema):
    """{gone, chosen}: the number of the lead that goes, and for fields of both which one is taken.

    What is not chosen is the kept lead's, or the other's where that has nothing.
    """

    class Meta:
        unknown = RAISE

    gone = fields.Integer(required=True, validate=validate.Range(1, LARGEST_NUMBER), metadata={"example": 2})
    chosen = fields.Dict(
        keys=fields.String(validate=validate.OneOf(list(CHOSEN))),
        values=fields.String(validate=validate.OneOf(["kept", "gone"])),
        load_default=dict,
    )


class Merge(Schema):
    """One lead that went into another; `undone_at` is set once they are apart again."""

    id = fields.UUID(required=True)
    kept = fields.Integer(required=True)
    gone = fields.Integer(required=True)
    happened_at = fields.AwareDateTime(required=True)
    undone_at = fields.AwareDateTime(required=True, allow_none=True)
