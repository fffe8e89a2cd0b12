"""JSON shapes of API keys."""

from __future__ import annotations

from datetime import UTC

from marshmallow import RAISE, Schema, fields, validate

from filon.foundation.access import SCOPES
from filon.foundation.api_keys import FORM
from filon.tenants.keys import LONGEST_NAME


class KeyRequest(Schema):
    class Meta:
        unknown = RAISE

    name = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NAME),
        metadata={"description": "what people know it by; no two in force share one", "example": "Agenda"},
    )
    scopes = fields.List(
        fields.String(validate=validate.OneOf(list(SCOPES))),
        required=True,
        validate=validate.Length(1, len(SCOPES)),
        metadata={"description": "what it may do", "example": ["leads:read"]},
    )
    expires_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        default_timezone=UTC,
        metadata={"description": "to come, within ten years; null: until it is revoked"},
    )


class Key(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    shown = fields.String(required=True, metadata={"description": "how the key begins"})
    scopes = fields.List(fields.String(), required=True)
    created_by = fields.String(required=True, metadata={"description": "empty: the agency"})
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)
    last_used_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "to the minute"}
    )
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)


class NewKey(Key):
    key = fields.String(
        required=True,
        validate=validate.Regexp(f"^{FORM}$"),
        metadata={"description": "the key itself, told this once"},
    )


class Keys(Schema):
    keys = fields.List(fields.Nested(Key), required=True)
