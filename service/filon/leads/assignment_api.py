"""The rules by which requests are given to members, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from filon.foundation.errors import NotFound
from filon.foundation.shapes import Truth
from filon.foundation.web import Blueprint
from filon.leads import assigning
from filon.leads.arranging import LONGEST_NAME
from filon.leads.assignment import CONDITIONS, Rule, Share
from filon.tenants import business, members
from filon.tenants.models import Tenant

api = Blueprint(
    "assignment_api", __name__, url_prefix="/api/v1", description="To whom requests are given by themselves"
)
_ONE = "/assignment-rules/<uuid:rule>"


def _condition(description: str, example: str = "") -> fields.String:
    return fields.String(
        validate=validate.Length(max=assigning.LONGEST_CONDITION),
        metadata={"description": description, **({"example": example} if example else {})},
    )


class RuleFields(Schema):
    """What is empty asks nothing. A condition with commas holds several, one of which must be so."""

    name = fields.String(validate=validate.Length(1, LONGEST_NAME), metadata={"example": "Google Ads"})
    source = _condition("a code, as on a lead", "google_ads")
    campaign = _condition("names of campaigns, as in utm_campaign")
    area = _condition("cities, or what postcodes begin with", "Casablanca, 20")
    form = _condition("titles of forms")
    members = fields.List(fields.UUID(), metadata={"description": "to whom it gives, each in their turn"})


class AssignmentRule(RuleFields):
    """A request that fits is given to one of `members`, in turn: whoever is away is passed over."""

    id = fields.UUID(required=True)


class AssignmentRules(Schema):
    """In the order in which they are asked: the first that fits and has somebody who is there decides."""

    rules = fields.List(fields.Nested(AssignmentRule), required=True)


class NewRule(RuleFields):
    """{name, members} and conditions."""

    class Meta:
        unknown = RAISE

    name = fields.String(
        required=True, validate=validate.Length(1, LONGEST_NAME), metadata={"example": "Google Ads"}
    )
    members = fields.List(fields.UUID(), required=True)


class RuleChange(RuleFields):
    """What shall be otherwise; what is left out stays.

    `place` counts from 1 in the order in which rules are asked; the last is whatever is beyond the end.
    """

    class Meta:
        unknown = RAISE

    place = fields.Integer(strict=True, validate=validate.Range(min=1))

    @pre_load
    def _says_something(self, given: Any, **_options: Any) -> Any:
        if not given:
            raise ValidationError("Must name at least one field.")
        return given


class Escalation(Schema):
    """When others hear of somebody whom nobody has answered, `after` minutes of working time past the promise.

    null is never. When it `passes`, the next member has the lead from then on.
    """

    class Meta:
        unknown = RAISE

    after = fields.Integer(
        required=True,
        allow_none=True,
        strict=True,
        validate=validate.OneOf(business.ESCALATE_AFTER),
        metadata={"example": 30},
    )
    passes = Truth(required=True, metadata={"example": False})


@api.route("/assignment-rules", role="manager")
@api.response(200, AssignmentRules)
def list_assignment_rules() -> dict[str, Any]:
    """The rules in use; none means that every request is given by hand."""
    return {"rules": _documents(list(Rule.in_use()))}


@api.route("/assignment-rules", methods=["POST"], role="manager", problems=("invalid", "not_found"))
@api.arguments(NewRule)
@api.response(201, AssignmentRule)
def add_assignment_rule(asked: dict[str, Any]) -> Any:
    """A rule more, asked after all others."""
    conditions = {field: asked.get(field, "") for field in CONDITIONS}
    _check_there(asked["members"])
    return _document(assigning.add(asked["name"], conditions, asked["members"]).about_id)


@api.route(_ONE, methods=["PATCH"], role="manager", problems=("invalid", "not_found"))
@api.arguments(RuleChange)
@api.response(200, AssignmentRule)
def change_assignment_rule(asked: dict[str, Any], rule: UUID) -> Any:
    """Ask or give otherwise, earlier or later. Whoever stays keeps their turn."""
    now = {**_documents([assigning.the_rule(rule)])[0], **asked}
    _check_there(asked.get("members", ()))
    if asked.keys() - {"place"}:
        assigning.change(rule, now["name"], {field: now[field] for field in CONDITIONS}, now["members"])
    if "place" in asked:
        assigning.put_at(rule, asked["place"])
    return _document(rule)


@api.route(_ONE, methods=["DELETE"], role="manager", problems=("not_found",))
@api.response(204)
def remove_assignment_rule(rule: UUID) -> None:
    """Give by this rule no more. What it gave stays with whoever has it."""
    assigning.remove(rule)


@api.route("/escalation", role="manager")
@api.response(200, Escalation)
def show_escalation() -> dict[str, Any]:
    """When others hear of somebody whom nobody has answered."""
    here = Tenant.current()
    return {"after": here.escalate_after, "passes": here.escalation_passes}


@api.route("/escalation", methods=["PUT"], role="manager", problems=("invalid",))
@api.arguments(Escalation)
@api.response(200, Escalation)
def change_escalation(asked: dict[str, Any]) -> dict[str, Any]:
    """Say after how long others hear, or never."""
    after = asked["after"]
    business.escalate_after("" if after is None else str(after), asked["passes"])
    return asked


def _check_there(ids: Iterable[UUID]) -> None:
    """Raise NotFound for a member who is not here, as for whatever else a program names."""
    if any(members.find(id) is None for id in ids):
        raise NotFound()


def _document(rule: UUID) -> dict[str, Any]:
    return _documents([Rule.get_by_id(rule)])[0]


def _documents(rules: list[Any]) -> list[dict[str, Any]]:
    shares = Share.of(rules)
    return [
        {
            "id": rule.id,
            "name": rule.name,
            **{field: getattr(rule, field) for field in CONDITIONS},
            "members": sorted(share.member_id for share in shares[rule.id]),
        }
        for rule in rules
    ]
