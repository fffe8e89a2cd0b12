"""docs/threats.md says of each threat which tests show its answer: they are there, and have tests in them."""

import re

from tests.house.source_files import ROOT


def _rows() -> list[tuple[str, list[str]]]:
    """(threat, files named) of each row of the table."""
    lines = (ROOT / "docs/threats.md").read_text().splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")][2:]
    return [(row[0], re.findall(r"`([^`]+\.py)`", row[2])) for row in cells]


def test_every_test_that_is_named_is_there() -> None:
    rows = _rows()
    assert len(rows) > 10
    for threat, files in rows:
        assert files, f"nothing shows the answer to: {threat}"
        for name in files:
            path = ROOT / name
            assert path.is_file(), f"{name} is gone: which test shows the answer to {threat!r} now?"
            assert "\ndef test_" in path.read_text(), f"{name} has no test"
