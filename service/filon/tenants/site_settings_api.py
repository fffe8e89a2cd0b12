"""The settings of the sites as JSON: how each is doing, the most its users can be, a new code or secret, the cut."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, fields, validate

from filon.foundation.errors import NotFound
from filon.foundation.web import Blueprint, settings
from filon.tenants import sites
from filon.tenants.embedding import GRANTABLE
from filon.tenants.ledgers import Ledger
from filon.tenants.models import Site as Row

api = Blueprint(
    "site_settings_api", __name__, url_prefix="/api/v1/sites", description="The WordPress sites of a business"
)
_ONE = "/<uuid:installation>"


class Compared(Schema):
    """What comparing a site's own count of its requests with ours said: nothing is missing when `gaps` is 0."""

    compared_at = fields.AwareDateTime(required=True)
    from_on = fields.Date(required=True)
    until_on = fields.Date(required=True)
    recorded = fields.Integer(required=True, metadata={"description": "became new leads"})
    joined = fields.Integer(required=True, metadata={"description": "of people who were known"})
    quarantined = fields.Integer(required=True, metadata={"description": "set aside for a person to see"})
    gaps = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "the site has them and they are not here; null while they are looked for"},
    )
    found = fields.List(
        fields.Nested("Found"),
        required=True,
        metadata={"description": "found among the entries that form plugins keep, and counted above"},
    )


class Found(Schema):
    source = fields.String(required=True, metadata={"description": "the form plugin, as submissions have it"})
    count = fields.Integer(required=True, metadata={"description": "requests that nobody told the site of"})
    is_deaf = fields.Boolean(
        required=True, metadata={"description": "the last ones were all found so: somebody must look"}
    )


class Site(Schema):
    """A site. One that has not called by `expected_at` is more silent than is its habit."""

    id = fields.UUID(required=True)
    home_url = fields.String(required=True)
    role_cap = fields.String(
        required=True, metadata={"enum": list(GRANTABLE), "description": "the most its users can be here"}
    )
    paired_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "null: it waits for its code"}
    )
    seen_at = fields.AwareDateTime(required=True, allow_none=True)
    expected_at = fields.AwareDateTime(required=True, allow_none=True)
    waiting = fields.Integer(required=True, metadata={"description": "requests that are still on the site"})
    rotation_wanted = fields.Boolean(
        required=True, metadata={"description": "its secret changes at its next call"}
    )
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    ledger = fields.Nested(Compared, required=True, allow_none=True)


class Sites(Schema):
    sites = fields.List(fields.Nested(Site), required=True)


class SiteChange(Schema):
    """{role_cap}: the most that anybody can be who comes from this site."""

    class Meta:
        unknown = RAISE

    role_cap = fields.String(
        required=True, validate=validate.OneOf(GRANTABLE), metadata={"example": "manager"}
    )


class Code(Schema):
    """A connection code: it works once, for seven days, and stands nowhere else."""

    code = fields.String(required=True)


@api.route("", role="manager")
@api.response(200, Sites)
def list_sites() -> dict[str, Any]:
    """All sites of the business, those that were cut off last."""
    return {"sites": _shown(*Row.select().order_by(Row.revoked_at.asc(nulls="FIRST"), Row.created_at))}


@api.route(_ONE, methods=["PATCH"], role="manager", problems=("own_account",))
@api.arguments(SiteChange)
@api.response(200, Site)
def change_site(given: dict[str, str], installation: UUID) -> Any:
    """Say what the site's users can be at most. Who was more comes back as that."""
    sites.cap_roles(_site(installation), given["role_cap"])
    return _shown(_site(installation))[0]


@api.route(f"{_ONE}/code", methods=["POST"], role="manager", problems=("own_account",))
@api.response(201, Code)
def give_site_code(installation: UUID) -> dict[str, str]:
    """A new code with which the site is connected again; earlier ones that were not used stop working."""
    return {"code": sites.new_code(_site(installation), settings().address)}


@api.route(f"{_ONE}/rotation", methods=["PUT"], role="manager", problems=("own_account",))
@api.response(200, Site)
def rotate_site_secret(installation: UUID) -> Any:
    """Let the site change its secret at its next call; nothing is interrupted."""
    sites.rotate_secret(_site(installation))
    return _shown(_site(installation))[0]


@api.route(f"{_ONE}/revocation", methods=["PUT"], role="manager", problems=("own_account",))
@api.response(200, Site)
def revoke_site(installation: UUID) -> Any:
    """Cut the site off at once and for good: to come back it is connected as a new one."""
    sites.revoke(_site(installation))
    return _shown(Row.find(installation))[0]


def _shown(*rows: Any) -> list[Any]:
    ledgers = Ledger.by_site()
    for row in rows:
        row.ledger = ledgers.get(row.id)
    return list(rows)


def _site(id: UUID) -> Any:
    site = Row.find(id)
    if site is None or site.revoked_at is not None:
        raise NotFound()
    return site
