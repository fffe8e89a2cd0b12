"""A prospect's timeline as the page shows it: newest first, by day."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from filon.foundation.voice import Voice
from filon.interactions import customised
from filon.interactions.models import Interaction

# Beyond this a request is shown cut on the prospect's page, where a hundred of them may stand.
_LONG_TEXT, _LONG_VALUE, _MANY_FIELDS = 3_000, 300, 40


def is_long(request: Any) -> bool:
    """Whether the thread shows a request's beginning only."""
    fields = request.details.get("fields", [])
    return (
        len(request.text) > _LONG_TEXT
        or len(fields) > _MANY_FIELDS
        or any(len(field["value"]) > _LONG_VALUE for field in fields)
    )


def days(lead: Any, voice: Voice) -> list[tuple[str, list[Any]]]:
    """[(head, interactions)], a head being "Aujourd’hui", "Hier" or a date."""
    hidden = customised.hidden_fields()
    happened = [one for one in Interaction.of(lead.id) if customised.is_visible(one, hidden)]
    by_day = groupby(happened, key=lambda each: voice.local(each.happened_at).date())
    return [(voice.day(first.happened_at), [first, *rest]) for _date, (first, *rest) in by_day]
