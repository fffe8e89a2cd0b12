"""Which leads a line of words may be about: those whose name it says."""

from __future__ import annotations

from typing import Any

from filon.foundation.folding import words_of
from filon.leads import search
from filon.leads.models import Lead

# More are no proposal but a list.
MOST = 3
# A line has few words, and a name fewer.
_LONGEST_LINE, _LONGEST_NAME = 16, 5
# One word alone is looked for if it is long enough to be a name, and that only this often.
_SHORTEST_NAME, _LOOKS, _HITS = 4, 3, 20


def named_in(text: str) -> list[Any]:
    """Those whose whole name it says, in either order; else those of whose name it says a word. The newest first."""
    words = words_of(text)[:_LONGEST_LINE]
    runs = [
        words[at : at + size] for size in range(2, _LONGEST_NAME + 1) for at in range(len(words) - size + 1)
    ]
    names = {" ".join(run) for run in runs} | {" ".join([run[-1], *run[:-1]]) for run in runs}
    if names:
        whole = Lead.kept().where(Lead.name_key.in_(names)).order_by(Lead.number.desc())
        if found := list(whole.limit(MOST)):
            return found
    alone = [word for word in words if len(word) >= _SHORTEST_NAME and not word.isdigit()]
    # What is to be done mostly comes first, and whom it is about then.
    for word in alone[::-1][:_LOOKS]:
        hits = search.find(word, limit=_HITS)
        if not hits:
            continue
        leads = Lead.kept().where(Lead.number.in_(hits)).order_by(Lead.number.desc())
        if found := [lead for lead in leads if word in lead.name_key.split()][:MOST]:
            return found
    return []
