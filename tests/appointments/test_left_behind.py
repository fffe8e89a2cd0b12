"""Who is removed from the team leaves appointments behind: said before, told after, and handed to somebody else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import Appointment, Participant
from filon.desk.free_days import named
from filon.foundation import clock
from filon.leads.models import Lead
from filon.tenants.changes import GONE_AFTER
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, booked, what_left
from tests.appointments.test_own_page import page_of
from tests.parts.smtp import Mail, Mailbox

ALICE = "alice@atlas.example"
TEAM = "/app/reglages/equipe"
LIST = f"/app/calendrier?day={MONDAY}&view=list"

pytestmark = pytest.mark.usefixtures("nothing_waits")


def words(text: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", text).split())


def stamp(at: datetime) -> str:
    """As the page of free hours sends it."""
    return named(at)


def with_bob(workshop: Workshop) -> tuple[Any, Any]:
    """Bob, and Salma's appointment with him."""
    (bob,) = workshop.hire("Bob")
    kind = workshop.offer(bob)
    return bob, booked(workshop, kind=kind, minutes=None, members=(bob,))


def remove(workshop: Workshop, browser: FlaskClient, member: Any, mailbox: Mailbox) -> dict[str, Mail]:
    """What leaves once it can't be taken back any more."""
    workshop.site.filon.work()
    assert browser.post(f"{TEAM}/{member}/retrait").status_code == 303
    with clock.standing_at(clock.now() + GONE_AFTER + timedelta(minutes=1)):
        return what_left(workshop, mailbox)


def with_whom(workshop: Workshop, appointment: Any) -> list[Any]:
    with workshop.inside():
        return [one.member_id for one in Participant.of([appointment.id])[appointment.id]]


def test_it_works(workshop: Workshop, browser: FlaskClient, mailbox: Mailbox) -> None:
    bob, made = with_bob(workshop)
    booked(workshop, f"{MONDAY} 15:00", tells=False)
    booked(workshop, f"{MONDAY} 16:30", tells=False, members=(workshop.alice, bob))
    assert "Cette personne a 1 rendez-vous à venir" in words(browser.get(TEAM).text), (
        "the other has Alice too"
    )
    told = remove(workshop, browser, bob, mailbox)
    mail = told[ALICE]
    assert "1 rendez-vous à confier" in str(mail.message["Subject"])
    for said in ("Bob n’est plus dans l’équipe", "Salma Bennani", "27 avril", f"/app/calendrier/{made.id}"):
        assert said in mail.text, said
    assert mail.text.count("/app/calendrier/") == 1, "hers is not among them"
    assert "1 rendez-vous n’a plus personne" in words(browser.get("/app/").text)
    assert f"/app/calendrier/{made.id}" in browser.get("/app/calendrier?day=2026-06-01").text, (
        "whatever is shown"
    )
    assert "Sans personne" in browser.get(LIST).text
    assert "Autres" in words(browser.get(f"{LIST[:-4]}day").text)
    page = f"/app/calendrier/{made.id}"
    assert "n’a plus personne" in words(browser.get(page).text)
    form = {"day": MONDAY, "time": "10:00", "minutes": "60", "member": str(workshop.alice), "tells": "on"}
    assert browser.post(f"{page}/time", data=form).status_code == 303
    assert with_whom(workshop, made) == [workshop.alice]
    for shown in (page, "/app/", LIST):
        assert "plus personne" not in browser.get(shown).text, shown


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        ("en", "1 appointment to hand over: Bob has left", "Bob is no longer in the team."),
        ("ar", "موعد لإسناده: غادر Bob", "لم يعد Bob ضمن الفريق."),
    ],
)
def test_each_is_told_in_their_language(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, language: str, subject: str, text: str
) -> None:
    bob, _made = with_bob(workshop)
    with workshop.inside():
        Member.update(language=language).where(Member.id == workshop.alice).execute()
    mail = remove(workshop, browser, bob, mailbox)[ALICE]
    assert subject in str(mail.message["Subject"])
    assert text in mail.text
    assert "Salma Bennani" in mail.text


def test_whoever_is_back_in_time_leaves_nothing(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox
) -> None:
    bob, _made = with_bob(workshop)
    workshop.site.filon.work()
    said = browser.post(f"{TEAM}/{bob}/retrait", follow_redirects=True).text
    undo = re.search(r'action="(/app/reglages/changements/[^"]+)"', said)
    assert undo
    assert browser.post(undo[1]).status_code == 303
    with clock.standing_at(clock.now() + GONE_AFTER + timedelta(minutes=1)):
        assert ALICE not in what_left(workshop, mailbox)
    assert "plus personne" not in browser.get("/app/").text


def test_the_prospect_is_offered_hours_of_others(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox
) -> None:
    bob, nadia = workshop.hire("Bob", "Nadia")
    kind = workshop.offer(bob, nadia)
    made = booked(workshop, kind=kind, minutes=None, members=(bob,))
    with workshop.inside():
        Member.update(removed_at=clock.now()).where(Member.id == bob).execute()
    visitor, page = workshop.site.filon.client, page_of(workshop, made)
    assert "Bob" not in visitor.get(page).text
    days = visitor.get(f"{page}/heures?day={MONDAY}").text
    offered = set(re.findall(r'name="at" value="([^"]+)"', days))
    assert offered, "hours of Nadia's"
    at = workshop.at(f"{MONDAY} 15:00")
    moved = visitor.post(f"{page}/heures", data={"at": stamp(at)})
    assert moved.status_code == 303, words(moved.text)
    assert with_whom(workshop, made) == [nadia]
    with workshop.inside():
        assert Appointment.find(made.id).starts_at == at
        Member.update(removed_at=clock.now()).where(Member.id == nadia).execute()
    assert visitor.post(f"{page}/heures", data={"at": stamp(at)}).status_code == 303
    assert with_whom(workshop, made) == [workshop.alice], "no host is left: anybody of the team"


def test_one_who_stays_goes_on_alone(workshop: Workshop) -> None:
    (bob,) = workshop.hire("Bob")
    made = booked(workshop, members=(workshop.alice, bob))
    with workshop.inside():
        Lead.update(owner_id=workshop.alice).execute()
        Member.update(removed_at=clock.now()).where(Member.id == bob).execute()
    visitor, page = workshop.site.filon.client, page_of(workshop, made)
    at = workshop.at(f"{MONDAY} 15:00")
    assert visitor.post(f"{page}/heures", data={"at": stamp(at)}).status_code == 303
    assert with_whom(workshop, made) == [workshop.alice]
