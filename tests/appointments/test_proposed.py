"""What is proposed to a prospect: their mail asks, and they confirm, move or refuse it at their own address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments import links
from filon.appointments.models import Appointment
from filon.desk import meetings
from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, as_alice, booked, what_left
from tests.parts.service import ADDRESS
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("nothing_waits")
ALICE = "alice@atlas.example"


def _page(workshop: Workshop, made: Any) -> str:
    with workshop.inside():
        return links.address_of(made, ADDRESS).removeprefix(ADDRESS)


def _as_it_is(workshop: Workshop, made: Any) -> Any:
    with workshop.inside():
        return Appointment.find(made.id)


def _seen(html: str) -> dict[str, str]:
    """What the button that confirms sends."""
    [at] = re.findall(r'name="at" value="(\w+)"', html)
    return {"at": at}


def test_it_works(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    with workshop.inside():
        Member.update(joined_at=clock.now()).execute()
    assert "À confirmer par le prospect" in browser.get("/app/calendrier/nouveau?lead=1").text
    typed = {"day": MONDAY, "time": "10:00", "minutes": "60", "member": str(workshop.alice), "kind": ""}
    asked = {"lead": "1", "tells": "1", "place_kind": "office", "lead_confirms": "1"}
    assert browser.post("/app/calendrier", data=typed | asked).status_code == 303
    with workshop.inside():
        made = Appointment.get()
    mail = what_left(workshop, mailbox)[SALMA]
    assert mail.message["Subject"].replace("\u00a0", " ").startswith("Rendez-vous à confirmer : Lundi 27")
    assert "Nous vous proposons un rendez-vous" in mail.text
    types = [part.get_content_type() for part in mail.message.walk()]
    assert "text/calendar" not in types, "nothing is agreed yet"
    assert "ne l’a pas encore confirmé" in browser.get(f"/app/calendrier/{made.id}").text

    page, visitor = _page(workshop, made), workshop.site.filon.client
    assert "Je confirme" in visitor.get(page).text
    assert _as_it_is(workshop, made).status == "proposed", "looking changes nothing"
    cross = visitor.post(f"{page}/confirmation", headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403
    done = visitor.post(f"{page}/confirmation", data=_seen(visitor.get(page).text))
    assert done.status_code == 303
    shown = visitor.get(done.location).text
    assert ("C’est confirmé" in shown, "Je confirme" in shown) == (True, False)
    assert visitor.post(f"{page}/confirmation", data={"at": "20260427T0900Z"}).status_code == 303, (
        "twice is once"
    )
    assert _as_it_is(workshop, made).status == "confirmed"
    sent = what_left(workshop, mailbox)
    assert sent[SALMA].message["Subject"].startswith("Rendez-vous confirmé")
    assert "text/calendar" in [part.get_content_type() for part in sent[SALMA].message.walk()]
    assert sent[ALICE].message["Subject"].replace("\u00a0", " ").startswith("Rendez-vous confirmé : Salma")
    assert workshop.steps() == ["booked", "confirmed"]
    with workshop.inside():
        last = Interaction.select().where(Interaction.kind == "appointment").order_by(Interaction.id)[-1]
        assert last.member_name == "Salma Bennani"


def test_they_confirm_no_hour_that_they_have_not_seen(workshop: Workshop, mailbox: Mailbox) -> None:
    made = booked(workshop, lead_confirms=True)
    page, visitor = _page(workshop, made), workshop.site.filon.client
    seen = _seen(visitor.get(page).text)
    with as_alice(workshop):
        meetings.move(_as_it_is(workshop, made), workshop.at(f"{MONDAY} 15:00"))
    what_left(workshop, mailbox)
    for typed in (seen, {}, {"at": "x"}):
        answer = visitor.post(f"{page}/confirmation", data=typed)
        assert answer.status_code == 409
        assert "a changé entre-temps" in answer.text
        assert "15 h" in answer.text.replace("\u00a0", " ")
    assert _as_it_is(workshop, made).status == "proposed"
    assert what_left(workshop, mailbox) == {}
    assert visitor.post(f"{page}/confirmation", data=_seen(answer.text)).status_code == 303
    assert _as_it_is(workshop, made).status == "confirmed"
    assert visitor.post(f"{page}/confirmation", data=seen).status_code == 409, "that hour is not agreed"


def test_who_confirms_can_be_asked(workshop: Workshop, browser: FlaskClient) -> None:
    typed = {"day": MONDAY, "time": "10:00", "minutes": "60", "member": str(workshop.alice), "kind": ""}
    asked = typed | {"lead": "1", "place_kind": "office", "lead_confirms": "1"}
    untold = browser.post("/app/calendrier", data=asked)
    assert (untold.status_code, "prévenez le prospect par mail" in untold.text) == (422, True)
    with workshop.inside():
        Lead.update(email=None).execute()
    assert "À confirmer par le prospect" not in browser.get("/app/calendrier/nouveau?lead=1").text
    phone_only = browser.post("/app/calendrier", data=asked | {"tells": "1"})
    assert (phone_only.status_code, "ne peut pas recevoir de mail" in phone_only.text) == (422, True)
    with workshop.inside():
        assert not Appointment.select().exists()


def test_another_hour_that_they_choose_is_agreed(workshop: Workshop, mailbox: Mailbox) -> None:
    with workshop.inside():
        Member.update(joined_at=clock.now()).execute()
    made = booked(workshop, lead_confirms=True)
    what_left(workshop, mailbox)
    page, visitor = _page(workshop, made), workshop.site.filon.client
    long = visitor.post(f"{page}/heures", data={"at": "20260428T1300Z", "reason": "x" * 501})
    assert (long.status_code, "500 signes au plus" in long.text.replace("\u00a0", " ")) == (422, True)
    moving = {"at": "20260428T1300Z", "reason": "Je travaille le lundi"}
    assert visitor.post(f"{page}/heures", data=moving).status_code == 303
    now = _as_it_is(workshop, made)
    assert (now.status, now.starts_at) == ("confirmed", workshop.at("2026-04-28 14:00"))
    sent = what_left(workshop, mailbox)
    assert sent[SALMA].message["Subject"].startswith("Rendez-vous déplacé")
    assert "Je travaille le lundi" in sent[ALICE].text
    assert workshop.steps() == ["booked", "moved", "confirmed"]


def test_there_is_nothing_to_confirm(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    visitor = workshop.site.filon.client
    agreed, theirs = booked(workshop), booked(workshop, f"{MONDAY} 14:00", proposed=True)
    asked = booked(workshop, f"{MONDAY} 16:00", lead_confirms=True)
    for made in (agreed, theirs):
        page = _page(workshop, made)
        assert "Je confirme" not in visitor.get(page).text
        assert visitor.post(f"{page}/confirmation").status_code == 409
    assert _as_it_is(workshop, theirs).status == "proposed", "that is the team's to confirm"
    with clock.standing_at(asked.starts_at + timedelta(minutes=1)):
        assert visitor.post(f"{_page(workshop, asked)}/confirmation").status_code == 409
    alone = {"day": MONDAY, "time": "11:30", "minutes": "15", "member": str(workshop.alice), "kind": ""}
    refused = browser.post("/app/calendrier", data=alone | {"lead_confirms": "1"})
    assert refused.status_code == 422
    assert "À confirmer par le prospect" not in browser.get("/app/calendrier/nouveau").text
