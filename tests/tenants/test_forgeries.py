"""What a stranger makes up costs nobody anything: no writer waits for it, and it spends nothing of a site's own."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from werkzeug.test import TestResponse

from filon.tenants import site_calls
from filon.tenants.identities import COOKIE
from filon.tenants.models import Tenant
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.wordpress_user import embed_token

STATE = "/api/v1/sites/state"


def _made_up(site: PairedSite) -> dict[str, TestResponse]:
    """Answers to everything that is made up."""
    ask, home = site.filon.client, f"{base(site)}/"
    note = {"text": "made up"}
    browser = site.filon.client
    browser.set_cookie(COOKIE, "made-up", path="/app")
    bearer = {"Authorization": "Bearer made-up"}
    forged = embed_token(site, key=b"x" * 32)
    try:
        return {
            "ticket": ask.get(f"{home}prospects/1/contact.vcf?ticket=made-up"),
            "embed token": ask.post(f"{home}session", json={"token": forged}),
            "embed token of no kind": ask.post(f"{home}session", json={"token": "made-up"}),
            "bearer": ask.get(home, headers=bearer),
            "bearer that would write": ask.post(f"{home}prospects/1/notes", data=note, headers=bearer),
            "cookie": browser.get("/app/prospects"),
            "cookie that would write": browser.post("/app/prospects/1/notes", data=note),
            "signed call": site.call(STATE, b"{}", key=b"x" * 32),
            "submission": site.deliver(submission(), key=b"x" * 32),
        }
    finally:
        site.filon.close()  # this thread's connection


def use_up_calls(site: PairedSite) -> None:
    """As in a flood that goes on: what comes back in the time of a test is not enough for a call."""
    site_calls._measures._buckets[UUID(site.id).hex] = (-1_000.0, time.monotonic())


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """Somebody writes; what is made up is refused meanwhile and not when the writer is done."""
    with ThreadPoolExecutor(1) as stranger:
        with filon.inside(alice.tenant):
            Tenant.update(name="Atelier Atlas").execute()
            answers = stranger.submit(_made_up, alice).result(timeout=4)
        for what, answer in answers.items():
            refused = (302, 401, 410) if what == "cookie" else (401, 410)
            assert answer.status_code in refused, what
    with filon.inside(alice.tenant, write=False):
        assert Tenant.current().name == "Atelier Atlas"


def test_a_forged_call_spends_nothing_of_the_sites_measure(alice: PairedSite) -> None:
    # The measure fills by a hundred calls a second, so that no count of calls could show it.
    site = UUID(alice.id).hex
    for _time in range(5):
        assert alice.call(STATE, b'{"waiting": 0}', key=b"x" * 32).status_code == 401
    assert site not in site_calls._measures._buckets
    assert alice.call(STATE, b'{"waiting": 0}').status_code == 200
    assert site in site_calls._measures._buckets


def test_a_site_that_has_spent_its_measure_is_told_so_and_a_stranger_is_not(alice: PairedSite) -> None:
    use_up_calls(alice)
    assert alice.call(STATE, b'{"waiting": 0}', key=b"x" * 32).status_code == 401
    assert alice.deliver(submission()).status_code == 429


def test_what_is_not_made_up_goes_through(alice: PairedSite) -> None:
    """The addresses above are those that work."""
    alice.deliver(submission())
    bearer, home = frame_bearer(alice), f"{base(alice)}/"
    ask = alice.filon.client
    path = f"{home}prospects/1/contact.vcf"
    ticket = ask.post(f"{home}tickets", json={"path": path}, headers=bearer).json["ticket"]
    assert ask.get(f"{path}?ticket={ticket}").status_code == 200
    assert ask.post(f"{home}session", json={"token": embed_token(alice)}).status_code == 201
    note = {"text": "true"}
    assert ask.post(f"{home}prospects/1/notes", data=note, headers=bearer).status_code in (200, 303)
    assert signed_in(alice).post("/app/prospects/1/notes", data=note).status_code in (200, 303)
