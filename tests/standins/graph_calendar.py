"""Microsoft Graph's calendars on loopback: one mailbox, in memory, that takes only what Microsoft describes."""

from __future__ import annotations

import itertools
import logging
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from flask import Flask, Response, g, jsonify, request
from werkzeug.serving import make_server

from filon.integrations.oauth import MICROSOFT
from tests.standins.graph_answers import Mistaken
from tests.standins.graph_mailbox import Mailbox, NotThere
from tests.standins.graph_requests import wrongs
from tests.standins.graph_subscriptions import Subscriptions
from tests.standins.graph_views import Refusal, Views
from tests.standins.oauth import OAuthStandIn

# It writes a line for each request.
logging.getLogger("werkzeug").setLevel(logging.WARNING)


@dataclass
class Fault:
    """What goes wrong with a request whose method and path contain `where`."""

    where: str
    # Answered instead of what was asked for, which is not done.
    status: int = 0
    code: str = ""
    retry_after: str = ""
    late_seconds: float = 0
    # It is done, and half of the answer arrives.
    is_cut: bool = False


class Graph:
    """Serves `base` while entered. `violations` are requests that Microsoft would not take; `asked` all of them.

    With `tells_all_parts` false a changed series comes without its parts, which nothing promises; a changed part then
    comes alone. `names_the_first` is whether a transactionId that was used before is answered with the event's id.
    """

    def __init__(self) -> None:
        self.subscriptions = Subscriptions()
        self.mailbox = Mailbox(self.subscriptions.note)
        self.access = "EwB-first"
        self.violations: list[str] = []
        self.asked: list[str] = []
        self.tells_all_parts = True
        self.names_the_first = True
        self._faults: list[Fault] = []
        self._renewals = itertools.count(1)
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._views = Views(self)
        app = self._app()
        self.oauth = OAuthStandIn(app, MICROSOFT.scopes, rotates=True, offline="scope=offline_access")
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.base = f"{self.url}/v1.0"

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def fail(self, where: str = "", *, times: int = 1, **how: Any) -> None:
        """Let the next requests fail whose method and path contain `where`: see Fault."""
        self._faults += [Fault(where, **how) for _time in range(times)]

    def renew_access(self) -> str:
        """The access token so far has expired; the new one."""
        self.access = f"EwB-{next(self._renewals)}"
        return self.access

    def forget_rounds(self) -> None:
        """Every delta token so far has expired."""
        self._views.rounds.clear()

    def _app(self) -> Flask:
        app = Flask("graph")
        app.before_request(self._before)
        app.after_request(self._after)
        app.register_error_handler(Refusal, self._refused)
        app.register_error_handler(NotThere, lambda _error: self._refused(Refusal(404, "ErrorItemNotFound")))
        app.register_error_handler(
            Mistaken, lambda error: self._refused(self._violation(f"our own answer: {error}"))
        )
        self._views.register(app)
        return app

    def _before(self) -> None:
        g.fault = None
        if not request.path.startswith("/v1.0/"):  # the sign-in has rules of its own
            return
        with self._lock:
            self.asked.append(f"{request.method} {request.path}")
            g.fault = next((one for one in self._faults if one.where in self.asked[-1]), None)
            if g.fault:
                self._faults.remove(g.fault)
        if g.fault and g.fault.late_seconds:
            self._over.wait(g.fault.late_seconds)
        if g.fault and g.fault.status:
            raise Refusal(g.fault.status, g.fault.code or "UnknownError")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self.access and self.oauth.permission(token) is None:
            raise Refusal(401, "InvalidAuthenticationToken")
        wrong = "; ".join(wrongs(request))
        if wrong:
            raise self._violation(wrong)

    def _violation(self, what: str) -> Refusal:
        self.violations.append(f"{request.method} {request.full_path.rstrip('?')}: {what}")
        return Refusal(400, "BadRequest", what)

    def _refused(self, refusal: Refusal) -> Response:
        said = {"code": refusal.code, "message": str(refusal), **refusal.more}
        answer = jsonify(error={**said, "innerError": {"date": "2026-11-30T08:00:00", "request-id": "1"}})
        answer.status_code = refusal.status
        if g.fault and g.fault.retry_after:
            answer.headers["Retry-After"] = g.fault.retry_after
        return answer

    def _after(self, answer: Response) -> Response:
        if g.fault and g.fault.is_cut:
            answer.set_data(answer.get_data()[: len(answer.get_data()) // 2])
        return answer
