"""The settings of a business and one's own: kept at once, announced, taken back; each role sees what is its own."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.tenants import hours
from filon.tenants.models import Member, Tenant
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import Filon, PairedSite

BUSINESS = "/app/reglages/entreprise"


def business(site: PairedSite) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Tenant.current()


def undo(browser: FlaskClient, page: str) -> int:
    """Press Annuler in the message of a page that has just come."""
    found = re.search(
        r'action="([^"]*/annulation)"><input type="hidden" name="section" value="([^"]*)"', page
    )
    assert found, "no message with Annuler"
    return browser.post(found[1], data={"section": found[2]}).status_code


def change(browser: FlaskClient, path: str, **form: Any) -> str:
    """Change a setting, and the page that says so."""
    answer = browser.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["Location"]).text


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    page = change(browser, f"{BUSINESS}/nom", name="  Menuiserie   Atlas & fils ")
    assert business(alice).name == "Menuiserie Atlas & fils"
    assert "Nom\u00a0: Menuiserie Atlas &amp; fils." in page
    assert undo(browser, page) == 303
    assert business(alice).name == "Menuiserie Atlas"


@pytest.mark.parametrize(
    ("path", "form", "column", "kept"),
    [
        ("langue", {"language": "ar"}, "language", "ar"),
        ("fuseau", {"zone": "Europe/Paris"}, "zone", "Europe/Paris"),
        ("couleur", {"colour": "#B45A14"}, "colour", "#b45a14"),
        ("horaires/0", {"hours": "8h30-12h30, 14h-18h30"}, "hours", [[[510, 750], [840, 1110]]] + [[]] * 6),
    ],
)
def test_each_setting_is_kept_and_taken_back(
    filon: Filon, alice: PairedSite, path: str, form: dict[str, str], column: str, kept: Any
) -> None:
    browser = signed_in(alice)
    before = getattr(business(alice), column)
    page = change(browser, f"{BUSINESS}/{path}", **form)
    assert getattr(business(alice), column) == kept
    undo(browser, page)
    assert getattr(business(alice), column) == before


@pytest.mark.parametrize(
    ("path", "form", "sentence"),
    [
        ("nom", {"name": " "}, "Donnez le nom"),
        ("nom", {"name": "x" * 101}, "100 signes"),
        ("nom", {"name": "a\x00b"}, "Donnez le nom"),
        ("nom", {}, "Donnez le nom"),
        ("langue", {"language": "xx"}, "Choisissez une langue"),
        ("fuseau", {"zone": "../../etc/passwd"}, "Choisissez un fuseau"),
        ("couleur", {"colour": "red;}"}, "Choisissez une couleur"),
        ("horaires/3", {"hours": "le matin"}, "Écrivez par exemple"),
        ("horaires/3", {"hours": "14h-12h"}, "La fermeture vient après"),
        ("horaires/3", {"hours": "8h-12h, 11h-14h"}, "La fermeture vient après"),
        ("horaires/3", {"hours": "8h-25h"}, "Écrivez par exemple"),
        ("horaires/3", {"hours": "8h61-12h"}, "Écrivez par exemple"),
        ("horaires/3", {"hours": "1-2 " * 40}, "Écrivez par exemple"),
    ],
)
def test_what_is_wrong_is_said_where_it_was_typed(
    filon: Filon, alice: PairedSite, path: str, form: dict[str, str], sentence: str
) -> None:
    before = business(alice).__data__
    answer = signed_in(alice).post(f"{BUSINESS}/{path}", data=form)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert 'role="alert"' in answer.text
    assert business(alice).__data__ == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("8h30-12h30 14h-18h30", "8\u00a0h\u00a030 – 12\u00a0h\u00a030, 14\u00a0h – 18\u00a0h\u00a030"),
        (
            "08:30 – 12:30 et 14:00 – 18:30",
            "8\u00a0h\u00a030 – 12\u00a0h\u00a030, 14\u00a0h – 18\u00a0h\u00a030",
        ),
        ("de 9 à 17", ""),
        ("9 à 17", "9\u00a0h – 17\u00a0h"),
        ("٩-١٧", "9\u00a0h – 17\u00a0h"),
        ("0h-24h", "0\u00a0h – 24\u00a0h"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, said: str) -> None:
    try:
        spans = hours.read_day(typed)
    except Exception:
        spans = []
    assert hours.say_day(spans) == said
    assert hours.read_day(hours.say_day(spans)) == spans, "what is shown can be sent again"


def test_a_change_that_was_changed_again_is_not_taken_back(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    page = change(browser, f"{BUSINESS}/nom", name="Atlas Bois")
    change(browser, f"{BUSINESS}/nom", name="Atlas Cuisines")
    assert undo(browser, page) == 409
    assert business(alice).name == "Atlas Cuisines"


def test_the_way_back_is_offered_for_two_minutes(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    there = browser.post(f"{BUSINESS}/nom", data={"name": "Atlas Bois"}).headers["Location"]
    assert "Annuler" in browser.get(there).text
    with clock.standing_at(clock.now() + timedelta(minutes=3)):
        assert "Annuler" not in browser.get(there).text


def test_charlie_takes_nothing_back_of_alices(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    browser, his = signed_in(alice), signed_in(charlie)
    page = change(browser, f"{BUSINESS}/nom", name="Atlas Bois")
    assert undo(his, page) == 404
    assert business(alice).name == "Atlas Bois"


@pytest.mark.parametrize(("role", "open_to"), [("reader", False), ("agent", False), ("manager", True)])
def test_only_managers_and_owners_change_the_business(
    filon: Filon, alice: PairedSite, role: str, open_to: bool
) -> None:
    browser = signed_in(alice, role)
    for section in ("entreprise", "equipe", "sites", "alertes", "formulaires"):
        assert (browser.get(f"/app/reglages/{section}").status_code == 200) is open_to, section
        assert (f'href="/app/reglages/{section}"' in browser.get("/app/reglages").text) is open_to, section
    assert browser.post(f"{BUSINESS}/nom", data={"name": "x"}).status_code == (303 if open_to else 403)


def test_a_reader_has_a_name_a_language_and_alerts(filon: Filon, alice: PairedSite) -> None:
    bob = signed_in(alice, "reader")
    change(bob, "/app/reglages/nom", name="Robert")
    change(bob, "/app/reglages/alertes/moi", told="on")
    page = change(bob, "/app/reglages/langue", language="en")
    assert '<html lang="en"' in page
    with filon.inside(alice.tenant, write=False):
        me = Member.get(Member.email == "reader@bob.example")
        assert (me.name, me.language, me.told_of_requests) == ("Robert", "en", True)
    assert undo(bob, page) == 303
    assert '<html lang="fr"' in bob.get("/app/reglages").text


def test_inside_wp_admin_the_account_is_wordpresss(filon: Filon, alice: PairedSite) -> None:
    bearer = frame_bearer(alice, "reader")
    page = filon.client.get(f"{base(alice)}/reglages", headers=bearer)
    assert "viennent de WordPress" in page.text
    for path, form in (
        ("nom", {"name": "x"}),
        ("langue", {"language": "ar"}),
        ("alertes/moi", {"told": "on"}),
    ):
        answer = filon.client.post(f"{base(alice)}/reglages/{path}", data=form, headers=bearer)
        assert answer.status_code == 422, path


def test_what_is_typed_is_shown_as_text(filon: Filon, alice: PairedSite) -> None:
    page = change(signed_in(alice), f"{BUSINESS}/nom", name='<img src=x onerror="alert(1)">')
    assert "<img src=x" not in page
