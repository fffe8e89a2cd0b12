"""Messages that a team keeps ready, as JSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, fields, validate

from filon.foundation.web import Blueprint
from filon.notifications import snippets

api = Blueprint(
    "snippets_api", __name__, url_prefix="/api/v1/snippets", description="Messages that are kept ready"
)


class SnippetText(Schema):
    """{title, text}: both as their writer wants them, with holes such as {prénom} or {first name}."""

    class Meta:
        unknown = RAISE

    title = fields.String(
        required=True, validate=validate.Length(1, snippets.LONGEST_TITLE), metadata={"example": "Devis prêt"}
    )
    text = fields.String(
        required=True,
        validate=validate.Length(1, snippets.LONGEST_TEXT),
        metadata={"example": "Bonjour {prénom}, votre devis est prêt."},
    )


class Snippet(Schema):
    """One that is kept."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)


class Snippets(Schema):
    snippets = fields.Nested(Snippet, many=True, required=True)


@api.route("", scope="leads:read")
@api.response(200, Snippets)
def list_snippets() -> Any:
    """All of them, by title."""
    return {"snippets": list(snippets.Snippet.kept())}


@api.route("", methods=["POST"], role="manager", problems=("conflict",))
@api.arguments(SnippetText)
@api.response(201, Snippet)
def add_snippet(given: dict[str, Any]) -> Any:
    """Keep one ready; thirty at most."""
    return snippets.add_snippet(given["title"], given["text"])


@api.route("/<uuid:snippet>", methods=["PUT"], role="manager")
@api.arguments(SnippetText)
@api.response(200, Snippet)
def rewrite_snippet(given: dict[str, Any], snippet: UUID) -> Any:
    """Write one anew."""
    snippets.rewrite_snippet(snippet, given["title"], given["text"])
    return snippets.Snippet.find(snippet)


@api.route("/<uuid:snippet>", methods=["DELETE"], role="manager")
@api.response(204)
def remove_snippet(snippet: UUID) -> None:
    """Take one away."""
    snippets.remove_snippet(snippet)
