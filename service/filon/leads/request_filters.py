"""How a list is narrowed by what came with a request: the campaign that led to it, and what was agreed to.

Both stand in documents of the lead, as JsonField writes them: one pattern that both engines understand finds a value
there. No index has them, so they are looked for among the rows that an order brings, as long texts are.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from peewee import OP, AsIs, Expression

from filon.foundation import access
from filon.foundation.i18n import _
from filon.leads.conditions import LONGEST_VALUE
from filon.leads.filter_columns import FilterField
from filon.leads.filter_kinds import Viewpoint
from filon.leads.models import Lead
from filon.leads.own_filters import CHOICE_OR_NONE

# What is offered is found among so many of the newest; more words than that nobody reads through.
_LOOKED_THROUGH, _MOST_OFFERED = 2_000, 30
# What parts words in such a document: a line's end is written as two signs there.
_SPACES = "(?:[\\s\u00a0\u202f]|\\\\[nrt])"
# Signs that nobody sees, which editors leave in texts: they are not offered, and may stand anywhere in what is found.
_UNSEEN = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_GAP = f"{_UNSEEN}*{_SPACES}(?:{_SPACES}|{_UNSEEN})*"
_CUT = "…"
_CAMPAIGN = '"utm_campaign":"'
_AGREED = r'\{"text":"'


def fields_of_requests() -> Iterator[FilterField]:
    """The campaign of the first or last visit before the first request, and the sentences that people ticked."""
    yield FilterField(
        "campaign",
        lambda: _("Campagne"),
        CHOICE_OR_NONE,
        _by_campaign,
        (Lead.attribution,),
        offered=_campaigns,
    )
    yield FilterField(
        "consent", lambda: _("Consentement"), CHOICE_OR_NONE, _by_consent, (Lead.consent,), offered=_sentences
    )


def _by_campaign(row: Any, operator: str, values: tuple[Any, ...], _view: Viewpoint) -> Any:
    wanted = [_CAMPAIGN + _spelled(value) + '"' for value in values] or [f'{_CAMPAIGN}[^"]']
    return _asked(row.attribution, operator, wanted)


def _by_consent(row: Any, operator: str, values: tuple[Any, ...], _view: Viewpoint) -> Any:
    wanted = [f'{_AGREED}{_spelled(value)}","given":true' for value in values] or ['"given":true']
    return _asked(row.consent, operator, wanted)


def _asked(place: Any, operator: str, patterns: list[str]) -> Any:
    there = Expression(place, OP.REGEXP, AsIs("|".join(patterns), False))
    return ~there if operator in ("not", "empty") else there


def _spelled(value: str) -> str:
    """The pattern of a text that was offered as this value."""
    is_cut = len(value) == LONGEST_VALUE and value.endswith(_CUT)
    line = _line(value.removesuffix(_CUT) if is_cut else value)
    around = f"(?:{_SPACES}|{_UNSEEN})*"
    said = _GAP.join(f"{_UNSEEN}*".join(map(_sign, word)) for word in line.split())
    return f"{around}{said}" + (r'(?:[^"\\]|\\.)*' if is_cut else around)


def _sign(sign: str) -> str:
    return re.escape(json.dumps(sign, ensure_ascii=False)[1:-1])


def _line(text: str) -> str:
    """As people see it, in one line."""
    return " ".join(re.sub(_UNSEEN, "", text).split())


def _campaigns() -> list[str]:
    touches = (
        attribution.get(which) or {}
        for attribution in _newest(Lead.attribution)
        for which in ("first", "last")
    )
    return _offered(touch.get("utm_campaign") or "" for touch in touches)


def _sentences() -> list[str]:
    return _offered(one["text"] for consent in _newest(Lead.consent) for one in consent if one["given"])


def _newest(column: Any) -> list[Any]:
    # Of whoever is limited by number, since of those that are nobody's no index has the order in which they came.
    by = Lead.created_at if access.limited_to() is None else Lead.number
    parts = Lead.in_parts(Lead.owner_id.desc(), by.desc())
    rows = [row for part in parts for row in part.select(by, column).limit(_LOOKED_THROUGH).tuples()]
    rows.sort(key=lambda row: row[0], reverse=True)
    return [document for _key, document in rows[:_LOOKED_THROUGH]]


def _offered(texts: Iterable[str]) -> list[str]:
    """The most frequent of them in alphabetical order, in one line each."""
    lines = (_line(text) for text in texts)
    seen = Counter(
        line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1] + _CUT
        for line in lines
        if line and line.isprintable()
    )
    return sorted(line for line, _times in seen.most_common(_MOST_OFFERED))
