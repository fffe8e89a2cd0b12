"""One prospect's page: what is known, what happened, and what a member may do."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.foundation.neighbours import record
from tests.parts.service import Filon, PairedSite, submission


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    alice.deliver(submission())
    return signed_in(alice)


def _page(browser: FlaskClient) -> str:
    return browser.get("/app/prospects/1").text


def _said_of(label: str, html: str) -> str:
    """What stands beside a label of the page, as one reads it."""
    found = re.search(rf"<dt>{label}</dt><dd>.*?<summary[^>]*>(.*?)<span class=\"sr\">", html, re.DOTALL)
    assert found, label
    return re.sub("<[^>]+>", "", found[1]).strip()


def test_it_works(browser: FlaskClient) -> None:
    html = _page(browser)
    assert "Salma Bennani" in html
    assert 'href="tel:+212661234567"' in html
    assert 'href="https://wa.me/212661234567"' in html
    assert 'href="mailto:salma@example.com"' in html
    assert re.search("<dt>Formulaire</dt><dd><bdi>Contact</bdi></dd>", html)
    assert "Bonjour, je voudrais un devis pour une cuisine en L." in html
    assert "A fait une demande" in html
    assert "/contact/" in html


def test_a_note_stands_in_the_timeline(browser: FlaskClient) -> None:
    answer = browser.post("/app/prospects/1/notes", data={"text": "Rappeler lundi\n<b>matin</b>"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/app/prospects/1")
    html = _page(browser)
    assert "Alice a noté" in html
    assert "Rappeler lundi<br>&lt;b&gt;matin" in html


def test_a_call_answered_ends_the_wait(browser: FlaskClient) -> None:
    assert "Attend depuis" in _page(browser)
    browser.post("/app/prospects/1/calls", data={"outcome": "answered", "said": "Elle hésite"})
    html = _page(browser)
    assert "Alice a appelé" in html
    assert "Elle hésite" in html
    assert "Attend depuis" not in html
    assert "Première réponse en" in html
    assert 'data-status="open"' in html


@pytest.mark.parametrize(
    ("form", "typed", "sentence"),
    [
        ("notes", {"text": "   "}, "Écrivez la note avant de l’enregistrer."),
        ("notes", {}, "Écrivez la note avant de l’enregistrer."),
        ("notes", {"text": "\x00 \x0b"}, "Écrivez la note avant de l’enregistrer."),
        ("notes", {"text": "x" * 20_001}, "C’est trop long\u00a0: 20\u00a0000 signes au plus."),
        ("calls", {"outcome": "answered", "said": "x" * 20_001}, "C’est trop long"),
        ("calls", {"said": "Elle hésite"}, "Dites comment s’est passé l’appel."),
        ("calls", {"outcome": "sang", "said": "Elle hésite"}, "Dites comment s’est passé l’appel."),
        ("status", {"status": "sold"}, "Choisissez un état de la liste."),
        ("status", {"status": "lost"}, "Dites pourquoi, en choisissant une raison."),
        ("status", {"status": "lost", "reason": "<b>"}, "Choisissez une raison de la liste."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost(
    alice: PairedSite, browser: FlaskClient, form: str, typed: dict[str, str], sentence: str
) -> None:
    answer = browser.post(f"/app/prospects/1/{form}", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    for value in typed.values():
        if form != "status" and value.isprintable() and value != "sang":
            assert value in answer.text
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().count() == 1
        assert Lead.by_number(1).status == "new"


def test_a_status_can_be_taken_back(browser: FlaskClient) -> None:
    answer = browser.post("/app/prospects/1/status", data={"status": "lost", "reason": "price"})
    html = browser.get(answer.headers["Location"]).text
    assert "Trop cher" in html
    undo = re.search(r'action="(/app/prospects/1/changes/[^"]+)"', html)
    assert undo
    assert 'class="btn">Annuler<' not in _page(browser), "announced once, by the address of the change"
    assert "Attend depuis" not in _page(browser), "nobody calls whom they gave up"
    assert browser.post(undo.group(1)).status_code == 303
    assert 'data-status="new"' in _page(browser)
    assert "Attend depuis" in _page(browser), "the wait came back with the status"
    assert browser.post(undo.group(1)).status_code == 409, "it no longer stands"


def test_a_reader_sees_and_changes_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    bob = signed_in(alice, "reader")
    html = _page(bob)
    assert "Salma Bennani" in html
    assert "/notes" not in html
    assert "/status" not in html
    for form, typed in (
        ("notes", {"text": "x"}),
        ("calls", {"outcome": "answered"}),
        ("status", {"status": "won"}),
    ):
        assert bob.post(f"/app/prospects/1/{form}", data=typed).status_code == 403
    assert bob.get("/app/prospects/1/contact.vcf").status_code == 200


def test_charlie_finds_nothing_here(alice: PairedSite, browser: FlaskClient, charlie: PairedSite) -> None:
    made = browser.post("/app/prospects/1/status", data={"status": "won"}).headers["Location"]
    change = made.partition("changed=")[2]
    stranger = signed_in(charlie)
    assert stranger.get("/app/prospects/1").status_code == 404
    assert stranger.get("/app/prospects/1/contact.vcf").status_code == 404
    for path, typed in (
        ("notes", {"text": "x"}),
        ("calls", {"outcome": "answered"}),
        ("status", {"status": "lost"}),
        (f"changes/{change}/undoing", {}),
    ):
        assert stranger.post(f"/app/prospects/1/{path}", data=typed).status_code == 404
    charlie.deliver(submission())
    assert stranger.post(f"/app/prospects/1/changes/{change}/undoing").status_code == 404


def test_what_is_unsure_is_marked(alice: PairedSite) -> None:
    alice.deliver(submission({"phone": "06 12", "message": "Rappelez-moi"}))
    html = _page(signed_in(alice))
    assert "Sans nom" in html
    assert "06 12" in html
    assert "tel:" not in html


def test_only_what_is_unsure_is_marked(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "phone": "06 61 23 45 67", "email": "salma@"}))
    html = _page(signed_in(alice))
    assert html.count("À vérifier") == 1
    assert re.search(r"<dt>Mail</dt>.*À vérifier", html, re.DOTALL)


@pytest.mark.parametrize(
    ("came_by", "source"),
    [
        ({"gclid": "x"}, "Google Ads"),
        ({"msclkid": "x"}, "Microsoft Ads"),
        ({"fbclid": "x"}, "Meta"),
        ({"ttclid": "x"}, "TikTok"),
        ({"li_fat_id": "x"}, "LinkedIn"),
        ({"referrer": "https://www.google.com/"}, "Google"),
        ({"referrer": "https://www.bing.com/"}, "Bing"),
        ({"referrer": "https://www.instagram.com/"}, "Instagram"),
        ({"utm_source": "fb"}, "Facebook"),
        ({"utm_source": "Lettre-de mars"}, "Lettre de mars"),
        ({"utm_source": "نشرة"}, "نشرة"),
        ({"utm_source": "!!!"}, "Autre"),
        ({}, "Formulaire du site"),
    ],
)
def test_where_they_came_from_is_said_in_words(
    alice: PairedSite, came_by: dict[str, str], source: str
) -> None:
    by = {**came_by, "utm_campaign": "Cuisines d’été"} if came_by else {}
    alice.deliver(submission(attribution={"first": None, "last": by}))
    browser = signed_in(alice)
    shown = _said_of("Provenance", _page(browser))
    assert shown == source
    assert ("Cuisines d’été" in _page(browser)) is bool(by)
    row = re.search(r"<time[^>]*>[^<]*</time><br>(.*?)</td>", browser.get("/app/prospects").text)
    assert row
    assert re.sub("<[^>]+>", "", row[1]) == source


def test_who_looks_after_a_prospect_and_what_is_noted_on_it(alice: PairedSite, browser: FlaskClient) -> None:
    assert _said_of("Responsable", _page(browser)) == "Personne"
    assert _said_of("Note", _page(browser)) == "Rien de noté"
    with alice.filon.inside(alice.tenant):
        bob = Member.create(name="Bob", email="bob@atlas.example", role="agent", language="fr")
        Lead.update(owner_id=bob.id, note="Préfère le matin\n<b>").execute()
    html = _page(browser)
    assert _said_of("Responsable", html) == "Bob"
    assert "Préfère le matin\n&lt;b&gt;" in html


def test_a_probable_duplicate_is_named(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "phone": "06 61 23 45 67"}))
    alice.deliver(submission({"name": "S. Bennani", "email": "salma@example.com"}))
    alice.deliver(submission({"name": "Salma", "phone": "06 61 23 45 67", "email": "salma@example.com"}))
    browser = signed_in(alice)
    pages = [browser.get(f"/app/prospects/{number}").text for number in (1, 2)]
    assert sum("la même personne que" in page for page in pages) == 1


def test_hostile_words_stay_words(alice: PairedSite) -> None:
    hostile = '"><img src=x onerror=alert(1)>{{ 7*7 }}<a hx-on:click="x">'
    fields = {"name": hostile, "message": hostile, "company": hostile, "phone": "0661234567"}
    alice.deliver(submission(fields, page="javascript:alert(1)//[", form={"id": "x", "title": hostile}))
    html = _page(signed_in(alice))
    assert "<img src=x" not in html
    assert "<a hx-on" not in html
    assert 'href="javascript' not in html
    assert "{{ 7*7 }}" in html


def test_an_address_adds_nothing_to_the_mail_that_is_written_to_it(alice: PairedSite) -> None:
    alice.deliver(submission({"email": "eve@real.example?bcc=spy@evil.example&body=x", "message": "Bonjour"}))
    links = re.findall(r'href="mailto:([^"]*)"', signed_in(alice).get("/app/prospects/1").text)
    assert links
    for link in links:
        assert "?" not in link, "no copy to anybody"
        assert "&" not in link


def test_a_request_as_long_as_a_book_is_shown_from_its_beginning_and_whole_on_its_own_page(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    """A hundred of them, as any visitor can send, would be tens of megabytes on a salesperson's phone."""
    alice.deliver(submission({"name": "Salma", "message": "mot " * 20_000, "plan": "trait " * 2_000}))
    browser = signed_in(alice)
    shown = browser.get("/app/prospects/1").text
    assert len(shown) < 60_000
    link = re.search(r'href="(/app/prospects/1/requests/[^"]+)"', shown)
    assert link
    whole = browser.get(link[1]).text
    assert whole.count("mot ") > 19_990
    assert whole.count("trait ") >= 1_999
    record(filon, charlie, "Karim")
    assert signed_in(charlie).get(link[1]).status_code == 404


def test_a_short_request_is_shown_as_it_is(alice: PairedSite) -> None:
    alice.deliver(submission())
    assert "/requests/" not in signed_in(alice).get("/app/prospects/1").text
