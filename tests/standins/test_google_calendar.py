"""The stand-in of Google Calendar: Google's own client understands it, and nothing wrong passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.standins.google_calendar import GoogleStandIn

MAIL = "alice@example.com"
EVERYTHING = "https://www.googleapis.com/auth/calendar"
EVENTS = f"calendars/{MAIL}/events"
TIMES = {"start": {"dateTime": "2026-12-03T09:00:00Z"}, "end": {"dateTime": "2026-12-03T10:00:00Z"}}
WHEN = {"timeMin": "2026-12-01T00:00:00Z", "timeMax": "2027-01-01T00:00:00Z"}


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    """A Google of its own."""
    with GoogleStandIn() as standin:
        yield standin


@pytest.fixture
def theirs(google: GoogleStandIn) -> Iterator[Any]:
    """Google's own client, as Alice."""
    with build(
        "calendar",
        "v3",
        credentials=Credentials(token=google.oauth.permit(MAIL, EVERYTHING)),
        client_options={"api_endpoint": f"{google.base}/"},
        static_discovery=True,
    ) as service:
        yield service
    assert google.violations == []


def ask(google: GoogleStandIn, method: str, path: str, body: Any = None, **query: str) -> requests.Response:
    """A request as nobody's client would send it."""
    headers = {"Authorization": f"Bearer {google.oauth.permit(MAIL, EVERYTHING)}"}
    return requests.request(
        method, f"{google.base}/{path}", params=query, json=body, headers=headers, timeout=10
    )


def test_it_works(google: GoogleStandIn, theirs: Any) -> None:
    events = theirs.events()
    made = events.insert(calendarId="primary", body={"id": "abcde12345", "summary": "Bob", **TIMES}).execute()
    assert made["id"] == "abcde12345"
    assert events.get(calendarId=MAIL, eventId=made["id"]).execute() == made
    patched = events.patch(calendarId=MAIL, eventId=made["id"], body={"summary": "Charlie"}).execute()
    assert (patched["summary"], patched["start"]) == ("Charlie", made["start"])
    updated = events.update(calendarId=MAIL, eventId=made["id"], body={"summary": "Bob", **TIMES}).execute()
    assert updated["etag"] != patched["etag"]
    events.delete(calendarId=MAIL, eventId=made["id"]).execute()
    assert events.get(calendarId=MAIL, eventId=made["id"]).execute()["status"] == "cancelled"
    entries = theirs.calendarList().list().execute()["items"]
    assert [(entry["id"], entry["primary"]) for entry in entries] == [(MAIL, True)]


def test_their_client_pages_and_goes_on_from_a_token(google: GoogleStandIn, theirs: Any) -> None:
    calendar = google.store.calendars[MAIL]
    ids = google.store.fill(calendar, datetime(2026, 12, 1, tzinfo=UTC), 25)
    events = theirs.events()
    question = events.list(calendarId=MAIL, singleEvents=True, maxResults=10, **WHEN)
    seen, sizes = [], []
    while question is not None:
        answer = question.execute()
        seen += [item["id"] for item in answer["items"]]
        sizes.append(len(answer["items"]))
        assert ("nextSyncToken" in answer) == ("nextPageToken" not in answer)
        question = events.list_next(question, answer)
    assert (seen, sizes) == (ids, [10, 10, 5])
    google.store.remove(calendar, ids[3])
    token = answer["nextSyncToken"]
    changed = events.list(calendarId=MAIL, singleEvents=True, maxResults=10, syncToken=token).execute()
    assert [(item["id"], item["status"]) for item in changed["items"]] == [(ids[3], "cancelled")]
    assert "start" not in changed["items"][0]
    google.lists.forget()
    with pytest.raises(HttpError) as caught:
        events.list(calendarId=MAIL, singleEvents=True, maxResults=10, syncToken=token).execute()
    assert (caught.value.status_code, caught.value.error_details[0]["reason"]) == (410, "fullSyncRequired")


def test_their_client_understands_refusals(google: GoogleStandIn, theirs: Any) -> None:
    events = theirs.events()
    made = events.insert(calendarId=MAIL, body={"id": "abcde12345", **TIMES}).execute()
    with pytest.raises(HttpError) as caught:
        events.insert(calendarId=MAIL, body={"id": "abcde12345", **TIMES}).execute()
    assert (caught.value.status_code, caught.value.error_details[0]["reason"]) == (409, "duplicate")
    question = events.patch(calendarId=MAIL, eventId=made["id"], body={"summary": "Bob"})
    question.headers["If-Match"] = '"1"'
    with pytest.raises(HttpError) as caught:
        question.execute()
    assert (caught.value.status_code, caught.value.error_details[0]["reason"]) == (412, "conditionNotMet")
    google.refuse(403, "rateLimitExceeded")
    with pytest.raises(HttpError) as caught:
        events.get(calendarId=MAIL, eventId=made["id"]).execute()
    assert caught.value.error_details[0]["reason"] == "rateLimitExceeded"


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"singleEvent": "true"}, "singleEvent is no parameter"),
        ({"singleEvents": "1"}, "singleEvents=1"),
        ({"maxResults": "0"}, "maxResults=0"),
        ({"maxResults": "many"}, "maxResults=many"),
        ({"orderBy": "title"}, "orderBy=title"),
        ({"timeMin": "2026-12-01"}, "timeMin=2026-12-01"),
        ({"timeMin": "2026-12-01T00:00:00"}, "timeMin=2026-12-01T00:00:00"),
        ({"timeMin": WHEN["timeMax"], "timeMax": WHEN["timeMin"]}, "range is empty"),
        ({"alwaysIncludeEmail": "true"}, "alwaysIncludeEmail is deprecated"),
        ({"fields": "items(id,title)"}, "fields: title"),
        ({"syncToken": "never-told"}, "never told"),
        ({"pageToken": "never-told"}, "not told"),
    ],
)
def test_a_wrong_question_is_refused(google: GoogleStandIn, query: dict[str, str], complaint: str) -> None:
    assert ask(google, "GET", EVENTS, **query).status_code == 400
    assert complaint in google.violations[0]


@pytest.mark.parametrize("more", [WHEN, {"q": "Bob"}, {"orderBy": "updated"}, {"showDeleted": "false"}])
def test_what_may_not_stand_beside_a_token_is_refused(google: GoogleStandIn, more: dict[str, str]) -> None:
    token = ask(google, "GET", EVENTS).json()["nextSyncToken"]
    assert ask(google, "GET", EVENTS, syncToken=token).status_code == 200
    assert google.violations == []
    assert ask(google, "GET", EVENTS, syncToken=token, **more).status_code == 400
    assert google.violations


def test_asking_otherwise_than_at_first_is_refused(google: GoogleStandIn) -> None:
    token = ask(google, "GET", EVENTS, singleEvents="true").json()["nextSyncToken"]
    assert ask(google, "GET", EVENTS, syncToken=token).status_code == 400
    assert "otherwise than at first" in google.violations[0]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, "'start' is a required property"),
        ({**TIMES, "title": "Bob"}, "'title' was unexpected"),
        ({**TIMES, "summary": 3}, "3 is not of type 'string'"),
        ({**TIMES, "summary": None}, "None is not of type 'string'"),
        ({**TIMES, "status": "busy"}, "'busy' is not one of"),
        ({**TIMES, "transparency": "free"}, "'free' is not one of"),
        ({**TIMES, "id": "filon-123"}, "a-v and 0-9"),
        ({**TIMES, "id": "abc"}, "a-v and 0-9"),
        ({**TIMES, "id": "abcde", "iCalUID": "x@example.com"}, "only one of id and iCalUID"),
        ({**TIMES, "extendedProperties": {"private": {"filon": 1}}}, "1 is not of type 'string'"),
        ({**TIMES, "extendedProperties": {"private": {"f" * 45: "x"}}}, "too long"),
        ({**TIMES, "source": {"url": "filon://x"}}, "HTTP or HTTPS"),
        ({**TIMES, "start": {"dateTime": "2026-12-03T09:00:00"}}, "neither offset nor zone"),
        (
            {**TIMES, "start": {"dateTime": "2026-12-03T09:00:00Z", "timeZone": "Paris"}},
            "no time zone: Paris",
        ),
        ({**TIMES, "start": {"dateTime": "3 décembre"}}, "does not match"),
        ({**TIMES, "start": {"date": "2026-12-03"}}, "must both be"),
        ({**TIMES, "start": {}}, "either date or dateTime"),
        ({**TIMES, "end": {"dateTime": "2026-12-03T08:00:00Z"}}, "range is empty"),
        ([], "is not of type 'object'"),
    ],
)
def test_a_wrong_event_is_refused(google: GoogleStandIn, body: Any, complaint: str) -> None:
    assert ask(google, "POST", EVENTS, body).status_code == 400
    assert complaint in google.violations[0]
    assert google.store.calendars[MAIL].events == {}


def test_an_event_that_is_right_is_taken(google: GoogleStandIn) -> None:
    assert ask(google, "POST", EVENTS, {**TIMES, "id": "abcde"}, sendUpdates="none").status_code == 200
    assert google.violations == []


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("POST", EVENTS, {"sendUpdates": "nobody"}),
        ("POST", EVENTS, {"sendNotifications": "false"}),
        ("PATCH", f"{EVENTS}/abcde", {"sendUpdates": "false"}),
        ("DELETE", f"{EVENTS}/abcde", {"sendUpdate": "none"}),
        ("PUT", EVENTS, {}),
        ("POST", f"{EVENTS}/abcde", {}),
        ("GET", f"calendars/{MAIL}/event", {}),
    ],
)
def test_a_wrong_method_path_or_option_is_refused(
    google: GoogleStandIn, method: str, path: str, query: dict[str, str]
) -> None:
    google.store.put(google.store.calendars[MAIL], {"id": "abcde", **TIMES})
    assert ask(google, method, path, TIMES if method != "GET" else None, **query).status_code in (400, 404)
    assert google.violations


def test_a_body_where_none_belongs_is_refused(google: GoogleStandIn) -> None:
    assert ask(google, "GET", EVENTS, {}).status_code == 400
    assert google.violations


def test_what_the_stand_in_does_not_know_it_does_not_pretend(google: GoogleStandIn) -> None:
    headers = {"Authorization": f"Bearer {google.oauth.permit(MAIL, EVERYTHING)}"}
    answer = requests.get(f"{google.base}/colors", headers=headers, timeout=10)
    assert answer.status_code == 501
    assert google.violations


def test_only_a_good_token_with_the_right_scope_lets_in(google: GoogleStandIn) -> None:
    for header in ("", "Bearer x", f"Basic {google.oauth.permit(MAIL, EVERYTHING)}"):
        headers = {"Authorization": header}
        assert requests.get(f"{google.base}/{EVENTS}", headers=headers, timeout=10).status_code == 401
    reader = google.oauth.permit(MAIL, "https://www.googleapis.com/auth/calendar.events.readonly")
    headers = {"Authorization": f"Bearer {reader}"}
    assert requests.get(f"{google.base}/{EVENTS}", headers=headers, timeout=10).status_code == 200
    answer = requests.post(f"{google.base}/{EVENTS}", json=TIMES, headers=headers, timeout=10)
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (
        403,
        "insufficientPermissions",
    )


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"type": "web_hook", "address": "https://filon.example/"}, "an id of"),
        ({"id": "x" * 65, "type": "web_hook", "address": "https://filon.example/"}, "an id of"),
        ({"id": "x", "type": "email", "address": "https://filon.example/"}, "type=email"),
        (
            {"id": "x", "type": "web_hook", "address": "https://filon.example/", "expiration": 5},
            "not of type",
        ),
        (
            {"id": "x", "type": "web_hook", "address": "https://filon.example/", "expiration": "5"},
            "in the past",
        ),
    ],
)
def test_a_wrong_watch_is_refused(google: GoogleStandIn, asked: dict[str, Any], complaint: str) -> None:
    assert ask(google, "POST", f"{EVENTS}/watch", asked).status_code == 400
    assert complaint in google.violations[0]
