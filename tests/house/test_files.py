"""Rules of the house that a look at the text of the files can check, each with its reason."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.source_files import name_of, written_files

_CODE = {".py", ".php", ".js", ".mjs", ".css"}
_MOST_LINES = 300
# In parts, so that this very file names none.
_REGISTRIES = [rf"{host}\." + end for host, end in (("npmjs", "org"), ("pypi", "org"), ("debian", "org"))]
_REGISTRIES += ["python" + "hosted", r"archive\.ubu" + "ntu"]


@dataclass(frozen=True)
class Rule:
    """No line of the files whose name matches `where` may match `pattern`; `bad` is a line that does."""

    name: str
    where: str
    pattern: str
    bad: str
    instead: str
    except_in: str = "nowhere"

    def breaches(self, text: str) -> list[int]:
        """Numbers of the lines that break it."""
        wrong = re.compile(self.pattern, re.IGNORECASE)
        return [number for number, line in enumerate(text.splitlines(), 1) if wrong.search(line)]


RULES = [
    Rule(
        "no or-where",
        r"^service/.*\.py$",
        r"\.orwhere\(",
        "query.orwhere(Lead.number == 1)",
        "An OR at the top level of a query frees it from its tenant: write .where((a) | (b)).",
    ),
    Rule(
        "an upsert finds its row by the tenant too",
        r"^service/.*\.py$",
        r"conflict_target=\[(?!(\w+)\.tenant\b)",
        "Lead.insert(number=1).on_conflict(conflict_target=[Lead.number], update={})",
        "Without the tenant in its target an upsert can change another's row: begin it with the model's tenant.",
        # Tables of the whole service, which have no tenant.
        except_in=r"/(housekeeping/alerts|foundation/(last_seen|leases|limits))\.py$",
    ),
    Rule(
        "rows are locked in one way",
        r"^service/.*\.py$",
        r"\.for_update\(",
        "Lead.select().for_update()",
        "SQLite knows no such clause: foundation.database.locked(query).",
        # A claim passes over what another has locked.
        except_in=r"/(foundation/database|worker/events)\.py$",
    ),
    Rule(
        "no sleep in tests",
        r"^tests/.*\.py$",
        r"\btime\.sleep\(",
        "time.sleep(1)",
        "Wait for what you mean, with a deadline: tests.parts.processes.until().",
        except_in=r"^tests/(house/|parts/processes\.py$)",
    ),
    Rule(
        "no skip without a reason",
        r"^tests/.*\.py$",
        r"mark\.skip\b(?!\(reason)|\bpytest\.skip\(\s*\)|mark\.xfail\b",
        "@pytest.mark.skip",
        "A test runs, or says why it does not.",
        except_in=r"^tests/house/",
    ),
    Rule(
        "no mock of our own code",
        r"^tests/.*\.py$",
        r"unittest\.mock|\bmonkeypatch\.setattr\(|\bmocker\b",
        "from unittest.mock import Mock",
        "Tests talk to real parts: see tests/parts.",
        except_in=r"^tests/house/",
    ),
    Rule(
        "no registry named",
        r".",
        "|".join(_REGISTRIES),
        '"resolved": "https:' + "//registry." + "npm" + "js" + '.org/htmx"',
        "Whoever installs chooses where packages come from; lock files leave it out.",
        except_in=r"^tests/house/",
    ),
    Rule(
        "nothing from a CDN",
        r"^(service|wp-plugin)/",
        r"cdn\.|unpkg\.com|jsdelivr|googleapis\.com/css",
        '<script src="https://cdn.example/x.js">',
        "The product fetches nothing from strangers: packages are copied into static at build time.",
    ),
    Rule(
        "no inline script or handler in pages",
        r"^service/.*templates/.*\.html$",
        r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\bhx-on\b|\bjs:",
        '<a onclick="go()">',
        "The Content-Security-Policy refuses it: write a module in static.",
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_is_kept(rule: Rule) -> None:
    assert rule.breaches(rule.bad) == [1], "the rule does not see its own bad example"
    broken = []
    for path in written_files():
        name = name_of(path)
        if re.search(rule.where, name) and not re.search(rule.except_in, name):
            broken += [f"{name}:{number}" for number in rule.breaches(path.read_text())]
    assert broken == [], rule.instead


def test_files_stay_small() -> None:
    long = []
    for path in written_files():
        lines = len(path.read_text().splitlines())
        # A migration freezes whole tables and is never edited again.
        if "migrations" in path.parts:
            continue
        if path.suffix in _CODE and lines > _MOST_LINES:
            long.append(f"{name_of(path)}: {lines} lines")
    assert long == [], f"split by noun what is longer than {_MOST_LINES} lines"


_OPENINGS = {
    ".py": ('"""',),
    ".php": ("//", "/*"),
    ".js": ("//", "/*"),
    ".mjs": ("//", "/*"),
    ".css": ("/*",),
    "": ("#",),
}


def _opening(path: Path) -> str:
    # Above the sentence stands only what a machine wants first: #! and <?php.
    lines = [line.removeprefix("<?php").strip() for line in path.read_text().splitlines()]
    return next((line for line in lines if line and not line.startswith("#!")), "")


def test_every_file_says_first_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in written_files()
        if path.suffix in _OPENINGS
        and path.name not in ("LICENSE", ".npmrc")
        and not _opening(path).startswith(_OPENINGS[path.suffix])
    ]
    assert silent == [], "the first line of a file says in one sentence what it is for"


def test_no_room_for_everything() -> None:
    vague = {"utils", "helpers", "common", "services", "manager", "managers", "misc"}
    found = [name_of(path) for path in written_files() if vague & {path.stem, *path.parent.parts[-2:]}]
    assert found == [], "name a file after its noun, and put it into the room that owns the noun"
