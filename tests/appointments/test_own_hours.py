"""Each agent says when they can be met themselves: their week, and single days; of nobody else."""

from __future__ import annotations

import html
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.appointments.times import DayHours
from filon.desk import meetings
from filon.tenants.models import Member, Tenant
from tests.appointments.calendar import Workshop
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite

MINE, EVERYBODYS = "/app/reglages/horaires", "/app/reglages/rendez-vous"
MONDAY = "2026-04-27"
AFTERNOON = ["14 h – 16 h", "", "", "", "", "", ""]


@pytest.fixture
def bob(workshop: Workshop) -> FlaskClient:
    """An agent, signed in."""
    return signed_in(workshop.site, "agent")


def _id_of(workshop: Workshop, role: str = "agent") -> UUID:
    with workshop.inside():
        return UUID(str(Member.get(Member.role == role).id))


def _page(browser: FlaskClient, path: str = MINE) -> str:
    return html.unescape(browser.get(path).text).replace("\u00a0", " ")


def test_it_works(workshop: Workshop, bob: FlaskClient) -> None:
    kind = workshop.offer(_id_of(workshop))
    assert "Quand on peut me voir" in _page(bob)
    assert bob.post(MINE, data={"hours": AFTERNOON}).status_code == 303
    assert workshop.free(kind, MONDAY) == ["14:00", "14:30", "15:00"]
    assert bob.post(f"{MINE}/jours", data={"day": MONDAY, "hours": "9 h – 10 h"}).status_code == 303
    assert workshop.free(kind, MONDAY) == ["09:00"]
    assert "27 avril" in _page(bob)
    bob.post(f"{MINE}/jours", data={"day": MONDAY, "hours": ""})
    assert workshop.free(kind, MONDAY) == []
    with workshop.inside():
        [day] = DayHours.select()
    assert bob.post(f"{MINE}/jours/{day.id}/retrait").status_code == 303
    assert workshop.free(kind, MONDAY) == ["14:00", "14:30", "15:00"]
    bob.post(MINE, data={"hours": AFTERNOON, "whose": "business"})
    assert workshop.free(kind, MONDAY)[0] == "09:00"


def test_a_week_has_seven_days(workshop: Workshop, bob: FlaskClient) -> None:
    kind = workshop.offer(_id_of(workshop))
    bob.post(MINE, data={"hours": AFTERNOON})
    for days in (6, 8):
        refused = bob.post(MINE, data={"hours": ["9 h – 10 h"] * days})
        assert (refused.status_code, "des sept jours" in refused.text) == (422, True)
        assert refused.text.count('name="hours"') == 8, "the week, and the single day"
    everybodys = signed_in(workshop.site, "owner").post(f"{EVERYBODYS}/equipe/{_id_of(workshop)}")
    assert everybodys.status_code == 422
    assert workshop.free(kind, MONDAY) == ["14:00", "14:30", "15:00"]


def test_it_is_announced_and_can_be_taken_back(workshop: Workshop, bob: FlaskClient) -> None:
    answer = bob.post(MINE, data={"hours": AFTERNOON})
    change = answer.location.partition("changed=")[2]
    assert "Horaires enregistrés." in _page(bob, answer.location)
    back = bob.post(f"/app/reglages/changements/{change}/annulation", data={"section": "own_hours.show"})
    assert back.location.endswith(MINE)
    with workshop.inside():
        assert Member.get(Member.role == "agent").hours is None


def test_others_hours_are_not_theirs(workshop: Workshop, browser: FlaskClient, bob: FlaskClient) -> None:
    for member in (workshop.alice, ""):
        browser.post(f"{EVERYBODYS}/jours", data={"day": MONDAY, "hours": "", "member": member})
    with workshop.inside():
        days = list(DayHours.select())
    assert len(days) == 2
    bobs = at_the_api(bob)
    for day in days:
        assert bob.post(f"{MINE}/jours/{day.id}/retrait").status_code == 404
        assert bob.post(f"{EVERYBODYS}/jours/{day.id}/retrait").status_code == 403
        assert bobs.delete(f"/api/v1/day-hours/{day.id}").status_code == 403
    assert bob.post(f"{EVERYBODYS}/equipe/{workshop.alice}", data={"hours": AFTERNOON}).status_code == 403
    assert bobs.patch(f"/api/v1/members/{workshop.alice}", json={"hours": [[]] * 7}).status_code == 403
    for member in (str(workshop.alice), None):
        asked = {"member": member, "day_on": MONDAY, "hours": []}
        assert bobs.put("/api/v1/day-hours", json=asked).status_code == 403
    bob.post(f"{MINE}/jours", data={"day": MONDAY, "hours": "9 h – 10 h", "member": str(workshop.alice)})
    with workshop.inside():
        assert Member.find(workshop.alice).hours is None
        assert DayHours.select().where(DayHours.member_id == workshop.alice).get().spans == []
    assert bobs.patch(f"/api/v1/members/{_id_of(workshop)}", json={"hours": [[]] * 7}).status_code == 200


def test_who_only_reads_has_none(workshop: Workshop) -> None:
    reader = signed_in(workshop.site, "reader")
    assert "Mes horaires" not in _page(reader, "/app/reglages")
    assert [reader.get(MINE).status_code, reader.post(MINE, data={"hours": AFTERNOON}).status_code] == [
        403,
        403,
    ]
    api, id = at_the_api(reader), _id_of(workshop, "reader")
    assert api.patch(f"/api/v1/members/{id}", json={"hours": [[]] * 7}).status_code == 403
    asked = {"member": str(id), "day_on": MONDAY, "hours": []}
    assert api.put("/api/v1/day-hours", json=asked).status_code == 403
    with workshop.inside():
        assert Member.find(id).hours is None
        assert not DayHours.select().exists()


def test_what_is_agreed_already_is_shown(workshop: Workshop, browser: FlaskClient, bob: FlaskClient) -> None:
    made = workshop.book(f"{MONDAY} 10:00", members=(_id_of(workshop),), title="Pose")
    workshop.book(f"{MONDAY} 15:00", members=(_id_of(workshop),), title="Essai")
    workshop.book(f"{MONDAY} 15:00", title="D’Alice")
    outside = "rendez-vous déjà pris hors de ces heures"
    assert [outside in _page(one, path) for one, path in ((bob, MINE), (browser, EVERYBODYS))] == [False] * 2
    bob.post(MINE, data={"hours": AFTERNOON})
    for one, path in ((bob, MINE), (browser, EVERYBODYS)):
        shown = _page(one, path)
        assert f"1 {outside}" in shown
        assert f"/app/calendrier/{made.id}" in shown
        assert [word in shown for word in ("Pose", "Essai", "D’Alice")] == [True, False, False]
    with workshop.inside():
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 14:00"))
    assert outside not in _page(bob)
    bob.post("/app/reglages/absences", data={"first": MONDAY, "last": "2026-04-29"})
    assert f"2 {outside}" in _page(bob)
    with workshop.inside():
        meetings.cancel(Appointment.find(made.id))
    assert f"1 {outside}" in _page(bob)


def test_of_whom_nobody_has_said_any_hours_nothing_is_outside(workshop: Workshop, bob: FlaskClient) -> None:
    with workshop.inside():
        Tenant.update(hours=None).execute()
    workshop.book(f"{MONDAY} 10:00", members=(_id_of(workshop),))
    shown = _page(bob)
    assert "Quand on peut me voir" in shown
    assert "déjà pris" not in shown


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("", {"hours": ["bientôt", *[""] * 6]}, "bientôt"),
        ("/jours", {"day": "demain", "hours": "9 h"}, "9 h"),
        ("/jours", {"day": "2020-01-01", "hours": "9 h – 10 h"}, "2020-01-01"),
    ],
)
def test_what_can_not_be_is_said_where_it_stands(
    workshop: Workshop, bob: FlaskClient, path: str, typed: dict[str, Any], kept: str
) -> None:
    refused = bob.post(MINE + path, data=typed)
    assert refused.status_code == 422
    assert 'class="error"' in refused.text
    assert f'value="{kept}"' in refused.text
    with workshop.inside():
        assert not DayHours.select().exists()


def test_charlies_days_are_not_there(workshop: Workshop, bob: FlaskClient, charlie: PairedSite) -> None:
    bob.post(f"{MINE}/jours", data={"day": MONDAY, "hours": ""})
    with workshop.inside():
        [day] = DayHours.select()
    assert signed_in(charlie).post(f"{MINE}/jours/{day.id}/retrait").status_code == 404
    with workshop.inside():
        assert DayHours.find(day.id) is not None
