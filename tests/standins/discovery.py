"""Google's published description of an API, asked whether a request or an answer is what it describes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import jsonschema
from googleapiclient.discovery_cache import get_static_doc

_WITH_OFFSET = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
_FORMATS = {
    # Without an offset where a time zone stands beside it, which a schema can't say.
    "date-time": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$",
    "date": r"^\d{4}-\d\d-\d\d$",
    "int64": r"^-?\d+$",
}
_CLOSED_LIST = re.compile(r"(?<!some of the )possible values are:", re.IGNORECASE)


@dataclass(frozen=True)
class Method:
    """One method: `scopes` are those of which any one lets in."""

    id: str
    verb: str
    path: str
    parameters: Mapping[str, Any]
    request: str
    answer: str
    scopes: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Its path, with a group for each parameter; what is encoded in a parameter stays in it."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))


class Discovery:
    """The description of `name` (calendar) and `version` (v3) in Google's own Python client."""

    def __init__(self, name: str, version: str) -> None:
        self.document = json.loads(get_static_doc(name, version) or "{}")
        self.methods = [
            _method(described)
            for resource in self.document["resources"].values()
            for described in resource["methods"].values()
        ]
        self._validators: dict[tuple[str, str], jsonschema.Draft202012Validator] = {}

    def find(self, verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """The method of a path as it was sent, and its parameters decoded."""
        # A path in letters (events/import) before one that takes anything (events/{eventId}).
        for method in sorted(self.methods, key=lambda method: method.path.count("{")):
            if method.verb == verb and (match := method.pattern.fullmatch(path)):
                return method, {name: unquote(value) for name, value in match.groupdict().items()}
        return None

    def wrong_in_query(self, method: Method, query: Mapping[str, Sequence[str]]) -> list[str]:
        """What is not as described, in words."""
        wrong = []
        known = {**self.document["parameters"], **method.parameters}
        for name, values in query.items():
            described = known.get(name, {"location": "nowhere"})
            if described["location"] != "query":
                wrong.append(f"{name} is no parameter of the query")
            elif described["description"].startswith("Deprecated"):
                wrong.append(f"{name} is deprecated")
            elif len(values) > 1 and not described.get("repeated"):
                wrong.append(f"{name} is given more than once")
            else:
                wrong += [f"{name}={value}" for value in values if not _fits(described, value)]
        wrong += [
            f"{name} is missing"
            for name, described in known.items()
            if described.get("required") and described["location"] == "query" and name not in query
        ]
        if "fields" in query and method.answer:
            wrong += self.wrong_in_selection(parse_selection(query["fields"][0]), {"$ref": method.answer})
        return wrong

    def wrong_in_body(self, method: Method, body: object) -> list[str]:
        """The same for a body, None where none was sent."""
        if not method.request:
            return [] if body is None else ["a body where none belongs"]
        return (
            [] if body is not None and self.fits(method.request, body, method.id) else self._why(method, body)
        )

    def fits(self, schema: str, value: object, method: str = "") -> bool:
        """Whether it has the shape, with what the method requires in it."""
        return bool(self._validator(schema, method).is_valid(value))

    def _why(self, method: Method, body: object) -> list[str]:
        errors = self._validator(method.request, method.id).iter_errors(body)
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]

    def wrong_in_selection(self, selection: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
        """Names in `fields` that the answer does not have."""
        if "$ref" in schema:
            return self.wrong_in_selection(selection, self.document["schemas"][schema["$ref"]])
        if "items" in schema:
            return self.wrong_in_selection(selection, schema["items"])
        wrong = []
        for name, inner in selection.items():
            below = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
            if name != "*" and not below:
                wrong.append(f"fields: {name}")
            elif below:
                wrong += self.wrong_in_selection(inner, below)
        return wrong

    def _validator(self, schema: str, method: str) -> jsonschema.Draft202012Validator:
        if (schema, method) not in self._validators:
            definitions = {
                name: _converted(described, method) for name, described in self.document["schemas"].items()
            }
            self._validators[schema, method] = jsonschema.Draft202012Validator(
                {"$ref": f"#/$defs/{schema}", "$defs": definitions}
            )
        return self._validators[schema, method]


def _method(described: Mapping[str, Any]) -> Method:
    return Method(
        id=described["id"],
        verb=described["httpMethod"],
        path=described["path"],
        parameters=described.get("parameters", {}),
        request=described.get("request", {}).get("$ref", ""),
        answer=described.get("response", {}).get("$ref", ""),
        scopes=frozenset(described.get("scopes", ())),
    )


def _fits(described: Mapping[str, Any], value: str) -> bool:
    if described["type"] == "boolean":
        return value in ("true", "false")
    if described["type"] == "integer":
        least, most = int(described.get("minimum", -(2**31))), int(described.get("maximum", 2**31 - 1))
        return re.fullmatch(r"-?\d+", value) is not None and least <= int(value) <= most
    if described.get("format") == "date-time":
        return re.match(_WITH_OFFSET, value) is not None
    return value in described["enum"] if "enum" in described else True


def _converted(described: Mapping[str, Any], method: str) -> dict[str, Any]:
    """JSON Schema of it, which refuses what is not described; in a patch null takes a field away."""
    if "$ref" in described:
        return {"$ref": f"#/$defs/{described['$ref']}"}
    if described.get("type") == "object":
        return _converted_object(described, method)
    if described.get("type") == "array":
        return {"type": "array", "items": _converted(described["items"], method)}
    if described.get("type") == "any":
        return {}
    schema: dict[str, Any] = {"type": described["type"]}
    if described.get("format") in _FORMATS:
        schema["pattern"] = _FORMATS[described["format"]]
    if values := described.get("enum") or _listed(described.get("description", "")):
        schema["enum"] = values
    return schema


def _converted_object(described: Mapping[str, Any], method: str) -> dict[str, Any]:
    properties = {name: _converted(inner, method) for name, inner in described.get("properties", {}).items()}
    if method.endswith(".patch"):
        properties = {name: {"anyOf": [inner, {"type": "null"}]} for name, inner in properties.items()}
    more = described.get("additionalProperties")
    required = [
        name
        for name, inner in described.get("properties", {}).items()
        if method in inner.get("annotations", {}).get("required", ())
    ]
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": _converted(more, method) if more else False,
        "required": required,
    }


def _listed(description: str) -> list[str]:
    """Values that only the words list: `- "confirmed" - The event is…`."""
    found = _CLOSED_LIST.search(description)
    return re.findall(r'^\s*- "(\w+)"', description[found.end() :], re.MULTILINE) if found else []


def parse_selection(fields: str) -> dict[str, Any]:
    """`a,b/c,d(e,f)` as {"a": {}, "b": {"c": {}}, "d": {"e": {}, "f": {}}}; nothing below a name is all of it."""
    whole: dict[str, Any] = {}
    above = [whole]
    at = whole
    for sign, name in re.findall(r"([(),/]?)([\w*]*)", fields):
        if sign == "(":
            above.append(at)
        elif sign == ")":
            above.pop()
        if sign == "," or (not sign and name):
            at = above[-1]
        if name:
            at = at.setdefault(name, {})
    return whole


def select(selection: Mapping[str, Any], value: Any) -> Any:
    """The value with nothing in it but what is selected."""
    if not selection or "*" in selection:
        return value
    if isinstance(value, list):
        return [select(selection, item) for item in value]
    return {name: select(inner, value[name]) for name, inner in selection.items() if name in value}
