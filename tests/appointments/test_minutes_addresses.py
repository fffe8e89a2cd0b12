"""Where mailed minutes go: to the address there is now, read by whoever has that one, and answered to somebody."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import SALMA, what_left
from tests.appointments.minuting import after, as_kept, bare, filled_in, link_in, met, written
from tests.parts.smtp import Mailbox
from tests.tenants.programs import Program

pytestmark = pytest.mark.usefixtures("nothing_waits")
RIGHT = "salma.bennani@example.com"


@pytest.fixture
def appointment(workshop: Workshop, mailbox: Mailbox) -> Any:
    made = met(workshop)
    what_left(workshop, mailbox)
    return made


def page_of(appointment: Any) -> str:
    return f"/app/calendrier/{appointment.id}"


def test_it_works(workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any) -> None:
    """The address was wrong: the same text goes to the right one, and a stranger reads nothing of what follows."""
    visitor = workshop.site.filon.client
    with after(workshop):
        written(browser, appointment, filled_in(workshop, send="1"))
        strangers = bare(link_in(what_left(workshop, mailbox)[SALMA].text))
        assert visitor.get(strangers).status_code == 200
        with workshop.inside():
            Lead.update(email=RIGHT).execute()
        shown = browser.get(page_of(appointment)).text
        assert "Envoyé à une autre adresse" in shown
        assert "Envoyer le compte rendu" in shown
        for _time in range(2):
            assert browser.post(f"{page_of(appointment)}/minutes/mail").status_code == 303
        left = what_left(workshop, mailbox)
        assert list(left) == [RIGHT], "once"
        hers = bare(link_in(left[RIGHT].text))
        assert visitor.get(hers).status_code == 200
        assert visitor.get(strangers).status_code == 410
        version = {"version": str(as_kept(workshop)[0].sent["version"])}
        assert visitor.post(f"{strangers}/confirmation", data=version).status_code == 410
        assert as_kept(workshop)[0].answer == ""
        assert visitor.post(f"{hers}/confirmation", data=version).status_code == 303
        assert as_kept(workshop)[0].answer == "confirmed"


def test_who_is_called_otherwise_has_the_same_to_do(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    [bob] = workshop.hire("Bob")
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}, send="1"))
        what_left(workshop, mailbox)
        with workshop.inside():
            Member.update(name="Alice Amrani").where(Member.id == workshop.alice).execute()
        assert "Modifié depuis l’envoi" not in browser.get(page_of(appointment)).text
        browser.post(f"{page_of(appointment)}/minutes/mail")
        assert what_left(workshop, mailbox) == {}
        minutes, [step], _tasks = as_kept(workshop)
        his = {"step": str(step.id), "who": str(bob)}
        written(browser, appointment, filled_in(workshop, his, seen=minutes.version))
        assert "Modifié depuis l’envoi" in browser.get(page_of(appointment)).text, "another has"


def test_a_program_mails_them_with_the_scope_for_mails(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    path = f"/api/v1/appointments/{appointment.id}/minutes"
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}))
        writes = Program(workshop.site, "appointments:write", "appointments:read", name="Écrit")
        assert writes("POST", f"{path}/mail").json["code"] == "key_scope"
        assert writes("GET", path).json["code"] == "key_scope", "what the team alone may read"
        reads = Program(workshop.site, "leads:read", name="Lit")
        assert reads("GET", path).json["said"] == "Elle préfère le chêne."
        mails = Program(workshop.site, "mails:write", name="Envoie")
        sent = mails("POST", f"{path}/mail")
        assert (sent.status_code, sent.json["is_sent"], "said" in sent.json) == (200, True, False)
        mail = what_left(workshop, mailbox)[SALMA]
        assert mail.message["Reply-To"] == "alice@atlas.example", "somebody reads what she answers"
        form = {"version": str(as_kept(workshop)[0].sent["version"])}
        workshop.site.filon.client.post(f"{bare(link_in(mail.text))}/confirmation", data=form)
        assert list(what_left(workshop, mailbox)) == ["alice@atlas.example"], "nobody follows her"


def test_of_a_call_a_program_mails_with_the_scope_for_mails(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox
) -> None:
    browser.post("/app/prospects/1/calls", data={"outcome": "answered", "said": ""})
    page = browser.get("/app/prospects/1").text
    path = page.partition("Écrire le compte rendu")[0].rpartition('href="')[2].partition('"')[0]
    assert browser.post(path, data=filled_in(workshop)).status_code == 303
    path = path.replace("/app/prospects/", "/api/v1/leads/")
    writes = Program(workshop.site, "leads:write", name="Écrit")
    assert writes("POST", f"{path}/mail").json["code"] == "key_scope"
    mails = Program(workshop.site, "mails:write", name="Envoie")
    assert mails("POST", f"{path}/mail").status_code == 200


def test_where_nobody_could_read_the_answer_nothing_leaves(
    workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, appointment: Any
) -> None:
    [bob] = workshop.hire("Bob")
    with after(workshop):
        written(browser, appointment, filled_in(workshop))
        with workshop.inside():
            Member.update(email=None).where(Member.id == workshop.alice).execute()
        refused = browser.post(f"{page_of(appointment)}/minutes/mail")
        assert (refused.status_code, "c’est là que la réponse arrive" in refused.text) == (409, True)
        with workshop.inside():
            Member.update(joined_at=workshop.at("2026-04-20 10:00")).where(Member.id == bob).execute()
            Lead.update(owner_id=bob).execute()
        assert browser.post(f"{page_of(appointment)}/minutes/mail").status_code == 303
        assert what_left(workshop, mailbox)[SALMA].message["Reply-To"] == "bob@atlas.example"
