"""Booking online: a visitor without a login or scripts, what becomes of their words, and who is kept out."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon.appointments.kinds import change_kind
from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Plan
from filon.desk import meetings, online_pages, sent_forms
from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants import business
from filon.tenants.models import Tenant
from tests.appointments.calendar import Workshop
from tests.parts.service import ADDRESS

MONDAY = "2026-04-27"
YOUNES = {"name": "Younes El Idrissi", "phone": "06 62 11 22 33", "consent": "yes"}


@pytest.fixture
def visitor(workshop: Workshop) -> FlaskClient:
    return workshop.site.filon.client


def page_of(workshop: Workshop) -> str:
    with workshop.inside():
        return f"/reserver/{Tenant.current().online_name}"


def said(answer: TestResponse) -> str:
    return html.unescape(answer.text).replace("\u00a0", " ")


def links_in(answer: TestResponse) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="(/reserver/[^"]*)"', answer.text)]


def send(visitor: FlaskClient, form: str, after: int = 10, **typed: Any) -> TestResponse:
    """Fill in the form at this address and send it, so many seconds after it was shown."""
    shown = visitor.get(form)
    token = re.search(r'name="form" value="([^"]+)"', shown.text)
    assert token, shown.text
    with clock.standing_at(clock.now() + timedelta(seconds=after)):
        return visitor.post(form, data={"form": token[1], **YOUNES, **typed})


def appointments(workshop: Workshop) -> list[Any]:
    with workshop.inside():
        return list(Appointment.select().order_by(Appointment.id))


def test_it_works(workshop: Workshop, visitor: FlaskClient) -> None:
    """From an advertisement to a confirmation, as a browser without scripts goes: by links and one form."""
    workshop.offer(place="14, rue Ibn Jahir", is_online=True)
    workshop.offer(name="Choix des essences", minutes=30, is_online=True)
    workshop.offer(name="Interne")
    start = f"{page_of(workshop)}?utm_source=newsletter&gclid=abc&page=https://atlas.example/devis/"
    kinds = visitor.get(start, headers={"Referer": "https://news.example/"})
    assert kinds.status_code == 200
    assert "Interne" not in kinds.text
    [days] = [one for one in links_in(kinds) if "kind=" in one][:1]
    shown = visitor.get(f"{days}&day={MONDAY}").text
    assert 'name="at" value="20260427T0900Z"' in shown
    assert shown.count("gclid") < 10, "what led them here is not in every hour's button"
    form = f"{days}&at=20260427T0900Z"
    assert "Lundi 27 avril, 10 h" in said(visitor.get(form))

    done = send(visitor, form, message="Pour une cuisine", email="younes@example.com")
    assert done.status_code == 303, said(done)
    assert "gclid" not in done.location, "their own page knows nothing of advertisements"
    confirmed = said(visitor.get(done.location))
    assert "C’est noté" in confirmed
    own_page = f"{ADDRESS}{done.location.partition('?')[0]}"
    assert f'href="{own_page}" target="_blank"' in confirmed, "in a frame nobody sees the page's address"
    assert "Lundi 27 avril, 10 h" in confirmed

    [booked] = appointments(workshop)
    assert (booked.status, booked.minutes, booked.place) == ("confirmed", 60, "14, rue Ibn Jahir")
    with workshop.inside():
        lead = Lead.find(booked.lead_id)
        assert (lead.name, lead.phone, lead.email) == (
            "Younes El Idrissi",
            "+212662112233",
            "younes@example.com",
        )
        assert (lead.source, lead.page) == ("google_ads", "https://atlas.example/devis/")
        assert lead.source_detail == "Réservation en ligne\u00a0: Prise de mesures"
        assert lead.attribution["last"]["utm_source"] == "newsletter"
        assert lead.attribution["last"]["referrer"] == "https://news.example/"
        assert lead.consent[0]["text"].startswith("J’accepte que Menuiserie Atlas")
        assert lead.next_action_at == workshop.at(f"{MONDAY} 10:00")
        assert not lead.is_waiting, "they have what they came for"
        assert lead.owner_id == workshop.alice, "whoever meets them follows them"
        told = [one.kind for one in Interaction.of(lead.id)]
        assert sorted(told) == ["appointment", "change", "request"]
    assert "10:00" not in workshop.free(kind_of(workshop, booked), MONDAY)
    assert workshop.site.filon.work() > 0


def kind_of(workshop: Workshop, booked: Any) -> Any:
    with workshop.inside():
        return meetings.Kind.find(booked.kind_id)


def form_at(workshop: Workshop, kind: Any, at: str = "20260427T0900Z", **more: str) -> str:
    return f"{page_of(workshop)}?kind={kind.id}&at={at}" + "".join(f"&{k}={v}" for k, v in more.items())


def test_sent_twice_is_once(workshop: Workshop, visitor: FlaskClient) -> None:
    form = form_at(workshop, workshop.offer(is_online=True))
    token = re.search(r'name="form" value="([^"]+)"', visitor.get(form).text)
    assert token
    with clock.standing_at(clock.now() + timedelta(seconds=5)):
        answers = [visitor.post(form, data={"form": token[1], **YOUNES}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(appointments(workshop)) == 1
    assert workshop.steps() == ["booked"]
    with clock.standing_at(clock.now() + timedelta(seconds=9)):
        other = visitor.post(form, data={"form": token[1], "at": "20260427T1000Z", **YOUNES})
        assert (other.status_code, token[1] in other.text) == (422, False), (
            "that made the first one, and no other"
        )
        again = re.search(r'name="form" value="([^"]+)"', other.text)
    assert again
    with clock.standing_at(clock.now() + timedelta(seconds=20)):
        assert (
            visitor.post(form, data={"form": again[1], "at": "20260427T1000Z", **YOUNES}).status_code == 303
        )


def test_an_hour_taken_meanwhile(workshop: Workshop, visitor: FlaskClient) -> None:
    """Between the page and the sending: the nearest free hours are offered, and what was typed is there."""
    kind = workshop.offer(is_online=True)
    form = form_at(workshop, kind)
    token = re.search(r'name="form" value="([^"]+)"', visitor.get(form).text)
    assert token
    with workshop.inside():
        meetings.book(Plan(workshop.at(f"{MONDAY} 10:00"), kind))
    later = clock.standing_at(clock.now() + timedelta(seconds=5))
    with later:
        refused = visitor.post(form, data={"form": token[1], "message": "Une cuisine", **YOUNES})
    assert refused.status_code == 409
    assert "vient d’être prise" in said(refused)
    assert "Younes El Idrissi" in refused.text
    assert "Une cuisine" in refused.text
    assert token[1] in refused.text
    with workshop.inside():
        assert Lead.select().count() == 1, "only Salma: nothing of it was kept"
    assert 'value="20260427T1000Z"' in refused.text
    with clock.standing_at(clock.now() + timedelta(seconds=9)):
        taken = visitor.post(form, data={"form": token[1], "at": "20260427T1000Z", **YOUNES})
    assert taken.status_code == 303
    assert visitor.get(form).status_code == 409, "and whoever opens the page sees it at once"


def test_the_same_person_is_the_same_prospect(workshop: Workshop, visitor: FlaskClient) -> None:
    kind = workshop.offer(is_online=True)
    for at in ("20260427T0800Z", "20260427T0900Z", "20260427T1000Z"):
        done = send(visitor, form_at(workshop, kind, at), phone="+212 662 11 22 33", email="")
        assert done.status_code == 303
    refused = send(visitor, form_at(workshop, kind, "20260427T1300Z"))
    assert refused.status_code == 422
    assert "Appelez-nous" in said(refused)
    with workshop.inside():
        assert Lead.select().count() == 2
        assert {one.lead_id for one in Appointment.select()} == {Lead.by_number(2).id}


def test_what_is_missing_is_named(workshop: Workshop, visitor: FlaskClient) -> None:
    form = form_at(workshop, workshop.offer(is_online=True))
    for typed, field in (
        ({"name": " "}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "06 12"}, "phone"),
        ({"email": "younes@"}, "email"),
        ({"message": "x" * 2001}, "message"),
        ({"consent": ""}, "consent"),
    ):
        refused = send(visitor, form, **typed)
        assert (refused.status_code, f'id="e-{field}"' in refused.text) == (422, True), typed
    hostile = send(visitor, form, name='<b>"Salma</b>\x00', phone="x")
    assert "<b>&#34;Salma" not in hostile.text
    assert '<b>"Salma' not in hostile.text
    assert appointments(workshop) == []


def test_robots_and_floods_are_kept_out(workshop: Workshop, visitor: FlaskClient) -> None:
    form = form_at(workshop, workshop.offer(is_online=True))
    assert "très rapide" in said(send(visitor, form, after=0))
    assert "Envoyez encore" in said(send(visitor, form, after=sent_forms.LONGEST_SECONDS + 60))
    assert send(visitor, form, website="https://spam.example").status_code == 422
    assert visitor.post(form, data=YOUNES).status_code == 422, "a form that was never shown"
    answers = [visitor.post(form, data=YOUNES) for _time in range(30)]
    assert answers[-1].status_code == 429
    assert "Younes" in answers[-1].text, "what was typed is there all the same"
    assert appointments(workshop) == []


def test_only_what_could_be_booked_counts_for_the_business(
    workshop: Workshop, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a few addresses that send nothing would close a business's page."""
    monkeypatch.setitem(online_pages.BOOKINGS, "business", (1, 3600))
    with workshop.inside():
        business.be_called_at("05 22 36 41 80")
    kind = workshop.offer(is_online=True)
    for _time in range(3):
        assert send(visitor, form_at(workshop, kind), name="").status_code == 422
    assert send(visitor, form_at(workshop, kind)).status_code == 303
    refused = send(visitor, form_at(workshop, kind, "20260427T1000Z"))
    assert refused.status_code == 429
    assert "appelez-nous : 05 22 36 41 80" in said(refused)


def test_one_address_does_not_fill_the_weeks_to_come(
    workshop: Workshop, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(online_pages.BOOKINGS, "day", (1, 86_400))
    kind = workshop.offer(is_online=True)
    assert send(visitor, form_at(workshop, kind)).status_code == 303
    refused = send(visitor, form_at(workshop, kind, "20260427T1000Z"), email="other@example.com")
    assert refused.status_code == 429
    assert "Revenez demain" in said(refused)
    with workshop.inside():
        business.be_called_at("05 22 36 41 80")
    assert "Appelez-nous : 05 22 36 41 80" in said(send(visitor, form_at(workshop, kind, "20260427T1000Z")))


def test_what_is_not_offered_is_not_there(workshop: Workshop, visitor: FlaskClient) -> None:
    [bob] = workshop.hire("Bob")
    kind = workshop.offer(bob, is_online=True)
    hidden = workshop.offer(name="Interne")
    assert "Interne" not in visitor.get(form_at(workshop, hidden)).text
    # At night, between the steps, and no moment at all.
    for at in ("20260427T0100Z", "20260427T0807Z"):
        assert send(visitor, form_at(workshop, kind, at)).status_code == 409
    assert visitor.get(form_at(workshop, kind, "x")).status_code == 200
    assert "Rien ne peut être réservé" in said(visitor.get(f"{page_of(workshop)}?member={workshop.alice}"))
    unknown = visitor.get("/reserver/nobody-9")
    assert (unknown.status_code, "aucune entreprise" in unknown.text) == (404, True)
    with workshop.inside():
        change_kind(kind, is_online=False)
    assert "Rien ne peut être réservé" in said(visitor.get(page_of(workshop)))
    assert appointments(workshop) == []


def test_with_whom(workshop: Workshop, visitor: FlaskClient) -> None:
    """A member's own page, and a kind whose host the visitor chooses."""
    bob, nadia = workshop.hire("Bob", "Nadia")
    kind = workshop.offer(bob, nadia, choice="chosen", is_online=True)
    asked = visitor.get(page_of(workshop))
    assert all(words in asked.text for words in ("Avec qui", "Bob", "Nadia"))
    assert send(visitor, form_at(workshop, kind, member=str(nadia))).status_code == 303
    [booked] = appointments(workshop)
    with workshop.inside():
        assert [one.member_id for one in Participant.of([booked.id])[booked.id]] == [nadia]
    assert visitor.get(form_at(workshop, kind, member=str(nadia))).status_code == 409
    assert visitor.get(form_at(workshop, kind, member=str(bob))).status_code == 200


def test_a_site_shows_its_own_business(workshop: Workshop, visitor: FlaskClient) -> None:
    """By its id, inside its own pages and nobody else's."""
    address = f"/reserver/site/{workshop.site.id}"
    assert "Rien ne peut être réservé" in said(visitor.get(address)), "nothing is online yet"
    workshop.offer(is_online=True)
    shown = visitor.get(f"{address}?page=https://atlas.example/contact/")
    assert "Prise de mesures" in shown.text
    assert "frame-ancestors https://atlas.example" in shown.headers["Content-Security-Policy"]
    assert f'action="{page_of(workshop)}"' in shown.text
    inside = visitor.get(
        f"{address}?page=https://atlas.example/contact/", headers={"Referer": "https://atlas.example/"}
    )
    assert "referrer" not in inside.text, "the page around it led nobody here"
    assert visitor.get(f"/reserver/site/{workshop.alice}").status_code == 404
