"""What happened to an appointment stands on its page, and why, also when it is with nobody."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.history import Step
from filon.appointments.models import Appointment
from filon.desk.meetings import cancel
from filon.desk.own_appointment import was_cancelled_by_them
from filon.foundation.access import Actor
from filon.foundation.ids import new_id
from filon.housekeeping import actions
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, booked, what_left
from tests.dashboard.people import signed_in
from tests.housekeeping.rows import all_rows, where_found
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("nothing_waits")


def _text(answer: Any) -> str:
    return str(answer.text).replace("\u00a0", " ")


def _move(workshop: Workshop, **typed: str) -> dict[str, Any]:
    members = {"member": [str(workshop.alice)]}
    return {"day": MONDAY, "time": "15:00", "minutes": "60", **members, "tells": "1", **typed}


def test_it_works(workshop: Workshop, browser: FlaskClient) -> None:
    made = booked(workshop, lead=None, title="Visite")
    page = f"/app/calendrier/{made.id}"
    browser.post(f"{page}/time", data=_move(workshop, why="Le camion est en panne"))
    browser.post(f"{page}/cancellation", data={"reason": "Il pleut"})
    browser.post(f"{page}/cancellation/undoing")
    seen = _text(browser.get(page))
    assert "Historique" in seen
    for said in ("Le camion est en panne", "Il pleut", "Rendez-vous rétabli", "par Alice", "au lieu de"):
        assert said in seen
    assert seen.index("Rendez-vous rétabli") < seen.index("Il pleut") < seen.index("Le camion")
    with workshop.inside():
        assert Appointment.get().reason == "", "it takes place"
        assert Step.select().count() == 4
    assert signed_in(workshop.site, "agent").get(page).status_code in (200, 404)


def test_a_regular_client_has_each_ones_own(workshop: Workshop, browser: FlaskClient) -> None:
    made = booked(workshop)
    with workshop.inside():
        cancel(made, "Il pleut", by_lead=True)
        for _other in range(101):
            about = {"step": "booked", "appointment": new_id().hex, "starts_at": "", "minutes": 60}
            Interaction.add(lead_id=made.lead_id, kind="appointment", details={**about, "sequence": 0})
        assert was_cancelled_by_them(made)
    seen = _text(browser.get(f"/app/calendrier/{made.id}"))
    assert "Historique" in seen
    assert "Il pleut" in seen[seen.index("Historique") :]


def test_a_reason_to_move_is_told_to_the_team_alone(
    workshop: Workshop, mailbox: Mailbox, browser: FlaskClient
) -> None:
    (bob,) = workshop.hire("Bob")
    with workshop.inside():
        Member.update(joined_at="2026-01-01 00:00:00").execute()
    made = booked(workshop, members=(workshop.alice, bob))
    what_left(workshop, mailbox)
    page = f"/app/calendrier/{made.id}"
    both = {"member": [str(workshop.alice), str(bob)]}
    refused = browser.post(f"{page}/time", data=_move(workshop, why="x" * 501) | both)
    assert (refused.status_code, "500 signes au plus" in _text(refused)) == (422, True)
    browser.post(f"{page}/time", data=_move(workshop, why="Le camion est en panne") | both)
    sent = what_left(workshop, mailbox)
    assert "Le camion est en panne" in sent["bob@atlas.example"].text
    assert "camion" not in sent[SALMA].text
    assert "Le camion est en panne" in browser.get("/app/prospects/1").text
    assert "Le camion est en panne" in browser.get(page).text


def test_who_is_erased_is_in_no_history(workshop: Workshop, browser: FlaskClient) -> None:
    made = booked(workshop, lead=None, title="Visite")
    page = f"/app/calendrier/{made.id}"
    browser.post(f"{page}/time", data=_move(workshop, why="Salma Bennani le demande"))
    then = booked(workshop, f"{MONDAY} 09:00", lead=None, title="Mesures")
    browser.post(f"/app/calendrier/{then.id}/changes", data={"lead": "1", "place_kind": "office"})
    workshop.site.filon.work()
    with workshop.site.filon.inside(workshop.site.tenant, Actor("owner", workshop.alice, "Alice")):
        actions.erase_lead(Lead.by_number(1))
    assert where_found(all_rows(workshop.site.filon.environ), "salma") == []
    with workshop.inside():
        assert {one.appointment_id for one in Step.select()} == {made.id}
    assert "Rendez-vous déplacé" in browser.get(page).text
