"""The SQL guard against real databases: what it lets pass behaves as if no other tenant existed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.foundation import guard_statements as statements
from tests.foundation.guard_worlds import ROWIDS, NotRun, Worlds, postgres_worlds, sqlite_worlds
from tests.foundation.test_guard import bound
from tests.parts.postgres import Postgres


# For the whole process, which may come back to this file after tests of another that it took from its neighbour.
@pytest.fixture(scope="session")
def sqlite() -> Worlds:
    return sqlite_worlds()


@pytest.fixture(scope="session")
def postgresql(postgres: Postgres) -> Iterator[Worlds]:
    worlds = postgres_worlds(postgres, "guard_reality")
    yield worlds
    worlds.alone.connection.close()
    worlds.together.connection.close()


def lines(*texts: str) -> list[str]:
    """Those statements that a database can run here: no transaction control, no settings."""
    verbs = ("SELECT", "WITH", "UPDATE", "INSERT", "DELETE", "VALUES", "(SELECT")
    found = [line for line in "".join(texts).splitlines() if line.startswith(verbs)]
    return [line for line in found if "set_config" not in line and "find_leads" not in line]


def values(names: list[str], sql: str) -> list[object]:
    """A value for each placeholder, different from place to place because of unique keys."""
    given: list[object] = bound(" ".join(names), "sqlite")[2]
    for position, name in enumerate(names):
        if name == ":x":
            given[position] = str(position + 1)  # text or number, as the engine likes
        elif name == ":row" and sql.startswith("INSERT"):
            given[position] = ROWIDS[0] + 10 + position
    return given


@pytest.mark.parametrize("statement", lines(statements.ALLOWED_ON_BOTH, statements.ALLOWED_ON_SQLITE))
def test_what_passes_keeps_to_its_tenant_on_sqlite(sqlite: Worlds, statement: str) -> None:
    sql, names, _ = bound(statement, "sqlite")
    assert sqlite.difference(sql, values(names, sql)) is None


@pytest.mark.parametrize("statement", lines(statements.ALLOWED_ON_BOTH))
def test_what_passes_keeps_to_its_tenant_on_postgresql(postgresql: Worlds, statement: str) -> None:
    sql, names, _ = bound(statement, "sqlite")
    assert postgresql.difference(sql, values(names, sql)) is None


@pytest.mark.parametrize(
    ("engine", "text", "at_least"),
    [
        ("sqlite", statements.REFUSED_ON_BOTH + statements.REFUSED_ON_SQLITE, 35),
        ("postgresql", statements.REFUSED_ON_BOTH + statements.REFUSED_ON_POSTGRES, 30),
    ],
)
def test_what_is_refused_would_have_reached_charlie(
    request: pytest.FixtureRequest, engine: str, text: str, at_least: int
) -> None:
    worlds: Worlds = request.getfixturevalue(engine)
    reached: list[Any] = []
    for line in lines(text):
        sql, names, _ = bound(line, "sqlite")
        try:
            if worlds.difference(sql, values([":me"] * len(names), sql)):
                reached.append(line)
        except NotRun:
            continue
    print(f"{len(reached)} of the refused statements reach another tenant's rows")
    assert len(reached) >= at_least
