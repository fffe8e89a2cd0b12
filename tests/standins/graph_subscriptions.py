"""Microsoft's side of subscriptions: it calls an address to see that it is ours, and tells it what has changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from tests.standins.graph_mailbox import Event
from tests.standins.graph_types import ENUMS, complaints

LONGEST = timedelta(minutes=4230)
VALIDATION_SECONDS, DELIVERY_SECONDS = 10, 3
_TENANT = "84bd8158-6d4d-4958-8b9f-9d6445542f95"
# Spaces, a plus and a slash: whoever gives it back as it stands in the address gives back something else.
_VALIDATION = "Validation: Testing client application reachability for subscription Request-Id: {} +/="


class Invalid(Exception):
    """A subscription that Microsoft would not make; the text says why."""

    code = "InvalidRequest"


class Unreached(Invalid):
    """Its address did not show that it is ours."""

    code = "ValidationError"


@dataclass
class Subscription:
    """`words` are those of Microsoft's `subscription`."""

    id: str
    words: dict[str, Any]
    immutable: bool

    @property
    def ends_at(self) -> datetime:
        """Nothing is told later."""
        return datetime.fromisoformat(self.words["expirationDateTime"])


@dataclass
class Subscriptions:
    """All of the mailbox; what is to be told waits in `waiting`, with its address, until deliver()."""

    standing: dict[str, Subscription] = field(default_factory=dict)
    waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def make(self, wish: dict[str, Any], *, immutable: bool) -> Subscription:
        """After having called both of its addresses; raises Invalid."""
        if wish["resource"].strip("/") != "me/events":
            raise Invalid(f"no resource of this mailbox: {wish['resource']}")
        if not set(wish["changeType"].split(",")) <= set(ENUMS["changeType"]):
            raise Invalid(f"no changes: {wish['changeType']}")
        if len(wish["clientState"]) > 128:
            raise Invalid("clientState has more than 128 characters")
        _check_end(wish["expirationDateTime"])
        for name in ("notificationUrl", "lifecycleNotificationUrl"):
            if wish.get(name):
                _validate(wish[name], next(self._numbers))
        id = f"00000000-0000-4000-8000-{next(self._numbers):012x}"
        self.standing[id] = Subscription(id, {"id": id, "creatorId": _TENANT, **wish}, immutable)
        return self.standing[id]

    def renew(self, id: str, until: str) -> Subscription:
        """Raises KeyError for one that is not, and Invalid."""
        _check_end(until)
        self.standing[id].words["expirationDateTime"] = until
        return self.standing[id]

    def note(self, event: Event, change: str) -> None:
        """Something has changed: whoever asked for such changes, and whose time is not over, is to be told."""
        for one in self.standing.values():
            if change in one.words["changeType"].split(",") and one.ends_at > datetime.now(UTC):
                self.waiting.append((one.words["notificationUrl"], _notice(one, event, change)))

    def note_lifecycle(self, id: str, what: str) -> None:
        """Something has become of a subscription: missed, subscriptionRemoved or reauthorizationRequired."""
        one = self.standing[id]
        if one.words.get("lifecycleNotificationUrl"):
            self.waiting.append(
                (one.words["lifecycleNotificationUrl"], _about(one) | {"lifecycleEvent": what})
            )
        if what == "subscriptionRemoved":
            del self.standing[id]

    def deliver(
        self, *, twice: bool = False, backwards: bool = False, client_state: str | None = None
    ) -> list[int]:
        """Tell all that waits, one POST an address: the statuses answered, 0 for none in time.

        What was not taken waits on. It may arrive `twice`, or `backwards`; with `client_state` somebody tells it who is
        not Microsoft.
        """
        waiting, self.waiting = self.waiting[:: -1 if backwards else 1], []
        by_address: dict[str, list[dict[str, Any]]] = {}
        for address, told in waiting:
            by_address.setdefault(address, []).append(told)
        statuses = []
        for address, ones in by_address.items():
            said = [one if client_state is None else one | {"clientState": client_state} for one in ones]
            statuses += [_tell(address, {"value": said}) for _time in range(2 if twice else 1)]
            if not 200 <= statuses[-1] < 300:
                self.waiting += [(address, one) for one in ones]
        return statuses


def _check_end(until: str) -> None:
    left = datetime.fromisoformat(until) - datetime.now(UTC)
    if not timedelta() < left <= LONGEST:
        raise Invalid(f"it may last {LONGEST} at most: {until}")


def _validate(address: str, number: int) -> None:
    parts = urlsplit(address)
    # Microsoft takes https alone. Here there are no certificates.
    if parts.scheme != "https" and parts.hostname != "127.0.0.1":
        raise Invalid(f"not https: {address}")
    token = _VALIDATION.format(number)
    joint = "&" if parts.query else "?"
    try:
        answer = requests.post(
            f"{address}{joint}validationToken={quote(token, safe='')}",
            headers={"Content-Type": "text/plain; charset=utf-8"},
            timeout=VALIDATION_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Unreached(f"no answer to the validation request: {type(error).__name__}") from None
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if (answer.status_code, kind, answer.text) != (200, "text/plain", token):
        raise Unreached(
            f"{answer.status_code} {kind} to the validation request, or another token than was sent"
        )


def _about(one: Subscription) -> dict[str, Any]:
    return {
        "subscriptionId": one.id,
        "subscriptionExpirationDateTime": one.words["expirationDateTime"],
        "clientState": one.words["clientState"],
        "tenantId": _TENANT,
    }


def _notice(one: Subscription, event: Event, change: str) -> dict[str, Any]:
    id = event.id(immutable=one.immutable)
    path = f"Users/{_TENANT}/Events/{id}"
    about = {"@odata.type": "#Microsoft.Graph.Event", "@odata.id": path, "@odata.etag": event.etag, "id": id}
    return _about(one) | {"changeType": change, "resource": path, "resourceData": about}


def _tell(address: str, said: dict[str, Any]) -> int:
    wrong = list(complaints(said, "changeNotificationCollection"))
    assert not wrong, wrong
    try:
        return requests.post(address, json=said, timeout=DELIVERY_SECONDS, allow_redirects=False).status_code
    except requests.RequestException:
        return 0
