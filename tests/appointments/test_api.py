"""Appointments as JSON: programs book, move, cancel and settle them, within their scope and their business."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import PAGE_ROWS, Appointment
from filon.appointments.plans import MOST_MEMBERS
from filon.foundation import clock
from tests.appointments.calendar import Workshop
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite
from tests.tenants.programs import Program

MONDAY = "2026-04-27"
KINDS, ALL = "/api/v1/appointment-kinds", "/api/v1/appointments"


def _offer(api: FlaskClient, workshop: Workshop, **values: Any) -> dict[str, Any]:
    how = {"name": "Mesures", "minutes": 60, "notice": 0, "hosts": [str(workshop.alice)], **values}
    answer = api.post(KINDS, json=how)
    assert answer.status_code == 201, answer.text
    assert api.get(answer.headers["Location"]).json == answer.json
    kind: dict[str, Any] = answer.json
    return kind


def test_it_works(workshop: Workshop, api: FlaskClient) -> None:
    kind = _offer(api, workshop, place="14, rue Ibn Jahir", colour="#B45A14")
    assert api.get(KINDS).json["kinds"] == [kind]
    asked = {"from": workshop.at(f"{MONDAY} 00:00").isoformat(), "days": 1}
    slots = api.get(f"{KINDS}/{kind['id']}/slots", query_string=asked).json["slots"]
    assert slots[0] == {"starts_at": f"{MONDAY}T08:00:00+00:00", "members": [str(workshop.alice)]}
    wanted = {"kind": kind["id"], "lead": 1, "as_offered": True, "starts_at": slots[0]["starts_at"]}
    made = api.post(ALL, json={**wanted, "guests": [{"name": "Hicham", "email": "h@example.com"}]})
    assert made.status_code == 201, made.text
    booked = made.json
    assert (booked["wall"], booked["zone"]) == (f"{MONDAY}T09:00", "Africa/Casablanca")
    assert (booked["lead"], booked["status"], booked["members"]) == (1, "confirmed", [str(workshop.alice)])
    assert booked["guests"] == [{"name": "Hicham", "email": "h@example.com", "phone": None}]
    path = made.headers["Location"]
    assert api.get(path).json == booked

    again = api.post(ALL, json=wanted)
    assert (again.status_code, again.json["code"]) == (409, "slot_taken")
    assert again.json["free"][0]["starts_at"] > "2026-04-2"
    moved = api.put(f"{path}/time", json={"wall": f"{MONDAY}T15:00", "minutes": 90}).json
    assert (moved["wall"], moved["minutes"], moved["sequence"]) == (f"{MONDAY}T15:00", 90, 1)
    assert api.patch(path, json={"place_kind": "phone", "place": ""}).json["sequence"] == 2
    cancelled = api.post(f"{path}/cancellation", json={"reason": "En voyage"}).json
    assert (cancelled["status"], cancelled["reason"]) == ("cancelled", "En voyage")
    assert api.put(f"{path}/time", json={"wall": f"{MONDAY}T16:00"}).json["code"] == "conflict"
    assert api.delete(f"{path}/cancellation").json["status"] == "confirmed"
    assert api.put(f"{path}/outcome", json={"outcome": "held"}).status_code == 422, "it is to come"
    with clock.standing_at(workshop.at(f"{MONDAY} 17:00")):
        assert api.put(f"{path}/outcome", json={"outcome": "missed"}).json["status"] == "missed"
    timeline = api.get("/api/v1/leads/1/timeline?kind=appointment").json["timeline"]
    steps = ["missed", "restored", "cancelled", "changed", "moved", "booked"]
    assert [moment["details"]["step"] for moment in timeline] == steps
    assert timeline[2]["details"]["reason"] == "En voyage"
    page = signed_in(workshop.site).get("/app/prospects/1").text
    assert "Rendez-vous annulé" in page
    assert "au lieu de lundi" in page


def test_what_was_proposed_is_confirmed(workshop: Workshop, api: FlaskClient) -> None:
    alone = {"wall": f"{MONDAY}T10:00", "minutes": 30, "members": [str(workshop.alice)], "proposed": True}
    made = api.post(ALL, json=alone).json
    assert (made["status"], made["kind"], made["lead"]) == ("proposed", None, None)
    confirmed = api.put(f"{ALL}/{made['id']}/confirmation")
    assert confirmed.json["status"] == "confirmed"
    assert api.put(f"{ALL}/{made['id']}/confirmation").status_code == 409


def test_one_is_changed_whole(workshop: Workshop, api: FlaskClient) -> None:
    kind = _offer(api, workshop)
    alone = {"wall": f"{MONDAY}T10:00", "minutes": 30, "members": [str(workshop.alice)]}
    ana = {"name": "Ana", "email": "ana@example.com", "phone": "+212661234567"}
    made = api.post(ALL, json={**alone, "guests": [ana]}).json
    path = f"{ALL}/{made['id']}"
    hicham = {"name": "Hicham", "email": None, "phone": None}
    renamed = {"name": "A.", "email": "ana@example.com", "phone": None}
    told = {"guests": [{"name": "A.", "email": "ANA@example.com"}, {"name": "Hicham"}], "tells": False}
    assert api.patch(path, json={"kind": kind["id"], **told}).json["guests"] == [renamed, hicham]
    assert api.patch(path, json={"guests": [hicham], "lead": 1}).json["guests"] == [hicham]
    changed = api.get(path).json
    assert (changed["kind"], changed["lead"], changed["minutes"]) == (kind["id"], 1, 30)
    assert changed["sequence"] == 2
    assert api.patch(path, json={"lead": 1}).json["code"] == "conflict", "it is with one for good"
    assert api.patch(path, json={"lead": 77}).status_code == 404
    assert api.patch(path, json={"kind": None}).json["kind"] is None
    assert api.patch(path, json={"guests": [{"name": "x"}] * 21}).status_code == 422
    api.put(f"{path}/time", json={"wall": f"{MONDAY}T15:00", "reason": "Il pleut"})
    timeline = api.get("/api/v1/leads/1/timeline?kind=appointment").json["timeline"]
    assert timeline[0]["details"]["reason"] == "Il pleut"
    quiet = api.post(ALL, json={**alone, "lead": 1, "lead_confirms": True, "tells": False})
    assert (quiet.status_code, list(quiet.json["errors"])) == (422, ["lead_confirms"])
    asked = api.post(ALL, json={**alone, "lead": 1, "lead_confirms": True}).json
    assert (asked["status"], asked["lead_confirms"]) == ("proposed", True)


def test_the_list_is_narrowed_and_paged(workshop: Workshop, api: FlaskClient) -> None:
    (bob,) = map(str, workshop.hire("Bob"))
    alice = str(workshop.alice)
    for number in range(PAGE_ROWS):
        wall = f"2026-05-{4 + number // 10:02}T{8 + number % 10:02}:00"
        api.post(ALL, json={"wall": wall, "minutes": 60, "members": [alice]})
    last = api.post(ALL, json={"wall": "2026-06-01T09:00", "minutes": 60, "members": [bob], "lead": 1}).json
    first = api.get(ALL).json
    assert len(first["appointments"]) == PAGE_ROWS
    second = api.get(ALL, query_string={"after": first["after"]}).json
    assert (second["appointments"], second["after"]) == ([last], None)
    assert api.get(ALL, query_string={"member": bob}).json["appointments"] == [last]
    assert api.get(ALL, query_string={"lead": 1, "status": "confirmed"}).json["appointments"] == [last]
    day = {"from": "2026-05-05T00:00:00+01:00", "until": "2026-05-06T00:00:00+01:00", "member": alice}
    assert len(api.get(ALL, query_string=day).json["appointments"]) == 10
    for wrong in (
        {"after": "x"},
        {"after": f"0001-01-01T00:00:00+14:00~{0:032}"},
        {"from": "0001-01-01T00:00:00+14:00"},
        {"status": "lost"},
    ):
        assert api.get(ALL, query_string=wrong).status_code == 422


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "starts_at"),
        ({"starts_at": "2026-04-27T10:00:00Z", "wall": "2026-04-27T10:00"}, "starts_at"),
        ({"wall": "2026-04-27 10h"}, "wall"),
        ({"wall": "2026-03-29T02:30", "zone": "Europe/Paris"}, "wall"),
        ({"wall": "0001-01-01T00:00"}, "wall"),
        ({"wall": "2031-01-01T10:00"}, "starts_at"),
        ({"wall": "2026-04-27T10:00", "zone": "UTC+1"}, "zone"),
        ({"wall": "2026-04-27T10:00", "minutes": 3}, "minutes"),
        ({"wall": "2026-04-27T10:00", "members": []}, "members"),
        ({"wall": "2026-04-27T10:00", "members": ["01982e3c-7a5b-7c1d-8e2f-3a4b5c6d7e8f"]}, "members"),
        ({"wall": "2026-04-27T10:00", "members": None}, "kind"),
        ({"wall": "2026-04-27T10:00", "as_offered": True}, "kind"),
        ({"wall": "2026-04-27T10:00", "title": "x" * 201}, "title"),
        ({"wall": "2026-04-27T10:00", "guests": [{"name": "x", "email": "nobody"}]}, "guests"),
        ({"wall": "2026-04-27T10:00", "place_kind": "moon"}, "place_kind"),
    ],
)
def test_a_mistake_names_its_field(
    workshop: Workshop, api: FlaskClient, given: dict[str, Any], field: str
) -> None:
    whole = {"minutes": 30, "members": [str(workshop.alice)], **given}
    answer = api.post(ALL, json={name: value for name, value in whole.items() if value is not None})
    assert answer.status_code == 422, answer.text
    assert field in str(answer.json["errors"])
    with workshop.inside():
        assert Appointment.select().count() == 0


def test_kinds_and_days_are_changed(workshop: Workshop, api: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob")
    path = f"{KINDS}/{_offer(api, workshop)['id']}"
    changed = api.patch(path, json={"minutes": 30, "hosts": [str(bob)], "most_a_day": 3}).json
    assert (changed["minutes"], changed["hosts"], changed["most_a_day"]) == (30, [str(bob)], 3)
    many = [str(bob)] * (MOST_MEMBERS + 1)
    for wrong in ({}, {"minutes": 0}, {"hosts": []}, {"hosts": many}, {"name": " "}, {"colour": "red"}):
        assert api.patch(path, json=wrong).status_code == 422
    day = {"day_on": MONDAY, "hours": [{"opens": "10:00", "closes": "11:00"}], "member": str(bob)}
    made = api.put("/api/v1/day-hours", json=day).json
    asked = {"from": workshop.at(f"{MONDAY} 00:00").isoformat(), "days": 1}
    assert len(api.get(f"{path}/slots", query_string=asked).json["slots"]) == 2
    listed = api.get(f"/api/v1/day-hours?first_on={MONDAY}&last_on={MONDAY}").json["days"]
    assert listed == [{"id": made["id"], **day}]
    too_long = api.get(f"/api/v1/day-hours?first_on={MONDAY}&last_on=2028-01-01")
    assert (too_long.status_code, set(too_long.json["errors"])) == (422, {"query.last_on"})
    assert api.delete(f"/api/v1/day-hours/{made['id']}").status_code == 204
    week = [[{"opens": "20:00", "closes": "21:00"}], *[[]] * 6]
    assert api.patch(f"/api/v1/members/{bob}", json={"hours": week}).json["hours"] == week
    assert len(api.get(f"{path}/slots", query_string=asked).json["slots"]) == 2
    assert api.patch(path, json={"is_archived": True}).json["is_archived"]
    assert api.get(KINDS).json["kinds"] == []
    assert api.get(f"{path}/slots").status_code == 404


def test_who_may_what(workshop: Workshop, api: FlaskClient, charlie: PairedSite) -> None:
    kind = _offer(api, workshop)["id"]
    wanted = {"kind": kind, "wall": f"{MONDAY}T10:00"}
    reads = Program(workshop.site, "appointments:read", name="Lit")
    assert reads("GET", f"{KINDS}/{kind}/slots").status_code == 200
    assert reads("POST", ALL, wanted).json["code"] == "key_scope"
    writes = Program(workshop.site, "appointments:write", name="Écrit")
    assert writes("POST", ALL, wanted).status_code == 201
    assert writes("PATCH", f"{KINDS}/{kind}", {"minutes": 30}).json["code"] == "key_not_taken"
    agent = at_the_api(signed_in(workshop.site, "agent"))
    assert agent.patch(f"{KINDS}/{kind}", json={"minutes": 30}).status_code == 403
    assert agent.post(ALL, json={**wanted, "wall": f"{MONDAY}T14:00"}).status_code == 201
    stranger = at_the_api(signed_in(charlie))
    assert stranger.post(ALL, json=wanted).status_code == 404
    his = {"wall": f"{MONDAY}T10:00", "minutes": 30, "members": [str(workshop.alice)]}
    assert stranger.post(ALL, json=his).status_code == 422
