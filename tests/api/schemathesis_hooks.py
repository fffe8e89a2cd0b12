"""What schemathesis needs to know: keys in turn, lines of JSON as a body, codes that each operation says."""

import gc
import itertools
import os
from typing import Any

import schemathesis

# What is imported by now stays: looking through it for garbage again and again takes a tenth of all the time.
gc.freeze()
gc.set_threshold(50_000, 10, 10)

_keys = itertools.cycle(os.environ.get("FILON_TEST_KEYS", "").split())
_session = os.environ.get("FILON_TEST_SESSION")


@schemathesis.auth(refresh_interval=None)
class Credentials:
    """The session, where there is one; else one of the keys, another each time, so that none is slowed."""

    def get(self, _case: Any, _context: Any) -> str:
        return _session or next(_keys)

    def set(self, case: Any, data: str, _context: Any) -> None:
        if _session:
            case.cookies = {**(case.cookies or {}), "filon_session": data}
        else:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """What a site would send is made in tests of the door; here it is anything at all."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.check
def code_is_documented(_context: Any, response: Any, case: Any) -> bool | None:
    """An error's code is one that the operation names."""
    kind = response.headers.get("content-type", [""])[0]
    if kind.startswith("application/problem+json") and response.status_code != 405:
        code = response.json()["code"]
        named = case.operation.definition.raw["x-problems"]
        assert code in named, f"{code} is not among the codes of this operation: {', '.join(named)}"
    return None
