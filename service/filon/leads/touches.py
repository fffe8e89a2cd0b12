"""What led a lead to the site, its attribution, said in a cell of a file that is read back whole.

A line is the first visit or the last, as an address has its parameters, or what was answered about being followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from filon.foundation.folding import fold
from filon.foundation.i18n import LANGUAGES, _, speaking
from filon.leads.contacts import clean, one_line

# As a site may send them.
LONGEST_VALUE, MOST_PARAMETERS = 2_000, 100
_PARTS: dict[str, Callable[[], str]] = {
    "first": lambda: _("Première visite"),
    "last": lambda: _("Dernière visite"),
    "consent": lambda: _("Suivi publicitaire"),
}
_ANSWERS: dict[str, Callable[[], str]] = {
    "given": lambda: _("accepté"),
    "refused": lambda: _("refusé"),
    "unasked": lambda: _("pas demandé"),
}
_BETWEEN = " · "
# What parts parameters and lines; everything else stands as a person reads it.
_APART = re.compile("[%&=\x00-\x1f\x7f-\x9f\u2028\u2029]")


def said(attribution: dict[str, Any]) -> str:
    """All of it in the language being spoken; read() has it back. A visit that there was not is a word alone."""
    return "\n".join(_said(part, attribution[part]) for part in _PARTS if part in attribution)


def _said(part: str, value: Any) -> str:
    word = _PARTS[part]()
    if value is None:
        return word
    if part == "consent":
        return f"{word}{_BETWEEN}{_ANSWERS[value]() if value in _ANSWERS else value}"
    parameters = [
        _escaped(name) if said is None else f"{_escaped(name)}={_escaped(said)}"
        for name, said in value.items()
    ]
    return f"{word}{_BETWEEN}{'&'.join(parameters)}"


def _escaped(text: str) -> str:
    return _APART.sub(lambda sign: quote(sign[0]), text)


def read(text: str) -> tuple[dict[str, Any], str]:
    """The attribution that said() made this text of, in any of our languages; and a sentence about a line that is none.

    It is "" when all are.
    """
    attribution: dict[str, Any] = {}
    fault = ""
    for line in filter(str.strip, text.split("\n")):
        word, between, rest = line.rstrip("\r").partition(_BETWEEN)
        part = _by_word("parts").get(fold(word.strip()))
        value = _value_of(part, rest) if part and between else None
        if part is None or (between and value is None):
            fault = fault or _(
                "« %(text)s » ne dit pas de visite comme Filon l’écrit", text=one_line(line, 60)
            )
        else:
            attribution[part] = value
    return attribution, fault


def _value_of(part: str, rest: str) -> Any:
    if part == "consent":
        return _by_word("answers").get(fold(rest.strip()))
    parameters = [one.partition("=") for one in rest.split("&") if one]
    touch = {
        clean(unquote(name)): clean(unquote(value)) if equals else None for name, equals, value in parameters
    }
    texts = [text for pair in touch.items() for text in pair if text]
    return (
        touch if len(touch) <= MOST_PARAMETERS and all(len(one) <= LONGEST_VALUE for one in texts) else None
    )


@cache
def _by_word(which: str) -> dict[str, str]:
    """What the parts and the answers are called in each of our languages."""
    found: dict[str, str] = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            words = _PARTS if which == "parts" else _ANSWERS
            found |= {fold(word()): key for key, word in words.items()}
    return found
