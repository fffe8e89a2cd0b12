"""The shape of a submission, as schemas/submission.schema.json says it; a test keeps the two equal."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from filon.foundation.shapes import Truth
from filon.interactions.shop_orders import STATES

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
    "utm_id",
    "utm_source_platform",
    "utm_creative_format",
    "utm_marketing_tactic",
    "gclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "msclkid",
    "ttclid",
    "li_fat_id",
    "dclid",
    "twclid",
    "epik",
    "ScCid",
]


class _Text(fields.String):
    """Text of a length, and of a pattern when one is given: what is as it should be is seen at one look.

    marshmallow's own way through deserialization and a list of validators takes four times as long, and a submission
    is mostly texts.
    """

    def __init__(self, longest: int, *, shortest: int = 0, pattern: str = "", **options: Any) -> None:
        checks: list[Any] = [validate.Length(shortest, longest)]
        if pattern:
            checks.append(validate.Regexp(pattern))
        super().__init__(validate=checks, **options)
        self._shortest, self._longest, self._pattern = shortest, longest, re.compile(pattern)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        if (
            type(value) is str
            and self._shortest <= len(value) <= self._longest
            and self._pattern.match(value)
        ):
            return value
        return super().deserialize(value, attr, data, **kwargs)


def _optional(longest: int) -> _Text:
    return _Text(longest, allow_none=True, load_default=None)


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Fields(fields.Field[Any]):
    """The form's fields: up to 300 of {id, label?, type?, value: text or up to 300 texts}.

    By hand: it is most of a submission, and a nested schema took half of the whole reading.
    """

    _LONGEST = (("label", 500), ("type", 40))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or len(value) > 300:
            raise ValidationError("Must be a list of at most 300 fields.")
        return [self._field(number, field) for number, field in enumerate(value)]

    def _field(self, number: int, field: Any) -> dict[str, Any]:
        if not isinstance(field, dict) or not field.keys() <= {"id", "label", "type", "value"}:
            raise ValidationError({number: ["Must be an object with id, label, type and value only."]})
        id = field.get("id")
        if not isinstance(id, str) or not 1 <= len(id) <= 191:
            raise ValidationError({number: {"id": ["Must be text of 1 to 191 characters."]}})
        for name, longest in self._LONGEST:
            given = field.get(name)
            if given is not None and (not isinstance(given, str) or len(given) > longest):
                raise ValidationError({number: {name: [f"Must be text of at most {longest} characters."]}})
        if not _is_value(field.get("value")):
            raise ValidationError({number: {"value": ["Must be text or a list of at most 300 texts."]}})
        return {"id": id, "label": field.get("label"), "type": field.get("type"), "value": field["value"]}


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 300 and all(isinstance(one, str) for one in value)
    return isinstance(value, str)


class Form(_Strict):
    id = _Text(191, shortest=1, required=True)
    title = _optional(300)


class File(Schema):
    class Meta:
        unknown = "exclude"

    field_id = _Text(191, required=True)
    name = _Text(300, required=True)
    size = fields.Integer(strict=True, validate=validate.Range(min=0))
    sha256 = _Text(64)


class Consent(_Strict):
    field_id = _Text(191, required=True)
    text = _Text(5000, required=True)
    given = Truth(required=True)


class Attribution(_Strict):
    consent = fields.String(validate=validate.OneOf(["given", "refused", "unasked"]))
    first = fields.Dict(keys=fields.String(), values=_optional(2000), allow_none=True, load_default=None)
    last = fields.Dict(keys=fields.String(), values=_optional(2000), allow_none=True, load_default=None)


def _moment(**options: Any) -> _Text:
    return _Text(30, pattern=r"(?a:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z\Z)", **options)


def _money(**options: Any) -> _Text:
    return _Text(20, pattern=r"(?a:\d{1,10}(\.\d{1,4})?\Z)", **options)


class Order(_Strict):
    """An order of the site's shop as it stands when the line was written."""

    id = _Text(191, shortest=1, required=True)
    number = _optional(100)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    total = _money(required=True)
    refunded = _money(load_default="0")
    currency = _Text(8, pattern=r"[A-Z]{3,8}\Z", required=True)
    items = fields.List(_Text(300), validate=validate.Length(max=100), load_default=list)
    placed_at = _moment(allow_none=True, load_default=None)


class Spam(_Strict):
    by = _Text(80, required=True)


class SubmissionSchema(_Strict):
    """One line of POST /api/v1/submissions."""

    test = Truth(load_default=False)
    uuid = _Text(36, pattern=rf"{_UUID7}\Z", required=True)
    source = _Text(40, shortest=1, pattern=r"[a-z0-9][a-z0-9_-]*\Z", required=True)
    form = fields.Nested(Form, required=True)
    entry_id = _optional(191)
    page = _optional(2000)
    referrer = _optional(2000)
    submitted_at = _moment(required=True)
    fields_ = _Fields(required=True, data_key="fields")
    files = fields.List(fields.Nested(File), validate=validate.Length(max=50), load_default=list)
    consents = fields.List(fields.Nested(Consent), validate=validate.Length(max=50), load_default=list)
    attribution = fields.Nested(Attribution, allow_none=True, load_default=None)
    locale = _optional(20)
    found = Truth(load_default=False)
    suggestions = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.OneOf(SLOTS)),
        validate=validate.Length(max=300),
        load_default=dict,
    )
    order = fields.Nested(Order, allow_none=True, load_default=None)
    spam = fields.Nested(Spam, allow_none=True, load_default=None)


class AnswerToCheck(Schema):
    key = fields.String(required=True, metadata={"description": "names the answer in a decision"})
    label = fields.String(required=True)
    value = fields.String(required=True)
    is_likely = fields.Boolean(required=True, metadata={"description": "worth looking at first"})
    is_possible = fields.Boolean(required=True, metadata={"description": "false: it can't be chosen"})


class Check(Schema):
    """What nobody is sure of about a lead: what it has, and all that the person sent."""

    slot = fields.String(required=True, metadata={"enum": ["name", "email", "phone", "company"]})
    value = fields.String(required=True)
    answers = fields.List(fields.Nested(AnswerToCheck), required=True)


class Checks(Schema):
    checks = fields.List(fields.Nested(Check), required=True)


class Decision(_Strict):
    """Take the answer `answer`, keep what the lead has, or leave the slot blank."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf(["answer", "keep", "blank"]),
        metadata={"example": "blank"},
    )
    answer = fields.String(load_default="", metadata={"description": "an answer's key"})


class Settled(Schema):
    """`change` takes it back; `remembered` says that the form's coming requests will be read so too."""

    slot = fields.String(required=True)
    value = fields.String(required=True)
    change = fields.UUID(required=True)
    remembered = fields.Boolean(required=True)
