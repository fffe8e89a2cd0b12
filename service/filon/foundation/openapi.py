"""The OpenAPI document, with what flask-smorest 0.47 gets wrong put right."""

from __future__ import annotations

from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields, validate

CONFIG = {
    "API_TITLE": "Filon",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": None,
}
_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}


class Plugin(MarshmallowPlugin):
    """Describes schemas as apispec does, but for bounds that are exclusive and Decimals that travel as text."""

    def init_spec(self, spec: Any) -> None:
        super().init_spec(spec)
        converter: Any = self.converter  # super() has just made it
        for correction in (_exclusive_bounds, _decimals_as_text):
            converter.add_attribute_function(correction)


def _exclusive_bounds(_converter: Any, field: Any, ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    """`Range(min=0, min_inclusive=False)` is exclusiveMinimum; apispec says minimum. `ret` is what it said."""
    bounds: dict[str, Any] = {}
    for bound, exclusive in _EXCLUSIVE.items():
        for rule in (v for v in field.validators if isinstance(v, validate.Range)):
            limit = rule.min if bound == "minimum" else rule.max
            inclusive = rule.min_inclusive if bound == "minimum" else rule.max_inclusive
            if not inclusive and limit is not None and ret.get(bound) == limit:
                bounds[exclusive] = ret.pop(bound)
    return bounds


def _decimals_as_text(_converter: Any, field: Any, ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    """`Decimal(as_string=True)` is a string, which has no bounds; apispec says number."""
    if not (isinstance(field, fields.Decimal) and field.as_string):
        return {}
    for bound in (*_EXCLUSIVE, *_EXCLUSIVE.values()):
        ret.pop(bound, None)
    kinds = ret["type"] if isinstance(ret["type"], list) else [ret["type"]]
    text = ["string" if kind == "number" else kind for kind in kinds]
    return {"type": text if len(text) > 1 else text[0]}


def correct(spec: Any, version: str) -> None:
    """Describe what all operations share: the version, bearer sign-in, and errors as problem documents."""
    spec.options.setdefault("info", {})["version"] = version
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})


def document(spec: Any) -> dict[str, Any]:
    """The whole document, in which errors are application/problem+json (RFC 9457), not application/json."""
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
