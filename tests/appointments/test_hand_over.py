"""In the day of the team an appointment is handed over from one member's column into another's, and got back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from filon.appointments.actions import members_of
from filon.appointments.models import Appointment
from filon.foundation import clock
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite
from tests.parts.smtp import Mailbox

MONDAY = "2026-04-27"


def _members(workshop: Workshop, id: Any) -> list[UUID]:
    with workshop.inside():
        return list(members_of(Appointment.find(id)))


def _over(left: Any, joined: Any, *, time: str = "10:00") -> dict[str, str]:
    return {
        **{"day": MONDAY, "time": time, "minutes": "", "view": "day"},
        **{"left": str(left or ""), "joined": str(joined or "")},
    }


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).replace("\u00a0", " ").split())


def _toast(html: str) -> str:
    return _plain(html.split('<div class="toast"')[1].split("data-sentence>")[1].split("</span>")[0])


def _back(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))


def _refusal(answer: Any) -> str:
    assert answer.status_code == 409
    return _plain(answer.text.split("<main")[1].split(">", 1)[1].split("</main>")[0])


def test_it_works(workshop: Workshop, browser: FlaskClient) -> None:
    bob, nadia = workshop.hire("Bob Alami", "Nadia")
    one = workshop.book(f"{MONDAY} 10:00", title="Visite", members=(workshop.alice, nadia))
    address = f"/app/calendrier/{one.id}/slot"
    handed = browser.post(address, data=_over(workshop.alice, bob, time="11:30"))
    assert _members(workshop, one.id) == [nadia, bob], "who else takes part stays"
    after = browser.get(handed.location).text
    assert _toast(after) == "Passé à Bob Alami : lundi 11 h 30."
    browser.post(address, data=_back(after))
    assert set(_members(workshop, one.id)) == {workshop.alice, nadia}
    with workshop.inside():
        assert Appointment.find(one.id).starts_at == workshop.at(f"{MONDAY} 10:00")


def test_who_is_busy_then_takes_nothing_over(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob Alami")
    one = workshop.book(f"{MONDAY} 10:00", title="Visite")
    workshop.book(f"{MONDAY} 10:30", title="Autre", members=(bob,))
    said = _refusal(browser.post(f"/app/calendrier/{one.id}/slot", data=_over(workshop.alice, bob)))
    assert said.startswith("Bob Alami n’est pas libre à ce moment. Les plus proches : ")
    assert _members(workshop, one.id) == [workshop.alice]


def test_only_who_works_here_and_sees_the_prospect_takes_it_over(
    workshop: Workshop, browser: FlaskClient, charlie: PairedSite
) -> None:
    bob, rita = workshop.hire("Bob Alami")[0], workshop.hire("Rita", role="reader")[0]
    with workshop.inside():
        Member.update(only_own=True).where(Member.id == bob).execute()
        Lead.update(owner_id=workshop.alice).execute()
        salma = Lead.by_number(1)
    one = workshop.book(f"{MONDAY} 10:00", lead=salma)
    with charlie.filon.inside(charlie.tenant):
        stranger = Member.get(Member.role == "owner").id
    address = f"/app/calendrier/{one.id}/slot"
    refused = browser.post(address, data=_over(workshop.alice, bob))
    assert _refusal(refused) == "Bob Alami ne voit pas ce prospect : donnez-le-lui d’abord."
    for nobody in (rita, stranger, "somebody"):
        refused = browser.post(address, data=_over(workshop.alice, nobody))
        assert _refusal(refused) == "Choisissez une personne de l’équipe."
    assert _refusal(browser.post(address, data=_over(workshop.alice, None))) == (
        "Choisissez une à vingt personnes de l’équipe."
    )
    assert _members(workshop, one.id) == [workshop.alice]


def test_who_may_not_see_it_hands_it_over_to_nobody(workshop: Workshop, browser: FlaskClient) -> None:
    with workshop.inside():
        Lead.update(owner_id=workshop.alice).execute()
        salma = Lead.by_number(1)
    hers = workshop.book(f"{MONDAY} 10:00", lead=salma)
    limited, reader = signed_in(workshop.site, "agent"), signed_in(workshop.site, "reader")
    with workshop.inside():
        bob = Member.get(Member.email == "agent@bob.example").id
        Member.update(only_own=True).where(Member.id == bob).execute()
    address = f"/app/calendrier/{hers.id}/slot"
    assert limited.post(address, data=_over(workshop.alice, bob)).status_code == 404
    assert reader.post(address, data=_over(workshop.alice, bob)).status_code == 403
    assert _members(workshop, hers.id) == [workshop.alice]


def test_who_gave_it_away_and_sees_it_no_more_is_told_so(workshop: Workshop, browser: FlaskClient) -> None:
    limited = signed_in(workshop.site, "agent")
    with workshop.inside():
        Member.update(name="Alice").where(Member.id == workshop.alice).execute()
        bob = Member.get(Member.email == "agent@bob.example").id
        Member.update(only_own=True).where(Member.id == bob).execute()
    his = workshop.book(f"{MONDAY} 10:00", title="Livraison", members=(bob,))
    with workshop.inside():
        Appointment.update(made_by=workshop.alice).where(Appointment.id == his.id).execute()
    handed = limited.post(f"/app/calendrier/{his.id}/slot", data=_over(bob, workshop.alice))
    assert _members(workshop, his.id) == [workshop.alice]
    after = limited.get(handed.location).text
    assert _toast(after) == "Passé à Alice : vous ne le voyez plus."
    assert 'name="back"' not in after


def test_who_takes_part_already_stays_when_it_is_got_back(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob Alami")
    one = workshop.book(f"{MONDAY} 10:00", title="Visite", members=(workshop.alice, bob))
    with workshop.inside():
        Member.update(name="Alice").where(Member.id == workshop.alice).execute()
    address = f"/app/calendrier/{one.id}/slot"
    handed = browser.post(address, data=_over(workshop.alice, bob))
    assert _members(workshop, one.id) == [bob]
    after = browser.get(handed.location).text
    assert _toast(after) == "Alice n’y prend plus part : lundi 10 h."
    assert _refusal(browser.post(address, data=_over(workshop.alice, bob))), "she is there no more"
    browser.post(address, data=_back(after))
    assert set(_members(workshop, one.id)) == {workshop.alice, bob}


def test_what_was_with_somebody_who_left_is_taken_over(workshop: Workshop, browser: FlaskClient) -> None:
    bob, nadia = workshop.hire("Bob Alami", "Nadia")
    one = workshop.book(f"{MONDAY} 10:00", title="Visite", members=(bob,))
    with workshop.inside():
        Member.update(removed_at=clock.now()).where(Member.id == bob).execute()
    handed = browser.post(f"/app/calendrier/{one.id}/slot", data=_over(None, nadia))
    assert _members(workshop, one.id) == [nadia]
    after = browser.get(handed.location).text
    assert _toast(after) == "Passé à Nadia : lundi 10 h."
    assert 'name="back"' not in after, "nobody is there to get it back"


def test_the_timeline_says_no_other_time_where_there_is_none(
    workshop: Workshop, browser: FlaskClient
) -> None:
    (bob,) = workshop.hire("Bob Alami")
    with workshop.inside():
        salma = Lead.by_number(1)
    one = workshop.book(f"{MONDAY} 10:00", lead=salma)
    browser.post(f"/app/calendrier/{one.id}/slot", data=_over(workshop.alice, bob))
    thread = _plain(browser.get("/app/prospects/1").text)
    assert "Rendez-vous modifié : lundi 10 h" in thread
    assert "au lieu de" not in thread


@pytest.mark.usefixtures("nothing_waits")
def test_taking_back_the_second_of_two_moves_leaves_the_first_to_be_told(
    mailbox: Mailbox, workshop: Workshop, browser: FlaskClient
) -> None:
    with workshop.inside():
        salma = Lead.by_number(1)
    one = workshop.book(f"{MONDAY} 10:00", lead=salma)
    workshop.site.filon.work()
    mailbox.mails.clear()
    address = f"/app/calendrier/{one.id}/slot"
    browser.post(address, data={"day": MONDAY, "time": "11:00"})
    with clock.standing_at(clock.now() + timedelta(seconds=1)):
        second = browser.post(address, data={"day": MONDAY, "time": "15:00"})
        browser.post(address, data=_back(browser.get(second.location).text))
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        workshop.site.filon.work()
    assert ["salma@example.com" in mail.recipients for mail in mailbox.mails].count(True) == 1
