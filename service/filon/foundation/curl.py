"""The curl command that calls an operation, with $FILON for the service's address and $FILON_KEY for a key."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

_SAMPLE_ID = "01982e3c-7a5b-7c1d-8e2f-3a4b5c6d7e8f"


def command(method: str, path: str, item: dict[str, Any], schemas: dict[str, Any], **values: object) -> str:
    """The command for `method` of a path's `item` in the document, whose caller has credentials() to say.

    `values` are the path's parameters where an example's won't do; `schemas` the document's, to make a body of.
    """
    operation = item[method]
    given = {
        parameter["name"]: example(parameter["schema"], schemas) for parameter in item.get("parameters", ())
    }
    address = path.format(**{name: quote(str(values.get(name, value))) for name, value in given.items()})
    asked = {
        parameter["name"]: parameter["schema"]["example"]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and "example" in parameter["schema"]
    }
    parts = ["curl -sS" if method == "get" else f"curl -sS -X {method.upper()}"]
    parts[0] += f' "$FILON{address}{"?" + urlencode(asked) if asked else ""}"'
    parts += credentials(operation) or []
    if body := operation.get("requestBody"):
        [(kind, content)] = body["content"].items()
        is_json = kind == "application/json"
        sent = json.dumps(content["example"], ensure_ascii=False) if is_json else content["example"]
        sends = "-d" if is_json else "--data-binary"  # which leaves the ends of lines as they are
        parts += [f"-H 'Content-Type: {kind}'", f"{sends} '" + sent.replace("'", "'\\''") + "'"]
    return " \\\n  ".join(parts)


def credentials(operation: dict[str, Any]) -> list[str] | None:
    """Options that say who asks; None when no command line could: a site's signature, an embed token."""
    schemes = [name for way in operation.get("security", ()) for name in way]
    if "key" in schemes:
        return ['-H "Authorization: Bearer $FILON_KEY"']
    if "session" in schemes:
        return ['-H "Cookie: filon_session=$FILON_SESSION"']
    is_open = not schemes and "requestBody" not in operation
    return [] if is_open else None


def example(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """A value that fits: what the schema gives as its example, or else the plainest."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "example" in schema:
        return schema["example"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        wanted = schema.get("required", [])
        return {
            name: example(field, schemas)
            for name, field in schema.get("properties", {}).items()
            if name in wanted or "example" in field
        }
    if kind == "array":
        return [example(schema["items"], schemas)]
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return True
    return _SAMPLE_ID if schema.get("format") == "uuid" else "…"
