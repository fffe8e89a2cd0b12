"""What Google calls when a watched calendar changes: at once, or later, twice and in another order."""

from __future__ import annotations

import itertools
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime


@dataclass
class Channel:
    """What a watch was asked with; `expires_ms` as Google counts it."""

    id: str
    token: str
    address: str
    resource_id: str
    calendar: str
    expires_ms: int


@dataclass(frozen=True)
class Push:
    """One call: no body, everything in its headers."""

    address: str
    headers: dict[str, str]


class Pushes:
    """Sends in a thread of its own, in order. While `held`, what would be sent is put into `waiting`."""

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.held = False
        self.waiting: list[Push] = []
        # What was sent, and the status it was answered with; 0 where nobody answered.
        self.sent: list[tuple[Push, int]] = []
        self._numbers: dict[str, itertools.count[int]] = {}
        self._queue: queue.Queue[Push | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def open(self, channel: Channel) -> None:
        """Begin to tell, with the first call that says so."""
        self.channels[channel.id] = channel
        self._numbers[channel.id] = itertools.count(1)
        self._tell(channel, "sync")

    def changed(self, calendar: str) -> None:
        """Tell whoever watches the calendar, until their channel ends."""
        now = datetime.now(UTC).timestamp() * 1000
        for channel in list(self.channels.values()):
            if channel.calendar == calendar and channel.expires_ms > now:
                self._tell(channel, "exists")

    def send(self, pushes: Sequence[Push]) -> None:
        """Send these, in this order, however often they were sent before."""
        for push in pushes:
            self._queue.put(push)

    def stop(self) -> None:
        """End the thread, once what is under way is sent."""
        self._queue.put(None)
        self._thread.join(10)

    def _tell(self, channel: Channel, state: str) -> None:
        number = next(self._numbers[channel.id])
        ends_at = datetime.fromtimestamp(channel.expires_ms / 1000, UTC)
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": format_datetime(ends_at, usegmt=True),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-URI": f"https://www.googleapis.com/calendar/v3/calendars/{channel.calendar}/events",
            "X-Goog-Resource-State": state,
            "X-Goog-Message-Number": str(number),
        }
        if channel.token:
            headers["X-Goog-Channel-Token"] = channel.token
        push = Push(channel.address, headers)
        if self.held:
            self.waiting.append(push)
        else:
            self._queue.put(push)

    def _work(self) -> None:
        while push := self._queue.get():
            self.sent.append((push, _post(push)))


def _post(push: Push) -> int:
    request = urllib.request.Request(push.address, data=b"", headers=push.headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
