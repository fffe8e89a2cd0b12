"""Asking a database for text as people read it, without accents and capitals: one pattern that both engines understand.

Folding every row would cost more than looking at it, and no two engines fold alike. So what is looked for is spelled in
all the ways that folding makes one of, by folding itself: its regular expression finds the same rows everywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, groupby

from filon.foundation.folding import fold

# Latin, Greek, Cyrillic, Hebrew, Arabic and their forms, punctuation, figures in rings; a letter of any other script
# is looked for as it is.
_SPELLED = (range(0x20, 0x700), range(0x1E00, 0x2500), range(0xFB00, 0xFE00), range(0xFE20, 0xFFF0))
_LONGEST_FORM = 3


def containing(text: str) -> str:
    """The pattern of texts that fold to something with the folded text in it; a ligature is met whole or not at all."""
    return _spelled(fold(text))


def beginning(text: str) -> str:
    """The same for texts that begin so."""
    return rf"\A{_spelled(fold(text))}"


def being(text: str) -> str:
    """The same for texts that are so."""
    return rf"\A{_spelled(fold(text))}\Z"


def matches(pattern: str, text: str | None) -> bool | None:
    """What `text REGEXP pattern` says on SQLite, which has no such function of its own."""
    return None if text is None else _compiled(pattern).search(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _spelled(folded: str) -> str:
    forms, silent = _forms()
    pattern, at = [], 0
    while at < len(folded):
        size = next(
            (
                size
                for size in range(_LONGEST_FORM, 1, -1)
                if len(folded[at:]) >= size and folded[at : at + size] in forms
            ),
            1,
        )
        part = folded[at : at + size]
        alone = silent.join(_one_of(forms.get(letter, letter)) for letter in part)
        pattern.append((f"(?:{alone}|{_one_of(forms[part])})" if size > 1 else alone) + silent)
        at += size
    return "".join(pattern)


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, str], str]:
    """What folds to a text, by that text; and the pattern of what folds to nothing, any number of it."""
    forms: dict[str, str] = {}
    for letter in map(chr, chain(*_SPELLED)):
        forms[fold(letter)] = forms.get(fold(letter), "") + letter
    silent = forms.pop("")
    return forms, f"[{_ranges(silent)}]*"


def _ranges(letters: str) -> str:
    runs = groupby(enumerate(letters), key=lambda at: ord(at[1]) - at[0])
    found = [[letter for _at, letter in run] for _key, run in runs]
    return "".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found)


def _one_of(letters: str) -> str:
    """Any of these. What may mean something to either engine stands outside the brackets, behind a backslash."""
    plain = "".join(letter for letter in letters if letter.isalnum() or not letter.isascii())
    signs = [f"\\{letter}" for letter in letters if letter.isascii() and not letter.isalnum()]
    if plain:
        signs.append(f"[{plain}]" if len(plain) > 1 else plain)
    return signs[0] if len(signs) == 1 else f"(?:{'|'.join(signs)})"
