"""The first steps of a new business: they tick themselves off, and the first request is one's own."""

from __future__ import annotations

import re
from uuid import UUID

from filon.leads.models import Lead
from filon.tenants import actions, business
from filon.tenants.models import Member, Site
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import PairedSite, submission

HOME, STEPS = "/app/", "/app/premiers-pas"
# As Alice would try her own form: with the address by which she signs in.
OWN_TEST = submission({"name": "Alice", "email": "Alice@atlas.example", "message": "Un essai"})


def _done(html: str) -> list[str]:
    """The titles of the steps that are ticked."""
    return re.findall(r'<li class="task-step" data-done>.*?<h2>(.*?)<span class="sr">', html, re.DOTALL)


def test_it_works(alice: PairedSite) -> None:
    browser = signed_in(alice)
    waiting = browser.get(HOME).text
    assert "Envoyez-vous une demande, pour voir" in waiting
    assert _done(waiting) == ["Votre site est relié"]
    (asks,) = re.findall(r'hx-get="(/app/premiers-pas/arrivals[^"]+)"', waiting)
    asks = asks.replace("&amp;", "&")
    assert "HX-Location" not in browser.get(asks).headers
    alice.deliver(OWN_TEST)
    assert browser.get(asks).headers["HX-Location"] == HOME
    arrived = browser.get(HOME).text
    assert _done(arrived) == ["Votre site est relié", "Votre demande est arrivée"]
    assert "Essai</span>" in arrived
    assert "c’est un essai" in browser.get("/app/prospects/1").text
    (removal,) = re.findall(r'action="(/app/prospects/1/trash)"', arrived)
    assert "est à la corbeille" in browser.post(removal, follow_redirects=True).text
    removed = browser.get(HOME).text
    assert _done(removed) == ["Votre site est relié", "Votre demande est arrivée"], "it has come all the same"
    assert "Essai</span>" not in removed
    (asks,) = re.findall(r'hx-get="(/app/premiers-pas/arrivals[^"]+)"', removed)
    alice.deliver(submission({"name": "Salma Bennani", "phone": "0661234567"}))
    assert browser.get(asks.replace("&amp;", "&")).headers["HX-Location"] == HOME
    assert "1 personne attend votre appel" in browser.get(HOME).text.replace("\u00a0", " ")


def test_each_step_is_done_when_it_is_so(alice: PairedSite) -> None:
    browser = signed_in(alice)
    with alice.filon.inside(alice.tenant):
        Site.update(paired_at=None).execute()
    assert "Reliez votre site, et tout commence" in browser.get(HOME).text
    with alice.filon.inside(alice.tenant):
        Site.update(paired_at=Site.created_at).execute()
        Member.create(name="Alice", site_id=UUID(alice.id), wordpress_user="1", role="owner", language="fr")
    assert _done(browser.get(HOME).text) == ["Votre site est relié"], "it may be the same Alice"
    with alice.filon.inside(alice.tenant):
        actions.add_member(name="Bob", email="bob@bob.example", role="agent", language="fr")
        business.open_on(0, "9 h – 18 h")
        business.wear("#aa3300")
    assert _done(browser.get(HOME).text) == [
        "Votre site est relié",
        "Votre équipe est là",
        "Votre entreprise est réglée",
    ]
    alice.deliver(OWN_TEST)
    assert "Tout est prêt" in browser.get(STEPS).text
    assert "1 personne attend votre appel" in browser.get(HOME).text.replace("\u00a0", " "), "no step is left"


def test_a_wordpress_user_tries_the_form_with_their_name(alice: PairedSite) -> None:
    bearer, home = frame_bearer(alice), f"{base(alice)}/"
    with alice.filon.inside(alice.tenant):
        Member.update(name="Nadia Tazi").where(Member.wordpress_user == "manager").execute()
    waiting = alice.filon.client.get(home, headers=bearer).text
    assert "Donnez votre nom entier, <bdi>Nadia Tazi</bdi>" in waiting
    assert 'href="https://atlas.example"' in waiting
    assert "souvent « Contact » ou « Devis »" in waiting.replace("\u00a0", " ")
    page = "https://atlas.example/devis/?utm_source=x"
    alice.deliver(submission(spam={"by": "honeypot"}, page=page))
    assert 'href="https://atlas.example/devis/"' in alice.filon.client.get(home, headers=bearer).text
    alice.deliver(submission(spam={"by": "honeypot"}, page="https://[evil.example/devis/"))
    assert "evil.example" not in alice.filon.client.get(home, headers=bearer).text
    alice.deliver(submission({"name": "TAZI Nadia", "phone": "0661234567"}))
    assert "Essai</span>" in alice.filon.client.get(home, headers=bearer).text
    with alice.filon.inside(alice.tenant):
        Lead.update(number=26).execute()
    assert "c’est un essai" not in alice.filon.client.get(f"{home}prospects/26", headers=bearer).text


def test_it_is_put_away_and_found_again(alice: PairedSite) -> None:
    browser = signed_in(alice)
    put_away = browser.post(f"{STEPS}/putting-away", follow_redirects=True).text
    assert "Ici viendront les personnes à rappeler" in put_away
    assert "Envoyez-vous" not in browser.get(HOME).text
    assert f'href="{STEPS}"' in browser.get("/app/reglages").text
    assert "Envoyez-vous une demande" in browser.get(STEPS).text
    browser.post(f"{STEPS}/putting-away", data={"back": "1"})
    assert "Envoyez-vous une demande" in browser.get(HOME).text


def test_it_is_not_in_the_way_of_who_has_prospects(alice: PairedSite) -> None:
    browser = signed_in(alice)
    alice.deliver(OWN_TEST, submission({"name": "Salma Bennani", "phone": "0661234567"}))
    html = browser.get(HOME).text
    assert "2 personnes attendent votre appel" in html.replace("\u00a0", " ")
    assert html.index("Salma Bennani") < html.index("Premiers pas</h2>")
    with alice.filon.inside(alice.tenant):
        Lead.update(number=26).where(Lead.number == 2).execute()
    assert "Premiers pas</h2>" not in browser.get(HOME).text, "who has had many knows the way"


def test_who_sets_nothing_up_is_told_what_will_come(alice: PairedSite) -> None:
    for role, may_add in (("agent", True), ("reader", False)):
        browser = signed_in(alice, role)
        html = browser.get(HOME).text
        assert "Ici viendront les personnes à rappeler" in html
        assert ("Ajouter un prospect" in html) is may_add
        assert browser.get(STEPS).status_code == 403
        assert browser.post(f"{STEPS}/putting-away").status_code == 403


def test_charlies_steps_are_his(alice: PairedSite, charlie: PairedSite) -> None:
    alice.deliver(OWN_TEST)
    signed_in(alice).post(f"{STEPS}/putting-away")
    html = signed_in(charlie).get(HOME).text
    assert _done(html) == ["Votre site est relié"]
    assert "Un essai" not in html
