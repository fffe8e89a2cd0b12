"""The ledger: a site says what it captured, day by day, and hears what is not here, so that it sends that again."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from jsonschema import Draft202012Validator

from filon.foundation import clock
from filon.foundation.ids import new_id
from filon.housekeeping import journal
from filon.housekeeping.actions import erase_again, erase_lead
from filon.intake.ledger import ROWS_AT_ONCE, Day, compare_days, digest
from filon.intake.ledger_api import LedgerRequest, LinesRequest, one_at_a_time
from filon.intake.models import Submission
from filon.tenants.ledgers import Ledger
from tests.dashboard.people import at_the_api, signed_in
from tests.intake.door import deliver, lead_of, rows
from tests.parts.service import Filon, PairedSite, submission

CONTRACT: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "schemas/ledger.schema.json").read_text(encoding="utf-8")
)


def contract(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": CONTRACT["$defs"]})


def raw(*submissions: dict[str, Any]) -> list[bytes]:
    return [json.dumps(one).encode() for one in submissions]


def as_lines(*sent: bytes) -> list[str]:
    """`uuid:sha256` of each line."""
    return [f"{json.loads(line)['uuid']}:{hashlib.sha256(line).hexdigest()}" for line in sent]


def compare(site: PairedSite, *sent: bytes, gaps: int | None = None, **more: Any) -> dict[str, Any]:
    """What the service answers to the ledger of a site that has captured these lines, over two days."""
    today = clock.now().date()
    days: dict[str, list[bytes]] = {(today - timedelta(days=n)).isoformat(): [] for n in range(2)}
    for line in sent:
        days[json.loads(line)["submitted_at"][:10]].append(line)
    asked = {
        "days": [
            {"day": day, "count": len(lines), "digest": digest(sorted(as_lines(*lines)))}
            for day, lines in days.items()
        ],
        "gaps": gaps,
        **more,
    }
    contract("ledger_request").validate(asked)
    answer = site.call("/api/v1/ledger", json.dumps(asked).encode())
    assert answer.status_code == 200, answer.text
    contract("ledger_answer").validate(answer.json)
    said: dict[str, Any] = answer.json
    return said


def look_for(site: PairedSite, *sent: bytes) -> dict[str, list[str]]:
    answer = site.call("/api/v1/ledger/lines", json.dumps({"lines": as_lines(*sent)}).encode())
    assert answer.status_code == 200, answer.text
    contract("lines_answer").validate(answer.json)
    found: dict[str, list[str]] = answer.json
    return found


def three() -> list[bytes]:
    """A new person, the same again, and one whom a spam filter has named."""
    again = submission({"email": "salma@example.com", "message": "Et un escalier"})
    spam = submission({"email": "x@example.com"}, spam={"by": "akismet"})
    return raw(submission(), again, spam)


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    sent = three()
    deliver(alice, *sent)
    lost = raw(submission({"email": "nadia@example.com"}))[0]
    told = compare(alice, *sent, lost)
    today = clock.now().date().isoformat()
    assert told == {"differ": [today], "recorded": 1, "joined": 1, "quarantined": 1, "gaps": None}
    assert look_for(alice, *sent, lost) == {"missing": [json.loads(lost)["uuid"]], "differing": []}
    owner = signed_in(alice)
    assert "comparaison en cours" in owner.get("/app/reglages/sites").text
    deliver(alice, lost)
    assert compare(alice, *sent, lost)["differ"] == []
    page = owner.get("/app/reglages/sites").text
    assert "4\u00a0reçues" in page or "4 reçues" in page
    assert "2 nouveaux, 1 relance, 1 à vérifier, 0 écart" in page
    assert "Rien ne manque" in page
    [site] = at_the_api(owner).get("/api/v1/sites").json["sites"]
    assert (site["ledger"]["recorded"], site["ledger"]["gaps"]) == (2, 0)


def test_gaps_that_stay_are_said(filon: Filon, alice: PairedSite) -> None:
    lost = raw(submission())
    compare(alice, *lost)
    assert compare(alice, *lost, gaps=1)["gaps"] == 1
    assert "1 reçue\u00a0: 0 nouveau, 0 relance, 0 à vérifier, 1 écart" in signed_in(alice).get(
        "/app/reglages/sites"
    ).text.replace("&nbsp;", "\u00a0")


def test_what_differs_has_arrived_with_its_first_hash(alice: PairedSite) -> None:
    first = submission()
    changed = raw({**first, "locale": "ar"})
    deliver(alice, *raw(first))
    assert look_for(alice, *changed) == {"missing": [], "differing": [first["uuid"]]}
    deliver(alice, *changed)
    assert look_for(alice, *changed) == {"missing": [], "differing": []}
    assert compare(alice, *raw(first))["differ"] == [], "it counts once"


def test_what_was_set_aside_is_counted_on_its_day(alice: PairedSite) -> None:
    bad = raw({**submission(), "form": "contact"}, {**submission(), "spam": True})
    deliver(alice, *bad)
    told = compare(alice, *bad)
    assert (told["differ"], told["quarantined"]) == ([], 2)


def test_a_day_is_the_lines_own_even_if_nobody_believes_it(alice: PairedSite) -> None:
    ahead = clock.now() + timedelta(days=5)
    deliver(alice, submission(submitted_at=f"{ahead:%Y-%m-%dT%H:%M:%SZ}"))
    told = compare(alice)
    assert (told["differ"], told["recorded"]) == ([], 0), "the site counts it on none of these days"


def test_what_nobody_could_read_is_here_under_its_hash(alice: PairedSite) -> None:
    torn = f'{{"uuid":"{NOBODYS}","sub'.encode()
    deliver(alice, torn)
    line = f"{NOBODYS}:{hashlib.sha256(torn).hexdigest()}"
    answer = alice.call("/api/v1/ledger/lines", json.dumps({"lines": [line]}).encode())
    assert answer.json == {"missing": [], "differing": []}


def test_an_erased_person_does_not_come_back(filon: Filon, alice: PairedSite) -> None:
    sent = three()
    deliver(alice, *sent)
    with filon.inside(alice.tenant):
        erase_lead(lead_of(alice))
    before = rows(filon, alice.tenant)
    assert compare(alice, *sent)["differ"] == []
    assert look_for(alice, *sent) == {"missing": [], "differing": []}
    deliver(alice, *sent)
    assert rows(filon, alice.tenant) == before
    with filon.inside(alice.tenant, write=False):
        assert {bytes(row.line) for row in Submission.select().where(Submission.lead_id.is_null())} >= {b""}


def test_what_a_restore_erases_again_is_counted(filon: Filon, alice: PairedSite) -> None:
    """The backup is older than the request."""
    sent = raw(submission())
    deliver(alice, *sent)
    with filon.inside(alice.tenant):
        erase_lead(lead_of(alice))
        Submission.delete().execute()
    *_before, erasure = journal.read(journal.place())
    erase_again(erasure)
    told = compare(alice, *sent)
    assert (told["differ"], told["recorded"]) == ([], 1)


def test_a_site_speaks_of_its_own_submissions_only(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    sent = three()
    deliver(alice, *sent)
    uuids = [json.loads(line)["uuid"] for line in sent]
    assert look_for(charlie, *sent) == {"missing": uuids, "differing": []}, "as if nobody had them"
    assert compare(charlie, *sent)["recorded"] == 0
    with filon.inside(alice.tenant, write=False):
        assert Ledger.select().count() == 0, "nothing was said of Alice's site"


DIGEST = digest([])
NOBODYS = "01997d5e-7c00-7000-8000-00000000abcd"


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ([], "days"),
        ([{"day": n, "count": 0, "digest": DIGEST} for n in range(10_000)], "days"),
        ([{"day": 3, "count": 0, "digest": DIGEST}], "days.0.day"),
        ([{"day": -60, "count": 0, "digest": DIGEST}], "days.0.day"),
        ([{"day": "2026-2-1", "count": 0, "digest": DIGEST}], "days.0.day"),
        ([{"day": "9999-99-99", "count": 0, "digest": DIGEST}], "days.0.day"),
        ([{"day": None, "count": 0, "digest": DIGEST}], "days.0.day"),
        ([{"day": 0, "count": -1, "digest": DIGEST}], "days.0.count"),
        ([{"day": 0, "count": "3", "digest": DIGEST}], "days.0.count"),
        ([{"day": 0, "count": 0, "digest": DIGEST.upper()}], "days.0.digest"),
        ([{"day": 0, "count": 0, "digest": "0" * 63}], "days.0.digest"),
        ([{"day": 0, "count": 0, "digest": DIGEST + "\n"}], "days.0.digest"),
        ([{"day": 0, "count": 0, "digest": DIGEST}] * 2, "days"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_days_are_refused_by_name(
    filon: Filon, alice: PairedSite, days: list[dict[str, Any]], field: str
) -> None:
    today = clock.now().date()
    for one in days:
        if isinstance(one["day"], int):
            one["day"] = (today + timedelta(days=one["day"])).isoformat()
    answer = alice.call("/api/v1/ledger", json.dumps({"days": days}).encode())
    assert answer.status_code == 422
    [named] = answer.json["errors"]
    assert named == field
    with filon.inside(alice.tenant, write=False):
        assert Ledger.select().count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[1]", b"\xff", b"[" * 100_000, b'{"days": 3}', b"null"], ids=len
)
def test_what_is_no_ledger_is_refused(alice: PairedSite, body: bytes) -> None:
    assert alice.call("/api/v1/ledger", body).status_code == 422


@pytest.mark.parametrize(
    "line", ["x", "", 3, None, f"{NOBODYS}:{'0' * 63}", f"{NOBODYS}:{'G' * 64}"], ids=str
)
def test_bad_lines_are_refused_by_number(alice: PairedSite, line: Any) -> None:
    lines = [*as_lines(*raw(submission())), line]
    answer = alice.call("/api/v1/ledger/lines", json.dumps({"lines": lines}).encode())
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["lines.1"]
    assert not contract("lines_request").is_valid({"lines": lines})
    assert LinesRequest().validate({"lines": lines})


def test_many_lines_are_looked_for_at_once(alice: PairedSite) -> None:
    sent = three()
    deliver(alice, *sent)
    never = [f"{new_id()}:{'0' * 64}" for _n in range(4_997)]
    answer = alice.call("/api/v1/ledger/lines", json.dumps({"lines": as_lines(*sent) + never}).encode())
    assert len(answer.json["missing"]) == 4_997
    too_many = json.dumps({"lines": as_lines(*sent) * 1_667}).encode()
    assert alice.call("/api/v1/ledger/lines", too_many).status_code == 422


def test_who_asks_too_often_waits_and_delivers_meanwhile(alice: PairedSite, charlie: PairedSite) -> None:
    for _time in range(40):
        compare(alice)
    refused = alice.call("/api/v1/ledger", b'{"days": []}')
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert deliver(alice, *three())
    compare(charlie)


def test_a_day_is_read_in_parts_and_in_the_order_of_its_uuids(filon: Filon, alice: PairedSite) -> None:
    """Whatever order its lines came in, and to the last of them."""
    today = clock.now().date()
    ids = sorted((uuid4() for _n in range(2 * ROWS_AT_ONCE)), key=lambda _id: random.random())
    row = {"site_id": UUID(alice.id), "sha256": "0" * 64, "line": b"", "answer": "joined", "ledger_on": today}
    with filon.inside(alice.tenant):
        Submission.add_many([{**row, "id": id} for id in ids])
    asked = [Day(today, len(ids), digest(sorted(f"{id}:{'0' * 64}" for id in ids)))]
    read: list[int] = []
    with filon.inside(alice.tenant, write=False):
        found = compare_days(UUID(alice.id), asked, read.append)
    assert (found.differ, found.counts["joined"]) == ([], len(ids))
    assert (sum(read), max(read)) == (len(ids), ROWS_AT_ONCE)


def test_a_site_compares_one_at_a_time(alice: PairedSite, charlie: PairedSite) -> None:
    days = json.dumps({"days": [{"day": clock.now().date().isoformat(), "count": 0, "digest": DIGEST}]})
    with one_at_a_time(UUID(alice.id)):
        assert alice.call("/api/v1/ledger", days.encode()).status_code == 429
        compare(charlie)
    compare(alice)


def test_the_digest_is_the_contracts() -> None:
    for vector in CONTRACT["vectors"]:
        assert digest(sorted(vector["lines"])) == vector["digest"]


@pytest.mark.parametrize(
    "more", [{}, {"gaps": 0}, {"gaps": None}, {"gaps": -1}, {"gaps": "1"}, {"x": 1}], ids=str
)
def test_ledgers_are_judged_alike(more: dict[str, Any]) -> None:
    asked = {"days": [{"day": clock.now().date().isoformat(), "count": 0, "digest": DIGEST}], **more}
    assert contract("ledger_request").is_valid(asked) is not bool(LedgerRequest().validate(asked))
