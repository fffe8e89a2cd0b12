"""Where Google and Microsoft call when something has changed in a calendar: heard, and looked into later."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from filon.foundation.errors import Invalid, NotFound
from filon.foundation.limits import Flood
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.foundation.web import client_address, view

from . import pushes

# A vendor calls from few addresses, and for all of our members from the same ones; strangers find nothing to name.
_calls = Flood(burst=600, per_second=50)
_strangers = Flood(burst=30, per_second=0.5)
LONGEST_BODY, MOST_NOTICES = 256 * 1024, 200

pages = Blueprint("calendar_pushes", __name__, url_prefix="/appels/agendas")


def hear_google() -> Response:
    """All is in the headers (developers.google.com/workspace/calendar/api/guides/push); the first call says `sync`."""
    told = request.headers
    _calls.spend(client_address())
    if not _heard(told.get("X-Goog-Channel-ID", ""), told.get("X-Goog-Channel-Token", "")):
        raise NotFound()
    return Response(status=204)


def hear_microsoft() -> Response:
    """Answers a new subscription's question with its own words; else several notices, each with its secret.

    learn.microsoft.com/graph/change-notifications-delivery-webhooks: an answer within three seconds, whatever follows.
    """
    _calls.spend(client_address())
    asked = request.args.get("validationToken")
    if asked is not None:
        # Text, and nothing that a browser would run: whoever asks chose the words.
        return Response(asked[:1024], content_type="text/plain; charset=utf-8")
    notices = {_notice(one) for one in _said().get("value", ())[:MOST_NOTICES]}
    heard = [_heard(*one) for one in notices]
    if not any(heard):
        raise NotFound()
    return Response(status=202)


def _said() -> dict[str, Any]:
    said = request.get_json(silent=True) if (request.content_length or 0) <= LONGEST_BODY else None
    if not isinstance(said, dict) or not isinstance(said.get("value", ()), list | tuple):
        raise Invalid({"value": ["Give a list of notices"]})
    return said


def _notice(one: Any) -> tuple[str, str, bool]:
    """Subscription, secret, and whether it tells of the subscription itself: that it ends, or has missed something."""
    if not isinstance(one, dict):
        raise Invalid({"value": ["Give a list of notices"]})
    id, secret = (str(one.get(name, "")) for name in ("subscriptionId", "clientState"))
    return id, secret, "lifecycleEvent" in one


def _heard(outside_id: str, secret: str, is_ending: bool = False) -> bool:
    heard = False
    for tenant in pushes.tenants_of(outside_id) if 0 < len(outside_id) <= 500 else ():
        with acting_for(tenant), transaction():
            heard = pushes.hear(outside_id, secret, is_ending=is_ending) is not None or heard
    if not heard:
        _strangers.spend(client_address())
    return heard


pages.add_url_rule("/google", view_func=view(hear_google, public=True), methods=["POST"])
pages.add_url_rule("/microsoft", view_func=view(hear_microsoft, public=True), methods=["POST"])
