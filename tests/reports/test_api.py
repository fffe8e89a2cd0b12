"""Programs take the list along with a key: they ask, look how far it is, and download."""

from __future__ import annotations

import pytest

from filon.foundation.access import Actor
from filon.leads.models import Lead
from filon.reports import actions
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.foundation.neighbours import record
from tests.parts.service import Filon, PairedSite
from tests.reports.reading import rows_of_csv
from tests.tenants.programs import Program


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma", "Younes")
    with filon.inside(alice.tenant):
        Lead.update(status="won").where(Lead.number == 2).execute()
    program = Program(alice, "leads:read")
    asked = program("POST", "/api/v1/exports", {"format": "csv", "status": "won"})
    assert (asked.status_code, asked.json["state"], asked.json["rows"]) == (202, "waiting", 0)
    place = asked.headers["Location"]
    assert program("GET", f"{place}/file").json["code"] == "conflict"
    same, other = {"format": "csv", "status": "won"}, {"format": "xlsx", "q": "salma"}
    assert program("POST", "/api/v1/exports", same).json["id"] == asked.json["id"]
    another = Program(alice, "leads:read", name="another")("POST", "/api/v1/exports", other).json
    assert (another["id"] != asked.json["id"], another["asked"]) == (True, {"q": "salma"})
    filon.work()
    shown = program("GET", place).json
    assert (shown["state"], shown["rows"], shown["total"]) == ("done", 1, 1)
    assert [one["id"] for one in program("GET", "/api/v1/exports").json["exports"]] == [
        another["id"],
        shown["id"],
    ]
    answer = program("GET", f"{place}/file")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [row["N° Filon"] for row in rows_of_csv(answer.data)] == ["2"]


def test_it_is_the_businesss_own(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    place = Program(alice)("POST", "/api/v1/exports", {"format": "csv"}).headers["Location"]
    with filon.inside(alice.tenant, Actor("owner", _owner(filon, alice))):
        of_alice = actions.ask_for_export({}, "csv", language="fr", zone="Africa/Casablanca").id
    filon.work()
    for path in (place, f"{place}/file", f"/api/v1/exports/{of_alice}", f"/api/v1/exports/{of_alice}/file"):
        assert Program(charlie, name=path)("GET", path).status_code == 404, path
    mine = at_the_api(signed_in(alice))
    assert [one["id"] for one in mine.get("/api/v1/exports").json["exports"]] == [str(of_alice)]
    assert mine.get(place).status_code == 404, "a program's"
    assert mine.get(f"/api/v1/exports/{of_alice}/file").status_code == 200


def _owner(filon: Filon, site: PairedSite) -> object:
    with filon.inside(site.tenant, write=False):
        return Member.get(Member.role == "owner").id


@pytest.mark.parametrize(
    "body",
    [
        *(
            {},
            {"format": "pdf"},
            {"format": "csv", "status": "sold"},
            {"format": "csv", "since": "yesterday"},
        ),
        *(
            {"format": "csv", "after": "x"},
            {"format": "csv", "owner": "me"},
            {"format": "csv", "colour": "red"},
        ),
        {"format": "csv", "q": "\ud800"},
    ],
)
def test_what_makes_no_sense_is_refused(alice: PairedSite, body: dict[str, str]) -> None:
    assert Program(alice)("POST", "/api/v1/exports", body).json["code"] == "invalid"
