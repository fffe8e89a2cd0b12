"""Rooms and vehicles as people and programs meet them: settings, forms, pages, mails, calendars and the API."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from filon.appointments import links
from filon.appointments.models import Appointment, Kind
from filon.appointments.resources import Need, Resource, Use, the_resource
from filon.desk import meetings
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import SALMA, what_left
from tests.appointments.test_api import ALL, KINDS, MONDAY
from tests.appointments.test_kind_pages import FIELDS, SETTINGS
from tests.appointments.test_resources import needing, rooms
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite
from tests.parts.smtp import Mail, Mailbox

ROOMS = "/api/v1/appointment-resources"


def _invitation(mail: Mail) -> Any:
    [part] = [one for one in mail.message.walk() if one.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return event


def test_it_works(workshop: Workshop, browser: FlaskClient) -> None:
    """A manager enters a showroom, says which kind needs it, and a member books it without thinking of it."""
    assert browser.post(f"{SETTINGS}/salles", data={"name": "Showroom"}).status_code == 303
    with workshop.inside():
        [room] = Resource.in_use()
    browser.post(SETTINGS, data={**FIELDS, "after": "0", "hosts": [workshop.alice], "resources": [room.id]})
    with workshop.inside():
        [kind] = Kind.in_use()
        assert kind.needs_resource
        assert Need.of([kind.id]) == {kind.id: [room.id]}
    typed = {"kind": str(kind.id), "day": MONDAY, "time": "10:00", "resource": ""}
    booked = browser.post("/app/calendrier", data=typed)
    assert booked.status_code == 303
    page = html.unescape(browser.get(booked.headers["Location"]).text)
    assert "<dt>Salle ou véhicule</dt><dd><bdi>Showroom</bdi></dd>" in page
    assert "Showroom" in page[page.index("Historique") :]
    for view in ("week", "list", "day"):
        assert "Showroom" in browser.get(f"/app/calendrier?day={MONDAY}&view={view}").text
    browser.post(f"{SETTINGS}/salles/{room.id}", data={"name": "Grand showroom"})
    browser.post(f"{SETTINGS}/salles/{room.id}/retrait")
    shown = html.unescape(browser.get(SETTINGS).text)
    assert "Grand showroom" in shown
    assert "personne ne peut le réserver" in shown
    assert "Grand showroom" in browser.get(booked.headers["Location"]).text
    browser.post(f"{SETTINGS}/salles/{room.id}/retour")
    assert "personne ne peut le réserver" not in html.unescape(browser.get(SETTINGS).text)


def test_what_is_wrong_is_said_where_it_was_typed(workshop: Workshop, browser: FlaskClient) -> None:
    refused = browser.post(f"{SETTINGS}/salles", data={"name": " "})
    assert refused.status_code == 422
    assert "Donnez un nom" in refused.text
    unknown = browser.post("/app/calendrier", data={"day": MONDAY, "time": "10:00", "resource": "x"})
    assert unknown.status_code == 422
    agent = signed_in(workshop.site, role="agent")
    assert agent.post(f"{SETTINGS}/salles", data={"name": "Salon"}).status_code == 403
    with workshop.inside():
        assert Resource.select().count() == 0


def test_a_member_chooses_one_changes_it_and_does_without(workshop: Workshop, browser: FlaskClient) -> None:
    for name in ("Camionnette", "Fourgon"):
        browser.post(f"{SETTINGS}/salles", data={"name": name})
    with workshop.inside():
        van, lorry = (one.id for one in Resource.in_use())
    when = {"day": MONDAY, "time": "10:00", "minutes": "60", "member": str(workshop.alice)}
    path = browser.post("/app/calendrier", data={**when, "resource": str(van)}).headers["Location"]
    [bob] = workshop.hire("Bob")
    other = {**when, "member": str(bob), "resource": str(van)}
    taken = browser.post("/app/calendrier", data=other)
    assert taken.status_code == 422
    assert "Aucune salle ni aucun véhicule de libre à cette heure." in html.unescape(taken.text)
    busy = browser.post("/app/calendrier", data={**when, "resource": str(lorry)})
    assert "Ce créneau n’est plus libre." in html.unescape(busy.text), "it is Alice who is"
    later = {**other, "time": "15:00"}
    moved = browser.post("/app/calendrier", data=later).headers["Location"]
    carried = browser.post(f"{moved}/slot", data={"day": MONDAY, "time": "10:00"})
    assert carried.status_code == 409
    assert "Aucune salle" in html.unescape(carried.text)
    browser.post(f"{moved}/cancellation")
    for chosen, has in ((str(lorry), lorry), (None, lorry), ("", None), (str(van), van)):
        said = when if chosen is None else {**when, "resource": chosen}
        assert browser.post(f"{path}/time", data=said).status_code == 303
        with workshop.inside():
            assert list(Use.of([UUID(path.rpartition("/")[2])]).values()) == ([has] if has else [])


def test_to_do_without_can_be_sent_from_any_form(workshop: Workshop, browser: FlaskClient) -> None:
    [van] = rooms(workshop, "Camionnette")
    with workshop.inside():
        chosen = the_resource(van)
    made = workshop.book(f"{MONDAY} 10:00", resource=chosen)
    sent = {"day": MONDAY, "time": "11:00", "minutes": "60", "member": str(workshop.alice)}
    for_new_ones = {**sent, "resource": "without", "resource_shown": ""}
    assert browser.post(f"/app/calendrier/{made.id}/time", data=for_new_ones).status_code == 303
    with workshop.inside():
        assert Use.of([made.id]) == {}


def test_who_leaves_the_field_as_it_was_changes_no_room(workshop: Workshop, browser: FlaskClient) -> None:
    """Somebody else gives it another one while the form is open; and takes it away."""
    van, lorry = rooms(workshop, "Camionnette", "Fourgon")
    with workshop.inside():
        chosen = the_resource(van)
    made = workshop.book(f"{MONDAY} 10:00", resource=chosen)
    path = f"/app/calendrier/{made.id}"
    form = browser.get(path).text
    shown = dict(re.findall(r'<input type="hidden" name="(resource\w*)" value="([^"]*)">', form))
    sent = {"day": MONDAY, "minutes": "60", "member": str(workshop.alice), "resource": str(van), **shown}
    for hour, using in (("11:00", (lorry,)), ("15:00", ())):
        with workshop.inside():
            meetings.move(Appointment.find(made.id), Appointment.find(made.id).starts_at, using=using)
        assert browser.post(f"{path}/time", data={**sent, "time": hour}).status_code == 303
        with workshop.inside():
            assert Appointment.find(made.id).starts_at == workshop.at(f"{MONDAY} {hour}")
            assert tuple(Use.of([made.id]).values()) == using
    assert (
        browser.post(f"{path}/time", data={**sent, "time": "15:00", "resource": str(lorry)}).status_code
        == 303
    )
    with workshop.inside():
        assert Use.of([made.id]) == {made.id: lorry}


def test_booked_by_hand_it_does_without(workshop: Workshop, browser: FlaskClient, api: FlaskClient) -> None:
    [bob, nadia] = workshop.hire("Bob", "Nadia")
    [room] = rooms(workshop, "Showroom")
    kind = needing(workshop, [room], workshop.alice, bob, nadia)
    form = browser.get("/app/calendrier/nouveau").text
    assert '<option value="without">Aucun</option>' in form
    typed = {"kind": str(kind.id), "day": MONDAY, "time": "10:00", "member": str(workshop.alice)}
    assert browser.post("/app/calendrier", data={**typed, "resource": "without"}).status_code == 303
    how = {"kind": str(kind.id), "wall": f"{MONDAY}T10:00", "resource": None}
    assert api.post(ALL, json={**how, "members": [str(bob)]}).json["resource"] is None
    refused = api.post(ALL, json={**how, "wall": f"{MONDAY}T15:00", "as_offered": True})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["resource"])
    with workshop.inside():
        assert Use.select().count() == 0
    del how["resource"]
    assert api.post(ALL, json={**how, "members": [str(nadia)]}).json["resource"]["name"] == "Showroom"


def test_programs(workshop: Workshop, api: FlaskClient, charlie: PairedSite) -> None:
    made = api.post(ROOMS, json={"name": "Showroom"})
    room: dict[str, Any] = made.json
    assert (made.status_code, api.get(made.headers["Location"]).json) == (201, room)
    how = {"name": "Mesures", "minutes": 60, "notice": 0, "hosts": [str(workshop.alice)]}
    kind = api.post(KINDS, json={**how, "resources": [room["id"]]}).json
    assert api.get(f"{KINDS}/{kind['id']}").json["resources"] == [room["id"]]
    booked = api.post(ALL, json={"kind": kind["id"], "wall": f"{MONDAY}T10:00"}).json
    assert booked["resource"] == room
    [bob] = workshop.hire("Bob")
    alone = {"wall": f"{MONDAY}T10:30", "minutes": 60, "members": [str(bob)], "resource": room["id"]}
    again = api.post(ALL, json=alone)
    assert (again.status_code, again.json["code"]) == (409, "slot_taken")
    assert again.json["missing"] == "resource"
    asked = {"from": workshop.at(f"{MONDAY} 00:00").isoformat(), "days": 1}
    first = api.get(f"{KINDS}/{kind['id']}/slots", query_string=asked).json["slots"][1]["starts_at"]
    assert datetime.fromisoformat(first) == workshop.at(f"{MONDAY} 11:00")
    path = f"{ALL}/{booked['id']}/time"
    assert api.put(path, json={"wall": f"{MONDAY}T15:00"}).json["resource"] == room
    assert api.put(path, json={"wall": f"{MONDAY}T15:00", "resource": None}).json["resource"] is None
    assert api.put(path, json={"wall": f"{MONDAY}T15:00", "resource": room["id"]}).json["resource"] == room
    archived = api.patch(f"{ROOMS}/{room['id']}", json={"is_archived": True}).json
    assert api.get(ROOMS).json["resources"] == [archived]
    assert api.post(ALL, json=alone).status_code == 404
    assert api.put(path, json={"wall": f"{MONDAY}T15:00", "resource": room["id"]}).status_code == 200, (
        "its own"
    )
    assert api.patch(f"{KINDS}/{kind['id']}", json={"resources": []}).json["resources"] == []
    with charlie.filon.inside(charlie.tenant):
        assert Resource.select().count() == 0


@pytest.mark.parametrize(("place_kind", "said"), [("office", "Showroom, 14 rue X"), ("visit", "14 rue X")])
def test_who_comes_reads_the_room_and_who_is_visited_no_car(
    place_kind: str,
    said: str,
    workshop: Workshop,
    browser: FlaskClient,
    nothing_waits: None,
    mailbox: Mailbox,
) -> None:
    browser.post(f"{SETTINGS}/salles", data={"name": "Showroom", "is_named": "yes"})
    with workshop.inside():
        [room] = Resource.in_use()
        lead = Lead.by_number(1)
    made = workshop.book(f"{MONDAY} 10:00", lead=lead, resource=room, place_kind=place_kind, place="14 rue X")
    assert _invitation(what_left(workshop, mailbox)[SALMA])["LOCATION"] == said
    with workshop.inside():
        meetings.move(made, made.starts_at, using=())
    told = what_left(workshop, mailbox)
    assert (SALMA in told) == (place_kind == "office"), "who is visited has nothing new to read"


def test_a_van_that_one_takes_at_ones_own_place_is_not_named_to_who_comes(
    workshop: Workshop, browser: FlaskClient, api: FlaskClient, nothing_waits: None, mailbox: Mailbox
) -> None:
    assert 'name="is_named" value="yes" checked' in browser.get(SETTINGS).text, "a room is"
    browser.post(f"{SETTINGS}/salles", data={"name": "Camionnette"})
    with workshop.inside():
        [van] = Resource.in_use()
        lead = Lead.by_number(1)
    assert not van.is_named
    made = workshop.book(f"{MONDAY} 10:00", lead=lead, resource=van, place_kind="office", place="14 rue X")
    mail = what_left(workshop, mailbox)[SALMA]
    assert _invitation(mail)["LOCATION"] == "14 rue X"
    assert "Camionnette" not in mail.text
    with workshop.inside():
        own = links.address_of(made, "")
    assert "14 rue X" in (shown := browser.get(own).text)
    assert "Camionnette" not in shown
    assert "Camionnette" in browser.get(f"/app/calendrier/{made.id}").text
    room = f"{ROOMS}/{van.id}"
    assert api.get(room).json["is_named"] is False
    assert api.patch(room, json={"is_named": True}).json["is_named"] is True
    assert api.post(ROOMS, json={"name": "Salon"}).json["is_named"] is True
    browser.post(f"{SETTINGS}/salles/{van.id}", data={"name": "Camionnette", "is_named": "yes"})
    assert api.get(room).json["is_named"] is True
