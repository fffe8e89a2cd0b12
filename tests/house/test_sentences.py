"""What an error tells a person is in their language: no room raises a sentence as it stands in the code."""

from __future__ import annotations

import ast

from filon.foundation import errors
from tests.house.source_files import ROOT

_ERRORS = {
    name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.FilonError)
}


def _untranslated(source: str) -> list[int]:
    """Lines where one of our errors is made with a text as its detail."""
    tree = ast.parse(source)
    ours = _ERRORS | _made_of_ours(tree)
    found = []
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name(call.func) in ours:
            texts = [*call.args, *(word.value for word in call.keywords if word.arg == "detail")]
            found += [
                call.lineno for text in texts if isinstance(text, ast.JoinedStr | ast.Constant | ast.BinOp)
            ]
    return found


def _made_of_ours(tree: ast.Module) -> set[str]:
    """Names of the file's own errors; `super().__init__` passes a detail on in them."""
    classes = [one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    own = {one.name for one in classes if {_name(base) for base in one.bases} & _ERRORS}
    return own | {"__init__"} if own else own


def _name(called: ast.expr) -> str:
    return getattr(called, "id", getattr(called, "attr", ""))


def test_the_rule_sees_what_breaks_it() -> None:
    for bad in (
        'raise Forbidden("No")',
        'raise errors.Forbidden("No")',
        'raise Gone(f"No {why}", code="gone")',
        'raise Invalid({"a": [_("b")]}, "No")',
        'raise Invalid(detail="No" + why)',
    ):
        assert _untranslated(bad) == [1], bad
    assert _untranslated('class No(Gone):\n  def __init__(self):\n    super().__init__("No")') == [3]
    for good in (
        "raise Forbidden()",
        'raise Gone(_("Non"), code="gone")',
        'raise Invalid({"a": [x]}, sentence)',
    ):
        assert _untranslated(good) == [], good


def test_every_sentence_of_a_room_is_translated() -> None:
    rooms = ROOT / "service" / "filon"
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(rooms.rglob("*.py"))
        if path.relative_to(rooms).parts[0] not in ("foundation", "cli")
        for line in _untranslated(path.read_text())
    ]
    assert found == [], 'say it in French, inside _("…"), and translate it'
