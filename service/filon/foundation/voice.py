"""How figures, times, phones and money are said to people, in the language being spoken (foundation.i18n)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.numbers import format_decimal

from filon.foundation import clock
from filon.foundation.i18n import _, count, language, ngettext

NO_BREAK = "\u00a0"

# Moroccan month names and Latin digits are what readers of Arabic here are used to.
_LOCALES = {"fr": "fr", "en": "en_GB", "ar": "ar_MA"}
_MOROCCO = 212
_MOROCCAN, _MOROCCAN_PHONE = "MA", re.compile(r"\+212[5-8][0-9]{8}")


@dataclass(frozen=True)
class Voice:
    """Says things the way one business does: time zone (IANA), region (ISO 3166), currency (ISO 4217)."""

    zone: str
    region: str
    currency: str

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def country(self) -> str:
        """The name of the business's country."""
        return str(Locale.parse(_LOCALES[language()]).territories.get(self.region, self.region))

    def local(self, at: datetime) -> datetime:
        """`at` (aware) on the wall clock of this business."""
        return at.astimezone(self.timezone)

    def today(self) -> date:
        return self.local(clock.now()).date()

    def clock(self, at: datetime) -> str:
        """Hour and minute: "14 h 30", "14 h", "14:30"."""
        local = self.local(at)
        if language() != "fr":
            return f"{local:%H:%M}"
        minutes = f" {local:%M}" if local.minute else ""
        return f"{local.hour} h{minutes}".replace(" ", NO_BREAK)

    def moment(self, at: datetime) -> str:
        """When something was or will be, the day if it is needed: "14 h 30", "hier 17 h", "lundi 14 h"."""
        days = (self.local(at).date() - self.today()).days
        if days == 0:
            return self.clock(at)
        if days in _NEAR:
            day = _NEAR[days]()
        elif abs(days) < 7:
            day = self._date(at, "EEEE")
        else:
            day = self.short(at)
        return _("%(day)s %(time)s", day=day, time=self.clock(at))

    def short(self, at: datetime) -> str:
        """The narrow column of a list: the hour today, then "hier", "16 avr.", "16 avr. 2024"."""
        days = (self.local(at).date() - self.today()).days
        if days == 0:
            return self.clock(at)
        if days in _NEAR:
            return _NEAR[days]()
        return self._date(at, "d MMM" if self._this_year(at) else "d MMM y")

    def day(self, at: datetime) -> str:
        """The head above one day's events: "Aujourd’hui", "Hier", "Jeudi 16 avril"."""
        days = (self.local(at).date() - self.today()).days
        if days == 0:
            words = _("aujourd’hui")
        elif days in _NEAR:
            words = _NEAR[days]()
        else:
            words = self._date(at, "EEEE d MMMM" if self._this_year(at) else "EEEE d MMMM y")
        return words[:1].upper() + words[1:]

    def calendar_day(self, day: date) -> str:
        """A day by itself: "16 avril", "16 avril 2024"."""
        pattern = "d MMMM" if day.year == self.today().year else "d MMMM y"
        return _written(day, pattern, _LOCALES[language()])

    def weekday(self, day: date) -> str:
        """A day not far away: "lundi 3", with its month once that is another: "lundi 3 août"."""
        today = self.today()
        pattern = "EEEE d" if (day.year, day.month) == (today.year, today.month) else "EEEE d MMMM"
        return _written(day, pattern, _LOCALES[language()])

    def weekday_alone(self, day: date) -> str:
        """A day beside others of its week: "lundi 3"."""
        return _written(day, "EEEE d", _LOCALES[language()])

    def day_name(self, day: date) -> str:
        """What its day of the week is called, in short: "lun."."""
        return _written(day, "EEE", _LOCALES[language()])

    def month(self, day: date) -> str:
        """The month in which it lies: "avril 2026"."""
        return _written(day, "LLLL y", _LOCALES[language()])

    def date_and_time(self, at: datetime) -> str:
        """In full: "Jeudi 23 avril, 10 h 24"."""
        day = self._date(at, "EEEE d MMMM" if self._this_year(at) else "EEEE d MMMM y")
        return _("%(day)s, %(time)s", day=day[:1].upper() + day[1:], time=self.clock(at))

    def offset(self, at: datetime) -> str:
        """Whose clocks its times are on, and how far these are from UTC: "Casablanca · UTC+1"; a phone's may be old."""
        city = get_timezone_location(self.timezone, locale=_LOCALES[language()], return_city=True)
        minutes = int((self.local(at).utcoffset() or timedelta()).total_seconds() // 60)
        hours, rest = divmod(abs(minutes), 60)
        after = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
        return f"{city} · UTC{after if minutes else ''}"

    def wait(self, length: timedelta) -> str:
        """How long somebody has waited, in the largest unit: "42 min", "2 h", "3 jours"."""
        minutes, hours, days = _units(length)
        if days:
            said = count("%(num)s jour", "%(num)s jours", days)
        elif hours:
            said = count("%(num)s h", "%(num)s h", hours)
        else:
            said = count("%(num)s min", "%(num)s min", minutes)
        return said.replace(" ", NO_BREAK)

    def wait_parts(self, length: timedelta) -> tuple[str, str]:
        """The same in two parts, number and unit, for a clock's face. Less than a minute is said as one."""
        minutes, hours, days = _units(length)
        if days:
            return self.number(days), ngettext("jour", "jours", days)
        if hours:
            return self.number(hours), ngettext("h", "h", hours)
        return self.number(minutes), ngettext("min", "min", minutes)

    def number(self, value: int | Decimal) -> str:
        return format_decimal(value, locale=_LOCALES[language()])

    def size(self, count: int) -> str:
        """How large a file is: "214 Ko", "3,2 Mo". Of a thousand bytes each, as disks and phones say it."""
        if count < 1_000_000:
            return _("%(number)s Ko", number=self.number(max(1, round(count / 1_000)))).replace(" ", NO_BREAK)
        figure = format_decimal(count / 1_000_000, format="#,##0.#", locale=_LOCALES[language()])
        return _("%(number)s Mo", number=figure).replace(" ", NO_BREAK)

    def money(self, amount: Decimal | int, currency: str = "") -> str:
        """An amount with its currency, cents only when there are some: "38 500 MAD", "1 250,50 €"."""
        currency = currency or self.currency
        pattern = "#,##0" if amount == int(amount) else "#,##0.00"
        figure = _figure(amount, pattern, _LOCALES[language()])
        return f"{figure}{NO_BREAK}{'€' if currency == 'EUR' else currency}"

    def phone(self, number: str) -> str:
        """A phone (E.164) as people here write it: "06 12 34 56 78", with its country when from elsewhere."""
        if self.region == _MOROCCAN and _MOROCCAN_PHONE.fullmatch(
            number
        ):  # most of them, without libphonenumber
            return _in_pairs(number[4:], True).replace(" ", NO_BREAK)
        try:
            parsed = phonenumbers.parse(number)
        except phonenumbers.NumberParseException:
            return number
        at_home = parsed.country_code == phonenumbers.country_code_for_region(self.region)
        significant = phonenumbers.national_significant_number(parsed)
        if parsed.country_code == _MOROCCO and len(significant) == 9:
            written = _in_pairs(significant, at_home)
        else:
            styles = phonenumbers.PhoneNumberFormat
            style = styles.NATIONAL if at_home else styles.INTERNATIONAL
            written = phonenumbers.format_number(parsed, style)
        return written.replace(" ", NO_BREAK)

    def _date(self, at: datetime, pattern: str) -> str:
        return _written(self.local(at).date(), pattern, _LOCALES[language()])

    def _this_year(self, at: datetime) -> bool:
        return self.local(at).year == self.today().year


@lru_cache(maxsize=2048)
def _written(day: date, pattern: str, locale: str) -> str:
    # A list says the same days again and again. In French the first of a month is "1er", which CLDR leaves out.
    if locale == "fr" and day.day == 1:
        pattern = re.sub(r"\bd\b", "'1er'", pattern)
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=2048)
def _figure(amount: Decimal | int, pattern: str, locale: str) -> str:
    return format_decimal(amount, format=pattern, locale=locale)


def _units(length: timedelta) -> tuple[int, int, int]:
    """Whole minutes (at least one), hours and days in `length`."""
    minutes = max(1, int(length.total_seconds() // 60))
    return minutes, minutes // 60, minutes // 1440


def _in_pairs(significant: str, at_home: bool) -> str:
    """Moroccans write their numbers in pairs, as the French do; libphonenumber cuts them as 0661-234567."""
    pairs = " ".join(significant[at : at + 2] for at in range(1, 9, 2))
    return f"0{significant[0]} {pairs}" if at_home else f"+{_MOROCCO} {significant[0]} {pairs}"


_NEAR = {-1: lambda: _("hier"), 1: lambda: _("demain")}
