"""The pages that describe the API to the people who program with it, made from the document that programs read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template

from filon.dashboard.frame import private
from filon.foundation import access, openapi
from filon.foundation.problem_codes import PROBLEMS
from filon.foundation.web import settings, view

pages = Blueprint("api_docs", __name__, template_folder="templates")
_METHODS = ("get", "post", "put", "patch", "delete")


def show_document() -> dict[str, Any]:
    return openapi.document_of(current_app)


def show_docs() -> Response:
    """Who may do what, each operation with an example that runs, and every problem code."""
    document = openapi.document_of(current_app)
    body = render_template(
        "dashboard/api_docs.html",
        address=settings().address,
        groups=_groups(document),
        schema=lambda found: _resolved(found, document),
        rows=lambda found: _rows(found, document),
        scopes=access.SCOPES,
        problems=PROBLEMS,
        version=document["info"]["version"],
    )
    return private(make_response(body))


for _rule, _view in (("/api/docs", show_docs), ("/api/openapi.json", show_document)):
    pages.add_url_rule(_rule, _view.__name__, view(_view, public=True))


def _groups(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Tags with their operations: first those that a key opens, last those that only sites and frames call."""
    groups = {tag["name"]: {**tag, "operations": []} for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                operation = {**item[method], "method": method.upper(), "path": path}
                operation["parameters"] = [*item.get("parameters", ()), *item[method].get("parameters", ())]
                groups[operation["tags"][0]]["operations"].append(operation)
    return sorted((g for g in groups.values() if g["operations"]), key=_order)


def _order(group: dict[str, Any]) -> int:
    """A group's place: what keys open, what sessions do, what anybody may ask, the rest. Else the rooms' own order."""
    marks = ("x-scope", "x-role", "x-codeSamples")
    return next(
        (n for n, mark in enumerate(marks) if all(mark in o for o in group["operations"])), len(marks)
    )


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema itself where there is a reference to one."""
    if "$ref" in schema:
        found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def _rows(schema: dict[str, Any], document: dict[str, Any], before: str = "") -> list[dict[str, Any]]:
    """(name, kind, words) of each field, those inside others after them as outer.inner or outer[].inner."""
    schema, rows = _resolved(schema, document), []
    if schema.get("type") == "array":
        return _rows(schema["items"], document, f"{before}[]")
    for name, found in schema.get("properties", {}).items():
        field, full = _resolved(found, document), f"{before}.{name}".lstrip(".")
        rows.append(
            {
                "name": full,
                "kind": _kind(field, document),
                "required": name in schema.get("required", ()),
                "words": field.get("description", ""),
                "values": field.get("enum") or field.get("items", {}).get("enum") or [],
            }
        )
        rows += _rows(field, document, full)
    return rows


def _kind(field: dict[str, Any], document: dict[str, Any]) -> str:
    """The type as people say it: "string (uuid)", "array of string", "string or null"."""
    kinds = field.get("type", "any")
    if kinds == "array":
        return f"array of {_kind(_resolved(field['items'], document), document)}"
    said = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{said} ({field['format']})" if "format" in field else said
