"""What is free, day by day on the visitor's clock: a week at a time, and where to look when nothing is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale

from filon.foundation import clock
from filon.foundation.i18n import language
from filon.tenants.actions import zones

SHOWN = timedelta(days=7)
# How much further than that is looked for something free: anybody may ask, as often as they like.
LOOKED_THROUGH = timedelta(days=62)
_DAY = timedelta(days=1)
# Where clients of businesses here live; whoever lives elsewhere has a browser that says so, or adds to what they see.
_OFFERED = (
    *(
        "Africa/Abidjan",
        "Africa/Algiers",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Africa/Dakar",
        "Africa/Tunis",
    ),
    *("America/Montreal", "America/New_York", "Asia/Dubai", "Asia/Qatar", "Asia/Riyadh", "Europe/Amsterdam"),
    *("Europe/Berlin", "Europe/Brussels", "Europe/London", "Europe/Madrid", "Europe/Paris", "Europe/Rome"),
    "Europe/Zurich",
)

# Starts from one moment until before another, in order.
Free = Callable[[datetime, datetime], list[datetime]]


@dataclass(frozen=True)
class Days:
    """A week from `first` on, only its days with something free. `before` and `after` begin the weeks around it.

    `next_on` is the next day with something free when this week has none.
    """

    first: date
    days: list[tuple[date, list[datetime]]]
    before: date | None
    after: date | None
    next_on: date | None


def free_days(free: Free, zone: ZoneInfo, wanted: date | None, days_ahead: int) -> Days:
    """The week that begins on the day that is `wanted`, or on the first day with something free."""
    today = clock.now().astimezone(zone).date()
    last = today + days_ahead * _DAY
    first = min(max(wanted or today, today), last)
    found = free(_midnight(first, zone), _midnight(first + SHOWN, zone))
    end = min(last + _DAY, first + SHOWN + LOOKED_THROUGH)
    later = None if found else _first_free(free, zone, first + SHOWN, end)
    if later is not None and wanted is None:
        first, later = later, None
        found = free(_midnight(first, zone), _midnight(first + SHOWN, zone))
    days: dict[date, list[datetime]] = defaultdict(list)
    for at in found:
        days[at.astimezone(zone).date()].append(at)
    return Days(
        first,
        sorted(days.items()),
        max(first - SHOWN, today) if first > today else None,
        # Where nothing is free for so long, on from there.
        after if (after := first + SHOWN if found or later else end) <= last else None,
        later,
    )


def _first_free(free: Free, zone: ZoneInfo, first: date, end: date) -> date | None:
    """The first day with something free from `first` until before `end`; each look goes further than the one before."""
    length = SHOWN
    while first < end:
        until = min(first + length, end)
        if found := free(_midnight(first, zone), _midnight(until, zone)):
            return found[0].astimezone(zone).date()
        first, length = until, 2 * length
    return None


def read_zone(typed: str | None, otherwise: str) -> str:
    """The zone of that IANA name; what is none is not worth a word to a visitor."""
    return typed if typed in zones() else otherwise


def offered_zones(*also: str) -> list[tuple[str, str]]:
    """(name, city) to choose among, by city; with those that are in use."""
    known = zones()
    return sorted(
        ((zone, city_of(zone)) for zone in {*also, *_OFFERED} if zone in known), key=lambda one: one[1]
    )


def city_of(zone: str) -> str:
    """The city that a zone is named after, in the language being spoken."""
    city = Locale.parse(language()).time_zones.get(zone, {}).get("city")
    return str(city or zone.rpartition("/")[2].replace("_", " "))


def shows_the_same(zone: str, other: str, at: datetime) -> bool:
    """Whether clocks of both zones show the same at that moment."""
    return at.astimezone(ZoneInfo(zone)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset()


def read_moment(typed: str | None) -> datetime | None:
    """A slot as addresses and buttons name it, to the minute in UTC."""
    try:
        at = datetime.strptime(typed or "", "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if abs(at - clock.now()) < timedelta(days=800) else None


def named(at: datetime) -> str:
    """What read_moment() reads."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%MZ}"


def read_day(typed: str | None) -> date | None:
    try:
        day = date.fromisoformat(typed or "")
    except ValueError:
        return None
    return day if abs(day - clock.now().date()) < timedelta(days=800) else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
