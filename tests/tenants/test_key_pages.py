"""The page of access keys: a key is made and shown once, its use is seen, revoking it can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from filon.foundation import clock
from filon.foundation.api_keys import FORM
from filon.tenants import actions
from filon.tenants.key_models import ApiKey
from filon.tenants.models import Site
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import PairedSite
from tests.tenants.programs import Program, bearer

PAGE = "/app/reglages/cles"


def test_it_works(alice: PairedSite) -> None:
    browser = signed_in(alice)
    assert "Aucun programme n’a accès" in browser.get(PAGE).text
    made = browser.post(PAGE, data={"name": "Agenda", "scopes": ["leads:read"], "life": "90"})
    (key,) = re.findall(FORM, made.text)
    assert made.headers["Cache-Control"] == "no-store"
    assert alice.filon.client.get("/api/v1/leads/1/checks", headers=bearer(key)).status_code == 404

    shown = browser.get(PAGE).text
    assert key not in shown, "never again"
    assert "1 programme a accès" in shown
    assert f"{key[:10]}…" in shown
    assert "Dernier usage" in shown
    assert "créée par Alice" in shown
    with alice.filon.inside(alice.tenant, write=False):
        row = ApiKey.get()
    assert timedelta(days=89) < row.expires_at - clock.now() < timedelta(days=91)

    answer = browser.post(f"{PAGE}/{row.id}/revocation")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?revoked={row.id}")
    revoked = browser.get(answer.location).text
    assert "Agenda » n’a plus accès." in revoked.replace("\u00a0", " ")
    assert "Aucun programme n’a accès" in revoked
    assert alice.filon.client.get("/api/v1/leads/1/checks", headers=bearer(key)).status_code == 401
    browser.post(f"{PAGE}/{row.id}/restoration")
    assert "1 programme a accès" in browser.get(f"{PAGE}?revoked={row.id}").text
    assert alice.filon.client.get("/api/v1/leads/1/checks", headers=bearer(key)).status_code == 404


def test_inside_wp_admin_too(alice: PairedSite) -> None:
    headers = frame_bearer(alice)
    page = f"{base(alice)}/reglages/cles"
    made = alice.filon.client.post(page, data={"name": "Agenda", "scopes": ["leads:read"]}, headers=headers)
    assert len(re.findall(FORM, made.text)) == 1
    with alice.filon.inside(alice.tenant, write=False):
        row = ApiKey.get()
    answer = alice.filon.client.post(f"{page}/{row.id}/revocation", headers=headers)
    assert answer.location == f"{page}?revoked={row.id}"


@pytest.mark.parametrize("change", ["revoked", "capped"])
def test_a_site_that_is_trusted_no_more_leaves_no_key_behind(alice: PairedSite, change: str) -> None:
    """Whoever takes a site over may make keys there."""
    headers = frame_bearer(alice)
    made = alice.filon.client.post(
        f"{base(alice)}/reglages/cles", data={"name": "Porte", "scopes": ["leads:read"]}, headers=headers
    )
    (key,) = re.findall(FORM, made.text)
    own = Program(alice)
    with alice.filon.inside(alice.tenant):
        site = Site.get()
        actions.revoke_site(site) if change == "revoked" else actions.cap_roles(site, "agent")
    assert alice.filon.client.get("/api/v1/leads/1/checks", headers=bearer(key)).json["code"] == "key_revoked"
    assert own("GET", "/api/v1/leads/1/checks").status_code == 404, "what was made elsewhere stays"


def test_sending_the_form_again_makes_no_second_key(alice: PairedSite) -> None:
    """As reloading the page that shows the key would."""
    browser, form = signed_in(alice), {"name": "Agenda", "scopes": ["leads:read"]}
    browser.post(PAGE, data=form)
    again = browser.post(PAGE, data=form)
    assert again.status_code == 422
    assert "Une clé porte déjà ce nom." in again.text
    with alice.filon.inside(alice.tenant, write=False):
        assert ApiKey.select().count() == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": " ", "scopes": ["leads:read"]}, "Donnez-lui un nom."),
        ({"name": "Caisse"}, "Dites ce qu’elle peut faire."),
        ({"name": "Caisse", "scopes": ["members:erase"]}, "Dites ce qu’elle peut faire."),
        ({"name": "x" * 81, "scopes": ["leads:read"]}, "Un nom court"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    alice: PairedSite, form: dict[str, str | list[str]], said: str
) -> None:
    answer = signed_in(alice).post(PAGE, data={**form, "life": "never"})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{form["name"]}"' in answer.text
    assert re.search(r'value="never" checked', answer.text)


def test_a_name_is_shown_as_it_was_typed_and_runs_nothing(alice: PairedSite) -> None:
    Program(alice, name='<img src=x onerror=alert(1)>"')
    shown = signed_in(alice).get(PAGE).text
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "<img src=x" not in shown


@pytest.mark.parametrize("role", ["reader", "agent"])
def test_it_is_not_for_everybody(alice: PairedSite, role: str) -> None:
    browser, program = signed_in(alice, role), Program(alice)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}/{program.id}/revocation").status_code == 403
    assert program.row.revoked_at is None


def test_a_key_that_is_over_is_said_to_be(alice: PairedSite) -> None:
    Program(alice, expires_at=clock.now() + timedelta(hours=1))
    browser = signed_in(alice)
    with clock.standing_at(clock.now() + timedelta(days=1)):
        shown = browser.get(PAGE).text
    assert "N’est plus valable depuis" in shown
    assert "Aucun programme n’a accès" in shown
