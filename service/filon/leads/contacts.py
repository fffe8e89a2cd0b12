"""How a person can be reached, made comparable: e-mail addresses, phone numbers, names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import phonenumbers

# C0 and C1 controls but tab and line breaks, and lone surrogates: no database and no mail carries them well.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Looked for only where a word begins: from every letter on, it took time by the square of the word's length.
_EMAIL = re.compile(r"(?<![^@\s<>\"',;])[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]+")
# What follows the @ is tried from each dot on: long texts are cut before.
_SEARCHED = 1_000
LONGEST_NAME = 200
LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets


def clean(text: str) -> str:
    """The text without control characters and lone surrogates; what a person wrote is otherwise untouched."""
    if text.isprintable():  # as most short ones are
        return text
    return _UNKEEPABLE.sub("", text)


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """A short value: cleaned, white space folded, cut."""
    return " ".join(clean(text).split())[:longest]


def read_email(text: str) -> str | None:
    """The address in `text`, as it was written, or None when there is none."""
    found = _EMAIL.search(clean(text[:_SEARCHED]))
    address = found.group().rstrip(".") if found else ""
    # Never cut: that would be somebody else's.
    return address if 0 < len(address) <= LONGEST_EMAIL else None


def email_key(address: str | None) -> str | None:
    """What two spellings of one address have in common: lower case, nothing more.

    Dots and +tags are kept: they are the same person at some providers and another at others.
    """
    return address.casefold() if address else None


@lru_cache(maxsize=4096)
def read_phone(text: str, region: str) -> str | None:
    """E.164 (`+212612345678`) for a number as people of `region` write it, or None when it can't be one."""
    if (plain := _PLAIN.fullmatch(text)) and (found := _home(region).fullmatch(_PARTED.sub("", plain[0]))):
        return f"+{phonenumbers.country_code_for_region(region)}{found[1]}"
    try:
        number = phonenumbers.parse(one_line(text, 60), region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


# Figures after a zero, parted as people part them: most of what is typed, and a sixth of what parsing it would cost.
_PLAIN = re.compile(r"0[0-9](?:[ .-]?[0-9]){4,14}")
_PARTED = re.compile("[ .-]")
_NEVER = re.compile("(?!)")


@cache
def _home(region: str) -> re.Pattern[str]:
    """Numbers of the region behind its zero, such as parse() takes as they stand; in some regions there are none."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if known is None or known.general_desc is None or known.national_prefix_transform_rule:
        return _NEVER
    if not known.national_prefix == known.national_prefix_for_parsing == "0":
        return _NEVER
    return re.compile(f"(?!{known.international_prefix})0({known.general_desc.national_number_pattern})")


@lru_cache(maxsize=4096)
def is_real_phone(text: str, region: str) -> bool:
    """Whether such a number is given out where it says it is: stricter than read_phone(), which takes people's word."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(one_line(text, 60), region))
    except phonenumbers.NumberParseException:
        return False
