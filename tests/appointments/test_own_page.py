"""The page of an appointment for whoever has it: seen, moved and cancelled without a login, and never by looking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments import links
from filon.appointments.models import Appointment
from filon.appointments.plans import Plan
from filon.desk import meetings
from filon.desk.own_appointment_pages import CHANGES_A_DAY
from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads import by_hand
from filon.leads.actions import note_answered
from filon.leads.models import Lead
from filon.tenants import business
from filon.tenants.models import Tenant
from tests.appointments.calendar import Workshop
from tests.parts.service import ADDRESS

MONDAY, TUESDAY = "2026-04-27", "2026-04-28"


@pytest.fixture
def visitor(workshop: Workshop) -> FlaskClient:
    """Whoever has the address, and nothing else."""
    return workshop.site.filon.client


def booked(workshop: Workshop, when: str = f"{MONDAY} 10:00", **kind: Any) -> Any:
    """Salma's appointment."""
    offered = workshop.offer(place="14, rue Ibn Jahir", **kind)
    with workshop.inside():
        return meetings.book(Plan(workshop.at(when), offered, lead=Lead.by_number(1)))


def page_of(workshop: Workshop, appointment: Any) -> str:
    with workshop.inside():
        return links.address_of(appointment, ADDRESS).removeprefix(ADDRESS)


def as_it_is(workshop: Workshop, appointment: Any) -> Any:
    with workshop.inside():
        return Appointment.find(appointment.id)


def test_it_works(workshop: Workshop, visitor: FlaskClient) -> None:
    with workshop.inside():
        business.be_called_at("05 22 36 41 80")
        note_answered(Lead.by_number(1), reached=True)
    mine = booked(workshop)
    page = page_of(workshop, mine)
    seen = visitor.get(page)
    assert seen.status_code == 200
    told = ("Lundi 27 avril, 10 h", "14, rue Ibn Jahir", "Prise de mesures", "Alice", "05 22 36 41 80")
    assert "query=14%2C%20rue%20Ibn%20Jahir" in seen.text, "the way there"
    assert all(words in seen.text.replace("\u00a0", " ") for words in told)
    assert "Salma" not in seen.text, "whoever has the link learns nothing of the person"
    assert "14 h" in visitor.get(f"{page}/heures?day={TUESDAY}").text.replace("\u00a0", " ")
    assert visitor.get(f"{page}/annulation").status_code == 200
    assert as_it_is(workshop, mine).starts_at == mine.starts_at, "looking changes nothing"

    moved = visitor.post(f"{page}/heures", data={"at": "20260428T1300Z"})
    assert moved.status_code == 303
    shown = visitor.get(moved.location).text.replace("\u00a0", " ")
    assert "C’est changé" in shown
    assert "Mardi 28 avril, 14 h" in shown
    assert visitor.post(f"{page}/heures", data={"at": "20260428T1300Z"}).status_code == 303, "twice is once"

    assert visitor.post(f"{page}/annulation", data={"reason": "Je suis malade"}).status_code == 303
    assert visitor.post(f"{page}/annulation").status_code == 303
    gone = as_it_is(workshop, mine)
    assert (gone.status, gone.reason) == ("cancelled", "Je suis malade")
    assert "Je suis malade" in visitor.get(page).text
    assert workshop.steps() == ["booked", "moved", "cancelled"]
    with workshop.inside():
        assert Lead.by_number(1).is_waiting, "nothing else is planned with them, so somebody calls"
        steps = Interaction.select().where(Interaction.kind == "appointment").order_by(Interaction.id)
        assert [one.member_name for one in steps][1:] == ["Salma Bennani"] * 2
    assert workshop.site.filon.work() > 0


def test_only_what_is_offered_can_be_had(workshop: Workshop, visitor: FlaskClient) -> None:
    mine, other = booked(workshop), booked(workshop, f"{TUESDAY} 09:00", name="Devis")
    page = page_of(workshop, mine)
    # The other's hour, the night, no hour at all, and no moment.
    for at in ("20260428T0800Z", "20260428T0100Z", "20260428T0807Z"):
        refused = visitor.post(f"{page}/heures", data={"at": at})
        assert refused.status_code == 409
        assert "vient d’être prise" in refused.text
        assert "data-zone" not in refused.text
    assert visitor.post(f"{page}/heures", data={"at": "99999999T9999Z"}).status_code == 422
    assert visitor.post(f"{page}/annulation", data={"reason": "x" * 501}).status_code == 422
    assert [as_it_is(workshop, one).starts_at for one in (mine, other)] == [mine.starts_at, other.starts_at]
    cross = visitor.post(f"{page}/annulation", headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403
    assert as_it_is(workshop, mine).is_open


def test_too_late_to_move_is_not_too_late_to_cancel(workshop: Workshop, visitor: FlaskClient) -> None:
    mine = booked(workshop, notice=120)
    page = page_of(workshop, mine)
    with clock.standing_at(mine.starts_at - timedelta(minutes=90)):
        seen = visitor.get(page).text
        assert "trop proche" in seen
        assert visitor.post(f"{page}/heures", data={"at": "20260428T1300Z"}).status_code == 409
        assert visitor.post(f"{page}/annulation").status_code == 303
    held = booked(workshop, f"{TUESDAY} 15:00", name="Pose")
    with clock.standing_at(held.starts_at + timedelta(minutes=1)):
        assert visitor.post(f"{page_of(workshop, held)}/annulation").status_code == 409
        assert as_it_is(workshop, held).is_open


def test_what_the_team_writes_is_its_own(workshop: Workshop, visitor: FlaskClient) -> None:
    mine = booked(workshop)
    with workshop.inside():
        meetings.cancel(mine, "Mauvais payeur")
    seen = visitor.get(page_of(workshop, mine)).text
    assert "est annulé" in seen
    assert "Mauvais payeur" not in seen


def test_too_many_changes_a_day(workshop: Workshop, visitor: FlaskClient) -> None:
    """It is said on the page, where what was typed still stands."""
    mine = booked(workshop)
    question = f"{page_of(workshop, mine)}/annulation"
    for _time in range(CHANGES_A_DAY):
        assert visitor.post(question, data={"reason": "x" * 501}).status_code == 422
    refused = visitor.post(question, data={"reason": "Je suis malade"})
    assert refused.status_code == 429
    assert "Je suis malade" in refused.text
    assert "Appelez-nous" in refused.text
    assert as_it_is(workshop, mine).is_open


def test_a_stale_link_says_so(workshop: Workshop, visitor: FlaskClient) -> None:
    mine, other = booked(workshop), booked(workshop, f"{TUESDAY} 09:00", name="Devis")
    page, theirs = page_of(workshop, mine), page_of(workshop, other)
    end = page.rpartition("/")[2]
    for token in (end[:-2], end + "A", end[:8] + "AAAA" + end[12:], "x", "%00", "k1." + "é" * 30):
        answer = visitor.get(f"/rendez-vous/{token}")
        assert answer.status_code == 410, token
        assert "ne mène plus à un rendez-vous" in answer.text
    with clock.standing_at(mine.ends_at + timedelta(days=29)):
        assert visitor.get(page).status_code == 200
    with clock.standing_at(mine.ends_at + timedelta(days=31)):
        assert visitor.get(page).status_code == 410
    with workshop.inside():
        by_hand.trash_lead(Lead.by_number(1))
    assert visitor.get(page).status_code == 410
    assert visitor.post(f"{theirs}/annulation").status_code == 410
    with workshop.inside():
        by_hand.restore_lead(Lead.in_trash(1))
        Tenant.update(removed_at=clock.now()).execute()
    assert visitor.get(page).status_code == 410


def test_in_the_visitors_language_and_on_their_clock(workshop: Workshop, visitor: FlaskClient) -> None:
    page = page_of(workshop, booked(workshop))
    arabic = visitor.get(page, headers={"Accept-Language": "ar-MA,ar;q=0.9,fr;q=0.5"})
    assert 'dir="rtl"' in arabic.text
    assert 'lang="en" dir="ltr"' in visitor.get(f"{page}?lang=en", headers={"Accept-Language": "ar"}).text
    assert 'lang="fr"' in visitor.get(page, headers={"Accept-Language": "de"}).text, "else the business's"
    there = visitor.get(f"{page}?zone=America/New_York").text.replace("\u00a0", " ")
    assert "Lundi 27 avril, 5 h" in there
    assert "À Casablanca : Lundi 27 avril, 10 h" in there
    assert "Lundi 27 avril, 10 h" in visitor.get(f"{page}?zone=Mars/Olympus").text.replace("\u00a0", " ")
    assert "frame-ancestors https://atlas.example" in arabic.headers["Content-Security-Policy"]
