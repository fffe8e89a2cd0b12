"""Times, phones and money are said as people here say them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from filon.foundation import clock
from filon.foundation.i18n import speaking
from filon.foundation.voice import Voice

VOICE = Voice("Africa/Casablanca", "MA", "MAD")
# Thursday 23 April, 10 h 24 in Casablanca.
NOW = datetime(2026, 4, 23, 9, 24, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("ago", "moment", "short", "day"),
    [
        (timedelta(minutes=42), "9 h 42", "9 h 42", "Aujourd’hui"),
        (timedelta(minutes=24), "10 h", "10 h", "Aujourd’hui"),
        (timedelta(hours=17, minutes=24), "hier 17 h", "hier", "Hier"),
        (timedelta(days=3), "lundi 10 h 24", "20 avr.", "Lundi 20 avril"),
        (timedelta(days=7), "16 avr. 10 h 24", "16 avr.", "Jeudi 16 avril"),
        (timedelta(days=-1), "demain 10 h 24", "demain", "Demain"),
        (timedelta(days=365), "23 avr. 2025 10 h 24", "23 avr. 2025", "Mercredi 23 avril 2025"),
    ],
)
def test_when_in_french(ago: timedelta, moment: str, short: str, day: str) -> None:
    at = NOW - ago
    assert (_plain(VOICE.moment(at)), _plain(VOICE.short(at)), VOICE.day(at)) == (moment, short, day)


def test_the_first_of_a_month_is_written_as_the_french_do() -> None:
    first = date(2026, 5, 1)
    assert (VOICE.calendar_day(first), VOICE.weekday(first)) == ("1er mai", "vendredi 1er mai")
    assert VOICE.weekday_alone(date(2026, 5, 11)) == "lundi 11"
    with speaking("en"):
        assert VOICE.calendar_day(first) == "1 May"


def test_when_in_english_and_arabic() -> None:
    at = NOW - timedelta(days=3)
    with speaking("en"):
        assert (VOICE.moment(at), VOICE.day(at)) == ("Monday 10:24", "Monday 20 April")
    with speaking("ar"):
        assert VOICE.date_and_time(NOW) == "الخميس 23 أبريل، الساعة 10:24"
        assert VOICE.moment(NOW - timedelta(days=1)) == "أمس 10:24"


def test_midnight_is_the_business_own() -> None:
    late = datetime(2026, 4, 22, 23, 30, tzinfo=UTC)  # already Thursday in Casablanca
    assert _plain(VOICE.moment(late)) == "0 h 30"


@pytest.mark.parametrize(
    ("length", "french", "arabic"),
    [
        (timedelta(seconds=5), "1 min", "دقيقة"),
        (timedelta(minutes=4), "4 min", "4 دقائق"),
        (timedelta(minutes=59, seconds=59), "59 min", "59 دقيقة"),
        (timedelta(hours=2, minutes=50), "2 h", "ساعتين"),
        (timedelta(days=1, hours=2), "1 jour", "يوم"),
        (timedelta(days=11), "11 jours", "11 يوما"),
    ],
)
def test_waits(length: timedelta, french: str, arabic: str) -> None:
    assert _plain(VOICE.wait(length)) == french
    with speaking("ar"):
        assert _plain(VOICE.wait(length)) == arabic


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+212661234567", "06 61 23 45 67"),
        ("+212522987654", "05 22 98 76 54"),
        ("+33639984127", "+33 6 39 98 41 27"),
        ("+14155552671", "+1 415-555-2671"),
        ("not a number", "not a number"),
    ],
)
def test_phones_from_morocco(number: str, written: str) -> None:
    assert _plain(VOICE.phone(number)) == written


def test_phones_from_france() -> None:
    paris = Voice("Europe/Paris", "FR", "EUR")
    assert _plain(paris.phone("+33639984127")) == "06 39 98 41 27"
    assert _plain(paris.phone("+212661234567")) == "+212 6 61 23 45 67"


def test_nothing_that_belongs_together_can_be_broken() -> None:
    said = [
        VOICE.clock(NOW),
        VOICE.wait(timedelta(hours=2)),
        VOICE.phone("+212661234567"),
        VOICE.money(38500),
    ]
    assert not any(" " in words for words in said)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (38500, "", "38 500 MAD"),
        (Decimal("38500.00"), "MAD", "38 500 MAD"),
        (Decimal("1250.5"), "EUR", "1 250,50 €"),
    ],
)
def test_money(amount: Decimal | int, currency: str, written: str) -> None:
    assert _plain(VOICE.money(amount, currency)) == written
