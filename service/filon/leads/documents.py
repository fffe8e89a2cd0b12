"""A lead as JSON: what programs read, what they may write, and the tag that says whether it is still the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, pre_dump, validate

from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.leads.arranging import LONGEST_NAME
from filon.leads.custom_fields import values_of
from filon.leads.fields import MOST_FIELDS
from filon.leads.kinds import LONGEST_LINES
from filon.leads.labels import tags_of
from filon.leads.models import LARGEST_NUMBER, STATUSES
from filon.leads.tags import MOST_OF_A_LEAD
from filon.leads.typed import FIELDS, LONGEST_NOTE, shown

# The rooms above add what they alone know of leads: each sets an attribute of all these at once.
filled_in: list[Callable[[list[Any]], None]] = []


class Lead(Schema):
    """A lead. Times are UTC; `waiting_since` and `answer_due_at` are set while they wait for a call.

    `owner` is a member's id.
    """

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
    stage = fields.UUID(
        attribute="stage_id",
        required=True,
        allow_none=True,
        metadata={"description": "where in the status, by the label's id"},
    )
    lost_reason = fields.String(required=True, allow_none=True)
    source = fields.String(required=True)
    source_detail = fields.String(required=True)
    owner = fields.UUID(attribute="owner_id", required=True, allow_none=True)
    amount = fields.Decimal(places=2, as_string=True, required=True, allow_none=True)
    currency = fields.String(required=True)
    note = fields.String(required=True)
    attribution = fields.Dict(
        required=True,
        metadata={
            "description": "first and last: what led them to the site, as far as their browser told, each {at, "
            "landing, referrer, utm_…, gclid, …}; consent: given, refused or unasked, to being followed for marketing",
            "example": {"consent": "given", "last": {"utm_source": "google", "utm_campaign": "printemps"}},
        },
    )
    message = fields.String(required=True, metadata={"description": "the latest request, as it was written"})
    page = fields.String(
        required=True,
        metadata={
            "description": "where they asked; empty when it is not known",
            "example": "https://atelier.example/contact/",
        },
    )
    consent = fields.List(
        fields.Dict(),
        required=True,
        metadata={
            "description": "what they agreed to or refused: {text, given, at, form}, the newest of each",
            "example": [
                {
                    "text": "J’accepte d’être recontacté",
                    "given": True,
                    "at": "2026-05-03T10:15:00+00:00",
                    "form": "contact",
                }
            ],
        },
    )
    unsure = fields.List(
        fields.String(), required=True, metadata={"description": "fields that a person should check"}
    )
    waiting_since = fields.AwareDateTime(attribute="to_call_since", required=True, allow_none=True)
    answer_due_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={
            "description": "until when they are to be called, by the business's promise and opening hours"
        },
    )
    first_answered_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when somebody first called or wrote"}
    )
    answered_in_time = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "whether that was by the time promised; null where nothing was promised"},
    )
    answer_seconds = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "in opening hours; null for whom a member added", "example": 5_400},
    )
    next_action_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when the next reminder or appointment is"}
    )
    last_activity_at = fields.AwareDateTime(required=True)
    created_at = fields.AwareDateTime(required=True)
    tags = fields.List(fields.String(), required=True, metadata={"description": "by name, in their order"})
    own = fields.Dict(
        data_key="fields",
        keys=fields.String(),
        values=fields.Raw(allow_none=True),
        required=True,
        metadata={
            "description": "by key, what the business's own fields hold: text, figures as text, true or false, days as "
            "2026-05-03, lists of names; null for nothing. Fields that the caller may not see are left out",
            "example": {"surface": "85", "essence": "Chêne", "travaux": "2026-05-03"},
        },
    )

    @pre_dump(pass_collection=True)
    def _whole(self, leads: Any, many: bool, **_options: object) -> Any:
        """All that stands in tables of its own, read for all of them at once."""
        listed = leads if many else [leads]
        tags, values = tags_of(listed), values_of(listed)
        for lead in listed:
            lead.tags = [tag.name for tag in tags[lead.id]]
            lead.own = {value.field.key: value.plain for value in values[lead.id]}
        for fill_in in filled_in:
            fill_in(listed)
        return leads


class ListedLead(Lead):
    """A lead of a list. Who is found by a note alone has what it says there in `found_in_note`."""

    found_in_note = fields.String(
        dump_default=None,
        required=True,
        allow_none=True,
        metadata={
            "description": "what a note says around what was looked for, where nothing else of the lead has it",
            "example": None,
        },
    )


class Leads(Schema):
    """One page; `after` asks for the next one, and is null on the last. A page may be short though more follow.

    Unless `is_sorted` the newest come first, since more were found than are sorted.
    """

    leads = fields.Nested(ListedLead, many=True, required=True)
    after = fields.String(required=True, allow_none=True)
    is_sorted = fields.Boolean(required=True)


class TrashedLead(ListedLead):
    """A lead in the trash: when it was put there, and by whom."""

    trashed_at = fields.AwareDateTime(required=True)
    trashed_by = fields.Function(
        lambda lead: lead.trashing.member_name if lead.trashing else "",
        required=True,
        metadata={"type": "string", "description": "empty where it is not known"},
    )


class TrashedLeads(Schema):
    """One page of the trash; `after` asks for the next one, and is null on the last."""

    leads = fields.Nested(TrashedLead, many=True, required=True)
    after = fields.String(required=True, allow_none=True)


class Count(Schema):
    """How many leads there are; unless that `is_all`, at least so many."""

    count = fields.Integer(attribute="number", required=True, allow_none=True)
    is_all = fields.Boolean(required=True)


class TrashQuery(Schema):
    """{after}: the number of the last lead of the page before."""

    class Meta:
        unknown = EXCLUDE

    after = fields.Integer(validate=validate.Range(1, LARGEST_NUMBER))


def _typed(longest: int = 300, example: str = "") -> fields.String:
    shown = {"example": example} if example else {}
    return fields.String(allow_none=True, validate=validate.Length(max=longest), metadata=shown)


def _tag() -> fields.String:
    return fields.String(validate=validate.Length(1, LONGEST_NAME))


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
    tags = fields.List(
        _tag(),
        validate=validate.Length(max=MOST_OF_A_LEAD),
        metadata={
            "description": "all that it shall have; a name that is new makes a tag, and one that a manager took away "
            "is for managers to bring back",
            "example": ["VIP"],
        },
    )
    own = fields.Dict(
        data_key="fields",
        keys=fields.String(),
        values=fields.Raw(allow_none=True),
        validate=validate.Length(max=MOST_FIELDS),
        metadata={
            "description": "by key (`/fields`), as a person would type it, or as it is answered; null empties one",
            "example": {},
        },
    )


class NewLead(LeadChange):
    """As LeadChange, with a name or a way to reach them; `source` is "phone" unless it is given."""


class StatusChange(Schema):
    """{status, reason, stage}: `reason` belongs to "lost", `stage` is the id of one inside the status."""

    class Meta:
        unknown = RAISE

    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    reason = fields.String(load_default="", validate=validate.Length(max=200))
    stage = fields.UUID(load_default=None, allow_none=True)


def typed_values(given: dict[str, Any]) -> dict[str, str]:
    """What a loaded LeadChange has for the business's own fields, as a person would type it. Raises Invalid."""
    errors = {
        f"fields.{key}": [_("Donnez un texte, un nombre, vrai ou faux, ou une liste de textes.")]
        for key, value in given.items()
        if not _is_simple(value) or len(_typed_value(value)) > LONGEST_LINES * 2
    }
    if errors:
        raise Invalid(errors)
    return {key: _typed_value(value) for key, value in given.items()}


def _is_simple(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(part is None or isinstance(part, str | int | float) for part in parts)


def _typed_value(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def typed_fields(given: dict[str, Any]) -> dict[str, str]:
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
