"""Secrets are compared in constant time: `==` ends at the first letter that differs, and its time tells which."""

from __future__ import annotations

import ast

import pytest

from tests.house.source_files import ROOT

_ROOMS = ROOT / "service" / "filon"
_SECRET_WORDS = {"signature", "secret", "token", "digest", "mac", "hmac", "code", "nonce", "password", "otp"}
# Where such a word names nothing that anybody has to keep, or nothing is compared by us.
_ALLOWED = {
    "appointments/elsewhere_pages.py: 'password'": "what a field is called",
    "foundation/voice.py: parsed.country_code": "212: the telephone code of a country",
    "foundation/voice.py: phonenumbers.country_code_for_region(self.region)": "the same",
    "integrations/smtp.py: code": "220: a mail server's reply",
}


def _suspects(source: str) -> list[tuple[int, str]]:
    """Line and side of every `==` and `!=` of which one side is called like a secret and none is a table's column.

    A column compared is a condition for the database, which looks a digest up in an index: whoever has no token of 256
    bits can't steer the digest towards one that is there.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            sides = [node.left, *node.comparators]
            if not any(map(_is_column, sides)):
                found += [(node.lineno, ast.unparse(side)) for side in sides if _is_called_secret(side)]
    return found


def _is_column(side: ast.expr) -> bool:
    if not (isinstance(side, ast.Attribute) and isinstance(side.value, ast.Name)):
        return False
    table = side.value.id
    return table[0].isupper() or table == "cls"


def _is_called_secret(side: ast.expr) -> bool:
    called = side.func if isinstance(side, ast.Call) else side
    if isinstance(called, ast.Subscript):
        called = called.slice
    name = getattr(called, "attr", getattr(called, "id", getattr(called, "value", "")))
    return isinstance(name, str) and bool(_SECRET_WORDS & set(name.lower().strip("_").split("_")))


@pytest.mark.parametrize(
    "bad",
    [
        "if token == given: pass",
        "if request.signature != expected: pass",
        "x = digest(a) == digest(b)",
        "assert call['secret'] == secret",
        "x = a == b == site.next_secret",
        "same = code.nonce != nonce",
    ],
)
def test_the_rule_sees_what_breaks_it(bad: str) -> None:
    assert _suspects(bad)


@pytest.mark.parametrize(
    "good", ["Session.digest == digest(token)", "hmac.compare_digest(token, given)", "status == 200"]
)
def test_the_rule_lets_pass_what_is_right(good: str) -> None:
    assert _suspects(good) == []


def test_secrets_are_compared_in_constant_time() -> None:
    found, allowed = [], set()
    for path in sorted(_ROOMS.rglob("*.py")):
        name = path.relative_to(_ROOMS).as_posix()
        for line, side in _suspects(path.read_text()):
            known = f"{name}: {side}"
            allowed.add(known)
            if known not in _ALLOWED:
                found.append(f"{name}:{line}: {side}")
    assert found == [], "write hmac.compare_digest()"
    assert set(_ALLOWED) - allowed == set(), "no longer in the code"
