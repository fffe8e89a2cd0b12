"""An appointment's page changes what is not its time, its words, place, kind and guests; those concerned hear of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Guest
from filon.desk import meetings
from filon.foundation import clock
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, as_alice, booked, what_left
from tests.dashboard.people import signed_in
from tests.parts.smtp import Mail, Mailbox

pytestmark = pytest.mark.usefixtures("nothing_waits")
ANA, HICHAM = "ana@example.com", "hicham@example.com"


def _as_it_is(workshop: Workshop, made: Any) -> Any:
    with workshop.inside():
        return Appointment.find(made.id)


def _guests(workshop: Workshop, made: Any) -> dict[str, str]:
    """Ids by name."""
    with workshop.inside():
        rows = Participant.of([made.id])[made.id]
        return {row.name: str(row.id) for row in rows if row.member_id is None}


def _calendar(mail: Mail) -> Any:
    [part] = [one for one in mail.message.walk() if one.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_payload(decode=True))


def _text(answer: Any) -> str:
    return str(answer.text).replace("\u00a0", " ")


def test_it_works(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    kind = workshop.offer(name="Choix des essences")
    made = booked(workshop)
    [before] = _calendar(what_left(workshop, mailbox)[SALMA]).events
    page = f"/app/calendrier/{made.id}"
    form = browser.get(page).text
    assert "Modifier" in form
    assert f'<option value="{kind.id}">Choix des essences</option>' in form
    call = "https://meet.example/salle-7"
    typed = {"title": "Visite", "kind": str(kind.id), "place_kind": "video", "place": f"{call} code 55"}
    assert browser.post(f"{page}/changes", data={**typed, "tells": "1"}).status_code == 303
    seen = browser.get(page).text
    assert f'<a href="{call}" rel="noopener noreferrer"' in seen
    assert "En vidéo" in seen
    changed = _as_it_is(workshop, made)
    assert (changed.title, changed.kind_id, changed.minutes) == ("Visite", kind.id, 60)
    mail = what_left(workshop, mailbox)[SALMA]
    assert mail.message["Subject"].startswith("Rendez-vous modifié")
    [event] = _calendar(mail).events
    assert (event["UID"], event["SEQUENCE"]) == (before["UID"], 1)
    assert event["SUMMARY"].startswith("Visite")
    assert f'<a href="{call}"' in mail.message.get_body(("html",)).get_content()
    assert workshop.steps() == ["booked", "changed"]
    assert "Rendez-vous modifié" in browser.get("/app/prospects/1").text

    assert browser.post(f"{page}/changes", data={**typed, "tells": "1"}).status_code == 303
    assert what_left(workshop, mailbox) == {}, "nothing has changed"
    browser.post(f"{page}/changes", data={**typed, "place": "Quai 3"})
    assert what_left(workshop, mailbox) == {}, "the box is not ticked"
    assert _as_it_is(workshop, made).place == "Quai 3"


def test_guests_are_added_and_taken_away(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    typed = {"day": MONDAY, "time": "10:00", "minutes": "60", "lead": "1", "kind": "", "tells": "1"}
    guests = {"guest_name": ["Ana", ""], "guest_email": [ANA, ""]}
    with_alice = {**typed, "member": [str(workshop.alice)], "place_kind": "office"}
    assert 'name="guest_email"' in browser.get("/app/calendrier/nouveau?lead=1").text
    refused = browser.post("/app/calendrier", data={**with_alice, **guests, "guest_email": ["ana@", ""]})
    assert refused.status_code == 422
    assert "L’adresse « ana@ » n’est pas complète." in _text(refused)
    assert 'value="Ana"' in refused.text, "what was typed stays"
    assert browser.post("/app/calendrier", data={**with_alice, **guests}).status_code == 303
    with workshop.inside():
        made = Appointment.get()
    assert set(what_left(workshop, mailbox)) == {SALMA, ANA}
    page = f"/app/calendrier/{made.id}"
    assert f"{ANA.partition('@')[0]}@<wbr>" in browser.get(page).text
    out = _guests(workshop, made)["Ana"]
    assert "Retirer Ana" in browser.get(page).text
    change = {"guest_out": out, "guest_name": "", "guest_email": HICHAM, "tells": "1"}
    same = {"title": "", "place_kind": "office", "place": "", "kind": ""}
    assert browser.post(f"{page}/changes", data={**same, **change}).status_code == 303
    assert list(_guests(workshop, made)) == [HICHAM], "without a name they are called by their address"
    sent = what_left(workshop, mailbox)
    assert set(sent) == {ANA, HICHAM}, "to Salma it is no news"
    over, new = _calendar(sent[ANA]), _calendar(sent[HICHAM])
    assert (over["METHOD"], over.events[0]["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (new["METHOD"], new.events[0]["STATUS"]) == ("REQUEST", "CONFIRMED")
    assert over.events[0]["UID"] == new.events[0]["UID"]
    assert "Vous n’êtes plus attendu" in sent[ANA].text
    assert "/rendez-vous/" not in sent[HICHAM].text
    with as_alice(workshop):
        meetings.move(_as_it_is(workshop, made), workshop.at(f"{MONDAY} 15:00"))
    assert set(what_left(workshop, mailbox)) == {SALMA, HICHAM}, "who is out stays out"


def test_who_was_not_told_yet_is_told_all_the_same(workshop: Workshop, mailbox: Mailbox) -> None:
    """A guest more is no news to Salma, whose own mail still waits for the mail server."""
    mailbox.answer = "refuse"
    made = booked(workshop, guests=(Guest("Ana", ANA),))
    assert what_left(workshop, mailbox) == {}
    ana = _guests(workshop, made)["Ana"]
    with as_alice(workshop):
        meetings.change(_as_it_is(workshop, made), invited=[Guest("Hicham", HICHAM)], uninvited=[UUID(ana)])
    workshop.site.filon.work()
    mailbox.answer = "accept"
    sent = _an_hour_later(workshop, mailbox)
    assert sent[SALMA].message["Subject"].startswith("Rendez-vous confirmé")
    assert sent[HICHAM].message["Subject"].startswith("Rendez-vous confirmé")
    assert _calendar(sent[ANA])["METHOD"] == "CANCEL", "and the invitation stays where it is"


def test_it_turns_out_whom_it_is_with(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    made = booked(workshop, lead=None, title="Visite")
    assert what_left(workshop, mailbox) == {}
    page = f"/app/calendrier/{made.id}"
    same = {"title": "Visite", "place_kind": "office", "place": ""}
    nobody = browser.post(f"{page}/changes", data={**same, "who": "Zzzyx"})
    assert (nobody.status_code, "Personne ne s’appelle ainsi" in nobody.text) == (422, True)
    asked = browser.post(f"{page}/changes", data={**same, "who": "bennani", "place": "Quai 3"})
    assert (asked.status_code, "Choisissez qui c’est" in asked.text) == (422, True)
    assert 'value="Quai 3"' in asked.text
    assert re.findall(r'type="radio" name="lead" value="(\d+)"', asked.text) == ["1"]
    assert _as_it_is(workshop, made).lead_id is None, "nobody is taken for another"
    gone = browser.post(f"{page}/changes", data={**same, "lead": "77"})
    assert (gone.status_code, "Choisissez un prospect" in gone.text) == (422, True)
    assert "Prévenir le prospect et les invités par mail" in browser.get(page).text
    assert browser.post(f"{page}/changes", data={**same, "lead": "1", "tells": "1"}).status_code == 303
    assert "Visite" in browser.get("/app/prospects/1").text
    mail = what_left(workshop, mailbox)[SALMA]
    assert mail.message["Subject"].startswith("Rendez-vous confirmé"), "to her it is new"
    assert "/rendez-vous/" in mail.text
    assert workshop.steps() == ["booked"]
    with workshop.inside():
        assert Lead.by_number(1).next_action_at == made.starts_at


def test_nobody_is_told_whom_it_is_with_unasked(
    workshop: Workshop, mailbox: Mailbox, browser: FlaskClient
) -> None:
    made = booked(workshop, lead=None, title="Visite")
    page = f"/app/calendrier/{made.id}"
    assert browser.post(f"{page}/changes", data={"title": "Visite", "lead": "1"}).status_code == 303
    assert workshop.steps() == ["booked"]
    assert what_left(workshop, mailbox) == {}, "the box is not ticked"
    with clock.standing_at(made.starts_at - timedelta(hours=1)):
        reminded = what_left(workshop, mailbox)
    assert SALMA not in reminded, "she never heard of it"


def test_who_is_invited_after_another_change_is_invited(workshop: Workshop, mailbox: Mailbox) -> None:
    made = booked(workshop)
    what_left(workshop, mailbox)
    with as_alice(workshop):
        meetings.change(_as_it_is(workshop, made), title="Visite")
        meetings.move(_as_it_is(workshop, made), workshop.at(f"{MONDAY} 15:00"))
        meetings.change(_as_it_is(workshop, made), invited=[Guest("Hicham", HICHAM)])
    sent = what_left(workshop, mailbox)
    assert sent[SALMA].message["Subject"].startswith("Rendez-vous modifié")
    assert sent[HICHAM].message["Subject"].startswith("Rendez-vous confirmé")
    with as_alice(workshop):
        meetings.change(_as_it_is(workshop, made), title="Pose")
    assert what_left(workshop, mailbox)[HICHAM].message["Subject"].startswith("Rendez-vous modifié")


def test_a_guest_gets_another_name(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    made = booked(workshop, guests=(Guest("Ana", ANA, "+212661234567"),))
    what_left(workshop, mailbox)
    page, row = f"/app/calendrier/{made.id}", _guests(workshop, made)["Ana"]
    for name, expected in (("Ana Alaoui", "Ana Alaoui"), ("", "Ana Alaoui")):
        typed = {"guest_name": name, "guest_email": ANA.upper(), "tells": "1"}
        assert browser.post(f"{page}/changes", data=typed).status_code == 303
        assert _guests(workshop, made) == {expected: row}
    assert what_left(workshop, mailbox) == {}, "it is no news to anybody"
    assert workshop.steps() == ["booked", "changed"]
    with workshop.inside():
        assert Participant.find(UUID(row)).phone == "+212661234567"


def test_names_of_guests_are_names(workshop: Workshop, browser: FlaskClient) -> None:
    made = booked(workshop, lead=None)
    page = f"/app/calendrier/{made.id}"
    long = browser.post(f"{page}/changes", data={"guest_name": "x" * 201, "guest_email": ANA})
    assert (long.status_code, "200 signes au plus" in _text(long)) == (422, True)
    assert _guests(workshop, made) == {}
    turned = {"title": "Vis\u202eite\u2069", "guest_name": "A\u2066na\u202c", "guest_email": ANA}
    assert browser.post(f"{page}/changes", data=turned).status_code == 303
    assert (list(_guests(workshop, made)), _as_it_is(workshop, made).title) == (["Ana"], "Visite")


def test_why_it_was_moved_is_not_lost(workshop: Workshop, browser: FlaskClient) -> None:
    made = booked(workshop)
    page = f"/app/calendrier/{made.id}"
    typed = {"day": MONDAY, "time": "10:00", "minutes": "60", "member": str(workshop.alice), "why": "Grève"}
    same = browser.post(f"{page}/time", data=typed)
    assert (same.status_code, "L’heure n’a pas changé" in same.text) == (422, True)
    for _twice in range(2):
        assert browser.post(f"{page}/time", data=typed | {"time": "15:00"}).status_code == 303
    assert workshop.steps() == ["booked", "moved"]


def test_it_is_with_one_prospect_whom_all_see(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob")
    with workshop.inside():
        Member.update(only_own=True).where(Member.id == bob).execute()
        Lead.update(owner_id=workshop.alice).execute()
    made = booked(workshop, lead=None, members=(workshop.alice, bob))
    page = f"/app/calendrier/{made.id}"
    refused = browser.post(f"{page}/changes", data={"lead": "1", "place_kind": "office"})
    assert (refused.status_code, "Bob ne voit pas ce prospect" in refused.text) == (422, True)
    assert _as_it_is(workshop, made).lead_id is None


def test_what_is_wrong_stands_beside_its_field(workshop: Workshop, browser: FlaskClient) -> None:
    workshop.offer()
    made = booked(workshop)
    page = f"/app/calendrier/{made.id}"
    for typed, field, said in (
        ({"title": "x" * 201}, "title", "200 signes au plus"),
        ({"place": "x" * 501}, "place", "500 signes au plus"),
        ({"place_kind": "moon"}, "place_kind", "Choisissez un lieu"),
        ({"kind": "x"}, "kind", "Choisissez un type"),
        ({"guest_name": ["A"] * 21, "guest_email": [""] * 21}, "guests", "20 invités au plus"),
    ):
        answer = browser.post(f"{page}/changes", data=typed)
        assert answer.status_code == 422, field
        error = re.search(rf'id="e-{field}">.*?</svg>([^<]*)', answer.text)
        assert error, field
        assert said in error[1].replace("\u00a0", " ")
    assert _as_it_is(workshop, made).sequence == 0
    assert "Modifier" not in signed_in(workshop.site, "reader").get(page).text


def _an_hour_later(workshop: Workshop, mailbox: Mailbox) -> dict[str, Mail]:
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        return what_left(workshop, mailbox)
