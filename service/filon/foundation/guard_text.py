"""Reads a statement's text for the SQL guard: numbers its placeholders and blanks its literals."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

Dialect = Literal["sqlite", "postgres"]

# Stands for every literal's content, so that nothing quoted can fool the parser. It is a name that no table
# has: SQLite takes 'lead' in single quotes for a table where it expects one, and so would the parser.
BLANK = "blanked_literal"


@dataclass(frozen=True)
class Refusal:
    """Why a statement may not run: the table it concerns, the reason, and what to write instead."""

    table: str
    reason: str
    fix: str


class Refused(Exception):
    """Raised while reading a statement; carries the Refusal that becomes its cached verdict."""

    def __init__(self, reason: str, fix: str, table: str = "?") -> None:
        super().__init__(reason)
        self.refusal = Refusal(table, reason, fix)


def only(node: exp.Expr, parts: str) -> None:
    """Refuse a clause with a part that the guard has no rule for: `parts` are those that it has, in words."""
    for name, value in node.args.items():
        if value and name not in parts.split():
            clause = f"{name.strip('_').upper()} in a {node.key.upper()}"
            raise Refused(f"{clause} can't be followed", "write the statement without it")


@dataclass(frozen=True)
class Reading:
    """`text` has literals blanked and placeholders named `:p0`, `:p1`, …; `words` counts words and names."""

    text: str
    words: Counter[str]


# Transaction control and the session's own settings touch no table. Savepoint names differ every time: they
# are recognised here, before the cache, or they would fill it.
_SESSION = re.compile(
    r"""
    (?: (?:BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE) (?:[ ][A-Za-z0-9_" ]*)?
      | (?:LISTEN|UNLISTEN) [ ] [A-Za-z0-9_*"]+
      | NOTIFY [ ] [A-Za-z0-9_"]+
      | SET [ ] (?:LOCAL[ ]|SESSION[ ])?
            (?:statement_timeout|lock_timeout|idle_in_transaction_session_timeout|timezone|application_name)
            (?:[ ]?=[ ]?|[ ]TO[ ]) (?:[A-Za-z0-9_]+|'[A-Za-z0-9_ /+-]*')
      | SET [ ] TRANSACTION [ ] [A-Za-z ,]+
      | SET [ ] CONSTRAINTS [ ] ALL [ ] (?:DEFERRED|IMMEDIATE)
      | PRAGMA [ ] (?:data_version|foreign_keys|journal_mode|synchronous|busy_timeout|user_version|page_count
            |page_size|freelist_count|quick_check|integrity_check|foreign_key_check|optimize
            |wal_checkpoint(?:\([A-Za-z]+\))?)
      | PRAGMA [ ] (?:journal_mode|synchronous|busy_timeout|cache_size|mmap_size|temp_store)
            [ ]?=[ ]? -?[A-Za-z0-9]+
      | PRAGMA [ ] foreign_keys [ ]?=[ ]? (?:ON|1)
    ) ;?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_session_statement(sql: str) -> bool:
    """Whether this is transaction control, or a setting that can't change whose rows are seen."""
    return _SESSION.fullmatch(sql) is not None


# Comments, dollar quotes, escapes and braces are not in here on purpose: engines and parsers read them
# differently, and no statement of ours needs them.
_TOKENS = r"""
    (?P<space>[ \t\r\n]+)
  | (?P<literal>'(?:[^']|'')*')
  | (?P<quoted>"[A-Za-z_][A-Za-z0-9_]*")
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![A-Za-z0-9_]))
"""
_LEXERS: dict[str, re.Pattern[str]] = {
    "sqlite": re.compile(
        _TOKENS
        + r"""
      | (?P<placeholder>\?(?![0-9]))
      | (?P<sign>(?!--|/\*)[-+*/%(),.=<>!|&~])
    """,
        re.VERBOSE,
    ),
    "postgres": re.compile(
        _TOKENS
        + r"""
      | (?P<placeholder>%s)
      | (?P<sign>::|%%|(?!--|/\*)[-+*/(),.=<>!|&~@\#^?\[\]])
    """,
        re.VERBOSE,
    ),
}
_ODDITIES = {
    ";": ("several statements in one text", "run them one by one"),
    "'": ("a literal that never ends", "close it, or bind it as a parameter"),
    '"': ("a quoted name with unusual letters", "use letters, digits and underscores"),
    "-": ("a comment", "write it in Python"),
    "/": ("a comment", "write it in Python"),
    "?": ("a numbered parameter", "use plain parameters, in order"),
    ":": ("a named parameter", "use plain parameters, in order"),
    "@": ("a named parameter", "use plain parameters, in order"),
    "$": ("a numbered parameter or a dollar quote", "use plain parameters, in order"),
    "%": ("a percent sign that is no %s", "double it, or bind the value as a parameter"),
}
# Deeper parentheses would exhaust the parser's stack, at a depth that depends on who calls.
_DEEPEST = 40


def read(sql: str, dialect: Dialect) -> Reading:
    """Take the text apart once; raises Refused for spellings that engine and parser might see differently."""
    text = sql.rstrip(" \t\r\n").removesuffix(";")
    lexer = _LEXERS[dialect]
    parts: list[str] = []
    words: Counter[str] = Counter()
    position = placeholders = depth = 0
    before = ""
    while position < len(text):
        token = lexer.match(text, position)
        if token is None:
            sign = text[position]
            reason, fix = _ODDITIES.get(sign, (f"an unexpected {sign!r}", "write plain ASCII SQL"))
            raise Refused(f"the text holds {reason}", fix)
        kind, found, position = token.lastgroup, token[0], token.end()
        if kind == "placeholder":
            parts.append(f" :p{placeholders} ")
            placeholders += 1
        elif kind == "literal":
            # E'…', X'…' and U&'…' have rules of their own.
            if before in ("word", "number") or parts[-1:] == ["&"]:
                raise Refused("the text holds a prefixed literal", "bind it as a parameter")
            if dialect == "postgres" and "%" in found.replace("%%", ""):
                # psycopg doesn't look at quotes: a %s in a literal would shift every parameter after it.
                raise Refused("the text holds a percent sign in a literal", "double it, or bind the literal")
            parts.append(f"'{BLANK}'")
        elif kind == "quoted" and parts[-1:] == ["&"]:
            raise Refused("the text holds a prefixed name", "use a plain name")
        else:
            parts.append("%" if found == "%%" else found)
            depth += (found == "(") - (found == ")")
            if depth > _DEEPEST:
                raise Refused("parentheses are nested too deeply", "split the statement")
            if kind in ("word", "quoted"):
                words[found.strip('"').lower()] += 1
        before = kind or ""
    return Reading("".join(parts), words)
