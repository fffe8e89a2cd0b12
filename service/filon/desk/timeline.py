"""A prospect's timeline as the page shows it: newest first, by day."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from filon.foundation.voice import Voice
from filon.interactions.models import Interaction


def days(lead: Any, voice: Voice) -> list[tuple[str, list[Any]]]:
    """[(head, interactions)], a head being "Aujourd’hui", "Hier" or a date."""
    happened = Interaction.of(lead.id)
    by_day = groupby(happened, key=lambda each: voice.local(each.happened_at).date())
    return [(voice.day(first.happened_at), [first, *rest]) for _date, (first, *rest) in by_day]
