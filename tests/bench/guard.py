"""What the SQL guard costs: nanoseconds for a statement it knows, microseconds for one it reads first."""

from __future__ import annotations

import statistics
import time

from filon.foundation.guard import Guard

TENANT = "0193b5a8c7e97f0f8a5e6d1c2b3a4f50"
STATEMENTS = {
    "plain": 'SELECT "t1"."id", "t1"."name" FROM "lead" AS "t1" '
    'WHERE (("t1"."tenant_id" = ?) AND ("t1"."id" = ?)) LIMIT ? OFFSET ?',
    "joined": 'SELECT "t1"."id", "t2"."text" FROM "lead" AS "t1" LEFT OUTER JOIN "note" AS "t2" '
    'ON (("t2"."lead_id" = "t1"."id") AND ("t2"."tenant_id" = "t1"."tenant_id")) '
    'WHERE (("t1"."tenant_id" = ?) AND ("t1"."id" IN (SELECT "t3"."lead_id" FROM "note" AS "t3" '
    'WHERE ("t3"."tenant_id" = ?)))) ORDER BY "t1"."id" DESC LIMIT ?',
    "insert": 'INSERT INTO "lead" ("tenant_id", "id", "name", "email", "phone", "status", "created_at") '
    "VALUES (?, ?, ?, ?, ?, ?, ?)",
    "insert_100_rows": 'INSERT INTO "lead" ("tenant_id", "id", "name", "email", "phone", "status") '
    "VALUES " + ", ".join(["(?, ?, ?, ?, ?, ?)"] * 100),
}


def _guard() -> Guard:
    return Guard({"lead": "tenant_id", "note": "tenant_id"}, dialect="sqlite", known_tables=())


def _known(sql: str, params: list[object], rounds: int) -> float:
    guard = _guard()
    guard.check(sql, params, TENANT)
    start = time.perf_counter_ns()
    for _ in range(rounds):
        guard.check(sql, params, TENANT)
    return (time.perf_counter_ns() - start) / rounds


def _first(sql: str, params: list[object], rounds: int = 20) -> float:
    times = []
    for _ in range(rounds):
        guard = _guard()
        start = time.perf_counter_ns()
        guard.check(sql, params, TENANT)
        times.append((time.perf_counter_ns() - start) / 1000)
    return statistics.median(times)


def measure(rows: int = 20_000) -> dict[str, dict[str, float]]:
    """`rows` checks a run; medians of three runs: `<statement>_known_ns` and `<statement>_first_us`."""
    figures: dict[str, float] = {}
    for name, sql in STATEMENTS.items():
        params: list[object] = [TENANT] * sql.count("?")
        figures[f"{name}_known_ns"] = round(statistics.median(_known(sql, params, rows) for _ in range(3)))
        figures[f"{name}_first_us"] = round(statistics.median(_first(sql, params) for _ in range(3)))
    return {"": figures}
