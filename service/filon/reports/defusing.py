"""Text that a spreadsheet would take for a formula, made text again in a way that can be undone.

The rule: a cell that begins with an apostrophe, or that a spreadsheet could take for a formula, gets one apostrophe in
front. So a reader takes one apostrophe away from every cell that begins with one, and has the very text back.
https://owasp.org/www-community/attacks/CSV_Injection names the signs; what else looks like them counts too, and so
does what stands before them where programs look past it: spaces, quotes, marks that nobody sees.
"""

from __future__ import annotations

import unicodedata

MARK = "'"
# Tab and ends of lines: some programs begin a new cell there.
_BREAKS = "\t\r\n"
_SIGNS = "=+-@\N{MINUS SIGN}"
_QUOTES = "'\"`´‘’‚“”„«»‹›"


def defuse(text: str) -> str:
    """The text as it stands in a cell: never at its beginning what could be a formula."""
    return MARK + text if text.startswith(MARK) or _looks_like_formula(text) else text


def _looks_like_formula(text: str) -> bool:
    for sign in text:
        # Full-width and small forms are the same sign (NFKC), and some programs take them for it.
        plain = unicodedata.normalize("NFKC", sign)
        if sign in _BREAKS or plain in _SIGNS:
            return True
        is_passed_over = sign in _QUOTES or plain in _QUOTES or unicodedata.category(sign)[0] in "CZ"
        if not is_passed_over:
            return False
    return False
