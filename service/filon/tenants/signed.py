"""A signed call as Flask received it, and the headers that every answer to a site carries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError

import filon
from filon.foundation import clock
from filon.foundation.errors import Invalid
from filon.foundation.limits import Flood
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import look_first, transaction
from filon.foundation.web import client_address
from filon.tenants import site_calls
from filon.tenants.site_calls import Caller, SignedCall

# What may be asked for at all, before anything is looked at: by an address, and apart from that by each site that has
# signed from there. Many clients share a host, and one of them that is taken over must not silence the others.
_strangers = Flood(burst=2000, per_second=200)
_known_sites = Flood(burst=2000, per_second=200)

# What a signed call may be answered, and how its documents say that it is signed.
PROBLEMS = ("signature", "clock_skew", "site_revoked", "plugin_too_old", "replayed", "too_many", "too_large")
SECURITY: list[dict[str, list[str]]] = [{"signature": []}]


def read_call() -> SignedCall:
    """The signed parts of the request, as sent. The body is read whole; its size is bounded by the app."""
    if _known_sites.knows(_site_there()):
        _known_sites.spend(_site_there())
    else:
        _strangers.spend(client_address())
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
        _known_sites.remember(_site_there())
        yield caller


def read_body(shape: Schema, body: bytes) -> dict[str, Any]:
    """What a signed body says; raises Invalid."""
    try:
        said: dict[str, Any] = shape.loads(body)
    except ValidationError as error:
        raise Invalid(dict(_named(error.normalized_messages()))) from None  # type: ignore[no-untyped-call]  # marshmallow
    except (ValueError, RecursionError):
        raise Invalid({"body": ["Not JSON"]}) from None
    return said


def _named(messages: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each sentence under the whole name of its field, such as `days.3.count`."""
    if isinstance(messages, dict):
        for name, found in messages.items():
            yield from _named(found, f"{path}.{name}" if path else str(name))
    else:
        yield path, messages


@contextmanager
def hearing() -> Iterator[Caller]:
    """The verified call and its tenant, no transaction open yet: for what takes long before anything is written."""
    call = read_call()
    with acting_for(site_calls.tenant_of(call)):
        with transaction(write=False):
            caller = site_calls.verify(call)
        _known_sites.remember(_site_there())
        yield caller


def _site_there() -> str:
    """The site that the call names, at the address it comes from."""
    return f"{request.headers.get('Filon-Site', '')} {client_address()}"


def time_header() -> dict[str, str]:
    """What a site learns our clock from. Not Date: a proxy in between may write its own there, nginx always does."""
    return {"Filon-Time": str(clock.unix())}


def answer(body: dict[str, object], caller: Caller) -> ResponseReturnValue:
    """A JSON answer to a site: our version and time, and whether it should change its secret."""
    headers = {"Filon-Version": filon.__version__, **time_header()}
    if caller.site.rotation_wanted:
        headers["Filon-Rotate"] = "1"
    return body, 200, headers
