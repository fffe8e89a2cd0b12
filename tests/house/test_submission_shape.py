"""The contract's schema and the service's agree on what a submission is: a table, and mutations of a good one."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from marshmallow import ValidationError as Refused

from filon.intake.schemas import TOUCH, SubmissionSchema

DOCUMENT: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "schemas/submission.schema.json").read_text(encoding="utf-8")
)
OURS = SubmissionSchema()


def _ecma_pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Any:
    # JSON Schema's expressions are ECMA-262: $ is the very end, \d an ASCII digit; Python's differ.
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance, re.ASCII):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


CONTRACT = validators.extend(Draft202012Validator, {"pattern": _ecma_pattern})(DOCUMENT)

UUID = "01997d5e-7c00-7000-8000-00000000abcd"
SMALL: dict[str, Any] = {
    "uuid": UUID,
    "source": "filon",
    "form": {"id": "contact"},
    "submitted_at": "2026-11-20T12:00:00Z",
    "fields": [{"id": "email", "value": "salma@example.com"}],
}
WHOLE: dict[str, Any] = {
    **SMALL,
    "form": {"id": "contact", "title": "Contact"},
    "entry_id": "17",
    "found": True,
    "page": "https://atlas.example/contact/",
    "referrer": None,
    "fields": [
        {"id": "name", "label": "Nom", "type": "text", "value": "سلمى 👋"},
        {"id": "rooms", "label": None, "type": "checkbox", "value": ["cuisine", "salon"]},
    ],
    "files": [{"field_id": "plan", "name": "plan.pdf", "size": 12, "sha256": "ab", "more": 1}],
    "consents": [{"field_id": "ok", "text": "J’accepte", "given": True}],
    "attribution": {
        "consent": "given",
        "first": {"at": "2026-11-01T00:00:00Z", "gclid": None, "new_one": "x"},
        "last": None,
    },
    "order": {
        "id": "1042",
        "number": "B-1042",
        "state": "paid",
        "total": "1200.50",
        "refunded": "0",
        "currency": "MAD",
        "items": ["2 × Table en chêne"],
        "placed_at": "2026-11-19T08:00:00Z",
    },
    "locale": "fr_FR",
    "suggestions": {"name": "name"},
    "spam": {"by": "honeypot"},
}


def both_say(document: Any) -> bool:
    """What contract and service agree on: True is good."""
    contract = CONTRACT.is_valid(document)
    try:
        OURS.load(document)
        ours = True
    except Refused:
        ours = False
    assert contract == ours, f"contract {contract}, service {ours}: {_why(document)}"
    return ours


def _why(document: Any) -> str:
    faults = [error.message[:200] for error in CONTRACT.iter_errors(document)]
    try:
        OURS.load(document)
    except Refused as refused:
        return f"{faults} {refused.normalized_messages()}"
    return f"{faults} taken: {str(document)[:300]}"


def test_it_works() -> None:
    assert both_say(SMALL)
    assert both_say(WHOLE)
    assert set(TOUCH) == set(DOCUMENT["properties"]["attribution"]["properties"]["first"]["properties"])


def but(path: str, value: Any = ...) -> dict[str, Any]:
    """The whole document with another value at `path` (`form.id`, `fields.0.value`), or without it."""
    document = copy.deepcopy(WHOLE)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = document
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


GOOD = [
    ("fields", []),
    ("fields", [{"id": "x", "value": "y"}] * 300),
    ("fields.0.value", ""),
    ("fields.0.value", []),
    ("fields.0.value", ["x"] * 300),
    ("fields.0.value", "x" * 100_000),
    ("fields.0.label", ...),
    ("fields.0.id", "x" * 191),
    ("form.title", None),
    ("form.title", ...),
    ("source", "gravity-forms_2"),
    ("submitted_at", "2026-11-20T12:00:00.123456Z"),
    ("submitted_at", "0000-99-99T99:99:99Z"),
    ("files", []),
    ("files.0.size", 0),
    ("files.0.size", ...),
    ("attribution", None),
    ("attribution", {}),
    ("attribution.first", {}),
    ("attribution.first", None),
    ("attribution.consent", ...),
    ("order", None),
    ("order", ...),
    ("order", {"id": "7", "state": "placed", "total": "0", "currency": "XOF"}),
    ("order.placed_at", None),
    ("order.items", []),
    ("suggestions", {}),
    ("spam", None),
    ("spam", ...),
    ("consents.0.given", False),
    ("consents.0.text", ""),
    ("locale", "x" * 20),
    ("test", True),
    ("page", ""),
]
BAD = [
    ("uuid", ...),
    ("uuid", None),
    ("uuid", UUID.upper()),
    ("uuid", UUID + "\n"),
    ("uuid", "{" + UUID + "}"),
    ("uuid", UUID.replace("-7000-", "-4000-")),
    ("uuid", 7),
    ("source", ""),
    ("source", "-filon"),
    ("source", "Filon"),
    ("source", "x" * 41),
    ("source", "filon\n"),
    ("form", None),
    ("form", "contact"),
    ("form", {}),
    ("form.id", ""),
    ("form.id", "x" * 192),
    ("form.more", 1),
    ("submitted_at", "2026-11-20 12:00:00Z"),
    ("submitted_at", "2026-11-20T12:00:00"),
    ("submitted_at", "2026-11-20T12:00:00+00:00"),
    ("submitted_at", "2026-11-20T12:00:00.1234567Z"),
    ("submitted_at", "٢٠٢٦-11-20T12:00:00Z"),
    ("submitted_at", "2026-11-20T12:00:00Z\n"),
    ("submitted_at", 1766400000),
    ("fields", ...),
    ("fields", None),
    ("fields", {}),
    ("fields", [{"id": "x", "value": "y"}] * 301),
    ("fields.0", "x"),
    ("fields.0.id", ...),
    ("fields.0.id", ""),
    ("fields.0.id", 3),
    ("fields.0.value", ...),
    ("fields.0.value", None),
    ("fields.0.value", 3),
    ("fields.0.value", True),
    ("fields.0.value", ["x", 3]),
    ("fields.0.value", [["x"]]),
    ("fields.0.value", {"x": "y"}),
    ("fields.0.value", ["x"] * 301),
    ("fields.0.label", "x" * 501),
    ("fields.0.more", "x"),
    ("files", {}),
    ("files", [{"field_id": "x", "name": "y"}] * 51),
    ("files.0.name", ...),
    ("files.0.size", -1),
    ("files.0.size", "12"),
    ("files.0.size", 1.5),
    ("files.0.size", True),
    ("consents.0.given", "yes"),
    ("consents.0.given", 1),
    ("consents.0.given", None),
    ("consents.0.text", "x" * 5001),
    ("consents.0.more", 1),
    ("consents", [{"field_id": "x", "text": "y", "given": True}] * 51),
    ("attribution", []),
    ("attribution.middle", {}),
    ("attribution.consent", "yes"),
    ("attribution.consent", None),
    ("order", {}),
    ("order", []),
    ("order.id", ""),
    ("order.id", 7),
    ("order.state", "shipped"),
    ("order.total", 1200.5),
    ("order.total", "-3"),
    ("order.total", "12345678901"),
    ("order.total", "١٢"),
    ("order.total", "1\n"),
    ("order.currency", "dh"),
    ("order.items", ["x"] * 101),
    ("order.items", [7]),
    ("order.placed_at", "yesterday"),
    ("order.card", "4111"),
    ("attribution.first", []),
    ("attribution.first.gclid", 3),
    ("attribution.first.gclid", "x" * 2001),
    ("suggestions", None),
    ("suggestions", []),
    ("suggestions.name", "surname"),
    ("suggestions.name", None),
    ("suggestions", {str(number): "name" for number in range(301)}),
    ("spam", {}),
    ("spam", "honeypot"),
    ("spam.by", "x" * 81),
    ("tested", True),
    ("test", "yes"),
    ("entry_id", 17),
    ("locale", "x" * 21),
    ("page", "x" * 2001),
    ("lead", "x"),
]


@pytest.mark.parametrize(("path", "value"), GOOD, ids=str)
def test_both_take_it(path: str, value: Any) -> None:
    assert both_say(but(path, value))


@pytest.mark.parametrize(("path", "value"), BAD, ids=lambda v: str(v)[:40])
def test_both_refuse_it(path: str, value: Any) -> None:
    assert not both_say(but(path, value))


@pytest.mark.parametrize("document", [None, [], "x", 3, True, {}, [SMALL]], ids=str)
def test_what_is_no_object_is_refused(document: Any) -> None:
    if isinstance(document, dict):
        assert not both_say(document)
    else:
        assert not CONTRACT.is_valid(document)


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, the whole of it left out."""
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, child in steps for place in [(*path, key), *_places(child, (*path, key))]]


# What JSON can hold; text without lone surrogates, which no UTF-8 line can bring.
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.text(max_size=30)
    | st.sampled_from([UUID, "name"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None, database=None)
@given(st.lists(st.tuples(st.sampled_from(_places(WHOLE)), st.just(...) | _JSON), min_size=1, max_size=2))
def test_they_agree_on_mutations_of_a_good_one(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = copy.deepcopy(WHOLE)
    for path, value in changes:
        place: Any = document
        try:
            for step in path[:-1]:
                place = place[step]
            if value is ...:
                del place[path[-1]]
            else:
                place[path[-1]] = value
        except (LookupError, TypeError):
            continue  # the first change took away where the second would be
    both_say(document)
