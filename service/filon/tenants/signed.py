"""A signed call as Flask received it, and the headers that every answer to a site carries."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request
from flask.typing import ResponseReturnValue

import filon
from filon.foundation import clock
from filon.foundation.limits import Flood
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import look_first, transaction
from filon.foundation.web import client_address
from filon.tenants import site_calls
from filon.tenants.site_calls import Caller, SignedCall

# What may be asked for at all, before anything is looked at: by an address, and apart from that by each site that has
# signed from there. Many clients share a host, and one of them that is taken over must not silence the others.
_callers = Flood(burst=2000, per_second=200)
_MOST_REMEMBERED = 20_000
_have_signed: OrderedDict[str, None] = OrderedDict()
_lock = threading.Lock()

# What a signed call may be answered, and how its documents say that it is signed.
PROBLEMS = ("signature", "clock_skew", "site_revoked", "plugin_too_old", "replayed", "too_many", "too_large")
SECURITY: list[dict[str, list[str]]] = [{"signature": []}]


def read_call() -> SignedCall:
    """The signed parts of the request, as sent. The body is read whole; its size is bounded by the app."""
    _callers.spend(_caller())
    query = request.query_string.decode("latin-1")
    headers = request.headers
    return SignedCall(
        site=headers.get("Filon-Site", ""),
        id=headers.get("webhook-id", ""),
        timestamp=headers.get("webhook-timestamp", ""),
        signature=headers.get("webhook-signature", ""),
        version=headers.get("Filon-Version", ""),
        waiting=headers.get("Filon-Waiting", "0"),
        method=request.method,
        target=request.path + (f"?{query}" if query else ""),
        body=request.get_data(cache=False),
    )


@contextmanager
def calling() -> Iterator[Caller]:
    """The verified call, its tenant and its transaction. Put its writes inside site_calls.begun(caller).

    Until then nothing holds other writers up: a forged call never takes their turn.
    """
    call = read_call()
    with acting_for(site_calls.tenant_of(call)), transaction(together=True):
        with look_first():
            caller = site_calls.verify(call)
        _remember(_site_and_address())
        yield caller


def _caller() -> str:
    one = _site_and_address()
    return one if one in _have_signed else client_address()


def _site_and_address() -> str:
    return f"{request.headers.get('Filon-Site', '')} {client_address()}"


def _remember(one: str) -> None:
    with _lock:
        _have_signed[one] = None
        _have_signed.move_to_end(one)
        if len(_have_signed) > _MOST_REMEMBERED:
            _have_signed.popitem(last=False)


def time_header() -> dict[str, str]:
    """What a site learns our clock from. Not Date: a proxy in between may write its own there, nginx always does."""
    return {"Filon-Time": str(clock.unix())}


def answer(body: dict[str, object], caller: Caller) -> ResponseReturnValue:
    """A JSON answer to a site: our version and time, and whether it should change its secret."""
    headers = {"Filon-Version": filon.__version__, **time_header()}
    if caller.site.rotation_wanted:
        headers["Filon-Rotate"] = "1"
    return body, 200, headers
