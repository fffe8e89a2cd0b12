"""The shape of a submission, as schemas/submission.schema.json says it; a test keeps the two equal."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

_UUID7 = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
UUID7 = re.compile(_UUID7)
SLOTS = ("name", "first_name", "last_name", "email", "phone", "company", "message")
TOUCH = [
    "at",
    "landing",
    "referrer",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "gclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "msclkid",
    "ttclid",
    "li_fat_id",
]


def _text(longest: int, *, shortest: int = 0, **options: Any) -> fields.String:
    return fields.String(validate=validate.Length(shortest, longest), **options)


def _optional(longest: int) -> fields.String:
    return _text(longest, allow_none=True, load_default=None)


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Value(fields.Field[Any]):
    """A string, or up to 300 of them (boxes that can be ticked together)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            return value
        if isinstance(value, list) and len(value) <= 300 and all(isinstance(one, str) for one in value):
            return value
        raise ValidationError("Must be text or a list of at most 300 texts.")


class Form(_Strict):
    id = _text(191, shortest=1, required=True)
    title = _optional(300)


class Field(_Strict):
    id = _text(191, shortest=1, required=True)
    label = _optional(500)
    type = _optional(40)
    value = _Value(required=True)


class File(Schema):
    class Meta:
        unknown = "exclude"

    field_id = _text(191, required=True)
    name = _text(300, required=True)
    size = fields.Integer(strict=True, validate=validate.Range(min=0))
    sha256 = _text(64)


class Consent(_Strict):
    field_id = _text(191, required=True)
    text = _text(5000, required=True)
    given = fields.Boolean(required=True, truthy={True}, falsy={False})


class Attribution(_Strict):
    first = fields.Dict(keys=fields.String(), values=_optional(2000), allow_none=True, load_default=None)
    last = fields.Dict(keys=fields.String(), values=_optional(2000), allow_none=True, load_default=None)


class Spam(_Strict):
    by = _text(80, required=True)


class SubmissionSchema(_Strict):
    """One line of POST /api/v1/submissions."""

    uuid = fields.String(required=True, validate=validate.Regexp(f"{_UUID7}$"))
    source = fields.String(
        required=True, validate=[validate.Length(1, 40), validate.Regexp(r"[a-z0-9][a-z0-9_-]*$")]
    )
    form = fields.Nested(Form, required=True)
    entry_id = _optional(191)
    page = _optional(2000)
    referrer = _optional(2000)
    submitted_at = fields.String(
        required=True, validate=validate.Regexp(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$")
    )
    fields_ = fields.List(
        fields.Nested(Field), required=True, validate=validate.Length(max=300), data_key="fields"
    )
    files = fields.List(fields.Nested(File), validate=validate.Length(max=50), load_default=list)
    consents = fields.List(fields.Nested(Consent), validate=validate.Length(max=50), load_default=list)
    attribution = fields.Nested(Attribution, allow_none=True, load_default=None)
    locale = _optional(20)
    suggestions = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.OneOf(SLOTS)),
        validate=validate.Length(max=300),
        load_default=dict,
    )
    spam = fields.Nested(Spam, allow_none=True, load_default=None)
