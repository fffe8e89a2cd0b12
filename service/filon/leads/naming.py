"""Whether words that somebody typed name a person: by name, by address, or by number in any spelling."""

from __future__ import annotations

import re
from typing import Any

from filon.foundation.folding import fold, sort_key, words_of

# Shorter than that, a name or a number is found in words about anybody.
_SHORTEST_TRACE = 5
_FEWEST_DIGITS = 6
# Digits with what people put between them; what stands before them abroad or at home says nothing of whose it is.
_NUMBER = re.compile(r"\d(?:[\s.\-/()]{0,2}\d)+")
_PREFIX = re.compile(r"^0+")


class Naming:
    """How a lead can be named. Made once, asked of many texts."""

    def __init__(self, lead: Any) -> None:
        named = [fold(one) for one in (lead.email, lead.phone, lead.phone_typed) if one] + [
            sort_key(lead.name)
        ]
        self._traces = [trace for trace in named if len(trace) >= _SHORTEST_TRACE]
        self._digits = "".join(re.findall(r"\d", lead.phone or ""))

    def is_in(self, said: str) -> bool:
        """Whether this text names the lead."""
        plain = (fold(said), " ".join(words_of(said)))
        if any(trace in text for trace in self._traces for text in plain):
            return True
        return any(self._is_number(found) for found in _NUMBER.findall(said))

    def _is_number(self, found: str) -> bool:
        digits = _PREFIX.sub("", "".join(re.findall(r"\d", found)))
        return len(digits) >= _FEWEST_DIGITS and digits in self._digits
