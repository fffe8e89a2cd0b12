"""The net under the SQL guard's reading: nothing that a statement names may stay unjudged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlglot import exp

from filon.foundation.guard_scopes import parameter
from filon.foundation.guard_text import BLANK, Refused


def check_nothing_overlooked(
    tree: exp.Expr, seen: Collection[int], words: Counter[str], guarded: Collection[str]
) -> None:
    """Refuse a tree that holds a table or SELECT whose id() is not in `seen`, or that lost one in parsing.

    `words` counts the words of the text: a guarded table's name stands there as often as in the tree.
    """
    named: Counter[str] = Counter()
    for node in tree.walk():
        if isinstance(node, exp.Select):
            named["select"] += 1
        if isinstance(node, exp.Table | exp.Select) and id(node) not in seen:
            raise Refused(f"a {node.key.upper()} stands where it can't be followed", "use FROM or JOIN")
        if isinstance(node, exp.In) and (node.args.get("field") or node.args.get("unnest")):
            raise Refused("IN with a bare table name can't be followed", "write IN (SELECT …)")
        if isinstance(node, exp.Placeholder | exp.Parameter) and parameter(node) is None:
            raise Refused("the text holds a parameter of another style", "use plain parameters, in order")
        if isinstance(node, exp.Identifier):
            named[node.name.lower()] += 1
    if BLANK in named:
        raise Refused("a literal stands where a name belongs", 'write names plain or in "…"')
    for name in ("select", *guarded):
        if words[name] > named[name]:
            raise Refused("a mention of it can't be followed", "write the statement more plainly", name)
