"""A lead as JSON: what programs read, what they may write, and the tag that says whether it is still the same."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from filon.leads.models import LARGEST_NUMBER, STATUSES
from filon.leads.typed import FIELDS, LONGEST_NOTE, shown


class Lead(Schema):
    """A lead. Times are UTC; `waiting_since` is set while they wait for a call; `owner` is a member's id."""

    number = fields.Integer(required=True)
    id = fields.UUID(required=True)
    name = fields.Function(lambda lead: shown(lead, "name"), metadata={"type": "string"}, required=True)
    first_name = fields.String(required=True, metadata={"description": "empty when the name came whole"})
    last_name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True, metadata={"description": "E.164"})
    phone_typed = fields.String(required=True, allow_none=True)
    company = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    lost_reason = fields.String(required=True, allow_none=True)
    source = fields.String(required=True)
    source_detail = fields.String(required=True)
    owner = fields.UUID(attribute="owner_id", required=True, allow_none=True)
    amount = fields.Decimal(places=2, as_string=True, required=True, allow_none=True)
    currency = fields.String(required=True)
    note = fields.String(required=True)
    message = fields.String(required=True, metadata={"description": "the latest request, as it was written"})
    unsure = fields.List(
        fields.String(), required=True, metadata={"description": "fields that a person should check"}
    )
    waiting_since = fields.AwareDateTime(attribute="to_call_since", required=True, allow_none=True)
    last_activity_at = fields.AwareDateTime(required=True)
    created_at = fields.AwareDateTime(required=True)


class Leads(Schema):
    """One page; `after` asks for the next one, and is null on the last. A page may be short though more follow."""

    leads = fields.List(fields.Nested(Lead), required=True)
    after = fields.String(required=True, allow_none=True)


class TrashQuery(Schema):
    """{after}: the number of the last lead of the page before."""

    class Meta:
        unknown = EXCLUDE

    after = fields.Integer(validate=validate.Range(1, LARGEST_NUMBER))


def _typed(longest: int = 300, example: str = "") -> fields.String:
    shown = {"example": example} if example else {}
    return fields.String(allow_none=True, validate=validate.Length(max=longest), metadata=shown)


class LeadChange(Schema):
    """Fields as a person would type them: phones in any spelling, amounts as "38 500"; null or "" empties one."""

    class Meta:
        unknown = RAISE

    name = _typed(example="Samira El Khattabi")
    email = _typed()
    phone = _typed(example="06 61 23 45 99")
    company = _typed()
    amount = _typed()
    source = _typed()
    owner = _typed()
    note = _typed(LONGEST_NOTE)


class NewLead(LeadChange):
    """As LeadChange, with a name or a way to reach them; `source` is "phone" unless it is given."""


class StatusChange(Schema):
    """{status, reason}: `reason` belongs to "lost"."""

    class Meta:
        unknown = RAISE

    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    reason = fields.String(load_default="", validate=validate.Length(max=200))


def typed_fields(given: dict[str, str | None]) -> dict[str, str]:
    """What a loaded LeadChange holds, as typed.columns_of() takes it."""
    return {field: given[field] or "" for field in FIELDS if field in given}


def document_of(lead: Any) -> dict[str, Any]:
    """The lead's document."""
    document: dict[str, Any] = Lead().dump(lead)
    return document


def tag_of(lead: Any) -> str:
    """Its ETag: another one whenever the document is another."""
    text = json.dumps(document_of(lead), sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]}"'
