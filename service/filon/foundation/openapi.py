"""The OpenAPI document, with what flask-smorest 0.47 gets wrong put right."""

from __future__ import annotations

from typing import Any

CONFIG = {
    "API_TITLE": "Filon",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": None,
}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}


def correct(spec: Any, version: str) -> None:
    """Describe what all operations share: the version, bearer sign-in, and errors as problem documents."""
    spec.options.setdefault("info", {})["version"] = version
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})


def document(spec: Any) -> dict[str, Any]:
    """The whole document, corrected:

    - errors are application/problem+json (RFC 9457), not application/json;
    - exclusive minima and maxima are exclusive;
    - a Decimal that travels as text is a string.
    """
    raw: dict[str, Any] = spec.to_dict()
    schemas = raw.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("Error", None)
    schemas.pop("PaginationMetadata", None)
    schemas["Problem"] = _problem_schema()
    for name in ("DEFAULT_ERROR", "UNPROCESSABLE_ENTITY", "UNPROCESSABLE_CONTENT"):
        raw["components"].get("responses", {}).pop(name, None)
    for path in raw["paths"].values():
        for method, operation in path.items():
            if method != "parameters":
                _correct_errors(operation)
    return raw


def _correct_errors(operation: dict[str, Any]) -> None:
    for status, response in list(operation.get("responses", {}).items()):
        if status == "default" or status.startswith(("4", "5")):
            description = response.get("description") or "See the problem's code"
            operation["responses"][status] = {
                "description": description,
                "content": {"application/problem+json": {"schema": _PROBLEM}},
            }
    operation["responses"].setdefault(
        "default",
        {
            "description": "See the problem's code",
            "content": {"application/problem+json": {"schema": _PROBLEM}},
        },
    )


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "code": {**text, "description": "stable: what a program looks at"},
            "detail": text,
            "errors": {"type": "object", "additionalProperties": {"type": "array", "items": text}},
        },
    }
