"""Text that a spreadsheet would take for a formula, made text again in a way that can be undone.

The rule: a part of a cell that begins with an apostrophe, or that a spreadsheet could take for a formula, gets one
apostrophe in front; a cell that begins with a tab or an end of line, after spaces or none, too. Parts begin at the
beginning and after each of ; , tab, and the ends of lines: a spreadsheet that was set to another separator begins a
cell there. So a reader takes one apostrophe away where a part begins with one, and has the very text back.
https://owasp.org/www-community/attacks/CSV_Injection names the signs and the separators;
what else looks like them counts too, and so does what stands before them where programs look past it: spaces, quotes,
marks that nobody sees.
"""

from __future__ import annotations

import re
import unicodedata

MARK = "'"
_SEPARATOR = re.compile("([;,\t\r\n])")
_MARKED = re.compile(f"(^|[;,\t\r\n]){MARK}")
_BREAKS = ("\t", "\r", "\n")
_SIGNS = "=+-@\N{MINUS SIGN}"
_QUOTES = "'\"`´‘’‚“”„«»‹›"


def defuse(text: str) -> str:
    """The text as it stands in a cell: never where a cell could begin what could be a formula."""
    parts = _SEPARATOR.split(text)  # and the separators between them
    parts[::2] = [_defused(part) for part in parts[::2]]
    defused = "".join(parts)
    # A cell that begins with one of these counts as a sign, too.
    return MARK + defused if text.lstrip(" ").startswith(_BREAKS) else defused


def undo(cell: str) -> str:
    """The text that defuse() made this cell of."""
    return _MARKED.sub(r"\1", cell) if MARK in cell else cell


def _defused(part: str) -> str:
    return MARK + part if part.startswith(MARK) or _looks_like_formula(part) else part


def _looks_like_formula(text: str) -> bool:
    for sign in text:
        # Full-width and small forms are the same sign (NFKC), and some programs take them for it.
        plain = unicodedata.normalize("NFKC", sign)
        if plain in _SIGNS:
            return True
        is_passed_over = sign in _QUOTES or plain in _QUOTES or unicodedata.category(sign)[0] in "CZ"
        if not is_passed_over:
            return False
    return False
