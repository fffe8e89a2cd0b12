"""Every code that an error carries is in the table that the API's documents are made from, and nothing else is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from filon.foundation import errors
from filon.foundation.problem_codes import EVERYWHERE, OF_BODIES, OF_KEYS, OF_SESSIONS, PROBLEMS
from tests.house.source_files import ROOT

SERVICE = ROOT / "service" / "filon"
# What Flask refuses by itself is named by its status.
_OF_FLASK = {"http_400", "http_405"}


def raised(source: str) -> Iterator[tuple[str, str]]:
    """(code, name of the error's class) for each code that the text gives to an error."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                if not isinstance(line, ast.Assign) or not isinstance(line.value, ast.Constant):
                    continue
                if getattr(line.targets[0], "id", "") == "code":
                    bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                    yield ast.literal_eval(line.value), node.name if node.name in vars(errors) else bases[0]
        elif isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg == "code" and isinstance(word.value, ast.Constant):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    yield str(word.value.value), name


def all_raised() -> list[tuple[str, str, Path]]:
    return [
        (code, kind, path)
        for path in sorted(SERVICE.rglob("*.py"))
        for code, kind in raised(path.read_text())
    ]


def test_it_works() -> None:
    found = {code for code, _kind, _path in all_raised()}
    assert len(found) >= 20
    assert found - set(PROBLEMS) == set(), "enter it in foundation/problem_codes.py, with its remedy"
    assert set(PROBLEMS) - found == _OF_FLASK, "nothing raises it any more"


def test_the_status_is_the_one_it_is_raised_with() -> None:
    for code, kind, path in all_raised():
        raises = getattr(errors, kind, None)
        if raises is not None:
            assert raises.status == PROBLEMS[code].status, f"{code} in {path}"


def test_the_reading_sees_what_is_raised() -> None:
    text = 'class Over(Gone):\\n    code = "over"\\nraise Conflict(_("Non"), code="twice")\\nraise Conflict()'
    assert sorted(raised(text.encode().decode("unicode_escape"))) == [("over", "Gone"), ("twice", "Conflict")]


def test_what_is_said_of_each_helps() -> None:
    assert set(EVERYWHERE) | set(OF_BODIES) | set(OF_KEYS) | set(OF_SESSIONS) <= set(PROBLEMS)
    statuses = [problem.status for problem in PROBLEMS.values()]
    assert statuses == sorted(statuses)
    for code, problem in PROBLEMS.items():
        assert problem.when.endswith("."), code
        assert problem.remedy.endswith("."), code


def test_a_route_that_names_an_unknown_code_is_not_described() -> None:
    from filon.foundation.openapi import _say_problems

    with pytest.raises(LookupError, match="no_such_code"):
        _say_problems({"x-problems": ["no_such_code"]}, "/x", "get", [])
