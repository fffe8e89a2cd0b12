"""The SQL guard: what it lets pass, what it refuses, and what it says then."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest

from filon.foundation.guard import Guard, UnscopedStatement
from tests.foundation import guard_statements as statements
from tests.foundation.guard_worlds import ALICE, CHARLIE, ROWIDS, guard

VALUES: dict[str, object] = {
    ":me": ALICE,
    ":low": ROWIDS[0],
    ":high": ROWIDS[1],
    ":row": ROWIDS[0] + 1,
    ":x": "x",
}


def bound(statement: str, dialect: str) -> tuple[str, list[str], list[object]]:
    """The statement with the engine's placeholders, and for each of them its name and a right value."""
    names = re.findall(r":(?:me|low|high|row|x)\b", statement)
    sql = re.sub(r":(?:me|low|high|row|x)\b", "?" if dialect == "sqlite" else "%s", statement)
    return sql, names, [VALUES[name] for name in names]


def cases(both: str, sqlite: str, postgres: str) -> list[Any]:
    return [
        pytest.param(dialect, line, id=f"{dialect}: {line}")
        for dialect, only_there in (("sqlite", sqlite), ("postgres", postgres))
        for line in (both + only_there).strip().splitlines()
        if line
    ]


ALLOWED = cases(statements.ALLOWED_ON_BOTH, statements.ALLOWED_ON_SQLITE, statements.ALLOWED_ON_POSTGRES)
REFUSED = cases(statements.REFUSED_ON_BOTH, statements.REFUSED_ON_SQLITE, statements.REFUSED_ON_POSTGRES)


def test_it_works() -> None:
    own = 'SELECT "t1"."id" FROM "lead" AS "t1" WHERE ("t1"."tenant_id" = ?)'
    guard().check(own, [ALICE], ALICE)
    with pytest.raises(UnscopedStatement) as refused:
        guard().check('SELECT "t1"."id" FROM "lead" AS "t1"', [], ALICE)
    assert refused.value.table == "lead"
    assert '"t1"."tenant_id" = ?' in refused.value.fix


@pytest.mark.parametrize(("dialect", "statement"), ALLOWED)
def test_it_lets_pass(dialect: Any, statement: str) -> None:
    sql, names, params = bound(statement, dialect)
    checker = guard(dialect)
    checker.check(sql, params, ALICE, ROWIDS)
    for position, name in enumerate(names):
        # Each parameter that ties a row to the tenant is watched, and no other is.
        wrong = [*params[:position], ROWIDS[1] + 5 if name == ":row" else CHARLIE, *params[position + 1 :]]
        if name == ":x":
            checker.check(sql, wrong, ALICE, ROWIDS)
        else:
            with pytest.raises(UnscopedStatement):
                checker.check(sql, wrong, ALICE, ROWIDS)


@pytest.mark.parametrize(("dialect", "statement"), REFUSED)
def test_it_refuses(dialect: Any, statement: str) -> None:
    sql, names, _ = bound(statement, dialect)
    with pytest.raises(UnscopedStatement) as refused:
        guard(dialect).check(sql, [ALICE] * len(names), ALICE, ROWIDS)
    assert refused.value.reason
    assert refused.value.fix
    assert refused.value.reason != "the statement can't be understood" or _is_gibberish(statement)


def _is_gibberish(statement: str) -> bool:
    return statement.startswith(
        ("SELECT FROM", "UPDATE OR", "SELECT * FROM lead WHERE tenant_id = :x AND dblink")
    )


@pytest.mark.parametrize(
    ("statement", "reason", "fix"),
    [
        ("SELECT * FROM lead AS t1 WHERE tenant_id = 'x'", "no parameter", 'bind it: "t1"."tenant_id" = ?'),
        ("SELECT * FROM lead WHERE id = ? OR tenant_id = ?", "OR, NOT or an outer join", "to the WHERE"),
        ("SELECT * FROM lead l LEFT JOIN note n ON l.tenant_id = ?", "outer join", '"l"."tenant_id"'),
        ("INSERT OR IGNORE INTO lead (tenant_id) VALUES (?)", "another tenant's row", 'action="nothing"'),
        ("INSERT INTO lead (name) VALUES (?)", "lacks tenant_id", "bind its value"),
        ("SELECT * FROM lead_search WHERE text MATCH ?", "within the tenant's rows", "rowid BETWEEN ? AND ?"),
        ("SELECT * FROM led", "unknown table", "name it in a model"),
    ],
)
def test_it_says_what_to_write(statement: str, reason: str, fix: str) -> None:
    with pytest.raises(UnscopedStatement) as refused:
        guard().check(statement, [ALICE] * statement.count("?"), ALICE)
    assert reason in refused.value.reason
    assert fix in refused.value.fix


def test_its_message_holds_nothing_personal() -> None:
    with pytest.raises(UnscopedStatement) as refused:
        guard().check(
            "SELECT * FROM lead WHERE name = 'Zoé O''Hara' AND email = ?", ["zoe@example.org"], ALICE
        )
    assert "Zoé" not in str(refused.value)
    assert "Hara" not in str(refused.value)
    assert "zoe@" not in str(refused.value)


def test_no_tenant_in_context_is_no_tenant() -> None:
    with pytest.raises(UnscopedStatement):
        guard().check("SELECT * FROM lead WHERE tenant_id = ?", [None], None)


def test_search_needs_a_range() -> None:
    with pytest.raises(UnscopedStatement, match="rowid_range"):
        guard().check("DELETE FROM lead_search WHERE rowid = ?", [5], ALICE)


@pytest.mark.parametrize("params", [[], (), {"a": ALICE}])
def test_missing_parameters_are_refused(params: Any) -> None:
    with pytest.raises(UnscopedStatement):
        guard().check("SELECT * FROM lead WHERE tenant_id = ?", params, ALICE)


@pytest.mark.parametrize("sql", [b"SELECT 1", None, 7])
def test_only_text_is_sql(sql: Any) -> None:
    with pytest.raises(UnscopedStatement):
        guard().check(sql, [], ALICE)


def test_unknown_tables_pass_only_where_nobody_listed_them() -> None:
    Guard({"lead": "tenant_id"}, dialect="sqlite").check("SELECT * FROM anything", [], ALICE)
    with pytest.raises(UnscopedStatement, match="unknown table"):
        Guard({"lead": "tenant_id"}, dialect="sqlite", known_tables=()).check(
            "SELECT * FROM anything", [], ALICE
        )


def test_a_literal_is_no_table_name() -> None:
    checker = Guard({"lead": "tenant_id"}, dialect="sqlite")
    with pytest.raises(UnscopedStatement, match="a literal stands where a name belongs"):
        checker.check("SELECT * FROM 'lead'", [], ALICE)  # SQLite reads the table


def test_deep_nesting_is_refused_at_the_same_depth_for_every_caller() -> None:
    def nested(depth: int) -> str:
        return "SELECT 1 FROM lead WHERE " + "(" * depth + "tenant_id = ?" + " AND id > 0)" * depth

    guard().check(nested(30), [ALICE], ALICE)
    with pytest.raises(UnscopedStatement, match="nested too deeply"):
        guard().check(nested(5000), [ALICE], ALICE)


def test_savepoints_do_not_crowd_out_what_it_has_learned() -> None:
    checker = guard()
    for number in range(20_000):
        checker.check(f'SAVEPOINT "s{number}";', [], ALICE)
    assert not checker._recent


def test_its_memory_is_bounded() -> None:
    checker = guard()
    for number in range(400):
        checker.check(f"SELECT '{number} {'x' * 20_000}'", [], ALICE)
    kept = sum(map(len, [*checker._recent, *checker._older]))
    assert kept < 5_000_000
    checker.check("SELECT * FROM lead WHERE tenant_id = ?", [ALICE], ALICE)


def test_threads_share_one_guard() -> None:
    checker, surprises = guard(), []

    def ask(tenant: str, other: str) -> None:
        for number in range(60):
            sql = f"SELECT {number} FROM lead WHERE tenant_id = ?"
            checker.check(sql, [tenant], tenant)
            try:
                checker.check(sql, [other], tenant)
                surprises.append(sql)
            except UnscopedStatement:
                pass

    threads = [threading.Thread(target=ask, args=pair) for pair in [(ALICE, CHARLIE), (CHARLIE, ALICE)] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not surprises
