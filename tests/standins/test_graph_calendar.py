"""The stand-in of Microsoft's calendars refuses what Microsoft's description does not allow, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.standins.graph_calendar import Graph
from tests.standins.graph_types import ENUMS, TYPES, complaints

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
EVENT = {
    "subject": "Devis",
    "start": {"dateTime": "2026-12-01T09:00:00", "timeZone": "Romance Standard Time"},
    "end": {"dateTime": "2026-12-01T10:00:00", "timeZone": "Europe/Paris"},
}
DELTA = "calendarView/delta?startDateTime=2026-12-01T00:00:00Z&endDateTime=2026-12-31T00:00:00Z"
SUBSCRIPTION = {
    "changeType": "updated",
    "notificationUrl": "https://filon.example/graph",
    "resource": "me/events",
    "expirationDateTime": "2030-01-01T00:00:00Z",
    "clientState": "secret",
}
IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}


class Caller:
    """Anybody with Alice's access token."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.home = graph, next(iter(graph.mailbox.calendars))

    def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> requests.Response:
        """`path` from her calendar on, or from the root where it begins with a slash."""
        url = (
            f"{self.graph.base}{path}"
            if path[0] == "/"
            else f"{self.graph.base}/me/calendars/{self.home}/{path}"
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        access = {"Authorization": f"Bearer {self.graph.access}"}
        return requests.request(method, url, json=json, headers=access | named, timeout=10)


@pytest.fixture
def call() -> Iterator[Caller]:
    """The stand-in's doors."""
    with Graph() as graph:
        yield Caller(graph)


def test_it_works(call: Caller) -> None:
    made = call("POST", "events", EVENT).json()
    assert made["start"] == {"dateTime": "2026-12-01T08:00:00.0000000", "timeZone": "UTC"}
    told = call("GET", DELTA).json()
    assert [one["id"] for one in told["value"]] == [made["id"]]
    assert call("GET", told["@odata.deltaLink"].removeprefix(f"{call.graph.base}")).json()["value"] == []
    assert call.graph.violations == []


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        ("GET", f"{DELTA}&$select=id", None, {}),
        ("GET", f"{DELTA}&$filter=showAs eq 'busy'", None, {}),
        ("GET", f"{DELTA}&$orderby=start", None, {}),
        ("GET", f"{DELTA}&$top=5", None, {}),
        ("GET", f"{DELTA}&$deltatoken=x", None, {}),
        ("GET", f"{DELTA}&startDateTime=2026-12-02T00:00:00Z", None, {}),
        ("GET", "calendarView/delta?startDateTime=2026-12-01T00:00:00Z", None, {}),
        ("GET", "calendarView/delta?startDateTime=tomorrow&endDateTime=2026-12-31T00:00:00Z", None, {}),
        ("GET", "calendarView/delta?startDateTime=2026-12-01&endDateTime=2026-12-31", None, {}),
        ("GET", "calendarView/delta?$deltaToken=x", None, {}),
        ("GET", DELTA, {"a": 1}, {}),
        ("GET", DELTA, None, {"Prefer": "odata.maxpagesize=0"}),
        ("GET", DELTA, None, {"Prefer": "odata.maxpagesize=5000"}),
        ("GET", DELTA, None, {"Prefer": "IdType=ImmutableId"}),
        ("GET", DELTA, None, {"Prefer": "outlook.timezone=UTC"}),
        ("GET", DELTA, None, {"Prefer": "respond-sync"}),
        ("GET", DELTA, None, {"Accept": "text/html"}),
        ("GET", DELTA, None, {"If_Match": '"1"'}),
        ("POST", DELTA, None, {}),
        ("GET", "/me/calendar/events/1", None, {}),
        ("GET", "/me/calendars?$filter=name", None, {}),
        ("GET", "/me/calendars?$select=colour", None, {}),
        ("GET", "/me/calendars?$top=all", None, {}),
        ("GET", "events/1?$select=subject,who", None, {}),
        ("GET", "events/1/instances", None, {}),
        ("GET", "events?$search=x", None, {}),
        ("GET", "events?$expand=singleValueExtendedProperties", None, {}),
        ("GET", f"{DELTA}&$expand=singleValueExtendedProperties($filter=id eq 'x')", None, {}),
        ("POST", "events", [], {}),
        ("POST", "events", {}, {}),
        ("POST", "events", EVENT | {"summary": "Google says so"}, {}),
        ("POST", "events", EVENT | {"showAs": "OOF"}, {}),
        ("POST", "events", EVENT | {"isAllDay": "false"}, {}),
        ("POST", "events", EVENT | {"isAllDay": True}, {}),
        ("POST", "events", EVENT | {"iCalUId": "rdv-1"}, {}),
        ("POST", "events", EVENT | {"reminderMinutesBeforeStart": 1.5}, {}),
        ("POST", "events", EVENT | {"location": "Rue Lecourbe"}, {}),
        ("POST", "events", EVENT | {"body": {"contentType": "plain", "content": ""}}, {}),
        ("POST", "events", EVENT | {"attendees": [{"email": "a@b.example"}]}, {}),
        ("POST", "events", EVENT | {"start": "2026-12-01T09:00:00Z"}, {}),
        ("POST", "events", EVENT | {"start": {"dateTime": "2026-12-01T09:00:00Z", "timeZone": "UTC"}}, {}),
        ("POST", "events", EVENT | {"start": {"dateTime": "2026-12-01T09:00:00"}}, {}),
        ("POST", "events", EVENT | {"singleValueExtendedProperties": [{"id": "filon", "value": "1"}]}, {}),
        ("POST", "events", EVENT, {"Content_Type": "text/plain"}),
        ("PATCH", "events/1", {"transactionId": "1"}, {}),
        ("PATCH", "events/1", {"id": "1"}, {}),
        ("PATCH", "events/1", {"subject": "x"}, {"If_Match": "abc"}),
        ("PUT", "events/1", EVENT, {}),
        ("DELETE", "events/1?sendUpdates=none", None, {}),
        ("POST", "/subscriptions", {**SUBSCRIPTION, "id": "1"}, {}),
        ("POST", "/subscriptions", {**SUBSCRIPTION, "expirationDateTime": "2030-01-01T00:00:00"}, {}),
        ("POST", "/subscriptions", {**SUBSCRIPTION, "expirationDateTime": "2030-13-01T00:00:00Z"}, {}),
        ("POST", "/subscriptions", {**SUBSCRIPTION, "notificationUrl": None}, {}),
        ("POST", "/subscriptions", {"resource": "me/events"}, {}),
        ("PATCH", "/subscriptions/1", {"resource": "me/messages"}, {}),
        ("GET", "/subscriptions/1", None, {}),
    ],
)
def test_a_wrong_request_is_refused(
    call: Caller, method: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    answer = call(method, path, body, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadRequest")
    assert len(call.graph.violations) == 1


def test_what_is_no_violation_is_refused_as_microsoft_does(call: Caller) -> None:
    assert call("GET", "events/1").json()["error"]["code"] == "ErrorItemNotFound"
    assert call("GET", "calendarView/delta?$deltatoken=x").status_code == 410
    unknown = {"dateTime": "2026-12-01T09:00:00", "timeZone": "Mars"}
    zone = call("POST", "events", EVENT | {"start": unknown})
    assert zone.json()["error"]["code"] == "TimeZoneNotSupportedException"
    made = call("POST", "events", EVENT).json()
    stale = call("PATCH", f"events/{made['id']}", {"subject": "x"}, If_Match='W/"0"')
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "ErrorIrresolvableConflict")
    assert call("DELETE", f"events/{made['id']}", If_Match=made["@odata.etag"]).status_code == 204
    assert call("POST", "/subscriptions", SUBSCRIPTION).status_code == 400, "too far away"
    call.graph.renew_access()
    assert call.graph.violations == []


def test_another_access_token_is_none(call: Caller) -> None:
    before = call.graph.access
    call.graph.renew_access()
    answer = call("GET", "/me/calendars", Authorization=f"Bearer {before}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "InvalidAuthenticationToken")


def test_one_transaction_makes_one_event(call: Caller) -> None:
    first, again = (call("POST", "events", EVENT | {"transactionId": "t"}, **IMMUTABLE) for _time in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    other = call("POST", "events", EVENT | {"transactionId": "t", "subject": "Pose"}).json()["error"]
    assert other["code"] == "ErrorDuplicateTransactionId"
    named = call("GET", f"events/{other['@event.existingEventId']}", **IMMUTABLE).json()
    assert named["id"] == first.json()["id"] != other["@event.existingEventId"]


def test_a_part_of_a_series_says_little(call: Caller) -> None:
    series = call.graph.mailbox.add_series(call.home, NINE, NINE + timedelta(hours=1), 2, subject="Réunion")
    call.graph.mailbox.change(series.parts[1], showAs="free")
    whole, part, exception = call("GET", DELTA).json()["value"]
    assert (whole["type"], whole["subject"]) == ("seriesMaster", "Réunion")
    assert sorted(name for name in part if "@" not in name) == [
        "end",
        "id",
        "seriesMasterId",
        "start",
        "type",
    ]
    assert (exception["type"], exception["showAs"], exception["subject"]) == ("exception", "free", "Réunion")


def test_what_falls_outside_of_the_window_is_removed(call: Caller) -> None:
    event = call.graph.mailbox.add(call.home, NINE, NINE + timedelta(hours=1))
    link = call("GET", DELTA).json()["@odata.deltaLink"].removeprefix(call.graph.base)
    outside = call.graph.mailbox.add(call.home, NINE + timedelta(days=90), NINE + timedelta(days=91))
    call.graph.mailbox.remove(event)
    told = call("GET", link, **IMMUTABLE).json()["value"]
    assert {one["id"]: one["@removed"] for one in told} == {
        one.id(immutable=True): {"reason": "deleted"} for one in (outside, event)
    }


def test_it_can_be_slow_and_break_off(call: Caller) -> None:
    call.graph.fail("calendars", late_seconds=0.3)
    assert call("GET", "/me/calendars").elapsed.total_seconds() > 0.3
    call.graph.fail("calendars", is_cut=True)
    with pytest.raises(requests.JSONDecodeError):
        call("GET", "/me/calendars").json()
    call.graph.fail("calendars", status=429, retry_after="3", times=2)
    assert [call("GET", "/me/calendars").headers.get("Retry-After") for _time in range(3)] == ["3", "3", None]


@pytest.mark.parametrize(
    ("value", "kind", "is_right"),
    [
        (None, "event", True),
        (None, "Edm.String!", False),
        ([{}], "Collection(event)!", True),
        ([None], "Collection(event)", False),
        ({}, "Collection(event)", False),
        (True, "Edm.Int32", False),
        (1, "Edm.Double", True),
        ("1", "Edm.Int32", False),
        ("2026-12-01T09:00:00Z", "Edm.DateTimeOffset", True),
        ("2026-12-01T09:00:00.1234567+01:00", "Edm.DateTimeOffset", True),
        ("2026-12-32T09:00:00Z", "Edm.DateTimeOffset", False),
        ("84bd8158-6d4d-4958-8b9f-9d6445542f95", "Edm.Guid", True),
        ("84bd8158", "Edm.Guid", False),
        ({"@odata.etag": "x", "changeKey": "x"}, "event", True),
        ({"recurrence": {"pattern": {"daysOfWeek": ["monday"]}}}, "event", True),
        ({"recurrence": {"pattern": {"daysOfWeek": ["lundi"]}}}, "event", False),
    ],
)
def test_types_are_those_of_microsofts_table(value: object, kind: str, is_right: bool) -> None:
    assert (not list(complaints(value, kind, open_types=False))) is is_right


def test_the_table_knows_every_type_that_it_names() -> None:
    named = {
        kind.strip("!").removeprefix("Collection(").rstrip("!)")
        for one in TYPES.values()
        for kind in one["properties"].values()
    }
    named |= {one["base"] for one in TYPES.values() if "base" in one}
    assert {one for one in named if not one.startswith("Edm.")} <= set(TYPES) | set(ENUMS)
