"""Moments and amounts as spreadsheets write them, read or refused; never guessed from one value alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from filon.foundation.folding import fold
from filon.intake.imports.cells import Cell

# How a column writes its days. ISO 8601 is told by itself.
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
_EARLIEST, _LATEST = 1970, 2100
# Days since 1899-12-30, as Excel counts: from 1970 to 2100.
_SERIAL = range(25_569, 73_051)
_DAY_ZERO = datetime.fromisoformat("1899-12-30")

_CLOCK = r"(?:[ t,]+(?:a |at )?(\d{1,2})[:h](\d{2})?(?::(\d{2})(?:[.,](\d{1,6}))?)?\s*(am|pm)?)?"
_ZONE = r"\s*(z|utc|[+-]\d{2}:?\d{2})?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}{_ZONE}")
_FIGURES = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_CLOCK}{_ZONE}")
_IN_WORDS = re.compile(
    rf"(?:\w+\.?,? )?(\d{{1,2}})(?:er|st|nd|rd|th)?[- ]([^\W\d]+)\.?[- ,]+(\d{{4}}){_CLOCK}{_ZONE}"
)
_MONTH_IN_WORDS = re.compile(
    rf"(?:\w+, )?([^\W\d]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_CLOCK}{_ZONE}"
)
# By their beginning, folded, in French and English; Arabic as Morocco and as the Levant has them.
_MONTHS = {
    **{"jan": 1, "fev": 2, "feb": 2, "mars": 3, "mar": 3, "avr": 4, "apr": 4, "mai": 5, "may": 5, "juin": 6},
    **{"jun": 6, "juil": 7, "jul": 7, "aou": 8, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12},
    **{
        "يناير": 1,
        "فبراير": 2,
        "مارس": 3,
        "ابريل": 4,
        "ماي": 5,
        "يونيو": 6,
        "يوليو": 7,
        "غشت": 8,
        "اغسطس": 8,
    },
    **{"شتنبر": 9, "سبتمبر": 9, "اكتوبر": 10, "نونبر": 11, "نوفمبر": 11, "دجنبر": 12, "ديسمبر": 12},
}
# What stands beside an amount: signs between thousands, a currency, with or without tax.
_MONEY_WORDS = re.compile(r"[\s'’_]|t\.?t\.?c\.?|h\.?t\.?|mad|dhs?|eur|usd|€|\$|£|د\.?م\.?|درهم")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_DECIMALS = 2
_LARGEST_AMOUNT = Decimal(10) ** 12


def read_moment(cell: Cell, order: str, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC, or None for none. `order` is for days in figures; a clock without a zone is `zone`'s."""
    if not isinstance(cell, str):
        return _of_serial(float(cell), zone)
    text = _one_spaced(cell)
    if found := _ISO.fullmatch(text):
        return _moment(int(found[1]), int(found[2]), int(found[3]), found.groups()[3:], zone)
    if found := _FIGURES.fullmatch(text):
        day, month = int(found[1]), int(found[2])
        if order == MONTH_FIRST:
            day, month = month, day
        return _moment(_whole_year(found[3]), month, day, found.groups()[3:], zone)
    if found := _IN_WORDS.fullmatch(text):
        return _moment(int(found[3]), _month(found[2]), int(found[1]), found.groups()[3:], zone)
    if found := _MONTH_IN_WORDS.fullmatch(text):
        return _moment(int(found[3]), _month(found[1]), int(found[2]), found.groups()[3:], zone)
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _of_serial(float(text.replace(",", ".")), zone)
    return None


def order_said(cell: Cell) -> str | None:
    """DAY_FIRST or MONTH_FIRST where one value says it by itself, "" where it could be either, None for no such day."""
    found = _FIGURES.fullmatch(_one_spaced(cell)) if isinstance(cell, str) else None
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12:
        return DAY_FIRST if second <= 12 else None
    return MONTH_FIRST if second > 12 else ""


def read_amount(cell: Cell) -> Decimal | None:
    """An amount of money to the hundredth, or None for what is none, or finer than that (see is_too_fine()).

    The last of two kinds of signs parts the decimals. One alone does unless exactly three figures follow it, which are
    thousands; but not after more than three figures, nor after a nought: "1250,500" and "0,125" have decimals. What a
    workbook has worked out is rounded.
    """
    if not isinstance(cell, str):
        return _in_bounds(Decimal(str(cell)))
    parts = _parts_of(cell)
    if parts is None or len(parts[1]) > _DECIMALS:
        return None
    return _in_bounds(Decimal(".".join(parts)))


def is_too_fine(cell: Cell) -> bool:
    """Whether the cell is an amount with more than two decimals: nobody can say what it was to be."""
    parts = _parts_of(cell) if isinstance(cell, str) else None
    return parts is not None and len(parts[1]) > _DECIMALS


def _parts_of(text: str) -> tuple[str, str] | None:
    """The figures of an amount before and after its point, without noughts at the end."""
    figure = text if _FIGURE.fullmatch(text) else _MONEY_WORDS.sub("", fold(text))
    if not _FIGURE.fullmatch(figure):
        return None
    last = max(figure.rfind("."), figure.rfind(","))
    whole, decimals = figure, ""
    if last >= 0 and figure.count(figure[last]) == 1:
        before, after = figure[:last], figure[last + 1 :]
        has_both = "." in figure and "," in figure
        if has_both or len(after) != 3 or len(before) > 3 or before.startswith("0"):
            whole, decimals = before, after.rstrip("0")
    return whole.replace(".", "").replace(",", ""), decimals or "0"


def _in_bounds(amount: Decimal) -> Decimal | None:
    return amount.quantize(Decimal("0.01")) if 0 <= amount < _LARGEST_AMOUNT else None


def _one_spaced(text: str) -> str:
    return " ".join(fold(text).split())


def _whole_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _month(word: str) -> int:
    return next((number for start, number in _MONTHS.items() if word.startswith(start)), 0)


def _of_serial(days: float, zone: ZoneInfo) -> datetime | None:
    if int(days) not in _SERIAL:
        return None
    local = _DAY_ZERO + timedelta(seconds=round(days * 86_400))
    return local.replace(tzinfo=zone).astimezone(UTC)


def _moment(year: int, month: int, day: int, rest: tuple[str | None, ...], zone: ZoneInfo) -> datetime | None:
    hour, minute, second, fraction, half, said_zone = rest
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if not _EARLIEST <= year <= _LATEST:
        return None
    clock = f"{hours:02d}:{int(minute or 0):02d}:{int(second or 0):02d}.{(fraction or '0').ljust(6, '0')}"
    try:
        local = datetime.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}T{clock}{_offset(said_zone)}")
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except ValueError:
        return None


def _offset(said: str | None) -> str:
    return "+00:00" if said in ("z", "utc") else said or ""
