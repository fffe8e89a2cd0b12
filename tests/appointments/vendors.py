"""Alice's calendar at Google and at Microsoft, as she handles it there herself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import requests
from flask.testing import FlaskClient

from tests.appointments.shelf import AGENDAS
from tests.parts.processes import until
from tests.standins.google_calendar import GoogleStandIn
from tests.standins.graph_calendar import Graph
from tests.standins.graph_mailbox import read_time, write_time
from tests.standins.oauth import OAuthStandIn

Time = tuple[datetime, datetime]


class There(Protocol):
    """One vendor: `name` as our addresses have it; events by their ids."""

    name: str
    url: str
    oauth: OAuthStandIn

    def add(self, start: datetime, end: datetime) -> str: ...

    def add_marked(self, start: datetime, end: datetime, key: str) -> str:
        """As a Filon writes one, of whatever business."""

    def uid(self, id: str) -> str:
        """What the same event is called where the calendar is published."""

    def move(self, id: str, start: datetime, end: datetime) -> None: ...

    def remove(self, id: str) -> None: ...

    def drop_calendars(self) -> None:
        """All of them."""

    def ours(self) -> dict[str, Time]:
        """What Filon has written, by id."""

    def forget(self) -> None:
        """Whatever it has told before is too old to be gone on from."""

    def refuse_writing(self) -> None:
        """The calendar has become one that she may only look at."""

    def told(self) -> list[str]:
        """The subscriptions that stand, by the names that calls give them."""

    def deliver(self, *, twice: bool = False) -> list[int]:
        """Make the calls that wait: what they are answered with."""

    @property
    def violations(self) -> list[str]: ...


def permit(browser: FlaskClient, there: There) -> dict[str, str]:
    """What the browser comes back with, once its owner has agreed there."""
    sent = browser.get(f"/app/reglages/agendas/{there.name}")
    assert sent.status_code == 302, sent.text
    back = requests.get(sent.headers["Location"], allow_redirects=False, timeout=10)
    assert back.status_code == 302, back.text
    return {name: values[0] for name, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}


class AtGoogle:
    name = "google"

    def __init__(self, standin: GoogleStandIn) -> None:
        self._standin, self.url, self.oauth = standin, standin.url, standin.oauth
        self._calendar = standin.store.calendars["alice@example.com"]
        standin.pushes.held = True

    def add(self, start: datetime, end: datetime) -> str:
        return str(self._standin.store.add(self._calendar, start.isoformat(), end.isoformat())["id"])

    def add_marked(self, start: datetime, end: datetime, key: str) -> str:
        mark = {"extendedProperties": {"private": {"filon": key}}}
        store = self._standin.store
        return str(store.add(self._calendar, start.isoformat(), end.isoformat(), **mark)["id"])

    def uid(self, id: str) -> str:
        return str(self._calendar.events[id]["iCalUID"])

    def move(self, id: str, start: datetime, end: datetime) -> None:
        times = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": end.isoformat()}}
        self._standin.store.change(self._calendar, id, **times)

    def remove(self, id: str) -> None:
        self._standin.store.remove(self._calendar, id)

    def drop_calendars(self) -> None:
        self._standin.alice.roles.clear()

    def ours(self) -> dict[str, Time]:
        return {
            id: self._calendar.span(item)
            for id, item in self._calendar.events.items()
            if item["status"] != "cancelled" and "Salma" in item.get("summary", "")
        }

    def forget(self) -> None:
        self._standin.lists.forget()

    def refuse_writing(self) -> None:
        self._standin.alice.roles[self._calendar.id] = "reader"

    def told(self) -> list[str]:
        return list(self._standin.pushes.channels)

    def deliver(self, *, twice: bool = False) -> list[int]:
        pushes = self._standin.pushes
        waiting, pushes.waiting = pushes.waiting * (2 if twice else 1), []
        before = len(pushes.sent)
        pushes.send(waiting)
        until(lambda: len(pushes.sent) == before + len(waiting), "Google's calls")
        return [status for _push, status in pushes.sent[before:]]

    @property
    def violations(self) -> list[str]:
        return self._standin.violations


class AtMicrosoft:
    name = "microsoft"

    def __init__(self, standin: Graph) -> None:
        self._standin, self.url, self.oauth = standin, standin.url, standin.oauth
        self._calendar = next(iter(standin.mailbox.calendars))

    def add(self, start: datetime, end: datetime) -> str:
        made = self._standin.mailbox.add(self._calendar, start.astimezone(UTC), end.astimezone(UTC))
        return made.id(immutable=True)

    def add_marked(self, start: datetime, end: datetime, key: str) -> str:
        mark = {"id": "String {5b1f0d5e-6c0e-4f2b-9d7e-2f6a1c83b9d4} Name filon", "value": key}
        times = start.astimezone(UTC), end.astimezone(UTC)
        made = self._standin.mailbox.add(self._calendar, *times, singleValueExtendedProperties=[mark])
        return made.id(immutable=True)

    def uid(self, id: str) -> str:
        return str(self._event(id).words["iCalUId"])

    def move(self, id: str, start: datetime, end: datetime) -> None:
        words: Any = {"start": write_time(start.astimezone(UTC)), "end": write_time(end.astimezone(UTC))}
        self._standin.mailbox.change(self._event(id), **words)

    def remove(self, id: str) -> None:
        self._standin.mailbox.remove(self._event(id))

    def drop_calendars(self) -> None:
        self._standin.mailbox.calendars.clear()

    def ours(self) -> dict[str, Time]:
        return {
            event.id(immutable=True): (read_time(event.words["start"]), read_time(event.words["end"]))
            for event in self._standin.mailbox.standing(self._calendar)
            if "Salma" in str(event.words.get("subject"))
        }

    def forget(self) -> None:
        self._standin.forget_rounds()

    def refuse_writing(self) -> None:
        self._standin.fail("POST /v1.0/me/calendars", times=9, status=403, code="ErrorAccessDenied")

    def told(self) -> list[str]:
        return list(self._standin.subscriptions.standing)

    def deliver(self, *, twice: bool = False) -> list[int]:
        return self._standin.subscriptions.deliver(twice=twice)

    def note_lifecycle(self, what: str) -> None:
        (id,) = self.told()
        self._standin.subscriptions.note_lifecycle(id, what)

    @property
    def violations(self) -> list[str]:
        return self._standin.violations + self._standin.oauth.violations

    def _event(self, id: str) -> Any:
        return self._standin.mailbox.find(self._calendar, id)


@contextmanager
def serving(name: str, at: datetime | None = None) -> Iterator[There]:
    """Nothing may be asked of it that its vendor does not describe. `at` is when that is, None for now."""
    there: There
    if name == "google":
        with GoogleStandIn() as google:
            if at is not None:
                google.watches.time = at.timestamp
            yield (there := AtGoogle(google))
    else:
        with Graph() as graph:
            yield (there := AtMicrosoft(graph))
    assert there.violations == []


def known_there(environ: dict[str, str], there: There) -> dict[str, str]:
    """The environment of a service that the vendor knows."""
    there.oauth.redirects.add(f"{environ['FILON_ADDRESS']}{AGENDAS}/{there.name}/retour")
    known = f"{there.oauth.client_id}:{there.oauth.client_secret}@{there.url}"
    return {**environ, f"FILON_{there.name.upper()}": known}
