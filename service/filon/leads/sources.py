"""The sources that a business's leads came from: found by as many steps in an index as there are of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from filon.foundation import access
from filon.foundation.database import database
from filon.foundation.fields import id_value
from filon.foundation.tenancy import here
from filon.leads.models import Lead

# Visitors can make up sources: nobody chooses among more.
MOST_SOURCES = 30

_SOURCES = """
    WITH RECURSIVE known AS (
        SELECT (
            SELECT "source" FROM "lead" WHERE "tenant_id" = ?{whose} ORDER BY {by} LIMIT 1
        ) AS "source"
        UNION ALL
        SELECT (
            SELECT "source" FROM "lead" WHERE "tenant_id" = ?{whose} AND "source" > known."source"
            ORDER BY {by} LIMIT 1
        )
        FROM known WHERE known."source" IS NOT NULL
    )
    SELECT "source" FROM known WHERE "source" IS NOT NULL LIMIT ?
"""
# As Lead.in_sight(), for a visitor may have made up the source of a colleague's lead; apart, as an index has them.
_MINE, _NOBODYS = ' AND "owner_id" = ?', ' AND "owner_id" IS NULL'


def sources(most: int = MOST_SOURCES) -> list[str]:
    """The sources of the leads that the one acting sees, in alphabetical order, by as many steps in their index."""
    return ask_for_sources(most)()


def ask_for_sources(most: int = MOST_SOURCES) -> Callable[[], list[str]]:
    """Ask for sources(), which what is returned gives: together with other questions it is one trip."""
    me = access.limited_to()
    if me is None:
        everybodys = _ask("", (), most)
        return lambda: [source for (source,) in everybodys.fetchall()]
    both = _ask(_MINE, (id_value(me),), most), _ask(_NOBODYS, (), most)
    return lambda: sorted({source for asked in both for (source,) in asked.fetchall()})[:most]


def _ask(whose: str, mine: tuple[Any, ...], most: int) -> Any:
    Lead.check_access(writes=False)
    of_each = (id_value(here()), *mine)
    text = _SOURCES.format(whose=whose, by='"owner_id", "source"' if whose else '"source"')
    return database.execute_sql(text.replace("?", database.obj.param), (*of_each, *of_each, most))
