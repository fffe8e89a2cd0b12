"""When somebody means: what people write becomes a moment, and what is shown for a moment is read back as the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.foundation import clock
from filon.foundation.errors import Invalid
from filon.foundation.i18n import LANGUAGES, speaking
from filon.foundation.voice import Voice
from filon.tasks.offers import offers
from filon.tasks.when import LONGEST, read_when
from tests.tasks.phrases import NOW, PHRASES, ZONE

ZONES = ("Africa/Casablanca", "Europe/Paris", "America/Montreal", "Pacific/Auckland", "UTC")


@pytest.mark.parametrize(("text", "meant", "rest"), PHRASES, ids=[text for text, _meant, _rest in PHRASES])
def test_it_works(text: str, meant: str, rest: str) -> None:
    found = read_when(text, NOW, ZONE)
    assert (f"{found.at.astimezone(ZONE):%Y-%m-%d %H:%M}", found.rest) == (meant, rest)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "   ",
            "rappeler Samira",
            "bientôt",
            "un de ces jours",
            "06 12 34 56 78",
            "12 poignées",
            "25 h",
            "9",
        ),
        *(
            "x" * (LONGEST - 5) + " demain et la suite",
            "12:99",
            "le 45",
            "31/02/2027",
            "2027-13-01",
            "\x00",
            "سلام",
        ),
    ],
)
def test_what_names_no_moment_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_when(text, NOW, ZONE)
    assert "Dites quand, par exemple" in refused.value.errors["when"][0]


@pytest.mark.parametrize(
    "text",
    ["hier", "hier 17 h", "aujourd’hui 8 h", "ce matin", "3/12/2020", "yesterday", "أمس", "2026-04-23T10:24"],
)
def test_what_is_past_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_when(text, NOW, ZONE)
    assert "C’est déjà passé" in refused.value.errors["when"][0]


@pytest.mark.parametrize("text", ["dans 900 ans", "le 3 décembre 2099", "dans 99 mois"])
def test_what_is_too_far_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_when(text, NOW, ZONE)
    assert "C’est trop loin" in refused.value.errors["when"][0]


def test_a_refusal_is_in_the_language_of_the_one_who_wrote() -> None:
    for language, words in (("en", "Say when"), ("ar", "قل متى")):
        with speaking(language), pytest.raises(Invalid) as refused:
            read_when("soon", NOW, ZONE)
        assert words in refused.value.errors["when"][0]


def test_nine_o_clock_stays_nine_where_summer_time_begins() -> None:
    paris = ZoneInfo("Europe/Paris")
    saturday = datetime(2026, 3, 28, 12, tzinfo=paris)
    assert read_when("demain 9 h", saturday, paris).at == datetime(2026, 3, 29, 7, tzinfo=UTC)


# On no clock yet.
DATES = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1))  # noqa: DTZ001
_MINUTES_AHEAD = st.one_of(st.integers(1, 14 * 1440), st.integers(1, 3 * 365 * 1440))


@settings(max_examples=400, deadline=None)
@given(
    start=DATES,
    minutes=_MINUTES_AHEAD,
    zone=st.sampled_from(ZONES),
    language=st.sampled_from(LANGUAGES),
)
def test_what_is_shown_is_read_back(start: datetime, minutes: int, zone: str, language: str) -> None:
    now = start.replace(tzinfo=UTC)
    at = now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    here = at.astimezone(ZoneInfo(zone))
    if here.fold:  # an hour that comes twice is written in one way only
        return
    voice = Voice(zone, "MA", "MAD")
    with clock.standing_at(now), speaking(language):
        shown = voice.moment(at)
        assert read_when(shown, now, voice.timezone).at == at, shown
        title = read_when(f"Samira {shown}", now, voice.timezone)
        assert (title.at, title.rest) == (at, "Samira"), shown


@settings(max_examples=200, deadline=None)
@given(now=DATES, language=st.sampled_from(LANGUAGES))
def test_what_is_offered_is_to_come_and_read_back(now: datetime, language: str) -> None:
    voice = Voice("Africa/Casablanca", "MA", "MAD")
    with clock.standing_at(now.replace(tzinfo=UTC)), speaking(language):
        offered = offers(voice)
        read = [read_when(value, clock.now(), voice.timezone).at for value, _word in offered]
        assert len(read) == 3
        assert read == sorted(set(read))
        for at, (_value, word) in zip(read, offered, strict=True):
            assert read_when(word, clock.now(), voice.timezone).at == at, word


def _read(text: str) -> datetime | None:
    """The moment, or None when it is refused as it should be."""
    try:
        return read_when(text, NOW, ZONE).at
    except Invalid as refused:
        return None if refused.errors.keys() == {"when"} else NOW


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=LONGEST + 10))
def test_no_text_is_too_odd(text: str) -> None:
    found = _read(text)
    assert found is None or found > NOW


_WORDS = sorted({word for text, _meant, _rest in PHRASES for word in text.split()})


@settings(max_examples=400, deadline=None)
@given(words=st.lists(st.sampled_from(_WORDS), max_size=12))
def test_nor_is_any_heap_of_its_own_words(words: list[str]) -> None:
    found = _read(" ".join(words))
    assert found is None or found > NOW


@pytest.mark.parametrize(
    ("here", "text", "hours"),
    [
        ("2026-03-29 01:30", "dans 2 h", 2),
        ("2026-10-25 01:30", "dans 1 h 30", 1.5),
        ("2026-10-25 02:30", "dans 1 heure", 1),
    ],
)
def test_hours_from_now_pass_a_change_of_the_clocks(here: str, text: str, hours: float) -> None:
    paris = ZoneInfo("Europe/Paris")
    now = datetime.fromisoformat(here).replace(tzinfo=paris).astimezone(UTC)
    assert read_when(text, now, paris).at - now == timedelta(hours=hours)
