"""Minutes that the lead is mailed: what was agreed and no more, confirmed or corrected without a login."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.desk.own_minutes_pages import ANSWERS_A_DAY
from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads import by_hand
from filon.leads.models import Lead
from filon.tenants.models import Member, Tenant
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import SALMA, what_left
from tests.appointments.minuting import after, as_kept, bare, filled_in, link_in, met, written
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("nothing_waits")


@pytest.fixture
def appointment(workshop: Workshop, mailbox: Mailbox) -> Any:
    made = met(workshop)
    what_left(workshop, mailbox)
    return made


def send(browser: FlaskClient, appointment: Any) -> int:
    return browser.post(f"/app/calendrier/{appointment.id}/minutes/mail").status_code


def mailed(workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any) -> str:
    """The path of the page of minutes that were written and sent in one click."""
    plans = {"what": "Envoyer les plans", "who": "lead", "on": ""}
    written(browser, appointment, filled_in(workshop, {}, plans, send="1"))
    return link_in(what_left(workshop, mailbox)[SALMA].text)


def answers(workshop: Workshop) -> list[tuple[str, str, str]]:
    with workshop.inside():
        told = Interaction.select().where(Interaction.kind == "minutes").order_by(Interaction.id)
        return [(one.details["step"], one.member_name, one.text) for one in told][1:]


def test_it_works(workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any) -> None:
    visitor = workshop.site.filon.client
    with after(workshop):
        plans = {"what": "Envoyer les plans", "who": "lead", "on": ""}
        written(browser, appointment, filled_in(workshop, {}, plans))
        page = f"/app/calendrier/{appointment.id}"
        assert "Envoyer le compte rendu" in browser.get(page).text
        assert send(browser, appointment) == 303
        assert send(browser, appointment) == 303
        mail = what_left(workshop, mailbox)[SALMA]
        said = mail.message
        assert said["From"] == "Menuiserie Atlas <filon@agence.example>"
        assert said["Reply-To"] == "alice@atlas.example"
        assert said["Subject"] == "Ce que nous avons convenu : Lundi 27 avril, 10 h"
        html = said.get_body(("html",)).get_content()
        for part in (mail.text, html):
            for words in ("Pose en mai.", "Envoyer le devis", "Alice", "11 mai", "Envoyer les plans", "Vous"):
                assert words in part, words
            assert "chêne" not in part, "what was said is the team's"
        history = browser.get("/app/prospects/1").text
        assert f"Envoyé à {SALMA}" in history
        path = link_in(mail.text)
        assert "/compte-rendu/" not in history, "the timeline has no button to confirm instead"

        seen = visitor.get(path)
        assert seen.status_code == 200
        for words in ("Pose en mai.", "Envoyer le devis", "11 mai", "C’est bien cela", "Lundi 27 avril"):
            assert words in seen.text.replace("\u00a0", " "), words
        assert "chêne" not in seen.text
        assert "Salma" not in seen.text, "whoever has the link learns nothing of the person"
        assert answers(workshop) == [], "looking changes nothing"

        version = {"version": str(as_kept(workshop)[0].sent["version"])}
        confirmed = visitor.post(f"{bare(path)}/confirmation", data=version)
        assert confirmed.status_code == 303
        assert "vous avez confirmé" in visitor.get(confirmed.location).text
        visitor.post(f"{bare(path)}/confirmation", data=version)
        assert answers(workshop) == [("confirmed", "Salma Bennani", "")], "twice is once"
        told = what_left(workshop, mailbox)
        assert list(told) == ["alice@atlas.example"]
        assert told["alice@atlas.example"].message["Subject"] == "Salma Bennani confirme le compte rendu"
        assert "Confirmé par le prospect" in browser.get(page).text
        with workshop.inside():
            assert not Lead.by_number(1).is_waiting, "a mail was an answer"


def test_something_is_missing(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    visitor = workshop.site.filon.client
    with after(workshop):
        path = mailed(workshop, browser, mailbox, appointment)
        text = "Les poignées <script>alert(1)</script>\nSont noires"
        form = {"version": str(as_kept(workshop)[0].sent["version"]), "text": text}
        for _time in range(2):
            assert visitor.post(f"{bare(path)}/correction", data=form).status_code == 303
        assert answers(workshop) == [("disputed", "Salma Bennani", text)]
        told = what_left(workshop, mailbox)["alice@atlas.example"]
        assert "Sont noires" in told.text
        assert "<script>" not in told.message.get_body(("html",)).get_content()
        shown = browser.get("/app/prospects/1").text
        assert "demande une correction" in shown
        assert "Sont noires" in shown
        assert "<script>alert" not in shown
        with workshop.inside():
            assert Lead.by_number(1).is_waiting, "somebody answers"

        minutes = as_kept(workshop)[0]
        [step, plans] = as_kept(workshop)[1]
        ids = [{"step": str(step.id)}, {"step": str(plans.id), "what": plans.what, "who": "lead", "on": ""}]
        anew = filled_in(workshop, *ids, seen=minutes.version, decided="Poignées noires.", send="1")
        written(browser, appointment, anew)
        assert "Poignées noires." in what_left(workshop, mailbox)[SALMA].text
        old = visitor.post(f"{bare(path)}/confirmation", data=form)
        assert (old.status_code, "a changé entre-temps" in old.text) == (409, True)
        assert "Poignées noires." in visitor.get(path).text, "the same link shows what was sent last"
        assert as_kept(workshop)[0].answer == ""


def test_what_is_changed_is_not_seen_before_it_is_sent(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    with after(workshop):
        path = mailed(workshop, browser, mailbox, appointment)
        minutes = as_kept(workshop)[0]
        written(browser, appointment, filled_in(workshop, seen=minutes.version, decided="Entre nous."))
        assert "Entre nous." not in workshop.site.filon.client.get(path).text
        assert "Modifié depuis l’envoi" in browser.get(f"/app/calendrier/{appointment.id}").text


def test_what_is_typed_wrongly_stays(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    visitor = workshop.site.filon.client
    with after(workshop):
        path = bare(mailed(workshop, browser, mailbox, appointment))
        version = str(as_kept(workshop)[0].sent["version"])
        for text, sentence in ((" \n", "Écrivez ce qui manque"), ("x" * 2_001, "2 000 signes au plus")):
            refused = visitor.post(f"{path}/correction", data={"version": version, "text": text})
            assert (refused.status_code, sentence in refused.text.replace("\u00a0", " ")) == (422, True)
        for version in ("", "x", "99", str(2**70)):
            assert visitor.post(f"{path}/confirmation", data={"version": version}).status_code == 409
        cross = visitor.post(f"{path}/confirmation", headers={"Sec-Fetch-Site": "cross-site"})
        assert cross.status_code == 403
        assert answers(workshop) == []


def test_too_many_answers_a_day(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    visitor = workshop.site.filon.client
    with after(workshop):
        path = bare(mailed(workshop, browser, mailbox, appointment))
        form = {"version": str(as_kept(workshop)[0].sent["version"])}
        for place in range(ANSWERS_A_DAY):
            visitor.post(f"{path}/correction", data={**form, "text": f"Encore {place}"})
        refused = visitor.post(f"{path}/correction", data={**form, "text": "Et encore"})
        assert refused.status_code == 429
        assert "Et encore" in refused.text
        assert len(answers(workshop)) == ANSWERS_A_DAY


def test_a_stale_link_says_so(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    visitor = workshop.site.filon.client
    with after(workshop):
        path = bare(mailed(workshop, browser, mailbox, appointment))
    end = path.rpartition("/")[2]
    for token in (end[:-2], end + "A", "x", "%00", "k1." + "é" * 30):
        answer = visitor.get(f"/compte-rendu/{token}")
        assert (answer.status_code, "ne mène plus à un compte rendu" in answer.text) == (410, True), token
    assert visitor.get(f"/rendez-vous/{end}").status_code == 410, "it opens nothing else"
    with clock.standing_at(workshop.at("2026-04-27 12:00") + timedelta(days=91)):
        assert visitor.get(path).status_code == 410
    assert visitor.get(path).status_code == 200
    with workshop.inside():
        by_hand.trash_lead(Lead.by_number(1))
    assert visitor.get(path).status_code == 410
    assert visitor.post(f"{path}/confirmation", data={"version": "1"}).status_code == 410
    with workshop.inside():
        by_hand.restore_lead(Lead.in_trash(1))
        Tenant.update(removed_at=clock.now()).execute()
    assert visitor.get(path).status_code == 410


def test_in_the_language_of_the_appointment(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    with workshop.inside():
        Appointment.update(language="ar").where(Appointment.id == appointment.id).execute()
        Tenant.update(colour="#b45a14").execute()
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}, send="1"))
        mail = what_left(workshop, mailbox)[SALMA]
        html = mail.message.get_body(("html",)).get_content()
        assert '<html lang="ar" dir="rtl">' in html
        assert "border-top:4px solid #b45a14" in html
        assert "Décisions" not in mail.text
        page = workshop.site.filon.client.get(link_in(mail.text), headers={"Accept-Language": "fr"}).text
        assert 'dir="rtl"' in page


def test_nothing_to_send_and_nowhere_to_send_it(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    with after(workshop):
        written(browser, appointment, filled_in(workshop, draft="1"))
        assert send(browser, appointment) == 409, "a draft"
        written(browser, appointment, filled_in(workshop, seen=1, decided=""))
        assert send(browser, appointment) == 409, "what was said is not told"
        written(browser, appointment, filled_in(workshop, seen=2))
        with workshop.inside():
            Lead.update(email=None).execute()
        assert "Envoyer le compte rendu" not in browser.get(f"/app/calendrier/{appointment.id}").text
        assert send(browser, appointment) == 409
        assert what_left(workshop, mailbox) == {}


def test_whoever_follows_the_lead_hears_of_the_answer_when_the_sender_has_left(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    [bob] = workshop.hire("Bob")
    with after(workshop):
        path = bare(mailed(workshop, browser, mailbox, appointment))
        with workshop.inside():
            Member.update(joined_at=clock.now()).where(Member.id == bob).execute()
            Lead.update(owner_id=bob).execute()
            Member.update(email=None).where(Member.id == workshop.alice).execute()
        form = {"version": str(as_kept(workshop)[0].sent["version"])}
        workshop.site.filon.client.post(f"{path}/confirmation", data=form)
        assert list(what_left(workshop, mailbox)) == ["bob@atlas.example"]


def test_one_that_was_refused_is_sent_again(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    with after(workshop):
        mailbox.answer = "reject"
        written(browser, appointment, filled_in(workshop, {}, send="1"))
        assert what_left(workshop, mailbox) == {}
        assert f"Refusé par {SALMA}" in browser.get("/app/prospects/1").text
        mailbox.answer = "accept"
        assert send(browser, appointment) == 303
        assert list(what_left(workshop, mailbox)) == [SALMA]
        assert send(browser, appointment) == 303
        assert what_left(workshop, mailbox) == {}
