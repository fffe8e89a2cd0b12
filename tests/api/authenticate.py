"""What schemathesis runs before each request: one of the keys in FILON_TEST_KEYS, in turn, so that none is slowed."""

import itertools
import os

import schemathesis

_keys = itertools.cycle(os.environ["FILON_TEST_KEYS"].split())


@schemathesis.auth(refresh_interval=None)
class NextKey:
    """Sends a key as programs do."""

    def get(self, case, context):  # type: ignore[no-untyped-def]  # schemathesis names the types
        return next(_keys)

    def set(self, case, data, context):  # type: ignore[no-untyped-def]
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}
