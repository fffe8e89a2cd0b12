"""The moments that are offered to be chosen with one touch, and how they are said."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from filon.foundation import clock
from filon.foundation.i18n import _
from filon.foundation.voice import Voice
from filon.tasks.when import EVENING, MORNING

# Less time than that until the evening, and it is no choice any more.
_SOON = timedelta(minutes=30)


def offers(voice: Voice) -> list[tuple[str, str]]:
    """[(value, word)]: this evening, tomorrow, Monday. Each value is a wall clock, which read_when() reads.

    A page may stay open over night: what is chosen is the moment that was shown.
    """
    here = voice.local(clock.now())
    evening = datetime.combine(here.date(), EVENING, tzinfo=here.tzinfo)
    # On a Sunday Monday is tomorrow.
    moments = [_morning(here, 1), _morning(here, max(2, 7 - here.weekday()))]
    # Late in the day there is no evening to offer any more, and Monday may be the day after tomorrow.
    others = [evening] if evening - here > _SOON else [_morning(here, 2), _morning(here, 3)]
    moments.append(next(at for at in others if at not in moments))
    return [(f"{at:%Y-%m-%dT%H:%M}", _word(at, voice)) for at in sorted(moments)]


def _morning(here: datetime, days: int) -> datetime:
    return datetime.combine(here.date() + timedelta(days=days), time(MORNING.hour), tzinfo=here.tzinfo)


def _word(at: datetime, voice: Voice) -> str:
    said = voice.moment(at)
    if at.date() == voice.today():
        return _("Ce soir %(time)s", time=said)
    return said[:1].upper() + said[1:]
