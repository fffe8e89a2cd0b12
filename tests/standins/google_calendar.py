"""A stand-in of Google Calendar (API v3) and its sign-in, checked against the description that Google publishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, Response, jsonify, request

from tests.standins.discovery import Discovery, Method, parse_selection, select
from tests.standins.faults import Faults
from tests.standins.google_events import Events
from tests.standins.google_lists import Lists
from tests.standins.google_pushes import Pushes
from tests.standins.google_refusals import Refusal, refusal
from tests.standins.google_store import Account, Store
from tests.standins.google_watches import Watches
from tests.standins.oauth import OAuthStandIn
from tests.standins.serving import Served

DISCOVERY = Discovery("calendar", "v3")
SCOPES = frozenset(DISCOVERY.document["auth"]["oauth2"]["scopes"])


@dataclass(frozen=True)
class Call:
    """One request that came to the API: the method's id, or verb and path where there is no such method."""

    method: str
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    etag: str


class GoogleStandIn(Served):
    """Alice has an account from the start. `violations` must be empty at the end of every test.

    Everything that the API's description does not allow is answered with 400 and stands in `violations`.
    """

    def __init__(self, port: int = 0) -> None:
        app = Flask(__name__)
        self.faults = Faults(app, under="/calendar/")
        self.oauth = OAuthStandIn(app, SCOPES)
        self.store = Store()
        self.pushes = Pushes()
        self.store.on_change = lambda calendar: self.pushes.changed(calendar.id)
        self.calls: list[Call] = []
        self._wrong: list[str] = []
        self.lists = Lists(self.store)
        self.events = Events(self.store)
        self.watches = Watches(self.store, self.pushes)
        parts = (self.lists, self.events, self.watches)
        self._answers: dict[str, Callable[[Account, Call], Any]] = {}
        for part in parts:
            self._answers |= part.answers
        self.alice = self.store.account("alice@example.com", "Alice")
        app.add_url_rule(
            "/calendar/v3/<path:path>",
            view_func=self._answer,
            methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        )
        super().__init__(app, port)
        self.base = f"{self.url}/calendar/v3"

    @property
    def violations(self) -> list[str]:
        """What no client may send, of the API and of the sign-in."""
        return self._wrong + self.oauth.violations

    def refuse(
        self, status: int, reason: str = "", retry_after: str = "", times: int = 1, domain: str = "global"
    ) -> None:
        """Refuse the next requests in Google's words."""
        headers = {"Retry-After": retry_after} if retry_after else {}
        self.faults.answer(status, refusal(status, reason, reason, domain), headers, times)

    def stop(self) -> None:
        """Close the port and send no more notices."""
        for faults in (self.faults, self.oauth.faults):
            faults.hurry.set()
        super().stop()
        self.pushes.stop()

    def _answer(self, path: str) -> Response:
        try:
            said = self._said()
        except Refusal as error:
            if error.is_violation:
                self._wrong.append(f"{request.method} {path}: {error.message}")
            response = jsonify(refusal(error.status, error.reason, error.message, error.domain))
            response.status_code = error.status
            return response
        return Response(status=204) if said is None else jsonify(said)

    def _said(self) -> Any:
        # As it was sent: the identifiers in it are encoded.
        sent = request.environ["REQUEST_URI"].partition("?")[0].partition("/calendar/v3/")[2]
        found = DISCOVERY.find(request.method, sent)
        if not found:
            raise Refusal(404, "notFound", "no such method", is_violation=True)
        method, values = found
        query = {name: values[0] for name, values in request.args.lists()}
        body = request.get_json(silent=True) if request.get_data() else None
        call = Call(method.id, values, query, body, request.headers.get("If-Match", ""))
        self.calls.append(call)
        account = self._account(method)
        wrong = DISCOVERY.wrong_in_query(method, dict(request.args.lists()))
        wrong += DISCOVERY.wrong_in_body(method, body)
        if wrong:
            raise Refusal(400, "badRequest", "; ".join(wrong), is_violation=True)
        answer = self._answers.get(method.id) or partial(_unknown, method)
        with self.store.lock:
            said = answer(account, call)
        if method.answer and not DISCOVERY.fits(method.answer, _sample(said)):
            raise Refusal(500, "backendError", f"the stand-in answers {said}", is_violation=True)
        return select(parse_selection(query.get("fields", "")), said)

    def _account(self, method: Method) -> Account:
        kind, _, access = request.headers.get("Authorization", "").partition(" ")
        permission = self.oauth.permission(access)
        if kind != "Bearer" or not permission:
            raise Refusal(401, "authError", "Invalid Credentials")
        if not permission.scopes & method.scopes:
            raise Refusal(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        # Whoever has signed in has an account.
        return self.store.accounts.get(permission.mail) or self.store.account(permission.mail)


def _sample(said: dict[str, Any]) -> dict[str, Any]:
    """A long list with its first items: to check a thousand takes longer than all the rest."""
    return {**said, "items": said["items"][:3]} if "items" in said else said


def _unknown(method: Method, _account: Account, _call: Call) -> Any:
    raise Refusal(501, "notImplemented", f"the stand-in does not know {method.id}", is_violation=True)
