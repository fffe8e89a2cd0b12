"""The SQL guard against statements that a machine makes up: what passes keeps to its tenant."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.foundation.guard import Guard, UnscopedStatement
from tests.foundation import guard_statements as statements
from tests.foundation.guard_worlds import (
    ALICE,
    CHARLIE,
    ROWIDS,
    NotRun,
    Worlds,
    guard,
    postgres_worlds,
    sqlite_worlds,
)
from tests.parts.postgres import Postgres

Chance = random.Random
JOINS = ("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "LEFT OUTER JOIN")


def column(chance: Chance, near: str) -> str:
    return chance.choice([f"{name}.{part}" for name in near for part in ("id", "lead_id")] + ["1", "NULL"])


def tie(chance: Chance, near: str) -> str:
    key, tenant = f"{chance.choice(near)}.tenant_id", chance.choice([":me"] * 12 + [":charlie"])
    two = f"{chance.choice(near)}.tenant_id"
    return chance.choice(
        [f"{key} = {tenant}", f"{tenant} = {key}", f"{key} IN ( {tenant} )", f"{key} = {two}"]
    )


def other(chance: Chance, near: str) -> str:
    one, two, sign = (
        column(chance, near),
        column(chance, near),
        chance.choice(["=", "<>", "<", "IS", "IS DISTINCT FROM"]),
    )
    return chance.choice(
        [
            f"{one} {sign} {two}",
            f"EXISTS ( SELECT 1 FROM note s WHERE {tie(chance, near + 's')} )",
            f"EXISTS ( SELECT 1 FROM note s JOIN site a ON {tie(chance, 'sa')} WHERE {tie(chance, near + 's')} )",
            f"{one} IN ( SELECT s.lead_id FROM site s WHERE {tie(chance, near + 's')} AND s.id {sign} {two} )",
            f"{chance.choice(near)}.tenant_id IS NULL",
        ]
    )


def odd(chance: Chance, near: str) -> str:
    one, two = (chance.choice([tie, other])(chance, near) for _ in "12")
    return chance.choice(
        [
            f"( {one} )",
            f"NOT {one}",
            f"{one} OR {two}",
            f"( {one} OR {two} )",
            f"{one} IS {two}",
            f"{one} IS NOT TRUE",
            f"{one} = {two}",
            f"{one} ISNULL",
            f"CASE WHEN {one} THEN {two} END",
            f"( {one} AND ( {two} ) )",
        ]
    )


def condition(chance: Chance, near: str) -> str:
    kinds: list[Callable[[Chance, str], str]] = [tie, tie, tie, tie, other, odd]
    return " AND ".join(chance.choice(kinds)(chance, near) for _ in range(chance.randint(1, 4)))


def select(chance: Chance) -> str:
    near = "abc"[: chance.randint(1, 3)]
    text, known = f"{chance.choice(['note', 'site'])} AS a", "a"
    for alias in near[1:]:
        known += alias
        source = f"{chance.choice(['note', 'site', 'plan'])} AS {alias}"
        text += chance.choice(
            [f", {source}"] + [f" {j} {source} ON {condition(chance, known)}" for j in JOINS]
        )
    shown = chance.choice(["*", "count(*)", "a.tenant_id, a.id", "max(a.id)"])
    return f"SELECT {shown} FROM {text} WHERE {condition(chance, near)}"


def write(chance: Chance) -> str:
    source = chance.choice(["", " FROM site AS b"])
    where = condition(chance, "ab" if source else "a")
    return chance.choice(
        [
            f"UPDATE note AS a SET text = a.text || '!'{source} WHERE {where}",
            f"DELETE FROM note AS a WHERE {condition(chance, 'a')}",
            "INSERT INTO lead (tenant_id, name) SELECT a.tenant_id, a.text FROM note a "
            f"WHERE {condition(chance, 'a')}",
            "INSERT INTO lead (tenant_id, name) VALUES ( :me , 'x' ) ON CONFLICT (tenant_id, name) DO UPDATE "
            f"SET tags = 1 WHERE {condition(chance, 'a').replace('a.tenant_id', 'lead.tenant_id')}",
        ]
    )


WORDS = (
    "tenant_id note.tenant_id = == <> < :me :charlie 1 0 NULL 'x' AND OR NOT IS ISNULL NOTNULL IN BETWEEN LIKE "
    "GLOB || + - ~ ( ) , COLLATE NOCASE CASE WHEN THEN ELSE END id -> ORDER BY"
)


def soup(chance: Chance) -> str:
    def some() -> str:
        return " ".join(chance.choices(WORDS.split(), k=chance.randint(0, 4)))

    key = chance.choice(
        ["tenant_id = :me", ":me = note.tenant_id", "tenant_id IN ( :me )", "( tenant_id = :me )"]
    )
    shape = chance.choice(["{1} {0}", "{0} {1}", "{1} AND {0} AND {2}", "{1} {0} AND {2}", "{1} AND {0} {2}"])
    return "SELECT * FROM note WHERE " + shape.format(key, some(), some())


def spelled(statement: str) -> tuple[str, list[object]]:
    """Named placeholders become plain ones, in order."""
    values: dict[str, object] = {":me": ALICE, ":charlie": CHARLIE}
    words = statement.split(" ")
    sql = " ".join("?" if word in values else word for word in words)
    return sql, [values[word] for word in words if word in values]


def passes(checker: Guard, dialect: str, sql: str, params: list[object]) -> bool:
    try:
        checker.check(sql.replace("?", "%s") if dialect == "postgres" else sql, params, ALICE, ROWIDS)
    except UnscopedStatement:
        return False
    return True


def check_against(worlds: Worlds, make_up: Callable[[Chance], str], how_many: int) -> None:
    checker, chance = guard(worlds.dialect), Chance(2026)
    kept = reached = 0
    for _ in range(how_many):
        sql, params = spelled(make_up(chance))
        passed = passes(checker, worlds.dialect, sql, params)
        try:
            difference = worlds.difference(sql, params)
        except NotRun:
            continue
        assert not (passed and difference), f"{sql} {params}: {difference}"
        kept += passed
        reached += bool(difference)
    print(f"{kept} passed and kept to Alice; {reached} were refused and would have reached Charlie")
    assert kept >= 100, "too few statements passed to say anything about those that pass"
    assert reached >= 3, "too few statements were dangerous to say anything about those refused"


@pytest.mark.long
@pytest.mark.parametrize(("make_up", "how_many"), [(select, 1500), (write, 1000), (soup, 3000)])
def test_nothing_made_up_slips_through_on_sqlite(make_up: Callable[[Chance], str], how_many: int) -> None:
    check_against(sqlite_worlds(), make_up, how_many)


@pytest.mark.long
@pytest.mark.parametrize(("make_up", "how_many"), [(select, 800), (write, 500), (soup, 2000)])
def test_nothing_made_up_slips_through_on_postgresql(
    postgres: Postgres, make_up: Callable[[Chance], str], how_many: int
) -> None:
    check_against(postgres_worlds(postgres, f"guard_{make_up.__name__}"), make_up, how_many)


@settings(max_examples=600, deadline=None, database=None, derandomize=True)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from((statements.REFUSED_ON_BOTH + statements.REFUSED_ON_POSTGRES).split()),
            max_size=14,
        ).map(" ".join),
    ),
    st.sampled_from(["sqlite", "postgres"]),
)
def test_no_text_makes_it_stumble(text: str, dialect: str) -> None:
    try:
        guard(dialect).check(text, [ALICE] * 20, ALICE, ROWIDS)
    except UnscopedStatement:
        return
