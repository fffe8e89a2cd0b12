"""Nothing that somebody hands in is kept before it was scanned, whichever room it was handed in to."""

from __future__ import annotations

import ast

from tests.house.source_files import ROOT


def _calls(source: str) -> set[str]:
    """Functions of other modules that the source calls, as it writes them: `storage.keep`."""
    return {ast.unparse(call.func) for call in ast.walk(ast.parse(source)) if isinstance(call, ast.Call)}


def test_whoever_keeps_a_file_has_it_scanned() -> None:
    kept, unscanned = [], []
    for path in sorted((ROOT / "service" / "filon").rglob("*.py")):
        calls = _calls(path.read_text())
        if "storage.keep" in calls:
            kept.append(path.name)
            if "scanning.refuse_infected" not in calls:
                unscanned.append(path.name)
        assert "keep" not in _names_from_storage(path.read_text()), f"{path.name}: write storage.keep()"
    assert unscanned == [], (
        "call scanning.refuse_infected() on the content as it came, outside any transaction"
    )
    assert kept, "the rule sees nobody who keeps files"


def _names_from_storage(source: str) -> set[str]:
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {name.name for node in imports if node.module == "filon.foundation.storage" for name in node.names}
