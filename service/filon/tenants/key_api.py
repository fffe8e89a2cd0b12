"""API keys as JSON, for owners and managers by their session: a key never makes another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation.web import Blueprint
from filon.tenants import key_schemas, keys

api = Blueprint("keys", __name__, url_prefix="/api/v1/keys", description="Keys of programs")


@api.route("", role="manager")
@api.response(200, key_schemas.Keys)
def list_keys() -> dict[str, Any]:
    """The keys of the business, newest first; those revoked more than thirty days ago are left out."""
    return {"keys": keys.listed()}


@api.route("", methods=["POST"], role="manager", problems=("too_many_keys",))
@api.arguments(key_schemas.KeyRequest)
@api.response(201, key_schemas.NewKey)
def add_key(asked: dict[str, Any]) -> dict[str, Any]:
    """Make a key. The answer is the only place where it ever stands."""
    row, key = keys.add_key(**asked)
    return {name: getattr(row, name) for name in key_schemas.Key().fields} | {"key": key}


@api.route("/<uuid:key>/revocation", methods=["PUT"], role="manager")
@api.response(200, key_schemas.Key)
def revoke_key(key: UUID) -> Any:
    """Revoke a key: from this moment it opens nothing."""
    return keys.revoke_key(keys.the_key(key))


@api.route("/<uuid:key>/revocation", methods=["DELETE"], role="manager", problems=("conflict",))
@api.response(200, key_schemas.Key)
def restore_key(key: UUID) -> Any:
    """Take a revocation back, within ten minutes of it."""
    return keys.restore_key(keys.the_key(key))
