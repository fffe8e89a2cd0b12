"""What may be asked of an export, and what is said of it."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from filon.leads.schemas import ChosenQuery
from filon.reports.files import FORMATS

STATES = ("waiting", "writing", "done", "failed")


class NewExport(ChosenQuery):
    """The format, and what the list is narrowed by, as the list itself takes it."""

    class Meta:
        unknown = RAISE
        exclude = ("after",)

    format = fields.String(required=True, validate=validate.OneOf(list(FORMATS)), metadata={"example": "csv"})


class Export(Schema):
    """A file in the making, or one that can be had until `expires_at`. `rows` are written so far, of `total`."""

    id = fields.UUID(required=True)
    format = fields.String(required=True, metadata={"enum": list(FORMATS)})
    asked = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "what the list was narrowed by"},
    )
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    failure = fields.String(
        required=True, metadata={"description": '"rows": more than the format holds; else empty'}
    )
    rows = fields.Integer(required=True)
    total = fields.Integer(
        required=True, allow_none=True, metadata={"description": "null while nobody knows, and in a search"}
    )
    name = fields.String(required=True, metadata={"description": "what to call the file"})
    created_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)


class Exports(Schema):
    exports = fields.List(fields.Nested(Export), required=True)


class HistoryQuery(Schema):
    """{after}: the last export of the page before."""

    after = fields.UUID()


class ExportNote(Schema):
    """Who took what along: `rows` leads, in a file that was whole at `finished_at`."""

    id = fields.UUID(required=True)
    by = fields.String(
        attribute="member_name", required=True, metadata={"description": "a member, or a key by its name"}
    )
    format = fields.String(required=True, metadata={"enum": list(FORMATS)})
    asked = fields.Dict(
        attribute="said",
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={
            "description": "what the list was narrowed by; chosen, how many were chosen one by one; forgotten, 1 "
            "where it named somebody who is erased"
        },
    )
    rows = fields.Integer(required=True)
    asked_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True)


class ExportHistory(Schema):
    """One page, the newest first; `after` asks for the next one, and is null on the last."""

    exports = fields.List(fields.Nested(ExportNote), required=True)
    after = fields.UUID(required=True, allow_none=True)
