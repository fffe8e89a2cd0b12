"""Whether a request is one that Microsoft describes: its query, its headers and each word of its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Request

from tests.standins.graph_types import complaints, properties

# OData's own, which most of its lists take.
_LISTS = frozenset({"$select", "$top", "$skip", "$orderby", "$count"})
_WINDOW = frozenset({"startDateTime", "endDateTime"})
# What only Microsoft writes in an event (learn.microsoft.com/graph/api/resources/event).
_READ_ONLY = frozenset(
    {
        *("id", "createdDateTime", "lastModifiedDateTime", "changeKey", "bodyPreview", "iCalUId", "type"),
        *(
            "seriesMasterId",
            "webLink",
            "isCancelled",
            "isOrganizer",
            "isDraft",
            "hasAttachments",
            "organizer",
        ),
        *(
            "onlineMeeting",
            "onlineMeetingUrl",
            "originalStart",
            "originalStartTimeZone",
            "originalEndTimeZone",
        ),
        *("responseStatus", "cancelledOccurrences"),
    }
)


@dataclass(frozen=True)
class Kind:
    """What a kind of request may say, and must; `of` is the type that it is about, and of its body where it has one."""

    of: str
    query: frozenset[str] = frozenset()
    needs_query: frozenset[str] = frozenset()
    has_body: bool = False
    needs: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    is_conditional: bool = False


_EVENT, _EVENTS = "/v1.0/me/calendars/<calendar>/events/<event>", "/v1.0/me/calendars/<calendar>/events"
_DELTA = "/v1.0/me/calendars/<calendar>/calendarView/delta"
KINDS = {
    ("GET", "/v1.0/me/calendars"): Kind("calendar", _LISTS),
    ("GET", _DELTA): Kind("event", _WINDOW | {"$deltatoken", "$skiptoken"}),
    ("GET", _EVENTS): Kind("event", _LISTS | {"$filter", "$expand"}),
    ("POST", _EVENTS): Kind("event", has_body=True, needs=frozenset({"start", "end"}), never=_READ_ONLY),
    ("GET", _EVENT): Kind("event", frozenset({"$select", "$expand"})),
    ("PATCH", _EVENT): Kind(
        "event", has_body=True, never=_READ_ONLY | {"transactionId"}, is_conditional=True
    ),
    ("DELETE", _EVENT): Kind("event", is_conditional=True),
    ("GET", f"{_EVENT}/instances"): Kind("event", _LISTS | _WINDOW, needs_query=_WINDOW),
    ("POST", "/v1.0/subscriptions"): Kind(
        "subscription",
        has_body=True,
        needs=frozenset({"changeType", "notificationUrl", "resource", "expirationDateTime", "clientState"}),
        never=frozenset({"id", "applicationId", "creatorId"}),
    ),
    ("PATCH", "/v1.0/subscriptions/<id>"): Kind(
        "subscription",
        has_body=True,
        never=frozenset(properties("subscription")) - {"expirationDateTime", "notificationUrl"},
    ),
    ("DELETE", "/v1.0/subscriptions/<id>"): Kind("subscription"),
}

_PREFERENCES = {
    "odata.maxpagesize": r"[1-9]\d{0,2}",
    "IdType": r'"ImmutableId"',
    "outlook.timezone": r'"UTC"',
    "outlook.body-content-type": r'"(text|html)"',
}
# learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get: no other way shows one.
EXPANDED = re.compile(r"singleValueExtendedProperties\(\$filter=id eq '([^']+)'\)")
_ETAG = re.compile(r'\*|(W/)?"[^"]+"')
_NAIVE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?")


def preferences(header: str) -> dict[str, str]:
    """Those of a Prefer header (RFC 7240), as they are written."""
    parts = [part.strip() for part in header.split(",") if part.strip()]
    return {name: value for name, _, value in (part.partition("=") for part in parts)}


def wrongs(request: Request) -> Iterator[str]:
    """All that Microsoft would not understand, or that its description does not allow."""
    rule = request.url_rule.rule if request.url_rule else ""
    kind = KINDS.get((request.method, rule))
    if kind is None:
        yield f"there is no {request.method} {request.path}"
        return
    yield from _of_headers(request, kind)
    yield from _of_query(request, kind, rule)
    if kind.has_body:
        yield from _of_body(request, kind)
    elif request.get_data():
        yield "it has a body"


def _of_headers(request: Request, kind: Kind) -> Iterator[str]:
    for name, value in preferences(request.headers.get("Prefer", "")).items():
        if not re.fullmatch(_PREFERENCES.get(name, "(?!)"), value):
            yield f"no preference: {name}={value}"
    condition = request.headers.get("If-Match")
    if condition is not None and not (kind.is_conditional and _ETAG.fullmatch(condition)):
        yield f"no condition: If-Match: {condition}"
    if kind.has_body and request.mimetype != "application/json":
        yield f"a body of {request.mimetype or 'no type'}"
    if not request.accept_mimetypes.accept_json:
        yield "it takes no JSON"


def _of_query(request: Request, kind: Kind, rule: str) -> Iterator[str]:
    asked = set(request.args)
    yield from (f"no parameter here: {name}" for name in sorted(asked - kind.query))
    yield from (f"without {name}" for name in sorted(kind.needs_query - asked))
    if any(len(request.args.getlist(name)) > 1 for name in asked):
        yield "a parameter twice"
    if rule == _DELTA and asked not in (_WINDOW, {"$deltatoken"}, {"$skiptoken"}):
        yield "delta takes a window, or one token and nothing else"
    for name in _WINDOW & asked:
        if not _is_iso(request.args[name]):
            yield f"no time: {name}={request.args[name]}"
    for name in filter(None, request.args.get("$select", "").split(",")):
        if name not in properties(kind.of):
            yield f"{kind.of} has no {name} to select"
    if "$expand" in asked and not EXPANDED.fullmatch(request.args["$expand"]):
        yield f"it can't be shown by $expand={request.args['$expand']}"
    for name in {"$top", "$skip"} & asked:
        if not request.args[name].isdecimal():
            yield f"no number: {name}={request.args[name]}"


def _of_body(request: Request, kind: Kind) -> Iterator[str]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        yield "its body is no object"
        return
    yield from complaints(body, kind.of, kind.of, open_types=False)
    yield from (f"without {name}" for name in sorted(kind.needs - set(body)))
    yield from (f"only Microsoft writes {name}" for name in sorted(kind.never & set(body)))
    if kind.of == "event":
        yield from _of_event(body)


def _of_event(body: dict[str, Any]) -> Iterator[str]:
    for end in ("start", "end"):
        at = body.get(end)
        if not isinstance(at, dict):
            continue
        if not isinstance(at.get("timeZone"), str) or not _NAIVE.fullmatch(str(at.get("dateTime"))):
            yield f"{end} is no time in a zone: {at}"
        elif body.get("isAllDay") and "T00:00" not in at["dateTime"]:
            yield f"{end} of a whole day is not at midnight"
    for mark in body.get("singleValueExtendedProperties") or ():
        if not re.fullmatch(r"String (\{[0-9a-fA-F-]{36}\} Name \S+|0x[0-9A-Fa-f]{4})", str(mark.get("id"))):
            yield f"no extended property: {mark.get('id')}"


def _is_iso(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "T" in text
