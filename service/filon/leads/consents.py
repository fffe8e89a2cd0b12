"""What a lead agreed to and refused: the newest of each is kept, and said in a cell of a file that is read back whole.

An entry is {text, given, at, form}: the sentence beside the box, the answer, the moment in ISO 8601, and the form's id,
left out where there is none. request_filters looks for them as they are written, in this order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from filon.foundation.clock import HOSTS_DIFFER
from filon.foundation.folding import fold
from filon.foundation.i18n import LANGUAGES, _, speaking
from filon.leads.contacts import clean, one_line

Consent = dict[str, Any]

MOST_CONSENTS = 200
# As a form may send them.
LONGEST_TEXT, LONGEST_FORM = 5_000, 191
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
# A quotation mark of the text's own is written twice, as in CSV (RFC 4180): a sentence may have lines, and any sign.
_QUOTED = r'"((?:[^"]++|"")*+)"'
_AT = r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)( UTC|[+-]\d\d:\d\d)"
_ENTRY = re.compile(rf'\s*+([^\W\d_]++) · {_QUOTED} · {_AT}(?: · [^"\n]*+{_QUOTED})?+[ \t\r]*+(?:\n|\Z)')
_END = re.compile(r"\s*+\Z")


def newest_of_each(consents: Sequence[Consent]) -> list[Consent]:
    """One entry for each form, text and answer, the newest, in the order of their moments."""
    newest: dict[tuple[Any, ...], Consent] = {}
    for one in sorted(consents, key=_moment_of):
        key = (one.get("form"), one["text"], one["given"])
        newest.pop(key, None)
        newest[key] = one
    return list(newest.values())


def joined(had: list[Consent], said: Sequence[Consent]) -> list[Consent]:
    """What a lead has once these have come to what it had.

    They prove something: none goes but for a newer one of the same sentence and answer. Past MOST_CONSENTS the older
    ones of those that come are left out.
    """
    new = [one for one in said if one not in had]
    room = max(0, MOST_CONSENTS - len(had))
    new = new[len(new) - min(len(new), room) :]
    return newest_of_each([*had, *new]) if new else had


def is_any_in_force(consents: Sequence[Consent]) -> bool:
    """Whether there is a sentence to which the last answer, by whichever form, was yes."""
    last = {one["text"]: one["given"] for one in sorted(consents, key=_moment_of)}
    return any(last.values())


def taken_back(has: list[Consent], before: list[Consent], after: list[Consent]) -> list[Consent]:
    """What a lead has without what took it from `before` to `after`; whatever came since stays."""
    if has == after:
        return before
    return joined([one for one in has if one in before or one not in after], before)


def said(consents: Sequence[Consent]) -> str:
    """All of them for a cell, one below the other, in the language being spoken; read() has them back."""
    return "\n".join(map(_said, consents))


def _said(one: Consent) -> str:
    answer = _("Accord") if one["given"] else _("Refus")
    at = re.sub("Z$", " UTC", one["at"]).replace("T", " ", 1)
    form = [f"{_('Formulaire')} {_quoted(one['form'])}"] if one.get("form") else []
    return " · ".join([answer, _quoted(one["text"]), at, *form])


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def read(text: str, now: datetime) -> tuple[list[Consent], str]:
    """The entries that said() made this text of, in any of our languages; and a sentence about the first that is none.

    It is "" when all are entries. An answer alone, "oui", is none: it proves neither to what, nor when. The newest
    MOST_CONSENTS count.
    """
    entries: dict[tuple[Any, ...], Consent] = {}
    faults: list[str] = []
    place = 0
    while not _END.match(text, place):
        found = _ENTRY.match(text, place)
        entry = _entry_of(found) if found else None
        if found is None or entry is None:
            quoted = one_line(text[place : place + 200], 60)
            faults.append(
                _(
                    "« %(text)s » ne dit pas à quoi, quand et comment on a répondu, comme Filon l’écrit",
                    text=quoted,
                )
            )
            break
        place = found.end()
        if fault := _fault_of(entry, now):
            faults.append(fault)
        else:
            entries[tuple(entry.values())] = entry
    kept = list(entries.values())
    if len(kept) > MOST_CONSENTS:
        kept = sorted(kept, key=_moment_of)[-MOST_CONSENTS:]
        faults.append(_("Plus de 200 réponses d’une personne : les 200 dernières sont gardées"))
    return kept, next(iter(faults), "")


def _entry_of(found: re.Match[str]) -> Consent | None:
    answer, text, day, time, zone, form = found.groups()
    given = _answers().get(fold(answer))
    at = f"{day}T{time}{'Z' if zone == ' UTC' else zone}"
    if given is None or _moment_in(at) is None:
        return None
    entry = {"text": clean(text.replace('""', '"')), "given": given, "at": at}
    return entry | ({"form": clean(form.replace('""', '"'))} if form else {})


def _fault_of(entry: Consent, now: datetime) -> str:
    quoted = one_line(entry["text"], 60)
    if len(entry["text"]) > LONGEST_TEXT or len(entry.get("form", "")) > LONGEST_FORM:
        return _("« %(text)s » est trop long : 5 000 signes au plus", text=quoted)
    if _moment_of(entry) > now + HOSTS_DIFFER:
        return _("« %(text)s » est daté du futur : %(at)s", text=quoted, at=entry["at"])
    return ""


def _moment_of(one: Consent) -> datetime:
    return _moment_in(one.get("at") or "") or _EARLIEST


def _moment_in(at: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if moment >= _EARLIEST else None


@cache
def _answers() -> dict[str, bool]:
    """What an answer is called in each of our languages."""
    words: dict[str, bool] = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            words |= {fold(_("Accord")): True, fold(_("Refus")): False}
    return words
