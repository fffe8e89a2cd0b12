"""Exports as JSON: asking for one, how far it is, and its file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from filon.foundation import access, web
from filon.leads.exports import Export
from filon.leads.schemas import settled
from filon.reports import actions, schemas
from filon.reports.downloads import download_of
from filon.reports.files import FORMATS

api = web.Blueprint("exports_api", __name__, url_prefix="/api/v1/exports", description="The list as a file")
_FILE = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}


def _counted(view: Callable[..., Any]) -> Callable[..., Any]:
    """Counts before the arguments are read: which fields a business has is a question to the database."""

    @wraps(view)
    def counted(*given: Any, **named: Any) -> Any:
        actions.count_asking()
        return view(*given, **named)

    return counted


@api.route("", methods=["POST"], scope="leads:read", problems=("conflict",))
@_counted
@api.arguments(schemas.NewExport)
@api.response(202, schemas.Export, headers={"Location": {"schema": {"type": "string"}}})
def ask_for_export(asked: dict[str, Any]) -> Any:
    """Have a file made of the list, in the background. While the same is being made for you, this says that one."""
    who = web.identity()
    given = {name: str(value) for name, value in request.get_json().items() if name != "format"}
    export = actions.ask_for_export(settled(given), asked["format"], language=who.language, zone=who.zone)
    return export, 202, {"Location": url_for("exports_api.show_export", export=export.id)}


@api.route("", scope="leads:read")
@api.response(200, schemas.Exports)
def list_exports() -> dict[str, Any]:
    """Those in the making and those that can be had, the newest first: a member's own, or those of all keys."""
    return {"exports": list(Export.of(access.actor().member))}


@api.route("/history", role="manager", problems=("not_found",))
@api.arguments(schemas.HistoryQuery, location="query")
@api.response(200, schemas.ExportHistory)
def list_history(asked: dict[str, Any]) -> dict[str, Any]:
    """Who has exported what, for a year, fifty a page, the newest first: everybody's, without their files."""
    notes, after = actions.history(asked.get("after"))
    return {"exports": notes, "after": after}


@api.route("/<uuid:export>", scope="leads:read")
@api.response(200, schemas.Export)
def show_export(export: UUID) -> Any:
    """How far an export is. Keys of a business see each other's, members their own."""
    return actions.the_export(export)


@api.route("/<uuid:export>/file", scope="leads:read", problems=("conflict",))
@api.doc(
    responses={
        "200": {
            "description": "The file, under its name",
            "content": dict.fromkeys(FORMATS.values(), _FILE),
        }
    }
)
def download_export(export: UUID) -> Response:
    """The file itself, once it is done."""
    return download_of(actions.the_export(export))
