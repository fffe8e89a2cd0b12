"""The ledger: which submissions a site says it captured, day by day, against those that came; sets of uuid and hash.

A day is that of `submitted_at` in UTC, as the line itself has it, and its digest that of schemas/ledger.schema.json.
Where two digests are the same nothing is missing, so only the days that differ are looked at line by line. A line is
here under its uuid, or under the id made from its hash when its uuid was unreadable or had come before with another
body; what an erasure emptied still has both, and is here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from filon.intake.models import FOLLOWED, TESTED, Submission
from filon.intake.reading import fallback_id

ANSWERS = ("recorded", "joined", "quarantined")
ROWS_AT_ONCE = 5000
# Two names for each, and no engine takes more than some thousand values in a statement.
_LINES_A_QUESTION = 400


@dataclass(frozen=True)
class Day:
    """What a site says of one day: how many lines, and the digest of their set."""

    day: date
    count: int
    digest: str


@dataclass(frozen=True)
class Comparison:
    """`differ` are the days that are not the same on both sides, `counts` what became of all requests of the days."""

    differ: list[date]
    counts: dict[str, int]


def digest(lines: Iterable[str]) -> str:
    """The digest of a set of `uuid:sha256` lines, handed over in their order."""
    made = hashlib.sha256()
    for line in lines:
        made.update(f"{line}\n".encode())
    return made.hexdigest()


def compare_days(site: UUID, days: Sequence[Day], spend: Callable[[int], None]) -> Comparison:
    """Compare what the site says of these days with what is here; `spend` is told of rows as they are read."""
    counts: Counter[str] = Counter(dict.fromkeys(ANSWERS, 0))
    differ = []
    for one in days:
        ours: Counter[str] = Counter()
        read = digest(_lines_of(site, one.day, ours, spend))
        if (one.count, one.digest) != (ours.total(), read):
            differ.append(one.day)
        counts.update(ours)
    # What became of an order is a line, and no request; nor is a test of the form.
    for is_none in (FOLLOWED, TESTED):
        counts.pop(is_none, None)
    return Comparison(differ, dict(counts))


def _lines_of(site: UUID, day: date, answers: Counter[str], spend: Callable[[int], None]) -> Iterator[str]:
    """The day's lines in the order of their uuids, on both engines that of their text; their answers are counted.

    A part at a time: neither a day nor a month of a busy site is ever in memory.
    """
    # What differs counts as arrived with its first hash, under its uuid.
    is_first = Submission.reason.is_null() | (Submission.reason != "differs")
    those = (Submission.site_id == site) & (Submission.ledger_on == day) & is_first
    columns = (Submission.id, Submission.sha256, Submission.answer, Submission.reason)
    query = Submission.select(*columns).where(those)
    query, last = query.order_by(Submission.id).limit(ROWS_AT_ONCE), None
    while True:
        rows = list((query if last is None else query.where(Submission.id > last)).tuples())
        spend(len(rows))
        for id, sha256, answer, reason in rows:
            answers[FOLLOWED if reason == FOLLOWED else answer] += 1
            yield f"{id}:{sha256}"
        if len(rows) < ROWS_AT_ONCE:
            return
        last = rows[-1][0]


def look_for(site: UUID, lines: dict[UUID, str]) -> tuple[list[UUID], list[UUID]]:
    """Of these lines (uuid → hash) those that never came, and those that came with another body only."""
    missing: list[UUID] = []
    differing: list[UUID] = []
    asked = list(lines.items())
    for begin in range(0, len(asked), _LINES_A_QUESTION):
        some = asked[begin : begin + _LINES_A_QUESTION]
        wanted = [uuid for uuid, _sha256 in some] + [fallback_id(sha256) for _uuid, sha256 in some]
        known = dict(
            Submission.select(Submission.id, Submission.sha256)
            .where((Submission.site_id == site) & Submission.id.in_(wanted))
            .tuples()
        )
        for uuid, sha256 in some:
            if sha256 not in (known.get(uuid), known.get(fallback_id(sha256))):
                (differing if uuid in known else missing).append(uuid)
    return missing, differing
