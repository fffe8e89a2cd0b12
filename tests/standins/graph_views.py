"""What Microsoft Graph does and answers to a request that it understands."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tests.standins import graph_answers as answers
from tests.standins.graph_mailbox import Event, Gone, Span, Words, read_time, write_time
from tests.standins.graph_requests import EXPANDED, preferences
from tests.standins.graph_subscriptions import Invalid

if TYPE_CHECKING:
    from tests.standins.graph_calendar import Graph

# learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get
_MARKED = re.compile(
    r"singleValueExtendedProperties/any\((\w+): ?\1/id eq '([^']+)' and \1/value (?:eq '([^']*)'|ne null)\)"
)
# What has to be the same for one transactionId to be one wish.
_SAME = ("subject", "start", "end", "body", "location", "showAs")


class Refusal(Exception):
    """An error of Microsoft's, with more words in it where it says more."""

    def __init__(self, status: int, code: str, message: str = "", **more: str) -> None:
        super().__init__(message)
        self.status, self.code, self.more = status, code, more


@dataclass(frozen=True)
class _Round:
    """Of delta: what is to be told from `place` on, and the clock from which the next round goes on."""

    calendar: str
    window: Span
    until: int
    items: list[Event | Gone] = field(default_factory=list)
    place: int = 0


class Views:
    """One for each kind of request in graph_requests.KINDS."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.rounds: dict[str, _Round] = {}
        self._numbers = itertools.count(1)
        # Also of events that were taken away since.
        self._transactions: dict[str, Event] = {}

    def register(self, app: Flask) -> None:
        """Each at its path."""
        events = "/v1.0/me/calendars/<calendar>/events"
        for method, rule, view in (
            ("GET", "/v1.0/me/calendars", self.list_calendars),
            ("GET", "/v1.0/me/calendars/<calendar>/calendarView/delta", self.tell_changes),
            ("GET", events, self.find),
            ("POST", events, self.create),
            ("GET", f"{events}/<event>", self.read),
            ("PATCH", f"{events}/<event>", self.update),
            ("DELETE", f"{events}/<event>", self.delete),
            ("GET", f"{events}/<event>/instances", self.list_parts),
            ("POST", "/v1.0/subscriptions", self.subscribe),
            ("PATCH", "/v1.0/subscriptions/<id>", self.renew),
            ("DELETE", "/v1.0/subscriptions/<id>", self.unsubscribe),
        ):
            app.add_url_rule(rule, f"{method} {rule}", view, methods=[method])

    def list_calendars(self) -> ResponseReturnValue:
        return self._list([dict(one.words) for one in self._graph.mailbox.calendars.values()])

    def tell_changes(self, calendar: str) -> ResponseReturnValue:
        mailbox = self._graph.mailbox
        token = request.args.get("$deltatoken") or request.args.get("$skiptoken")
        if token:
            now = self.rounds.get(token)
            if now is None or now.calendar != calendar:
                raise Refusal(410, "SyncStateNotFound", "The sync state generation is not found")
            if "$deltatoken" in request.args:
                parts = {"all_parts": self._graph.tells_all_parts}
                items = list(mailbox.changes(calendar, now.until, now.window, **parts))
                now = _Round(calendar, now.window, mailbox.clock, items)
        else:
            window = _window()
            # One that counts from nothing would tell everything again.
            now = _Round(calendar, window, mailbox.clock, list(mailbox.changes(calendar, 0, window)))
        ends_at = now.place + _page_size()
        told = [self._in_delta(one) for one in now.items[now.place : ends_at]]
        if ends_at < len(now.items):
            return jsonify(
                value=told, **{"@odata.nextLink": self._link("$skiptoken", replace(now, place=ends_at))}
            )
        return jsonify(
            value=told, **{"@odata.deltaLink": self._link("$deltatoken", replace(now, items=[], place=0))}
        )

    def _link(self, kind: str, following: _Round) -> str:
        token = f"R0usmc{next(self._numbers):08d}_-.x"
        self.rounds[token] = following
        return (
            f"{self._graph.base}/me/calendars/{quote(following.calendar)}/calendarView/delta?{kind}={token}"
        )

    def _in_delta(self, one: Event | Gone) -> Words:
        if isinstance(one, Gone):
            return answers.gone(one.event, immutable=_is_immutable())
        return answers.in_delta(one, immutable=_is_immutable())

    def find(self, calendar: str) -> ResponseReturnValue:
        found = list(self._graph.mailbox.standing(calendar))
        wanted = request.args.get("$filter")
        if wanted is not None:
            marked = _MARKED.fullmatch(wanted)
            if marked is None:
                raise Refusal(400, "ErrorInvalidUrlQueryFilter", wanted)
            found = [one for one in found if answers.marks(one, marked[2], marked[3])]
        return self._list([_expanded(one, answers.full(one, immutable=_is_immutable())) for one in found])

    def list_parts(self, calendar: str, event: str) -> ResponseReturnValue:
        window = _window()
        parts = [one for one in self._graph.mailbox.find(calendar, event).parts if one.touches(window)]
        return self._list([answers.full(one, immutable=_is_immutable()) for one in parts])

    def _list(self, told: list[Words]) -> Response:
        names, skipped = request.args.get("$select", ""), int(request.args.get("$skip", "0"))
        size = int(request.args.get("$top") or _page_size())
        page: dict[str, Any] = {"value": [answers.only(one, names) for one in told[skipped : skipped + size]]}
        if skipped + size < len(told):
            asked = urlencode({**request.args, "$skip": skipped + size}, safe="$", quote_via=quote)
            path = request.path.removeprefix("/v1.0")
            page["@odata.nextLink"] = f"{self._graph.base}{quote(path)}?{asked}"
        return jsonify(page)

    def read(self, calendar: str, event: str) -> ResponseReturnValue:
        return self._shown(self._graph.mailbox.find(calendar, event))

    def create(self, calendar: str) -> ResponseReturnValue:
        mailbox, words = self._graph.mailbox, _in_utc(request.json or {})
        if not mailbox.calendars.get(calendar) or not mailbox.calendars[calendar].words["canEdit"]:
            raise Refusal(403 if calendar in mailbox.calendars else 404, "ErrorAccessDenied")
        before = self._transactions.get(words.get("transactionId", ""))
        if before is None:
            starts_at, ends_at = read_time(words.pop("start")), read_time(words.pop("end"))
            before = mailbox.add(calendar, starts_at, ends_at, **words)
            if "transactionId" in words:
                self._transactions[words["transactionId"]] = before
        elif before.calendar != calendar or any(before.words.get(name) != words.get(name) for name in _SAME):
            named = (
                {"@event.existingEventId": before.id(immutable=False)} if self._graph.names_the_first else {}
            )
            raise Refusal(400, "ErrorDuplicateTransactionId", **named)
        return self._shown(before), 201

    def update(self, calendar: str, event: str) -> ResponseReturnValue:
        changed = self._unchanged(calendar, event)
        self._graph.mailbox.change(changed, **_in_utc(request.json or {}))
        return self._shown(changed)

    def delete(self, calendar: str, event: str) -> ResponseReturnValue:
        self._graph.mailbox.remove(self._unchanged(calendar, event))
        return "", 204

    def _unchanged(self, calendar: str, id: str) -> Event:
        found = self._graph.mailbox.find(calendar, id)
        if request.headers.get("If-Match", "*") not in ("*", found.etag):
            raise Refusal(412, "ErrorIrresolvableConflict")
        return found

    def _shown(self, event: Event) -> Response:
        told = _expanded(event, answers.full(event, immutable=_is_immutable()))
        return jsonify(answers.only(told, request.args.get("$select", "")))

    def subscribe(self) -> ResponseReturnValue:
        try:
            made = self._graph.subscriptions.make(request.json or {}, immutable=_is_immutable())
        except Invalid as error:
            raise Refusal(400, error.code, str(error)) from None
        return jsonify(made.words), 201

    def renew(self, id: str) -> ResponseReturnValue:
        try:
            return jsonify(
                self._graph.subscriptions.renew(id, (request.json or {})["expirationDateTime"]).words
            )
        except Invalid as error:
            raise Refusal(400, error.code, str(error)) from None
        except KeyError:
            raise Refusal(404, "ResourceNotFound") from None

    def unsubscribe(self, id: str) -> ResponseReturnValue:
        if self._graph.subscriptions.standing.pop(id, None) is None:
            raise Refusal(404, "ResourceNotFound")
        return "", 204


def _expanded(event: Event, told: Words) -> Words:
    """Of its extended properties only the one that is asked for by its id, and none when none is."""
    wanted = EXPANDED.fullmatch(request.args.get("$expand", ""))
    marks = answers.marks(event, wanted[1]) if wanted else []
    return {**told, "singleValueExtendedProperties": marks} if marks else told


def _preferences() -> dict[str, str]:
    return preferences(request.headers.get("Prefer", ""))


def _is_immutable() -> bool:
    return "IdType" in _preferences()


def _page_size() -> int:
    return int(_preferences().get("odata.maxpagesize", "10"))


def _window() -> Span:
    starts_at, ends_at = (
        datetime.fromisoformat(request.args[name]) for name in ("startDateTime", "endDateTime")
    )
    return _aware(starts_at), _aware(ends_at)


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _in_utc(words: Words) -> Words:
    """A body as the mailbox keeps it."""
    kept = dict(words)
    for end, original in (("start", "originalStartTimeZone"), ("end", "originalEndTimeZone")):
        if end not in words:
            continue
        name = words[end]["timeZone"]
        try:
            zone = ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
        except (KeyError, ValueError):
            raise Refusal(400, "TimeZoneNotSupportedException", name) from None
        at = datetime.fromisoformat(words[end]["dateTime"])
        kept[end] = write_time(at.replace(tzinfo=UTC if words.get("isAllDay") else zone))
        kept[original] = name
    return kept
