"""Understands a statement for the SQL guard: which parameters must be the tenant, or why it may not run."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from filon.foundation.guard_functions import check_functions
from filon.foundation.guard_net import check_nothing_overlooked
from filon.foundation.guard_scopes import Reference, Scope, join_restricts, name_of
from filon.foundation.guard_text import Dialect, Refusal, Refused, only, read
from filon.foundation.guard_writes import (
    check_assignments,
    check_conflict,
    check_insert,
    inserted_keys,
    selected_key,
)

# The parser's warnings quote whole statements.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Positions of parameters: each of `tenant_at` must be the tenant, each pair of `ranges` exactly its
    range of rowids, each of `rowid_at` within that range. With a `refusal` the statement never runs."""

    tenant_at: tuple[int, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    rowid_at: tuple[int, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Tables:
    """What the guard knows of the schema, in lower case. `known` is None when unknown tables may pass."""

    tenant: Mapping[str, str]
    search: Mapping[str, str]
    known: frozenset[str] | None
    functions: frozenset[str]
    dialect: Dialect


def judge(sql: str, tables: Tables) -> Verdict:
    """Read one statement. Whatever can't be understood is refused."""
    try:
        return _Statement(sql, tables).verdict()
    except Refused as refused:
        return Verdict(refusal=refused.refusal)
    except RecursionError:
        return Verdict(refusal=Refusal("?", "the statement is nested too deeply", "split it"))
    except Exception:  # a crash of the parser must not become a way round
        fix = "write plain SELECT, INSERT, UPDATE or DELETE; DDL belongs in a migration"
        return Verdict(refusal=Refusal("?", "the statement can't be understood", fix))


_Ctes = frozenset[str]
_STATEMENTS = (exp.Query, exp.Insert, exp.Update, exp.Delete)


class _Statement:
    """One statement being read: `seen` are the tables and SELECTs already judged, by identity."""

    def __init__(self, sql: str, tables: Tables) -> None:
        self.tables = tables
        self.guarded = tables.tenant.keys() | tables.search.keys()
        self.fold = tables.dialect == "sqlite"
        reading = read(sql, tables.dialect)
        self.words = reading.words
        first = next(iter(self.words), "")
        if first not in ("select", "with", "insert", "update", "delete", "values"):
            raise Refused(
                f"{first.upper() or 'this'} is not for the app",
                "write SELECT, INSERT … ON CONFLICT, UPDATE or DELETE; DDL belongs in a migration",
            )
        trees = sqlglot.parse(reading.text, dialect=tables.dialect)
        if len(trees) != 1 or trees[0] is None:
            raise Refused("the text holds several statements", "run them one by one")
        self.tree: exp.Expr = trees[0]
        self.seen: set[int] = set()
        self.scopes: dict[int, Scope] = {}
        self.references: list[Reference] = []
        self.tenant_at: set[int] = set()
        self.rowid_at: set[int] = set()

    def verdict(self) -> Verdict:
        check_functions(self.tree, self.tables.functions)
        self._statement(self.tree, None, frozenset())
        check_nothing_overlooked(self.tree, self.seen, self.words, self.guarded)
        ranges: set[tuple[int, int]] = set()
        for reference in self.references:
            self.tenant_at |= reference.tenant_at
            self.rowid_at |= reference.rowid_at
            ranges |= reference.ranges
        return Verdict(tuple(sorted(self.tenant_at)), tuple(sorted(ranges)), tuple(sorted(self.rowid_at)))

    # Statements

    def _statement(self, node: exp.Expr, outer: Scope | None, ctes: _Ctes) -> None:
        self.seen.add(id(node))
        ctes = self._with(node, ctes)
        scope = Scope(outer, self.fold)
        if isinstance(node, exp.Select):
            self._select(node, scope, ctes)
        elif isinstance(node, exp.SetOperation):
            only(node, "with_ this expression distinct order limit offset")
            self._statement(node.this, outer, ctes)
            self._statement(node.expression, outer, ctes)
            self._inside(node, "order limit offset", scope, ctes)
        elif isinstance(node, exp.Subquery):
            only(node, "with_ this alias joins order limit offset")
            self._statement(node.this, outer, ctes)
            self._inside(node, "order limit offset", scope, ctes)
        elif isinstance(node, exp.Values):
            self._inside(node, "expressions", scope, ctes)
        elif isinstance(node, exp.Update):
            self._update(node, scope, ctes)
        elif isinstance(node, exp.Delete):
            self._delete(node, scope, ctes)
        elif isinstance(node, exp.Insert):
            self._insert(node, scope, ctes)
        else:
            raise Refused(f"{node.key.upper()} can't be followed", "write a plain SELECT in its place")

    def _with(self, node: exp.Expr, ctes: _Ctes) -> _Ctes:
        clause = node.args.get("with_")
        if clause is None:
            return ctes
        for cte in clause.expressions:
            only(cte, "this alias materialized")
            self._check_alias(cte.alias, "")
            ctes |= {cte.alias.lower()}
        for cte in clause.expressions:
            self._statement(cte.this, None, ctes)
        return ctes

    def _select(self, node: exp.Select, scope: Scope, ctes: _Ctes) -> None:
        parts = "expressions distinct group having windows order limit offset"
        only(node, f"with_ from_ joins where locks {parts}")
        first = node.args.get("from_")
        if first is not None:
            self._sources(first.this, node.args.get("joins") or [], scope, ctes)
        self._solve(node, scope, ctes)
        self._inside(node, parts, scope, ctes)
        for lock in node.args.get("locks") or ():
            for table in lock.expressions:
                if name_of(table.this, self.fold) in scope.references:
                    self.seen.add(id(table))

    def _update(self, node: exp.Update, scope: Scope, ctes: _Ctes) -> None:
        only(node, "with_ this expressions from_ where returning order limit")
        target = self._sources(node.this, [], scope, ctes)[0]
        first = node.args.get("from_")
        if first is not None:
            self._sources(first.this, [], scope, ctes)
        if target.key is not None:
            check_assignments(node.expressions, target)
        self._solve(node, scope, ctes)
        self._inside(node, "expressions returning order limit", scope, ctes)

    def _delete(self, node: exp.Delete, scope: Scope, ctes: _Ctes) -> None:
        only(node, "with_ this using where returning order limit")
        for source in [node.this, *(node.args.get("using") or ())]:
            self._sources(source, [], scope, ctes)
        self._solve(node, scope, ctes)
        self._inside(node, "returning order limit", scope, ctes)

    def _insert(self, node: exp.Insert, scope: Scope, ctes: _Ctes) -> None:
        only(node, "with_ this expression conflict returning alternative default")
        listed = isinstance(node.this, exp.Schema)
        columns = [column.name.lower() for column in node.this.expressions] if listed else []
        target = self._sources(node.this.this if listed else node.this, [], scope, ctes)[0]
        target.bound = True  # its rows are checked below, one by one
        scope.add(Reference("excluded", target.table, target.key, target.is_search, bound=True))
        rows = node.args.get("expression")
        if rows is not None:
            self._statement(rows, None, ctes)
        if target.key is not None:
            check_insert(node, target, columns)
            at = columns.index(target.key)
            if isinstance(rows, exp.Values):
                found = inserted_keys(rows, target, at)
            else:
                found = selected_key(node.expression, target, at, self.scopes.get(id(rows)))
            (self.rowid_at if target.is_search else self.tenant_at).update(found)
            if node.args.get("conflict") is not None:
                check_conflict(node.args["conflict"], target)
                check_assignments(node.args["conflict"].expressions, target)
        self._inside(node, "conflict returning", scope, ctes)

    # Where rows come from

    def _sources(self, first: exp.Expr, joins: list[exp.Join], scope: Scope, ctes: _Ctes) -> list[Reference]:
        """Bring a FROM item and its joins into `scope`, noting for whom each ON holds."""
        found = self._source(first, scope, ctes)
        for join in [*(first.args.get("joins") or ()), *joins]:
            only(join, "this on using side kind method")
            held_before, held_brought = join_restricts(join)
            brought = self._sources(join.this, [], scope, ctes)
            restricted = (found if held_before else []) + (brought if held_brought else [])
            scope.hold(join.args.get("on"), restricted)
            found = found + brought
        return found

    def _source(self, node: exp.Expr, scope: Scope, ctes: _Ctes) -> list[Reference]:
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            return [scope.add(self._table(node, ctes))]
        if isinstance(node, exp.Subquery) and _is_group(node):
            only(node, "this joins")
            return self._sources(node.this, [], scope, ctes)
        if isinstance(node, exp.Table):
            only(node, "this alias joins ordinality")
        elif not isinstance(node, exp.Subquery | exp.Values | exp.Unnest | exp.Lateral):
            raise Refused(f"{node.key.upper()} in FROM can't be followed", "name a table there")
        self._check_alias(node.alias, "")
        self.seen.add(id(node))
        scope.later.append(node)
        name = name_of(node.args["alias"].this, self.fold) if node.alias else f"({len(scope.references)})"
        return [scope.add(Reference(name, name))]

    def _table(self, node: exp.Table, ctes: _Ctes) -> Reference:
        only(node, "this alias db joins only")
        self.seen.add(id(node))
        table, schema = node.name.lower(), node.db.lower()
        alias = node.args.get("alias")
        name = name_of(alias.this if alias is not None else node.this, self.fold)
        self._check_alias(node.alias, table)
        if schema not in ("", "main", "public"):
            raise Refused("a table of another schema", "name a table of ours, without a schema", table)
        if table in self.guarded:
            if alias is not None and alias.columns:
                raise Refused("an alias that renames columns", "alias the table only", table)
            if table in self.tables.tenant:
                return Reference(name, table, self.tables.tenant[table].lower())
            return Reference(name, table, self.tables.search[table].lower(), is_search=True)
        if table in ctes and not schema:
            return Reference(name, table)
        if any(table.startswith(f"{search}_") for search in self.tables.search):
            raise Refused("a search table's own storage is not for the app", "use the search table", table)
        if self.tables.known is not None and table not in self.tables.known:
            fix = "name it in a model, so that the guard knows whether it has a tenant"
            raise Refused("an unknown table", fix, table)
        return Reference(name, table)

    def _check_alias(self, alias: str, table: str) -> None:
        # Where an alias or a CTE bears a guarded name, engine and guard may disagree on what is meant.
        if alias.lower() in self.guarded and alias.lower() != table:
            raise Refused("a guarded table's name is given to something else", "rename that", alias.lower())

    def _solve(self, node: exp.Expr, scope: Scope, ctes: _Ctes) -> None:
        where = node.args.get("where")
        if where is not None:
            scope.hold(where.this, list(scope.references.values()))
        scope.solve()
        self.scopes[id(node)] = scope
        self.references += scope.references.values()
        for condition, _ in scope.conditions:
            self._judge_nested(condition, scope, ctes)
        for source in scope.later:
            # A derived table doesn't see its neighbours unless it is LATERAL; a function's arguments do.
            if isinstance(source, exp.Subquery):
                self._statement(source, scope.outer, ctes)
            else:
                for part in source.iter_expressions():
                    self._judge_nested(part, scope, ctes)

    def _inside(self, node: exp.Expr, parts: str, scope: Scope, ctes: _Ctes) -> None:
        for part in parts.split():
            value = node.args.get(part)
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, exp.Expr):
                    self._judge_nested(each, scope, ctes)

    def _judge_nested(self, node: exp.Expr, scope: Scope, ctes: _Ctes) -> None:
        for part in node.walk(prune=lambda each: isinstance(each, _STATEMENTS)):
            if isinstance(part, _STATEMENTS):
                self._statement(part, scope, ctes)


def _is_group(node: exp.Subquery) -> bool:
    """Whether these parentheses hold joined tables rather than a SELECT."""
    inner = node.this
    return isinstance(inner, exp.Table) or (isinstance(inner, exp.Subquery) and _is_group(inner))
