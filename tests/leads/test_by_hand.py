"""Adding a prospect by hand: what is asked, what is refused, who is known already, and that nobody is mailed."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from filon.foundation.access import Actor
from filon.leads import search
from filon.leads.models import Lead
from filon.notifications.models import Notification
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite, submission


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    alice.deliver(submission())
    alice.filon.work()
    return signed_in(alice)


def test_it_works(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    answer = browser.post(
        "/app/prospects",
        data={"name": " Samira  El Khattabi ", "phone": "06 55 44 33 22", "source": "referral"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/app/prospects/2")
    html = browser.get("/app/prospects/2").text
    assert "Samira El Khattabi" in html
    assert "Recommandation" in html
    assert 'href="tel:+212655443322"' in html
    with filon.inside(alice.tenant, write=False):
        lead = Lead.by_number(2)
        assert (lead.phone, lead.phone_typed) == ("+212655443322", "06 55 44 33 22")
        assert (lead.status, lead.is_waiting, lead.currency) == ("new", False, "MAD")
        assert search.find("khattabi 0655", limit=5) == [2], "found at once"
        mails = Notification.select().count()
    filon.work()
    with filon.inside(alice.tenant, write=False):
        assert Notification.select().count() == mails, "nobody is told of a request that there was not"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "name", "Donnez au moins un nom"),
        ({"name": " \x00 "}, "name", "Donnez au moins un nom"),
        ({"name": "Samira", "phone": "12"}, "phone", "Ce n’est pas un numéro de téléphone"),
        ({"name": "Samira", "phone": "demain"}, "phone", "Ce n’est pas un numéro de téléphone"),
        ({"name": "Samira", "email": "samira"}, "email", "Ce n’est pas une adresse mail"),
        ({"name": "Samira", "email": "a@b.ma, c@d.ma"}, "email", "Ce n’est pas une adresse mail"),
        ({"name": "Samira", "source": "<b>"}, "source", "Choisissez une provenance"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost(
    alice: PairedSite, browser: FlaskClient, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = browser.post("/app/prospects", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    for name, value in typed.items():
        if name != "source" and value.strip(" \x00"):
            assert f'value="{value}"' in answer.text
    if field != "source":
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', answer.text)
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.select().count() == 1


def test_who_is_known_is_told_and_never_in_the_way(browser: FlaskClient) -> None:
    for typed in ({"phone": "0661 23 45 67"}, {"email": "SALMA@example.com"}, {"phone": "+212661234567"}):
        part = browser.get("/app/prospects/known", query_string=typed).text
        assert "Déjà connu" in part
        assert "Salma Bennani" in part
        assert "<html" not in part
    for typed in ({"phone": "06 61"}, {"email": "salma@"}, {}, {"phone": "+" * 500}):
        assert "Salma" not in browser.get("/app/prospects/known", query_string=typed).text
    answer = browser.post("/app/prospects", data={"name": "Sa sœur", "phone": "0661234567"})
    assert answer.headers["Location"] == "/app/prospects/2", "two people may share a phone"
    assert "C’est peut-être la même personne que" in browser.get("/app/prospects/2").text


@pytest.mark.parametrize("name", ["Bennani Sàlma", "salma benanni", "Mme Salma BENNANI"])
def test_who_may_be_known_is_proposed(browser: FlaskClient, name: str) -> None:
    part = browser.get("/app/prospects/known", query_string={"name": name}).text
    assert "Peut-être déjà connu" in part
    assert 'href="/app/prospects/1"' in part
    with_another_phone = {"name": name, "phone": "0677889900"}
    assert "Salma" not in browser.get("/app/prospects/known", query_string=with_another_phone).text
    for other in ("Salma", "Salma Berrada", "Bennani"):
        assert "Salma" not in browser.get("/app/prospects/known", query_string={"name": other}).text


def test_charlies_are_known_to_charlie_only(charlie: PairedSite, browser: FlaskClient) -> None:
    charlie.deliver(submission({"name": "Karim Tazi", "phone": "0677001122"}))
    charlie.filon.work()
    assert browser.get("/app/prospects/known?phone=0677001122").text.strip() == ""
    assert browser.get("/app/prospects/known?name=Karim+Tazi").text.strip() == ""


def test_an_agent_adds_somebody(alice: PairedSite, browser: FlaskClient) -> None:
    agent = signed_in(alice, "agent")
    assert agent.post("/app/prospects", data={"name": "Samira"}).status_code == 303
    assert "Bob a ajouté ce prospect" in browser.get("/app/prospects/2").text


def test_a_reader_adds_nobody(alice: PairedSite, browser: FlaskClient) -> None:
    reader = signed_in(alice, "reader")
    assert reader.post("/app/prospects", data={"name": "Samira"}).status_code == 403
    assert "Nouveau prospect" not in reader.get("/app/prospects").text
    assert "Nouveau prospect" in browser.get("/app/").text
    with alice.filon.inside(alice.tenant, Actor("reader"), write=False):
        assert Lead.select().count() == 1
