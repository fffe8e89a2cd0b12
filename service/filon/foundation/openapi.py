"""The OpenAPI document: what flask-smorest 0.47 gets wrong put right, who may call, problem codes, examples."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from http import HTTPStatus
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import fields, validate

from filon.foundation import curl, problem_codes

CONFIG = {
    "API_TITLE": "Filon",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": None,
}
_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


class Plugin(MarshmallowPlugin):
    """Describes schemas as apispec does, but for exclusive bounds, Decimals that travel as text, and formats."""

    def init_spec(self, spec: Any) -> None:
        super().init_spec(spec)
        converter: Any = self.converter  # super() has just made it
        for correction in (_exclusive_bounds, _decimals_as_text, _no_empty_format):
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


def _no_empty_format(_converter: Any, _field: Any, ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A moment with a pattern of its own has no format that OpenAPI knows; apispec says null, which is none."""
    if ret.get("format", "") is None:
        del ret["format"]
    return {}


def about(
    fn: Any, *, role: str, scope: str | None, public: bool, problems: tuple[str, ...]
) -> dict[str, Any]:
    """What a route's document says beyond its shapes: who may call, and codes that it answers."""
    given = getattr(fn, "_apidoc", {}).get("manual_doc", {}).get("security")
    if public:
        return {"x-problems": list(problems)}
    if given:  # by other credentials than keys
        return {"x-role": role, "x-problems": ["unauthorized", "forbidden", *problems]}
    codes = [*problem_codes.OF_SESSIONS, *problem_codes.OF_KEYS, *problems]
    if scope is None:
        codes[codes.index("key_scope")] = "key_not_taken"
        return {"x-role": role, "x-problems": codes, "security": [{"session": []}]}
    return {
        "x-role": role,
        "x-scope": scope,
        "x-problems": codes,
        "security": [{"key": []}, {"session": []}],
    }


def correct(spec: Any, version: str, *, session_cookie: str) -> None:
    """Describe what all operations share: the version, and the ways of saying who asks."""
    spec.options.setdefault("info", {})["version"] = version
    schemes = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "filon_…",
            "description": "A key of the business, with the scope that the operation names",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": session_cookie,
            "description": "The session of a member who has signed in",
        },
        "frame": {
            "type": "http",
            "scheme": "bearer",
            "description": "The session of an embedded page, from POST …/session",
        },
        "signature": {
            "type": "apiKey",
            "in": "header",
            "name": "webhook-signature",
            "description": "A site's signature over its call; only its plugin can make one",
        },
    }
    for name, scheme in schemes.items():
        spec.components.security_scheme(name, scheme)


@cache
def document_of(app: Flask) -> dict[str, Any]:
    """The document of the running app, as document() makes it."""
    return document(app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec)


def document(spec: Any) -> dict[str, Any]:
    """The whole document: every code an operation answers, errors as application/problem+json (RFC 9457), examples."""
    raw: dict[str, Any] = deepcopy(spec.to_dict())
    components = raw.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("Error", "PaginationMetadata"):
        schemas.pop(name, None)
    schemas["Problem"] = _problem_schema()
    components["responses"] = _problem_responses()
    for path, item in raw["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                _say_problems(operation, path, method, item.get("parameters", []))
                if curl.credentials(operation) is not None:
                    _show_how(operation, method, path, item, schemas)
    return raw


def _say_problems(operation: dict[str, Any], path: str, method: str, shared: list[dict[str, Any]]) -> None:
    codes = {*operation.get("x-problems", ()), *problem_codes.EVERYWHERE}
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        codes.update(problem_codes.OF_BODIES)
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())):
        codes.add("invalid")
    if shared:
        codes.add("not_found")
    if method in ("get", "head"):
        codes.discard("cross_site")
    said = [code for code in problem_codes.PROBLEMS if code in codes]
    if unknown := codes.difference(said):
        raise LookupError(f"{method} {path}: enter {unknown} in foundation/problem_codes.py")
    operation["x-problems"] = said
    responses = operation.setdefault("responses", {})
    for status in [s for s in responses if s == "default" or s.startswith(("4", "5"))]:
        del responses[status]
    for code in said:
        status = problem_codes.PROBLEMS[code].status
        responses[str(status)] = {"$ref": f"#/components/responses/{_response_name(status)}"}


def _show_how(
    operation: dict[str, Any], method: str, path: str, item: dict[str, Any], schemas: dict[str, Any]
) -> None:
    """Give the operation a body as example and the command that sends it."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content.setdefault("example", curl.example(content["schema"], schemas))
    command = curl.command(method, path, item, schemas)
    operation["x-codeSamples"] = [{"lang": "Shell", "label": "curl", "source": command}]


def _response_name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def _problem_responses() -> dict[str, Any]:
    """One response for each status, which names its codes."""
    by_status: dict[int, list[str]] = {}
    for code, problem in problem_codes.PROBLEMS.items():
        by_status.setdefault(problem.status, []).append(f"`{code}`: {problem.when}")
    return {
        _response_name(status): {
            "description": "\n".join(sentences),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **_HEADERS.get(status, {}),
        }
        for status, sentences in by_status.items()
    }


_HEADERS: dict[int, dict[str, Any]] = {
    401: {"headers": {"WWW-Authenticate": {"schema": {"type": "string"}}}},
    405: {"headers": {"Allow": {"schema": {"type": "string"}}}},
    429: {
        "headers": {
            "Retry-After": {"schema": {"type": "integer"}, "required": True, "description": "seconds"}
        }
    },
}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": text,
            "title": {**text, "description": "for a person, in the language asked for"},
            "status": {"type": "integer"},
            "code": {
                **text,
                "description": "stable: what a program looks at",
                "enum": list(problem_codes.PROBLEMS),
            },
            "detail": text,
            "errors": {
                "type": "object",
                "description": "field → sentences",
                "additionalProperties": {"type": "array", "items": text},
            },
        },
    }
