"""Narrowing a list by telephone as people write numbers: with spaces, from home or from abroad."""

from __future__ import annotations

import re
from typing import Any

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from filon.foundation.folding import fold
from filon.leads.filter_kinds import Column, Kind, Operator, Viewpoint

# Numbers are kept with their country's code, none of which is the beginning of another. (ITU-T E.164)
_CODE = f"(?:{'|'.join(map(str, sorted(COUNTRY_CODE_TO_REGION_CODE)))})"
_BETWEEN = re.compile(r"[\s.()/-]+")


def _number(written: str) -> str:
    """The digits after what they are dialled with: "+" and a country's code, "0" at home, or nothing. ValueError."""
    found = _BETWEEN.sub("", fold(written))
    found = f"+{found[2:]}" if found.startswith("00") else found
    if not re.fullmatch(r"[+0]?[1-9][0-9]*", found):
        raise ValueError(written)
    return found


def _alike(end: str, *, begins: bool) -> Any:
    """What a number must be like, as it is kept or, where it could not be read, as it was typed; `end` ends both."""

    def ask(column: Column, values: tuple[Any, ...], _view: Viewpoint) -> Any:
        number = values[0]
        digits = number.lstrip("+0")
        # At home some countries dial a nought that belongs to the number.
        home = {"+": r"\+", "0": rf"\+{_CODE}0?"}.get(number[0], rf"\+(?:{_CODE}0?)?")
        spaced = "[^0-9]*".join(digits)
        kept, typed = (rf"\A{home}{digits}", rf"\A[^0-9]*0*{spaced}") if begins else (digits, spaced)
        phone, phone_typed = column.place
        return phone.regexp(f"{kept}{end}") | (
            phone.is_null() & phone_typed.regexp(f"{typed}[^0-9]*{end}" if end else typed)
        )

    return ask


def _empty(column: Column, _values: Any, _view: Viewpoint) -> Any:
    phone, phone_typed = column.place
    return phone.is_null() & (phone_typed.is_null() | (phone_typed == ""))


def _filled(column: Column, _values: Any, _view: Viewpoint) -> Any:
    phone, phone_typed = column.place
    return phone.is_null(False) | (phone_typed != "")


# Its column's place is both of them, the number as it is kept and as it was typed.
PHONE = Kind(
    "text",
    {
        "has": Operator(_alike("", begins=False), read=_number),
        "begins": Operator(_alike("", begins=True), read=_number),
        "is": Operator(_alike(r"\Z", begins=True), read=_number),
        "empty": Operator(_empty, 0, 0),
        "filled": Operator(_filled, 0, 0),
    },
)
