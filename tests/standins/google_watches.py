"""Channels of Google's stand-in: who is called when a calendar changes, and until when."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.standins.google_lists import find_calendar
from tests.standins.google_pushes import Channel, Pushes
from tests.standins.google_refusals import Refusal, broken
from tests.standins.google_store import Account, Item, Store

if TYPE_CHECKING:
    from tests.standins.google_calendar import Call

_LONGEST_MS = 30 * 24 * 3600 * 1000
_MOST_ID, _MOST_TOKEN = 64, 256
_ADDRESSES = ("https://", "http://127.0.0.1:", "http://localhost:")


class Watches:
    """Takes https addresses, and those of this machine to try out."""

    def __init__(self, store: Store, pushes: Pushes) -> None:
        self._store = store
        self._pushes = pushes
        self._used: set[str] = set()
        # Where who asks lives at another time than this machine, so does Google.
        self.time = time.time
        self.answers: dict[str, Callable[[Account, Call], Any]] = {
            "calendar.events.watch": self._watch,
            "calendar.channels.stop": self._stop,
        }

    def _watch(self, account: Account, call: Call) -> Item:
        calendar = find_calendar(self._store, account, call)
        asked = call.body
        if not 0 < len(asked.get("id", "")) <= _MOST_ID or len(asked.get("token", "")) > _MOST_TOKEN:
            raise broken("an id of at most 64 letters, and a token of at most 256")
        if asked.get("type") not in ("web_hook", "webhook"):
            raise broken(f"type={asked.get('type')}")
        if not asked.get("address", "").startswith(_ADDRESSES):
            raise Refusal(400, "push.webhookUrlNotHttps", "WebHook callback must be HTTPS", domain="global")
        if asked["id"] in self._used:
            raise Refusal(400, "channelIdNotUnique", f"Channel id {asked['id']} not unique")
        if calendar.id.endswith("#holiday@group.v.calendar.google.com"):
            reason = "pushNotSupportedForRequestedResource"
            raise Refusal(400, reason, "Push notifications are not supported by this resource.")
        now = round(self.time() * 1000)
        expires_ms = min(int(asked.get("expiration", now + _LONGEST_MS)), now + _LONGEST_MS)
        if expires_ms <= now:
            raise broken("an expiration in the past")
        self._used.add(asked["id"])
        resource = hashlib.sha256(calendar.id.encode()).hexdigest()[:27]
        channel = Channel(
            asked["id"], asked.get("token", ""), asked["address"], resource, calendar.id, expires_ms
        )
        self._pushes.open(channel)
        return {
            "kind": "api#channel",
            "id": channel.id,
            "resourceId": resource,
            "resourceUri": f"https://www.googleapis.com/calendar/v3/calendars/{calendar.id}/events",
            "expiration": str(expires_ms),
        }

    def _stop(self, _account: Account, call: Call) -> None:
        channel = self._pushes.channels.get(call.body.get("id", ""))
        if not channel or channel.resource_id != call.body.get("resourceId"):
            raise Refusal(404, "notFound", f"Channel '{call.body.get('id')}' not found")
        del self._pushes.channels[channel.id]
