"""A request carries one to fifty lines; each is answered by its number, and a bad one harms no other."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from filon.foundation.database import database
from filon.foundation.engines import role_in_use
from tests.intake.door import deliver, kept, lead_of, rows
from tests.parts.service import Filon, PairedSite, submission


def _person(n: int) -> dict[str, object]:
    return submission({"name": f"Visitor {n}", "email": f"visitor{n}@example.com", "message": "Bonjour"})


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    answers = deliver(alice, *[_person(n) for n in range(1, 51)])
    assert [(answer["answer"], answer["number"]) for answer in answers] == [
        ("recorded", n) for n in range(1, 51)
    ]
    assert rows(filon, alice.tenant) == kept(50, leads=50)


def test_a_bad_line_harms_no_other(filon: Filon, alice: PairedSite) -> None:
    answers = deliver(
        alice, _person(1), b"{not json", _person(2), submission(source="NOT A SOURCE"), _person(3)
    )
    assert [answer["answer"] for answer in answers] == [
        "recorded",
        "quarantined",
        "recorded",
        "quarantined",
        "recorded",
    ]
    assert [answer["number"] for answer in answers] == [1, None, 2, None, 3], "numbers have no gap"
    assert (answers[1]["reason"], answers[1]["uuid"]) == ("unreadable", None)
    assert answers[3]["reason"] == "invalid"
    assert answers[3]["detail"].startswith("source: ")
    assert rows(filon, alice.tenant) == kept(5, leads=3)


def _as_owner(sql: str) -> None:
    token = role_in_use.set("owner")
    try:
        database.execute_sql(sql)
        database.close()
    finally:
        role_in_use.reset(token)


@pytest.fixture
def refuses_two_at_one_moment(filon: Filon) -> Iterator[None]:
    """A database that refuses a row for a reason of its own, when the lead before it has its number already."""
    _as_owner("CREATE UNIQUE INDEX refused ON interaction (tenant_id, happened_at)")
    yield
    _as_owner("DROP INDEX refused")


@pytest.mark.usefixtures("refuses_two_at_one_moment")
def test_a_line_that_the_database_refuses_takes_no_number(filon: Filon, alice: PairedSite) -> None:
    moments = ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z", "2026-11-02T10:00:01Z")
    people = [{**_person(n), "submitted_at": at} for n, at in enumerate(moments)]
    answers = deliver(alice, *people)
    assert [(answer["answer"], answer["number"]) for answer in answers] == [
        ("recorded", 1),
        ("quarantined", None),
        ("recorded", 2),
    ]
    assert rows(filon, alice.tenant) == kept(3, leads=2)


def test_fifty_one_lines_are_refused_whole(filon: Filon, alice: PairedSite) -> None:
    answer = alice.deliver(*[_person(n) for n in range(51)])
    assert (answer.status_code, answer.json["code"]) == (422, "lines")
    assert rows(filon, alice.tenant) == kept(0)


def test_an_empty_request_is_refused(filon: Filon, alice: PairedSite) -> None:
    for body in (b"", b"\n", b"  \n\n"):
        answer = alice.call("/api/v1/submissions", body)
        assert (answer.status_code, answer.json["code"]) == (422, "lines"), body
    assert rows(filon, alice.tenant) == kept(0)


def test_an_empty_line_among_others_is_answered(alice: PairedSite) -> None:
    answers = deliver(alice, _person(1), b"", _person(2))
    assert [answer["answer"] for answer in answers] == ["recorded", "quarantined", "recorded"]


def test_the_same_person_twice_in_one_request(filon: Filon, alice: PairedSite) -> None:
    first = submission()
    again = submission({**{f["id"]: f["value"] for f in first["fields"]}, "message": "Et un dressing ?"})
    answers = deliver(alice, first, again)
    assert [(answer["answer"], answer["number"]) for answer in answers] == [("recorded", 1), ("joined", 1)]
    assert rows(filon, alice.tenant) == kept(2, leads=1, interactions=2)


def test_the_last_line_may_lack_its_break(alice: PairedSite) -> None:
    body = json.dumps(_person(1)).encode()
    answer = alice.call("/api/v1/submissions", body)
    assert answer.json["answers"][0]["answer"] == "recorded"
    assert lead_of(alice).name.startswith("Visitor")
