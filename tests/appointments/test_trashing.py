"""Who is put into the trash though we are to meet them: said first, cancelled along, and their time is free again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import Appointment, Participant
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, booked, what_left
from tests.dashboard.people import signed_in
from tests.parts.smtp import Mailbox

BOB = "agent@bob.example"
TRASH = "/app/prospects/1/trash"

pytestmark = pytest.mark.usefixtures("nothing_waits")


@pytest.fixture
def made(workshop: Workshop, mailbox: Mailbox) -> Any:
    """Salma's appointment with Alice and Bob, of which they have heard."""
    signed_in(workshop.site, "agent")
    with workshop.inside():
        bob = Member.get(Member.role == "agent").id
        Lead.update(email=SALMA).execute()
    found = booked(workshop, members=(workshop.alice, bob))
    workshop.site.filon.work()
    return found


def standing(workshop: Workshop, made: Any) -> tuple[str, bool, bool]:
    """Its status, whether it takes time, and whether Salma is in the trash."""
    with workshop.inside():
        busy = Participant.select().where(Participant.busy_from.is_null(False)).exists()
        gone = Lead.get(Lead.number == 1).trashed_at is not None
        return Appointment.find(made.id).status, busy, gone


def asked_of(page: Any) -> list[str]:
    """Those that the form would cancel along."""
    return re.findall(r'name="cancels" value="([^"]+)"', page.text)


def test_it_works(workshop: Workshop, browser: FlaskClient, made: Any, mailbox: Mailbox) -> None:
    asked = browser.post(TRASH)
    said = " ".join(re.sub("<[^>]+>", " ", asked.text).split())
    assert asked.status_code == 409
    for words in ("Un rendez-vous est prévu", "27 avril, 10 h", "Prévenir le prospect par mail"):
        assert words in said, words
    assert standing(workshop, made) == ("confirmed", True, False)
    gone = browser.post(TRASH, data={"cancels": asked_of(asked), "tells": "1"})
    assert (gone.status_code, "trashed=1" in gone.headers["Location"]) == (303, True)
    assert standing(workshop, made) == ("cancelled", False, True)
    left = what_left(workshop, mailbox)
    assert "annulé" in left[SALMA].text
    assert "annulé" in left[BOB].text
    assert f"/app/calendrier/{made.id}" not in left[BOB].text, "it can be seen no more"
    assert browser.get(f"/app/calendrier?day={MONDAY}").text.count("Occupé") == 0
    assert browser.post("/app/prospects/1/restoration").status_code == 303
    assert standing(workshop, made) == ("cancelled", False, False), "what was cancelled stays so"


def test_they_need_not_hear_of_it(
    workshop: Workshop, browser: FlaskClient, made: Any, mailbox: Mailbox
) -> None:
    assert browser.post(TRASH, data={"cancels": str(made.id)}).status_code == 303
    assert SALMA not in what_left(workshop, mailbox)


def test_what_was_agreed_on_since_the_question_is_asked_about_too(
    workshop: Workshop, browser: FlaskClient, made: Any
) -> None:
    seen = asked_of(browser.post(TRASH))
    other = booked(workshop, f"{MONDAY} 15:00", tells=False)
    again = browser.post(TRASH, data={"cancels": seen, "tells": "1"})
    assert (again.status_code, asked_of(again)) == (409, [str(made.id), str(other.id)])
    assert "27 avril, 15 h" in again.text.replace("\u00a0", " ")
    assert standing(workshop, made) == ("confirmed", True, False)
    assert browser.post(TRASH, data={"cancels": asked_of(again)}).status_code == 303
    assert standing(workshop, made) == ("cancelled", False, True)
    assert standing(workshop, other) == ("cancelled", False, True)


def test_programs_cancel_what_they_name(workshop: Workshop, api: FlaskClient, made: Any) -> None:
    trash = "/api/v1/leads/1/trash"
    assert api.put(f"{trash}?cancel=all").status_code == 422
    assert api.put(f"{trash}?cancel=false").status_code == 409
    other = booked(workshop, f"{MONDAY} 15:00", tells=False)
    refused = api.put(f"{trash}?cancel={made.id}")
    assert [one["id"] for one in refused.json["appointments"]] == [str(made.id), str(other.id)]
    assert standing(workshop, made) == ("confirmed", True, False), "neither"
    assert api.put(f"{trash}?cancel={made.id},{other.id}").status_code == 204
    assert standing(workshop, other) == ("cancelled", False, True)


def test_programs_are_refused_until_they_say(
    workshop: Workshop, api: FlaskClient, made: Any, mailbox: Mailbox
) -> None:
    trash = "/api/v1/leads/1/trash"
    refused = api.put(trash)
    assert (refused.status_code, refused.json["code"]) == (409, "appointments_to_come")
    assert [one["id"] for one in refused.json["appointments"]] == [str(made.id)]
    assert standing(workshop, made) == ("confirmed", True, False)
    assert api.put(f"{trash}?cancel=true&tells=false").status_code == 204
    assert standing(workshop, made) == ("cancelled", False, True)
    assert SALMA not in what_left(workshop, mailbox)


def test_of_many_those_whom_we_meet_stay_and_are_named(
    workshop: Workshop, browser: FlaskClient, made: Any
) -> None:
    added = browser.post("/app/prospects", data={"name": "Younes", "email": "younes@example.com"})
    assert added.status_code == 303
    answer = browser.post("/app/prospects/bulk-changes/trash", data={"number": ["1", "2"]})
    assert answer.status_code == 303
    assert standing(workshop, made) == ("confirmed", True, False)
    with workshop.inside():
        assert Lead.get(Lead.number == 2).trashed_at is not None
    said = " ".join(re.sub("<[^>]+>", " ", browser.get(answer.headers["Location"]).text).split())
    assert "Salma Bennani : un rendez-vous est prévu, décidez sur la fiche" in said.replace("\u00a0", " ")
    whole = {"whole": "1", "q": "salma", "status": "all"}
    assert browser.post("/app/prospects/bulk-changes/trash", data=whole).status_code == 303
    assert standing(workshop, made) == ("confirmed", True, False)


def test_whoever_only_reads_puts_nobody_there(workshop: Workshop, made: Any) -> None:
    reader = signed_in(workshop.site, "reader")
    assert reader.post(TRASH, data={"cancels": str(made.id)}).status_code == 403
    assert standing(workshop, made) == ("confirmed", True, False)
