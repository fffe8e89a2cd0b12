"""Which tables a query names, and which conditions tie each of them to a tenant, for the SQL guard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from filon.foundation.guard_text import Refused

# What a condition on a join's ON says about the rows of each side: an outer join keeps the rows of its
# preserved side even where the condition is false, so there it says nothing.
_RESTRICTS = {"": (True, True), "LEFT": (False, True), "RIGHT": (True, False), "FULL": (False, False)}


def join_restricts(join: exp.Join) -> tuple[bool, bool]:
    """Whether the join's ON holds for every row of (what stands before it, what it brings)."""
    plain = not join.method or join.method == "NATURAL"
    if not plain or join.kind not in ("", "INNER", "CROSS", "OUTER") or join.side not in _RESTRICTS:
        raise Refused(f"a {join.kind or join.method} join can't be followed", "use a plain JOIN")
    if join.kind == "OUTER" and not join.side:
        raise Refused("an OUTER JOIN without its side", "write LEFT JOIN")
    return _RESTRICTS[join.side]


@dataclass(eq=False)
class Reference:
    """One mention of a table in a statement, under the name by which its columns are called there.

    `key` is the column that ties it to a tenant: the tenant column, or a search table's rowid; None for
    everything that needs no tie. The sets hold positions of parameters.
    """

    name: str
    table: str
    key: str | None = None
    is_search: bool = False
    bound: bool = False
    tenant_at: set[int] = field(default_factory=set)
    ranges: set[tuple[int, int]] = field(default_factory=set)
    rowid_at: set[int] = field(default_factory=set)
    follows: list[Reference] = field(default_factory=list)

    def tied(self) -> bool:
        return bool(self.bound or self.tenant_at or self.ranges or self.rowid_at)


class Scope:
    """The references that one SELECT, UPDATE or DELETE brings, inside the scope that encloses it."""

    def __init__(self, outer: Scope | None, fold: bool) -> None:
        self.outer = outer
        self.fold = fold
        self.references: dict[str, Reference] = {}
        self.conditions: list[tuple[exp.Expr, Sequence[Reference]]] = []
        self.later: list[exp.Expr] = []  # derived tables and functions, read once this scope is solved

    def add(self, reference: Reference) -> Reference:
        if reference.name in self.references:
            raise Refused(f"two tables are called {reference.name}", "give each an alias", reference.table)
        self.references[reference.name] = reference
        return reference

    def hold(self, condition: exp.Expr | None, restricted: Sequence[Reference]) -> None:
        """Note that `condition` is true on every row in which one of `restricted` is present."""
        if condition is not None:
            self.conditions.append((condition, restricted))

    def key_of(self, node: exp.Expr) -> Reference | None:
        """The reference whose key column `node` is. A bare name counts only where there is one table."""
        if not isinstance(node, exp.Column) or node.args.get("db"):
            return None
        if not node.table:
            only = list(self.references.values())
            found = only[0] if len(only) == 1 else None
        else:
            found = self.find(name_of(node.args["table"], self.fold))
        if found is None or found.key is None or node.name.lower() != found.key:
            return None
        return found

    def find(self, name: str) -> Reference | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.references:
                return scope.references[name]
            scope = scope.outer
        return None

    def solve(self) -> None:
        """Tie references to parameters by the conditions, then along equalities between references."""
        for condition, restricted in self.conditions:
            for conjunct in conjuncts(condition):
                self._learn(conjunct, restricted)
        waiting = [r for r in self.references.values() if r.key and not r.tied()]
        progress = True
        while progress:
            progress = False
            for reference in waiting:
                if not reference.bound and any(leader.tied() for leader in reference.follows):
                    reference.bound = progress = True
        for reference in waiting:
            if not reference.bound:
                raise self._untied(reference)

    def _learn(self, conjunct: exp.Expr, restricted: Sequence[Reference]) -> None:
        if isinstance(conjunct, exp.EQ):
            left, right = conjunct.this, conjunct.expression
        elif isinstance(conjunct, exp.In) and len(conjunct.expressions) == 1:
            left, right = conjunct.this, conjunct.expressions[0]
        elif isinstance(conjunct, exp.Between) and not conjunct.args.get("symmetric"):
            self._learn_range(conjunct, restricted)
            return
        else:
            return
        for one, other in ((left, right), (right, left)):
            reference = self.key_of(one)
            if reference is None or reference not in restricted:
                continue
            position = parameter(other)
            if position is not None:
                (reference.rowid_at if reference.is_search else reference.tenant_at).add(position)
                continue
            leader = self.key_of(other)
            if leader is not None and not leader.is_search and not reference.is_search:
                reference.follows.append(leader)

    def _learn_range(self, between: exp.Between, restricted: Sequence[Reference]) -> None:
        reference = self.key_of(between.this)
        low, high = parameter(between.args["low"]), parameter(between.args["high"])
        if reference is None or reference not in restricted or not reference.is_search:
            return
        if low is not None and high is not None:
            reference.ranges.add((low, high))

    def _untied(self, reference: Reference) -> Refused:
        called = f'"{reference.name}"'
        if reference.is_search:
            return Refused(
                f"nothing keeps {called} within the tenant's rows",
                f"add {called}.rowid BETWEEN ? AND ? with the tenant's own range",
                reference.table,
            )
        column = f'{called}."{reference.key}"'
        for condition, restricted in self.conditions:
            for part in condition.find_all(exp.EQ, exp.In):
                if self.key_of(part.this) is not reference:
                    continue
                if any(part is each for each in conjuncts(condition)) and reference in restricted:
                    reason = f"{column} is compared with something that is no parameter"
                    return Refused(reason, f"bind it: {column} = ? with the tenant", reference.table)
                reason = f"the condition on {column} does not hold for every row (OR, NOT or an outer join)"
                return Refused(reason, f"add AND {column} = ? to the WHERE", reference.table)
        return Refused(
            f"nothing ties {called} to the tenant",
            f"add AND {column} = ? to the WHERE, or to the ON of the join that brings it",
            reference.table,
        )


def conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    """The parts of a condition that must all be true."""
    if isinstance(condition, exp.Paren):
        yield from conjuncts(condition.this)
    elif isinstance(condition, exp.And):
        yield from conjuncts(condition.this)
        yield from conjuncts(condition.expression)
    else:
        yield condition


def parameter(node: exp.Expr) -> int | None:
    """The position of the parameter that `node` is, or None when it is anything else."""
    if isinstance(node, exp.Placeholder) and isinstance(node.this, str) and node.this[:1] == "p":
        return int(node.this[1:])
    return None


def name_of(identifier: exp.Expr, fold: bool) -> str:
    """A name as the engine compares it: PostgreSQL keeps the case of quoted names, SQLite of none."""
    quoted = bool(identifier.args.get("quoted"))
    return identifier.name if quoted and not fold else identifier.name.lower()
