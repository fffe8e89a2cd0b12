"""Text made comparable: no accents, no capitals, one spelling for the letters that people write in several ways."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.phonenumberutil import ndd_prefix_for_region

# What Unicode does not take apart by itself, though a reader does. Arabic: alef wasla is an alef, alef maqsura and the
# Persian ye are a ye, ta marbuta is written as a ha, the Persian kaf is a kaf; tatweel only stretches a word.
_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "\u0671": "\u0627",
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u0629": "\u0647",
        "\u06a9": "\u0643",
        "\u0640": "",
    }
)
# What stands on Latin letters once they are taken apart, and all that is left of most texts to fold.
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W_]+")
# Between an international prefix and the number itself, "(0)" is what one dials at home.
_HOME_ZERO = re.compile(r"\(\s*0\s*\)")
_KEY_LETTERS = 80
# What stands before a number on screen, in each language.
_NUMBERED = re.compile(r"(?<!\w)(?:n\s?[°º]|no\.|#|رقم)\s*(?=\d)", re.IGNORECASE)
# Numbers of a name come in so few pieces; and of several such, so many readings are tried.
_MOST_APART, _MOST_WAYS = 3, 4


def fold(text: str) -> str:
    """The text as it is compared: "Zoé ŒUVRÉ" and "zoe oeuvre" are one; digits of any script are 0 to 9."""
    if text.isascii():
        return text.lower()
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()).casefold())
    if folded.isascii():
        return folded
    return _NOT_ASCII.sub(lambda found: _plain(found[0]), folded)


# Letter by letter and remembered: translating all of a text takes as long as the rest together.
@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    character = character.translate(_LETTERS)
    if character.isascii():
        return character
    kind = unicodedata.category(character)
    if kind == "Mn":
        return ""
    return str(unicodedata.digit(character)) if kind == "Nd" else character


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in order; what is neither letter nor digit only parts them."""
    return _WORD.findall(fold(text))


def sort_key(text: str) -> str:
    """What names are sorted by: the same order on both engines, whatever their locale."""
    return " ".join(words_of(text))[:_KEY_LETTERS]


def search_terms(typed: str) -> list[str]:
    """What somebody looks for, one term a word; digits that follow each other are one number, as phones are written."""
    words = words_of(_HOME_ZERO.sub("", typed) if "(" in typed else typed)
    if "".join(words).isalpha():  # none of them is a number
        return words
    terms: list[str] = []
    for word in words:
        if word.isdigit() and terms and terms[-1].isdigit():
            terms[-1] += word
        else:
            terms.append(word)
    return [term[2:] if term.startswith("00") and len(term) > 4 else term for term in terms]


def search_ways(typed: str) -> list[list[str]]:
    """The ways in which what somebody looks for may be meant, as search_terms() has each; the first has no gaps.

    "24/7" is a number in pieces, or two words of a name. What is dialled, or comes in many pieces, is a phone. A
    number as screens write it, "n° 1042", is that number.
    """
    typed = _NUMBERED.sub(" ", typed)
    together = search_terms(typed)
    if "+" in typed or _HOME_ZERO.search(typed):
        return [together]
    ways: list[list[str]] = [[]]
    for is_number, words in groupby(words_of(typed), str.isdigit):
        run = list(words)
        apart = [*run]
        if (
            is_number
            and 1 < len(run) <= _MOST_APART
            and not run[0].startswith("0")
            and len(ways) < _MOST_WAYS
        ):
            ways = [[*way, *more] for more in (["".join(run)], apart) for way in ways]
        else:
            ways = [[*way, *(search_terms(" ".join(run)) if is_number else run)] for way in ways]
    return ways


def phone_spellings(number: str) -> list[str]:
    """The digits of a number (E.164) as people look for them: international, and as dialled in its country."""
    digits = number.lstrip("+")
    code = next((size for size in (1, 2, 3) if _home_prefix(digits[:size]) is not None), 0)
    prefix = _home_prefix(digits[:code]) if code else ""
    # A number without a prefix at home is part of the international one: it is found by that.
    return [digits, prefix + digits[code:]] if prefix else [digits]


@lru_cache(maxsize=1024)
def _home_prefix(code: str) -> str | None:
    """What is dialled before a number within the country of this calling code; None when there is no such code."""
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code)) if code.isdigit() else None
    return (ndd_prefix_for_region(regions[0], True) or "") if regions else None
