"""Each page stands twice: standalone behind a cookie, inside one site's wp-admin behind a bearer."""

from __future__ import annotations

from uuid import uuid4

from filon.tenants import actions
from filon.tenants.models import Site
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import Filon, PairedSite, submission


def test_it_works(alice: PairedSite) -> None:
    alice.deliver(submission())
    standalone = signed_in(alice).get("/app/prospects/1")
    embedded = alice.filon.client.get(f"{base(alice)}/prospects/1", headers=frame_bearer(alice))
    assert standalone.status_code == embedded.status_code == 200
    assert "Salma Bennani" in standalone.text
    assert "Salma Bennani" in embedded.text


def test_links_stay_in_their_frame(alice: PairedSite) -> None:
    alice.deliver(submission())
    standalone = signed_in(alice).get("/app/prospects").text
    embedded = alice.filon.client.get(f"{base(alice)}/prospects", headers=frame_bearer(alice)).text
    assert 'href="/app/prospects/1"' in standalone
    assert "/app/s/" not in standalone
    assert f'href="{base(alice)}/prospects/1"' in embedded
    assert 'href="/app/prospects' not in embedded


def test_without_a_bearer_the_frame_gets_a_shell_with_no_data(alice: PairedSite) -> None:
    alice.deliver(submission())
    shell = signed_in(alice).get(f"{base(alice)}/prospects/1")  # the cookie counts for nothing here
    assert shell.status_code == 200
    assert "Salma" not in shell.text
    assert "Menuiserie" not in shell.text
    assert shell.headers["Cache-Control"] == "no-store"
    assert "Authorization" in shell.headers["Vary"]
    policy = shell.headers["Content-Security-Policy"].split("; ")
    assert f"frame-ancestors {alice.home_url}" in policy
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'"} <= set(policy)


def test_the_shell_is_the_same_for_every_path(alice: PairedSite) -> None:
    """Whether a prospect exists can't be learned without a bearer."""
    client = alice.filon.client
    assert client.get(f"{base(alice)}/prospects/1").text == client.get(f"{base(alice)}/prospects/2").text


def test_unknown_and_revoked_sites_are_framed_by_nobody(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        actions.revoke_site(Site.select().first())
    for site in (alice.id, str(uuid4())):
        answer = filon.client.get(f"/app/s/{site}/prospects")
        assert answer.status_code == 404
        assert "n’est pas relié" in answer.text
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_bearer_of_another_site_opens_nothing(alice: PairedSite, charlie: PairedSite) -> None:
    alice.deliver(submission())
    answer = alice.filon.client.get(f"{base(alice)}/prospects/1", headers=frame_bearer(charlie))
    assert answer.status_code == 401
    assert "Salma" not in answer.text


def test_standalone_pages_are_framed_by_nobody(alice: PairedSite) -> None:
    answer = signed_in(alice).get("/app/")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_known_is_led_to_sign_in_and_back(filon: Filon) -> None:
    answer = filon.client.get("/app/prospects?status=new")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/app/sign-in?next=/app/prospects%3Fstatus%3Dnew"


def test_a_part_of_a_page_is_never_the_sign_in_page(filon: Filon) -> None:
    assert filon.client.get("/app/arrivals", headers={"HX-Request-Type": "partial"}).status_code == 401


def test_posting_from_another_origin_is_refused(alice: PairedSite) -> None:
    alice.deliver(submission())
    browser = signed_in(alice)
    form = {"text": "Un mot"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert browser.post("/app/prospects/1/notes", data=form, headers=headers).status_code == 403
    assert "Un mot" not in browser.get("/app/prospects/1").text


def test_errors_are_sentences_for_people_and_documents_for_programs(alice: PairedSite) -> None:
    browser = signed_in(alice)
    page = browser.get("/app/prospects/99")
    assert page.status_code == 404
    assert "Il n’y a rien à cette adresse" in page.text
    assert 'href="/app/"' in page.text
    problem = browser.get("/app/prospects/99", headers={"Accept": "application/json"})
    assert problem.json["code"] == "not_found"


def test_errors_speak_the_readers_language(alice: PairedSite) -> None:
    page = alice.filon.client.get(f"{base(alice)}/prospects/99", headers=frame_bearer(alice, language="ar"))
    assert page.status_code == 404
    assert "لا يوجد شيء في هذا العنوان" in page.text
    assert '<html lang="ar" dir="rtl"' in page.text
    assert f'href="{base(alice)}/"' in page.text


def test_the_frame_wears_the_admin_colours(alice: PairedSite) -> None:
    page = alice.filon.client.get(f"{base(alice)}/", headers=frame_bearer(alice)).text
    assert 'data-frame="wp" data-scheme="modern" data-colour="#3858e9"' in page
