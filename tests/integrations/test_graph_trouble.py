"""When Microsoft has no time, forgets, forbids or talks nonsense: what our client makes of it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from filon.integrations.calendars import Forgotten, Later, Missing, NoCalendar, Overtaken, Unauthorised
from filon.integrations.graph_calendar import GraphCalendar
from tests.integrations.outlook import HOUR, NINE, WINDOW, Outlook, Seen, entry, outlook
from tests.integrations.peers import Peer, read_request
from tests.parts.processes import free_port
from tests.standins.graph_calendar import Graph


@pytest.fixture
def alice() -> Iterator[Outlook]:
    """Her mailbox, and no request to it that Microsoft would not take."""
    with outlook() as hers:
        yield hers


@pytest.fixture
def seen(alice: Outlook) -> Seen:
    """Her usual calendar, with one event."""
    alice.mailbox.add(alice.home, NINE, NINE + HOUR)
    return Seen(alice.account, alice.home)


def test_it_works(alice: Outlook, seen: Seen) -> None:
    alice.graph.fail("GET", status=503, retry_after="7")
    with pytest.raises(Later) as refusal:
        seen.read_on()
    assert refusal.value.seconds == 7
    assert len(seen.read_on()) == 1


@pytest.mark.parametrize(
    ("status", "code", "what"),
    [
        (400, "BadRequest", NoCalendar),
        (400, "ErrorInvalidIdMalformed", Missing),
        (400, "ErrorInvalidMailboxItemId", Missing),
        (400, "SyncStateInvalid", Forgotten),
        (401, "InvalidAuthenticationToken", Unauthorised),
        (403, "ErrorAccessDenied", Unauthorised),
        (403, "ApplicationThrottled", Later),
        (404, "ErrorItemNotFound", Missing),
        (404, "MailboxNotEnabledForRESTAPI", NoCalendar),
        (405, "", NoCalendar),
        (409, "ErrorSomething", Later),
        (410, "resyncRequired", Forgotten),
        (412, "ErrorIrresolvableConflict", Overtaken),
        (423, "Locked", Later),
        (429, "ApplicationThrottled", Later),
        (500, "InternalServerError", Later),
        (502, "", Later),
        (504, "GatewayTimeout", Later),
        (509, "", Later),
        (302, "", NoCalendar),
    ],
)
def test_what_an_answer_means(
    alice: Outlook, seen: Seen, status: int, code: str, what: type[Exception]
) -> None:
    alice.graph.fail("delta", status=status, code=code)
    with pytest.raises(what, match=str(status)) as refusal:
        seen.read_on()
    assert type(refusal.value) is what
    if isinstance(refusal.value, Later):
        assert refusal.value.seconds is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Wed, 21 Oct 2099 07:28:00 GMT", 3600), ("soon", None)],
)
def test_a_wait_that_is_no_number(alice: Outlook, seen: Seen, said: str, seconds: int | None) -> None:
    alice.graph.fail("delta", status=429, retry_after=said)
    with pytest.raises(Later) as refusal:
        seen.read_on()
    assert refusal.value.seconds == seconds


def test_a_403_that_says_when_to_come_again(alice: Outlook, seen: Seen) -> None:
    alice.graph.fail("delta", status=403, code="ErrorAccessDenied", retry_after="120")
    with pytest.raises(Later) as refusal:
        seen.read_on()
    assert refusal.value.seconds == 120


def test_a_code_further_inside_counts(seen: Seen) -> None:
    error = {"code": "generalException", "innerError": {"code": "resyncRequired"}}
    with _saying({"error": error}, status="400 No") as peer, pytest.raises(Forgotten):
        list(_client(peer).changes("c", "", WINDOW))


def test_an_access_token_that_has_expired(alice: Outlook, seen: Seen) -> None:
    seen.read_on()
    alice.graph.renew_access()
    with pytest.raises(Unauthorised):
        seen.read_on()
    seen.account = alice.client()
    assert len(seen.read_on()) == 1


def test_what_was_told_is_too_old(alice: Outlook, seen: Seen) -> None:
    seen.read_on()
    alice.graph.forget_rounds()
    with pytest.raises(Forgotten):
        seen.read_on()
    seen.token = ""
    assert len(seen.read_on()) == 1


def test_a_round_that_breaks_off_is_begun_anew(alice: Outlook, seen: Seen) -> None:
    for _number in range(120):
        alice.mailbox.add(alice.home, NINE, NINE + HOUR)
    alice.graph.fail("calendars", times=1, is_cut=True)
    with pytest.raises(Later):
        seen.read_on()
    assert seen.token == ""
    assert len(seen.read_on()) == 121


def test_half_an_answer_to_what_was_made_makes_nothing_twice(alice: Outlook) -> None:
    alice.graph.fail("POST", is_cut=True)
    with pytest.raises(Later):
        alice.account.create(alice.home, entry())
    made = alice.account.create(alice.home, entry())
    assert [one.id(immutable=True) for one in alice.mailbox.standing(alice.home)] == [made.id]


@pytest.mark.parametrize(
    "lead", ["{base}.evil.example/delta", "{base}x/delta", "http://alice@{host}/v1.0/delta"]
)
def test_a_token_leads_nowhere_but_to_microsoft(alice: Outlook, seen: Seen, lead: str) -> None:
    base = alice.graph.base
    seen.token = lead.format(base=base, host=base.split("/")[2])
    with pytest.raises(Forgotten):
        seen.read_on()
    assert alice.graph.asked == []


def test_a_token_from_elsewhere_takes_no_access_there(alice: Outlook, seen: Seen) -> None:
    with Graph() as other:
        seen.token = f"{other.base}/me/calendars/{seen.calendar}/calendarView/delta?$deltatoken=1"
        with pytest.raises(Forgotten):
            seen.read_on()
    assert other.asked == alice.graph.asked == []


@pytest.mark.parametrize("name", ["@odata.nextLink", "@odata.deltaLink"])
def test_an_answer_that_leads_elsewhere_is_not_followed(name: str) -> None:
    with Graph() as other, _saying({"value": [], name: f"{other.base}/me/calendars"}) as peer:
        with pytest.raises(NoCalendar):
            list(_client(peer).changes("c", "", WINDOW))
        assert other.asked == []


def test_an_answer_that_leads_in_a_circle_is_left() -> None:
    circle = {"value": [], "@odata.nextLink": "http://127.0.0.1:{port}/v1.0/me/again"}
    with _saying(circle) as peer, pytest.raises(Later):
        list(_client(peer).changes("c", "", WINDOW))
    assert peer.callers == 2


def test_the_later_of_two_words_counts() -> None:
    """What changes while a round is told may be in it twice."""
    times = [{"dateTime": f"2026-12-01T{hour:02}:00:00.0000000", "timeZone": "UTC"} for hour in (9, 10, 11)]
    first, second = ({"start": times[number], "end": times[number + 1]} for number in (0, 1))
    series = {"id": "S", "type": "seriesMaster", **first}
    parts = [
        {"id": f"S{number}", "seriesMasterId": "S", **when} for number, when in enumerate((first, second))
    ]
    removed = {"@removed": {"reason": "deleted"}}
    said = [series, *parts, {"id": "S0", **removed}, {"id": "E", **removed}, {"id": "E", **first}]
    link = {"@odata.deltaLink": "http://127.0.0.1:{port}/v1.0/delta"}
    with _saying({"value": said, **link}) as peer:
        (page,) = _client(peer).changes("c", "", WINDOW)
    assert {one.id: one.busy for one in page.known} == {
        "S": ((NINE + HOUR, NINE + 2 * HOUR),),
        "E": ((NINE, NINE + HOUR),),
    }
    said = [series, *parts, {"id": "S", **removed}, {"id": "E", **first}, {"id": "E", **removed}]
    with _saying({"value": said, **link}) as peer:
        (page,) = _client(peer).changes("c", "", WINDOW)
    assert (page.known, page.gone) == ((), ("S", "E"))


@pytest.mark.parametrize(
    "said",
    [
        [],
        {},
        {"value": {}},
        {"value": []},
        {"value": [1], "@odata.deltaLink": ""},
        {"value": [{"subject": "no id"}]},
        {"value": [{"id": "1"}]},
        {"value": [{"id": "1", "start": {"dateTime": "soon"}, "end": {"dateTime": "later"}}]},
        {"value": [{"id": "1", "start": None, "end": None}]},
    ],
)
def test_nonsense(said: object) -> None:
    with _saying(said) as peer, pytest.raises(NoCalendar):
        list(_client(peer).changes("c", "", WINDOW))


@pytest.mark.parametrize("said", [{"value": [{"name": "no id"}]}, {"value": [1]}])
def test_calendars_that_are_none(said: object) -> None:
    with _saying(said) as peer, pytest.raises(NoCalendar):
        _client(peer).calendars()


def test_made_and_not_told_where() -> None:
    with _saying({"id": "1"}) as peer, pytest.raises(NoCalendar):
        _client(peer).create("c", entry())


def test_nobody_answers() -> None:
    account = GraphCalendar("EwB", base=f"http://127.0.0.1:{free_port()}/v1.0", allow_private=True)
    with pytest.raises(Later):
        account.calendars()


def test_an_address_within_our_walls_is_not_called(alice: Outlook) -> None:
    with pytest.raises(Later, match="private"):
        GraphCalendar(alice.graph.access, base=alice.graph.base).calendars()
    assert alice.graph.asked == []


def _saying(said: object, status: str = "200 OK") -> Peer:
    """A server that says the same to everything; {port} in it is its own."""

    def speak(connection: socket.socket, _over: threading.Event) -> None:
        read_request(connection)
        body = json.dumps(said).replace("{port}", str(connection.getsockname()[1])).encode()
        connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    return Peer(speak)


def _client(peer: Peer) -> GraphCalendar:
    return GraphCalendar("EwB", base=f"http://127.0.0.1:{peer.port}/v1.0", allow_private=True)
