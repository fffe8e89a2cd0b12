"""The SQL guard: before any statement runs, each tenant table in it must be tied to the tenant in context."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping, Sequence

from filon.foundation.guard_text import Dialect, Refusal, is_session_statement
from filon.foundation.guard_verdicts import Tables, Verdict, judge

# What the cache may hold, in characters of SQL (an entry's own weight is counted as some more of them).
_ROOM = 2_000_000
_ENTRY = 500

_NO_CONDITION = Verdict()


class UnscopedStatement(Exception):
    """A statement that could reach another tenant's rows. Names the table, the reason and what to write.

    `sql` is the text with its literals removed; parameters are never in it, for they may be personal.
    """

    def __init__(self, refusal: Refusal, sql: str) -> None:
        self.table, self.reason, self.fix = refusal.table, refusal.reason, refusal.fix
        self.sql = re.sub(r"'(?:[^']|'')*'?", "'…'", sql)[:2000]
        super().__init__(f"{self.table}: {self.reason}. Fix: {self.fix}. Statement: {self.sql}")


class Guard:
    """Reads SQL and says whether it keeps to one tenant. One per engine; safe to share between threads.

    `tenant_tables` and `search_tables` map a table to the column that ties its rows to a tenant (`rowid` for
    an FTS5 table). With `known_tables`, a table that is in none of the three is refused: a rename that
    forgets the guard then fails loudly. `functions` are SQL functions of our own that keep to the tenant by
    themselves.
    """

    def __init__(
        self,
        tenant_tables: Mapping[str, str],
        search_tables: Mapping[str, str] | None = None,
        *,
        dialect: Dialect,
        known_tables: Collection[str] | None = None,
        functions: Collection[str] = (),
    ) -> None:
        self._tables = Tables(
            tenant={table.lower(): column for table, column in tenant_tables.items()},
            search={table.lower(): column for table, column in (search_tables or {}).items()},
            known=None if known_tables is None else frozenset(map(str.lower, known_tables)),
            functions=frozenset(map(str.lower, functions)),
            dialect=dialect,
        )
        # Two generations rather than a list in order of use: a hit is one look into a dict, without a lock.
        self._recent: dict[str, Verdict] = {}
        self._older: dict[str, Verdict] = {}
        self._used = 0
        self._lock = threading.Lock()

    def check(
        self,
        sql: str,
        params: Sequence[object],
        tenant: object,
        rowid_range: tuple[int, int] | None = None,
    ) -> None:
        """Raise UnscopedStatement unless `sql` with `params` keeps to `tenant`.

        `tenant` is compared with ==, so it comes in the form in which the parameters hold it. `rowid_range`
        is the tenant's first and last rowid in the search tables, both inclusive.
        """
        verdict = self._recent.get(sql)
        if verdict is None:
            verdict = self._look_closer(sql)
        try:
            for position in verdict.tenant_at:
                if params[position] != tenant or tenant is None:
                    raise UnscopedStatement(_foreign(position, "is not the tenant in context"), sql)
            if verdict.rowid_at or verdict.ranges:
                _check_rowids(verdict, sql, params, rowid_range)
        except (LookupError, TypeError):
            missing = Refusal("?", "there are fewer parameters than the text says", "pass one for each")
            raise UnscopedStatement(missing, sql) from None
        if verdict.refusal is not None:
            raise UnscopedStatement(verdict.refusal, sql)

    def _look_closer(self, sql: str) -> Verdict:
        if not isinstance(sql, str):
            other = Refusal("?", "the statement is no text", "pass SQL as str")
            raise UnscopedStatement(other, type(sql).__name__)
        if is_session_statement(sql):
            return _NO_CONDITION
        with self._lock:
            verdict = self._recent.get(sql) or self._older.get(sql) or judge(sql, self._tables)
            self._used += len(sql) + _ENTRY
            if self._used > _ROOM:
                self._older, self._recent, self._used = self._recent, {}, len(sql) + _ENTRY
            self._recent[sql] = verdict
            return verdict


def _check_rowids(
    verdict: Verdict, sql: str, params: Sequence[object], rowid_range: tuple[int, int] | None
) -> None:
    if rowid_range is None:
        unknown = Refusal("?", "a search table, and no range of rowids", "pass the tenant's rowid_range")
        raise UnscopedStatement(unknown, sql)
    for low, high in verdict.ranges:
        if (params[low], params[high]) != rowid_range:
            raise UnscopedStatement(_foreign(low, "and the next are not the tenant's range of rowids"), sql)
    for position in verdict.rowid_at:
        rowid = params[position]
        if not isinstance(rowid, int) or not rowid_range[0] <= rowid <= rowid_range[1]:
            raise UnscopedStatement(_foreign(position, "is outside the tenant's range of rowids"), sql)


def _foreign(position: int, why: str) -> Refusal:
    return Refusal("?", f"parameter {position + 1} {why}", "do this with `acting_for` that tenant")
