"""What an INSERT or an UPDATE may write into a guarded table: rows of the tenant, that stay the tenant's."""

from __future__ import annotations

from sqlglot import exp

from filon.foundation.guard_scopes import Reference, Scope, parameter
from filon.foundation.guard_text import Refused, only

ROWID_NAMES = frozenset({"rowid", "_rowid_", "oid"})


def check_insert(insert: exp.Insert, target: Reference, columns: list[str]) -> None:
    """Refuse an INSERT into `target` whose column list or spelling can't be the tenant's own."""
    if insert.args.get("alternative") or insert.args.get("default") or insert.expression is None:
        raise Refused(
            "INSERT OR …, REPLACE and DEFAULT VALUES may touch another tenant's row",
            'write INSERT … ON CONFLICT (tenant_id, …); in peewee on_conflict(action="nothing" or "update", '
            "conflict_target=[Model.tenant, …])",
            target.table,
        )
    # FTS5 takes commands ('optimize', 'delete-all', …) through a column named as the table.
    if target.is_search and (target.table in columns or ROWID_NAMES.intersection(columns) != {target.key}):
        raise Refused(
            "a search table's commands, and rows without their rowid, are not for the app",
            "insert (rowid, …) with the rowid as a parameter",
            target.table,
        )
    if columns.count(target.key or "") != 1:
        raise Refused(f"the column list lacks {target.key}", "name it, and bind its value", target.table)


def inserted_keys(rows: exp.Values, target: Reference, at: int) -> set[int]:
    """The positions of the parameters that give each row of VALUES its key, column number `at`."""
    positions = [parameter(row.expressions[at]) for row in rows.expressions]
    if None in positions:
        raise Refused(f"{target.key} is not a parameter", f"bind {target.key} in every row", target.table)
    return {position for position in positions if position is not None}


def selected_key(rows: exp.Expr, target: Reference, at: int, scope: Scope | None) -> set[int]:
    """The same for INSERT … SELECT, whose key may also come from a row that is itself tied to the tenant."""
    shaped = isinstance(rows, exp.Select) and not any(each.is_star for each in rows.expressions)
    if scope is None or not shaped or target.is_search:
        fix = "write one SELECT with its columns named; for a search table, VALUES with each rowid bound"
        raise Refused("an INSERT … SELECT of this shape can't be followed", fix, target.table)
    value = rows.expressions[at].unalias()
    position = parameter(value)
    if position is not None:
        return {position}
    source = scope.key_of(value)
    if source is None or source.is_search:
        fix = f"select a bound parameter as {target.key}, or the tied table's own column"
        raise Refused(f"{target.key} comes from somewhere else than the tenant", fix, target.table)
    return set()


def check_conflict(conflict: exp.Expr, target: Reference) -> None:
    """An upsert meets only rows of the tenant when its conflict target names the tenant."""
    only(conflict, "expressions action conflict_keys index_predicate where")
    keys = [key.this.name.lower() for key in conflict.args.get("conflict_keys") or ()]
    if target.is_search or target.key not in keys:
        raise Refused(
            f"the conflict target lacks {target.key}: it may meet another tenant's row",
            f"write ON CONFLICT ({target.key}, …), with a unique key that starts with it",
            target.table,
        )


def check_assignments(assignments: list[exp.Expr], target: Reference) -> None:
    """No UPDATE moves a row to another tenant."""
    fixed = ROWID_NAMES if target.is_search else {target.key}
    for assignment in assignments:
        if not isinstance(assignment, exp.EQ):
            raise Refused("a SET that can't be followed", "write SET column = value", target.table)
        if any(column.name.lower() in fixed for column in assignment.this.find_all(exp.Identifier)):
            raise Refused(f"SET {target.key} would move the row", "insert a new row", target.table)
