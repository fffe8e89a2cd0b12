"""What a stand-in does instead of answering as it should: once for each time that a test asked for it."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, g, request

Fault = Callable[[], Response | None]


class Faults:
    """For the requests to come, in their order; `under` are the only paths that they happen to."""

    def __init__(self, app: Flask, under: str = "/") -> None:
        self.under = under
        # Ends the wait of slow answers.
        self.hurry = threading.Event()
        self._waiting: deque[Fault] = deque()
        app.before_request(self._happen)
        app.after_request(self._shorten)

    def answer(
        self, status: int, said: object = "", headers: Mapping[str, str] | None = None, times: int = 1
    ) -> None:
        """Answer this instead: an object as JSON, or text."""
        body = said if isinstance(said, str) else json.dumps(said)
        kind = "text/html" if isinstance(said, str) else "application/json"
        self._add(lambda: Response(body, status, headers, content_type=kind), times)

    def pass_by(self, times: int = 1) -> None:
        """Answer as it should: what comes after happens later."""
        self._add(lambda: None, times)

    def be_slow(self, seconds: float, times: int = 1) -> None:
        """Answer as it should, but not before."""

        def wait() -> None:
            self.hurry.wait(seconds)

        self._add(wait, times)

    def cut_short(self, times: int = 1) -> None:
        """Answer the first half of what it should."""

        def mark() -> None:
            g.cut_short_by = self

        self._add(mark, times)

    def hang_up(self, times: int = 1) -> None:
        """Close the connection without a word."""

        def close() -> Response:
            connection: Any = request.environ["werkzeug.socket"]
            connection.shutdown(socket.SHUT_RDWR)
            return Response()

        self._add(close, times)

    def _add(self, fault: Fault, times: int) -> None:
        self._waiting.extend([fault] * times)

    def _happen(self) -> Response | None:
        if not request.path.startswith(self.under) or not self._waiting:
            return None
        return self._waiting.popleft()()

    def _shorten(self, response: Response) -> Response:
        if g.get("cut_short_by") is self:
            response.set_data(response.get_data()[: len(response.get_data()) // 2])
        return response
