"""The first screen: who waits, whether it works, whether it is worth it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions import actions as interactions
from filon.leads.models import Lead
from filon.tenants.models import Site
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import PairedSite, submission
from tests.tenants.programs import Program


def _words(html: str) -> str:
    """The page as one reads it: no tags, white space folded."""
    main = re.sub("</?bdi[^>]*>", "", html[html.index("<main") : html.index("</main>")])
    return " ".join(unescape(re.sub("<[^>]+>", " ", main)).replace("\u00a0", " ").split())


def _person(
    name: str, phone: str = "06 61 23 45 67", message: str = "Un devis pour une cuisine"
) -> dict[str, object]:
    return submission({"name": name, "phone": phone, "message": message})


def _set(site: PairedSite, state: dict[str, int]) -> None:
    """What the service knows of the site: numbers as they are, times (`_at`) in days ago."""
    columns = {
        name: clock.now() - timedelta(days=value) if name.endswith("_at") else value
        for name, value in state.items()
    }
    with site.filon.inside(site.tenant):
        Site.update(**columns).where(Site.id == site.id).execute()


def test_it_works(alice: PairedSite) -> None:
    alice.deliver(_person("Salma Bennani"))
    words = _words(signed_in(alice).get("/app/").text)
    assert words.startswith("1 personne attend votre appel")
    assert "Salma Bennani" in words
    assert "Un devis pour une cuisine" in words
    assert "Appeler 06 61 23 45 67" in words
    assert "Tout fonctionne : 1 demande reçue cette semaine, 1 enregistrée." in words
    assert "Ce mois-ci : 1 demande, 0 client." in words


def test_the_longest_wait_comes_first_and_the_rest_is_one_link_away(alice: PairedSite) -> None:
    for minutes, name in ((50, "Salma B"), (5, "Mehdi O"), (20, "Claire D"), (1, "Omar C")):
        with clock.standing_at(clock.now() - timedelta(minutes=minutes)):
            asked_at = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        sent = submission({"name": name, "phone": f"06612000{minutes:02}"}, submitted_at=asked_at)
        alice.deliver(sent)
    html = signed_in(alice).get("/app/").text
    shown = re.findall(r'<a class="name"[^>]*><bdi>(.*?)</bdi>', html)
    assert shown == ["Salma B", "Claire D", "Mehdi O"]
    assert re.findall(r'clock-big" data-state="(\w+)"', html) == ["late", "soon", "ok"]
    assert "Voir les 4 personnes à rappeler" in _words(html)


def test_before_the_first_request_it_says_how_to_send_one(alice: PairedSite) -> None:
    html = signed_in(alice).get("/app/").text
    assert "Envoyez-vous une demande, pour voir" in _words(html)
    assert f'href="{alice.home_url}"' in html


def test_when_everybody_was_called_it_says_so(alice: PairedSite) -> None:
    alice.deliver(_person("Salma Bennani"))
    with alice.filon.inside(alice.tenant, Actor("owner", None, "Alice")):
        interactions.log_call(Lead.by_number(1), "answered")
    assert _words(signed_in(alice).get("/app/").text).startswith("Personne n’attend votre appel")


@pytest.mark.parametrize(
    ("state", "sentence", "advice"),
    [
        (
            {"waiting": 2},
            "2 demandes attendent sur votre site et repartent toutes seules.",
            "plus d’une heure, écrivez à votre agence",
        ),
        (
            {"attention": 1},
            "1 demande n’a pas pu partir de votre site.",
            "Dans WordPress, ouvrez Réglages → Filon",
        ),
        ({"seen_at": 2}, "Votre site ne donne plus de nouvelles depuis 2 jours.", "Ouvrez-le"),
        ({"revoked_at": 0}, "Votre site n’est plus relié à Filon.", "Vos demandes restent gardées"),
    ],
)
def test_it_says_what_is_wrong_with_the_site_and_what_to_do(
    alice: PairedSite, state: dict[str, int], sentence: str, advice: str
) -> None:
    alice.deliver(_person("Salma Bennani"))
    _set(alice, state)
    words = _words(signed_in(alice).get("/app/").text)
    assert sentence in words
    assert advice in words
    assert "Tout fonctionne" not in words
    assert "1 demande reçue cette semaine, 1 enregistrée." in words


def test_a_quiet_day_is_no_fault(alice: PairedSite) -> None:
    alice.deliver(_person("Salma Bennani"))
    _set(alice, {"seen_at": 1})
    assert "Tout fonctionne :" in _words(signed_in(alice).get("/app/").text)


def test_what_needs_a_person_comes_first_and_each_site_is_named(alice: PairedSite) -> None:
    alice.deliver(_person("Salma Bennani"))
    with alice.filon.inside(alice.tenant):
        Site.create(home_url="https://boutique.example", paired_at=clock.now(), waiting=1, attention=3)
    _set(alice, {"waiting": 2})
    words = _words(signed_in(alice).get("/app/").text)
    said = ("boutique.example · 3 demandes", "atlas.example · 2 demandes", "boutique.example · 1 demande")
    places = [words.index(sentence) for sentence in said]
    assert places == sorted(places)


def test_it_says_when_a_request_could_not_be_read(alice: PairedSite) -> None:
    alice.deliver(_person("Salma Bennani"), b"not json")
    words = _words(signed_in(alice).get("/app/").text)
    assert "1 demande à vérifier cette semaine." in words
    assert "2 demandes reçues cette semaine, 1 enregistrée." in words
    assert "Tout fonctionne" not in words


def test_spam_is_no_fault(alice: PairedSite) -> None:
    alice.deliver(_person("Salma Bennani"), submission(spam={"by": "honeypot"}))
    words = _words(signed_in(alice).get("/app/").text)
    assert "Tout fonctionne : 1 demande reçue cette semaine, 1 enregistrée." in words
    assert "1 message indésirable mis de côté." in words


def _came(by: dict[str, str], number: int) -> dict[str, object]:
    fields = {"name": f"Client {number}", "phone": f"06612000{number:02}"}
    return submission(fields, attribution={"first": None, "last": by})


def test_where_most_came_from(alice: PairedSite) -> None:
    browser = signed_in(alice)
    alice.deliver(_came({"gclid": "x"}, 1), _came({"gclid": "y"}, 2), _came({"utm_source": "Facebook"}, 3))
    assert "Ce mois-ci : 3 demandes, 0 client, surtout Google Ads." in _words(browser.get("/app/").text)
    alice.deliver(_came({"utm_source": "Facebook"}, 4))
    assert "Ce mois-ci : 4 demandes, 0 client." in _words(browser.get("/app/").text), "two share the place"
    alice.deliver(*[_came({}, number) for number in (5, 6, 7)])
    assert "Ce mois-ci : 7 demandes, 0 client." in _words(browser.get("/app/").text), (
        "the site alone says nothing"
    )


def test_somebody_without_a_phone_is_written_to(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "email": "salma@example.com"}))
    html = signed_in(alice).get("/app/").text
    assert 'href="mailto:salma@example.com"' in html
    assert "tel:" not in html


def test_an_open_screen_learns_of_news(alice: PairedSite) -> None:
    bearer = frame_bearer(alice)
    client = alice.filon.client
    page = client.get(f"{base(alice)}/", headers=bearer).text
    asked = re.search(r'hx-get="([^"]*arrivals[^"]*)"', page)
    assert asked
    quiet = client.get(unescape(asked.group(1)), headers=bearer)
    assert (quiet.status_code, quiet.headers.get("HX-Location")) == (204, None)
    alice.deliver(_person("Salma Bennani"))
    news = client.get(unescape(asked.group(1)), headers=bearer)
    assert news.headers["HX-Location"] == f"{base(alice)}/"


def test_charlie_is_not_here(alice: PairedSite, charlie: PairedSite) -> None:
    alice.deliver(_person("Salma Bennani"))
    charlie.deliver(_person("Zineb Alaoui"))
    words = _words(signed_in(alice).get("/app/").text)
    assert words.startswith("1 personne attend votre appel")
    assert "Zineb" not in words


def test_programs_are_told_the_same(alice: PairedSite, charlie: PairedSite) -> None:
    charlie.deliver(_person("Karim"), _person("Younes"))
    alice.deliver(_person("Salma Bennani"))
    _set(alice, {"waiting": 2})
    told = Program(alice, "leads:read")("GET", "/api/v1/figures").json
    assert told["week"] == {"recorded": 1, "to_check": 0, "spam": 0}
    assert told["month"] == {"requests": 1, "customers": 0, "source": ""}
    assert told["troubles"] == [{"kind": "waiting", "site": "", "count": 2, "since": None}]
