"""The language people are spoken to in: one gettext catalogue for pages, mails and messages.

French sentences are the msgids, so a page without catalogue is French, never broken. Catalogues are the .po
files themselves, read once: there is no compiled copy that could be missing or old.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FRENCH = "fr"
LANGUAGES = (FRENCH, "en", "ar")
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"

# What a WordPress or a browser calls a language that we speak under another name.
_ALSO = {"ary": "ar", "arq": "ar", "zgh": FRENCH, "kab": FRENCH, "tzm": FRENCH}

_speaking: ContextVar[str] = ContextVar("speaking", default=FRENCH)


class _French(NullTranslations):
    """No catalogue: the sentences in the code are French. Zero is singular ("0 demande")."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` (one of LANGUAGES) inside: a mail is in its reader's language, not in the sender's."""
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}")
    token = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(token)


def language() -> str:
    """The language being spoken here: one of LANGUAGES."""
    return _speaking.get()


def direction() -> str:
    """`rtl` or `ltr`: the writing direction of the language being spoken."""
    return "rtl" if language() == "ar" else "ltr"


# A header may hold as much as a stranger likes: only its beginning is read, and remembered.
_LONGEST_WANTED = 200


def closest(wanted: str | None, otherwise: str = FRENCH) -> str:
    """The language of ours that serves `wanted`: a locale (fr_FR, ar, ary) or an Accept-Language header."""
    return _closest((wanted or "")[:_LONGEST_WANTED], otherwise)


@lru_cache(maxsize=1024)
def _closest(wanted: str, otherwise: str) -> str:
    for entry in _by_preference(wanted):
        name = entry.replace("_", "-").split("-")[0].lower()
        name = _ALSO.get(name, name)
        if name in LANGUAGES:
            return name
    return otherwise


def gettext(message: str) -> str:
    """`message` (French) in the language being spoken, placeholders untouched. Jinja and `_` fill them."""
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form that the language being spoken uses for `n` things, placeholders untouched."""
    return _catalogue(language()).ngettext(singular, plural, n)


def _(message: str, **values: object) -> str:
    """`message` translated, with its %(name)s placeholders filled from `values`."""
    return gettext(message) % values


def count(singular: str, plural: str, n: int, **values: object) -> str:
    """The right plural form, translated and filled; `%(num)s` is `n`."""
    return ngettext(singular, plural, n) % {"num": n, **values}


@cache
def _catalogue(name: str) -> NullTranslations:
    if name == FRENCH:
        return _French()
    with (CATALOGUES / name / "LC_MESSAGES" / "filon.po").open("rb") as file:
        catalogue = read_po(file, locale=name)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _by_preference(header: str) -> list[str]:
    """Names of an Accept-Language header, best first (RFC 9110, 12.5.4); a malformed weight is none."""
    weighed: list[tuple[float, str]] = []
    for part in header.split(","):
        name, _sep, weight = part.strip().partition(";q=")
        try:
            value = float(weight) if weight else 1.0
        except ValueError:
            value = 0.0
        if name and value > 0:
            weighed.append((-value, name))
    return [name for _weight, name in sorted(weighed, key=lambda pair: pair[0])]
