"""The API's description: current, valid, and right where the library that writes it is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_smorest import Api
from jsonschema import Draft202012Validator
from marshmallow import Schema, fields, validate
from openapi_spec_validator import OpenAPIV31SpecValidator

from filon.foundation import openapi
from filon.foundation.access import SCOPES
from filon.foundation.problem_codes import PROBLEMS
from filon.foundation.web import Blueprint
from tests.parts.databases import Databases
from tests.parts.service import Filon

SCHEMAS = Path(__file__).parents[2] / "schemas"
_METHODS = ("get", "post", "put", "patch", "delete")
_CONVERTER = re.compile(r"<(?:[^:>]+:)?(\w+)>")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """What the command prints, with no setting and no database anywhere."""
    done = subprocess.run(
        [sys.executable, "-m", "filon.app"], env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout == (SCHEMAS / "openapi.json").read_text(), "python -m filon.app > schemas/openapi.json"
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]


def test_it_works(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_the_running_service_says_the_same(document: dict[str, Any], databases: Databases) -> None:
    filon = Filon(databases.sqlite())
    assert openapi.document_of(filon.app) == document
    for rule in filon.app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            path = document["paths"][_CONVERTER.sub(r"{\1}", rule.rule)]
            assert {m.lower() for m in rule.methods - {"OPTIONS", "HEAD"}} <= set(path)
    filon.close()


def test_every_operation_has_a_name_of_its_own_and_a_sentence(document: dict[str, Any]) -> None:
    names = [operation.get("operationId", "") for _where, operation in operations(document)]
    assert len(names) >= 8
    assert all(name.isidentifier() for name in names)
    assert len(set(names)) == len(names)
    for where, operation in operations(document):
        assert operation["summary"].endswith("."), where


def test_every_error_is_a_problem_document(document: dict[str, Any]) -> None:
    responses = document["components"]["responses"]
    for response in responses.values():
        (content,) = response["content"].items()
        assert content == ("application/problem+json", {"schema": {"$ref": "#/components/schemas/Problem"}})
    for where, operation in operations(document):
        for status, response in operation["responses"].items():
            if status >= "4":
                assert response["$ref"].rpartition("/")[2] in responses, f"{where} {status}"
    written = json.loads((SCHEMAS / "problem.schema.json").read_text())
    described = document["components"]["schemas"]["Problem"]
    assert described["required"] == written["required"]
    for name, kind in described["properties"].items():
        assert kind["type"] == written["properties"][name]["type"], name


def test_every_operation_says_its_codes_and_their_statuses(document: dict[str, Any]) -> None:
    for where, operation in operations(document):
        codes = operation["x-problems"]
        assert {"internal", "unavailable"} <= set(codes), where
        assert {str(PROBLEMS[code].status) for code in codes} == {
            s for s in operation["responses"] if s >= "4"
        }


def test_who_may_call_is_said(document: dict[str, Any]) -> None:
    """Whatever needs somebody known says by which credentials; a scope wherever a key is one of them."""
    by_keys = {where for where, operation in operations(document) if "x-scope" in operation}
    assert {
        "get /api/v1/leads/{number}/checks",
        "put /api/v1/leads/{number}/checks/{slot}",
        "delete /api/v1/leads/{number}/checks/{slot}/{change}",
    } <= by_keys
    for where, operation in operations(document):
        ways = [name for way in operation.get("security", ()) for name in way]
        assert set(ways) <= set(document["components"]["securitySchemes"]), where
        assert ("x-role" in operation) == bool({"key", "session", "frame"} & set(ways)), where
        assert ("key" in ways) == (where in by_keys), where
        assert operation.get("x-scope", "leads:read") in SCOPES, where


class _Price(Schema):
    """Every way of saying a bound, and the Decimal that travels as text."""

    inclusive = fields.Integer(validate=validate.Range(min=0, max=9))
    above = fields.Integer(validate=validate.Range(min=0, min_inclusive=False))
    below = fields.Float(validate=validate.Range(max=1, max_inclusive=False))
    between = fields.Integer(validate=validate.Range(0, 9, min_inclusive=False, max_inclusive=False))
    twice = fields.Integer(validate=[validate.Range(min=0, min_inclusive=False), validate.Range(min=5)])
    amount = fields.Decimal(as_string=True, validate=validate.Range(min=0))
    perhaps = fields.Decimal(as_string=True, allow_none=True)
    number = fields.Decimal()


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The description of _Price."""
    rooms = Blueprint("prices", __name__)

    @rooms.route("/prices", methods=["POST"], public=True)
    @rooms.arguments(_Price)
    @rooms.response(200, _Price)
    def set_price(asked: dict[str, Any]) -> dict[str, Any]:
        """Set a price."""
        return asked

    app = Flask("prices")
    app.config.update(openapi.CONFIG)
    api = Api(app, spec_kwargs={"marshmallow_plugin": openapi.Plugin()})
    api.register_blueprint(rooms)
    openapi.correct(api.spec, "1", session_cookie="session")
    document = openapi.document(api.spec)
    OpenAPIV31SpecValidator(document).validate()
    properties: dict[str, Any] = document["components"]["schemas"]["_Price"]["properties"]
    return properties


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("inclusive", {"type": "integer", "minimum": 0, "maximum": 9}),
        ("above", {"type": "integer", "exclusiveMinimum": 0}),
        ("below", {"type": "number", "exclusiveMaximum": 1}),
        ("between", {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9}),
        ("twice", {"type": "integer", "minimum": 5}),
        ("amount", {"type": "string"}),
        ("perhaps", {"type": ["string", "null"]}),
        ("number", {"type": "number"}),
    ],
)
def test_a_correction(described: dict[str, Any], name: str, expected: dict[str, Any]) -> None:
    assert described[name] == expected


@pytest.mark.parametrize("value", [0, 1, 4, 5, 9, 10])
def test_description_and_schema_refuse_the_same(described: dict[str, Any], value: int) -> None:
    for name in ("inclusive", "above", "below", "between", "twice"):
        refused = bool(_Price().validate({name: value}))
        assert Draft202012Validator(described[name]).is_valid(value) is not refused, (name, value)
