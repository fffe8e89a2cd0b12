"""Imports as JSON: sending a file, saying what its columns are, running it and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from filon.foundation import web
from filon.foundation.errors import NotFound
from filon.foundation.fields import plain
from filon.intake.imports import actions, files, preview, schemas
from filon.intake.imports.downloads import faults_of
from filon.intake.imports.merging import POLICIES
from filon.intake.imports.models import Import
from filon.intake.imports.own_targets import OwnTarget, targets_for

MOST_LISTED = 50
# While these can be said anew.
CHOOSING = ("ready", "checked")

api = web.Blueprint(
    "imports_api", __name__, url_prefix="/api/v1/imports", description="CSV and Excel files that become leads"
)
_FILE = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
_EXAMPLE = "Nom;Téléphone\nSamira El Khattabi;06 61 23 45 99\n"
_LOCATION = {"Location": {"schema": {"type": "string"}}}


@api.route("", methods=["POST"], role="manager", scope="imports:write", problems=("conflict", "too_large"))
@api.doc(
    requestBody={
        "required": True,
        "description": "The file as it is: CSV in any encoding, or .xlsx; 25 MB at most",
        "content": {"application/octet-stream": {**_FILE, "example": _EXAMPLE}},
    }
)
@api.arguments(schemas.ImportQuery, location="query")
@api.response(202, schemas.Import, headers=_LOCATION)
def bring_file(asked: dict[str, Any]) -> Any:
    """Send a file. It is read in the background: once its state is ready, its columns have targets."""
    request.max_content_length = files.MOST_BYTES
    made = actions.bring(request.get_data(cache=False), asked["name"])
    return _document(made), 202, {"Location": url_for("imports_api.show_import", upload=made.id)}


@api.route("", role="manager", scope="imports:write")
@api.response(200, schemas.Imports)
def list_imports() -> dict[str, Any]:
    """Up to fifty that can still be looked at or taken back, the newest first."""
    return {"imports": list(Import.shown().limit(MOST_LISTED))}


@api.route("/<uuid:upload>", role="manager", scope="imports:write")
@api.response(200, schemas.Import)
def show_import(upload: UUID) -> dict[str, Any]:
    """How far an import is, and what its columns are."""
    return _document(actions.the_import(upload))


@api.route(
    "/<uuid:upload>/choices", methods=["PUT"], role="manager", scope="imports:write", problems=("conflict",)
)
@api.arguments(schemas.Choices)
@api.response(202, schemas.Import)
def choose_columns(asked: dict[str, Any], upload: UUID) -> dict[str, Any]:
    """Say how to import it. That is tried without writing anything; then its state is checked."""
    chosen = {**asked, "owner": str(asked["owner"] or "")}
    return _document(actions.choose(upload, chosen, web.identity().region))


@api.route(
    "/<uuid:upload>/run", methods=["POST"], role="manager", scope="imports:write", problems=("conflict",)
)
@api.response(202, schemas.Import)
def run_import(upload: UUID) -> dict[str, Any]:
    """Import what was checked, or go on where it stopped. It announces nobody."""
    return _document(actions.start(upload))


@api.route(
    "/<uuid:upload>/cancellation",
    methods=["POST"],
    role="manager",
    scope="imports:write",
    problems=("conflict",),
)
@api.response(202, schemas.Import)
def cancel_import(upload: UUID) -> dict[str, Any]:
    """Take the whole import back, updates included, where nobody has done anything since."""
    return _document(actions.undo(upload))


@api.route(
    "/<uuid:upload>", methods=["DELETE"], role="manager", scope="imports:write", problems=("conflict",)
)
@api.response(204)
def discard_import(upload: UUID) -> None:
    """Forget the file, and what taking the import back would need. Leads stay."""
    actions.discard(upload)


@api.route("/<uuid:upload>/faults", role="manager", scope="imports:write", problems=("conflict",))
@api.doc(responses={"200": {"description": "The faulty rows as CSV", "content": {"text/csv": _FILE}}})
def download_faults(upload: UUID) -> Response:
    """The rows that something is wrong with, as they were, each with its line and what it is."""
    return faults_of(actions.the_import(upload))


@api.route("/<uuid:upload>/rows/<int:number>", role="manager", scope="imports:write", problems=("not_found",))
@api.response(200, schemas.ImportedRow)
def show_row(upload: UUID, number: int) -> dict[str, Any]:
    """One of the first rows as it would come by what is chosen now; there are twenty at most."""
    one = actions.the_import(upload)
    found = preview.example(one, one.choices["columns"], number) if one.state in CHOOSING else None
    if found is None or found.number != number:
        raise NotFound()
    row, targets = found.reading, targets_for(one)
    return {
        **{"number": number, "of": found.of, "line": row.line, "columns": plain(row.columns)},
        "own": {
            key: target.value(rows).said
            for key, rows in row.own.items()
            if rows and isinstance(target := targets[key], OwnTarget)
        },
        **{"tags": row.tags, "faults": row.faults},
    }


def _document(one: Any) -> dict[str, Any]:
    columns, unsure = one.choices.get("columns", {}), set(one.profile.get("unsure", []))
    targets = targets_for(one) if one.state in CHOOSING else {}
    unknown = _unknown(one, columns, targets) if targets else {}
    known = (
        *("id", "name", "state", "failure", "counts", "total", "rows", "member_name"),
        *("created_at", "finished_at", "expires_at"),
    )
    return {
        **{name: getattr(one, name) for name in known},
        "program": one.profile.get("program", ""),
        "policy": one.choices.get("policy", POLICIES[0]),
        "statuses": one.choices.get("statuses", {}),
        "making": list(one.choices.get("making", ())),
        "columns": [
            {
                **{name: column[name] for name in ("head", "filled", "samples")},
                "place": place,
                "target": columns.get(str(place), ""),
                "is_sure": place not in unsure,
                "targets": [key for key, _word in preview.choices_for(one, column, targets)],
                "unknown_words": unknown.get(columns.get(str(place), ""), []),
            }
            for place, column in enumerate(one.profile.get("columns", []))
        ],
    }


def _unknown(one: Any, columns: dict[str, str], targets: dict[str, Any]) -> dict[str, list[str]]:
    """Target → the words of its column that nobody knows."""
    unknown = {target.key: words for target, words, _made in preview.unknown_options(one, columns, targets)}
    return unknown | {"status": [word for word, _status in preview.unknown_statuses(one, columns)]}
