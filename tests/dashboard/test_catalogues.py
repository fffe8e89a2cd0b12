"""Every sentence is said in every language, with the same gaps to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from filon.foundation.i18n import CATALOGUES, LANGUAGES, closest, ngettext, speaking
from tests.house.source_files import ROOT

TRANSLATED = [language for language in LANGUAGES if language != "fr"]
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
_WORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "count": (1, 2)}
_GAP = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def said() -> set[str | tuple[str, ...]]:
    """Every sentence in the code, as gettext keys it."""
    found = extract_from_dir(str(ROOT / "service" / "filon"), _METHODS, keywords=_WORDS)
    return {
        message if isinstance(message, str) else tuple(message) for _file, _line, message, _c, _x in found
    }


def _catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "filon.po").open("rb") as file:
        return read_po(file, locale=language)


def _sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_missing_and_nothing_is_left_over(language: str, said: set[str | tuple[str, ...]]) -> None:
    assert len(said) > 100
    known = {m.id if isinstance(m.id, str) else tuple(m.id) for m in _sentences(_catalogue(language))}
    assert sorted(map(str, said - known)) == [], "run the two commands in locale/babel.cfg, then translate"
    assert sorted(map(str, known - said)) == [], "no longer in the code"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    catalogue = _catalogue(language)
    for message in _sentences(catalogue):
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(forms), message.id
        assert not message.fuzzy, message.id
        if isinstance(message.id, tuple):
            assert len(forms) == {"en": 2, "ar": 6}[language], message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_gaps_are_the_same(language: str) -> None:
    for message in _sentences(_catalogue(language)):
        asked = set(_GAP.findall(message.id if isinstance(message.id, str) else message.id[1]))
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        for form in forms:
            # "Two people" in one word needs no number; any other gap must be filled.
            assert set(_GAP.findall(form)) | {"%(num)s"} == asked | {"%(num)s"}, message.id
            form % dict.fromkeys(re.findall(r"%\((\w+)\)", form), "x")


def test_arabic_counts_in_six_forms() -> None:
    with speaking("ar"):
        one, many = "%(num)s personne attend votre appel", "%(num)s personnes attendent votre appel"
        forms = [ngettext(one, many, n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(forms)) == 6


def test_french_counts_nothing_as_one() -> None:
    assert ngettext("%(num)s demande", "%(num)s demandes", 0) == "%(num)s demande"
    assert ngettext("%(num)s demande", "%(num)s demandes", 2) == "%(num)s demandes"


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("fr_FR", "fr"),
        ("ar", "ar"),
        ("ary", "ar"),
        ("en_GB", "en"),
        ("ar-MA,ar;q=0.9,fr;q=0.5", "ar"),
        ("de,en;q=0.3,fr;q=0.8", "fr"),
        ("de", "fr"),
        ("", "fr"),
        (None, "fr"),
        ("en;q=abc, ,;;;,ar;q=", "ar"),
        ("x" * 10_000, "fr"),
    ],
)
def test_the_closest_language_is_found(wanted: str | None, language: str) -> None:
    assert closest(wanted) == language
