"""Calls that a site signs: whose they are, that nothing of them was changed, that each counts once."""

from __future__ import annotations

import time
from typing import Any

from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.foundation.ids import new_id
from filon.foundation.signatures import sign
from filon.leads.models import Lead
from filon.tenants import actions
from filon.tenants.models import Site
from tests.foundation.test_answers import problem
from tests.parts.service import Filon, PairedSite, submission

STATE = "/api/v1/sites/state"


def state(site: PairedSite, body: bytes = b'{"waiting": 0}', **instead: Any) -> TestResponse:
    return site.call(STATE, body, **instead)


def refused(answer: TestResponse, status: int, code: str) -> bool:
    return (answer.status_code, problem(answer)["code"]) == (status, code)


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    answer = state(
        alice,
        b'{"waiting": 3, "attention": 1, "wordpress": "6.8", "php": "8.2"}',
        headers={"Filon-Waiting": "3"},
    )
    assert answer.status_code == 200
    assert (answer.json["business"], answer.json["to_call"]) == ("Menuiserie Atlas", 1)
    assert answer.headers["Filon-Version"] == "0.1.0"
    assert abs(int(answer.headers["Filon-Time"]) - time.time()) < 5
    assert "Filon-Rotate" not in answer.headers
    with filon.inside(alice.tenant, write=False):
        site = Site.get()
        assert (site.waiting, site.attention, site.wordpress_version, site.php_version) == (
            3,
            1,
            "6.8",
            "8.2",
        )


CHANGES: dict[str, dict[str, Any]] = {
    "another body": {"sent_body": b'{"waiting": 9}'},
    "another method signed": {"method": "PUT"},
    "another target signed": {"target": "/api/v1/sites/secret"},
    "a query that was not signed": {"target": STATE + "?x=1"},
    "a key of another use": {"key": b"x" * 32},
    "no signature": {"headers": {"webhook-signature": ""}},
    "a signature cut short": {"headers": {"webhook-signature": "v1,AAAA"}},
    "another id": {"headers": {"webhook-id": "msg_other"}},
    "no id": {"id": ""},
    "an endless id": {"id": "x" * 201},
    "a site that is none": {"headers": {"Filon-Site": "1"}},
    "no site": {"headers": {"Filon-Site": ""}},
    "a site that nobody has": {"headers": {"Filon-Site": "01997d5e-0000-7000-8000-0000000051fe"}},
}


def test_a_forged_call_is_refused_with_one_and_the_same_answer(filon: Filon, alice: PairedSite) -> None:
    answers = {what: state(alice, **change) for what, change in CHANGES.items()}
    for what, answer in answers.items():
        assert refused(answer, 401, "signature"), what
    assert len({answer.text for answer in answers.values()}) == 1


def test_charlies_key_does_not_open_alices_site(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    assert refused(state(alice, key=charlie.keys.to_service), 401, "signature")
    lines = charlie.deliver(submission(), headers={"Filon-Site": alice.id})
    assert refused(lines, 401, "signature")
    for use in (alice.keys.to_site, alice.keys.receipts, alice.keys.embed):
        assert refused(state(alice, key=use), 401, "signature"), "each key has its one use"
    with filon.inside(alice.tenant, write=False):
        assert Lead.select().count() == 0


def test_a_query_belongs_to_what_is_signed(alice: PairedSite) -> None:
    headers = alice.headers(STATE + "?x=1", b'{"waiting": 0}')
    client = alice.filon.client
    assert client.post(STATE + "?x=1", data=b'{"waiting": 0}', headers=headers).status_code == 200
    headers = alice.headers(STATE + "?x=1", b'{"waiting": 0}')
    assert client.post(STATE + "?x=2", data=b'{"waiting": 0}', headers=headers).status_code == 401


def test_a_call_counts_once(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    once = {"id": "msg_once", "timestamp": int(time.time())}
    assert state(alice, **once).status_code == 200
    assert refused(state(alice, **once), 409, "replayed")
    again = alice.deliver(submission(), **once)
    assert refused(again, 409, "replayed"), "for whatever call"
    assert state(charlie, **once).status_code == 200, "ids are each site's own"


def test_an_id_is_not_used_up_by_a_call_that_failed(alice: PairedSite) -> None:
    assert state(alice, b"{", id="msg_1").status_code == 422
    assert state(alice, b'{"waiting": 0}', id="msg_1").status_code == 200


def test_an_old_call_is_refused_with_our_time_and_stays_refused(alice: PairedSite) -> None:
    for seconds in (-301, 301, -(10**6), -int(time.time())):
        answer = state(alice, timestamp=int(time.time()) + seconds)
        assert refused(answer, 401, "clock_skew")
        assert abs(answer.json["now"] - time.time()) < 5
    for seconds in (-295, 295):
        assert state(alice, timestamp=int(time.time()) + seconds).status_code == 200


def test_a_time_that_is_none_is_a_wrong_clock(alice: PairedSite) -> None:
    for text in ("", "now", "1e9", "-1", "²", "9" * 30, "9" * 5000):
        assert refused(state(alice, headers={"webhook-timestamp": text}), 401, "clock_skew"), text


def test_a_wrong_clock_does_not_stop_leads(alice: PairedSite) -> None:
    """The site is a day late; it takes the service's time from the answer and sends again at once."""
    late = int(time.time()) - 86_400
    told = alice.deliver(submission(), timestamp=late).json["now"]
    assert alice.deliver(submission(), timestamp=late + (told - late)).status_code == 200


def test_one_good_signature_of_several_is_enough(alice: PairedSite) -> None:
    body, id, now = b'{"waiting": 0}', f"msg_{new_id().hex}", clock.unix()
    good = sign(alice.keys.to_service, id=id, timestamp=now, method="POST", target=STATE, body=body)
    several = f"v2,AAAA v1,AAAA {good}"
    answer = state(alice, body, id=id, timestamp=now, headers={"webhook-signature": several})
    assert answer.status_code == 200


def test_a_revoked_site_is_told_so(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        actions.revoke_site(Site.get())
    assert refused(state(alice), 403, "site_revoked")
    assert refused(alice.deliver(submission()), 403, "site_revoked")
    with filon.inside(alice.tenant, write=False):
        assert Site.get().secret is None


def test_a_plugin_that_is_too_old_is_told_in_plain_words(alice: PairedSite) -> None:
    for version in ("", "0", "0.0.9", "x.y", "v0.1", "-1.0", "0.²", "0." + "9" * 5000, "²"):
        answer = state(alice, headers={"Filon-Version": version})
        assert refused(answer, 426, "plugin_too_old"), version
        assert "Mettez l’extension Filon à jour" in answer.json["detail"]
        assert "version 0.1" in answer.json["detail"]
        assert "Rien ne se perd" in answer.json["detail"]


def test_newer_plugins_are_served(alice: PairedSite) -> None:
    for version in ("0.1", "0.1.0-beta", "0.2.3", "1.0", "10.0.0.1"):
        assert state(alice, headers={"Filon-Version": version}).status_code == 200, version


def test_a_count_that_is_none_is_zero(filon: Filon, alice: PairedSite) -> None:
    for waiting in ("", "many", "-3", "²", "9" * 5000):
        alice.deliver(submission(), headers={"Filon-Waiting": "3"})
        assert alice.deliver(submission(), headers={"Filon-Waiting": waiting}).status_code == 200, waiting
        with filon.inside(alice.tenant, write=False):
            assert Site.get().waiting == 0


def test_a_state_that_makes_no_sense_is_refused_by_name(filon: Filon, alice: PairedSite) -> None:
    for body, field in (
        (b"", "body"),
        (b"{", "body"),
        (b"\xff", "body"),
        (b"[]", "_schema"),
        (b"{}", "waiting"),
        (b'{"waiting": -1}', "waiting"),
        (b'{"waiting": "3"}', "waiting"),
        (b'{"waiting": 99999999999999999999}', "waiting"),
        (b'{"waiting": 1, "attention": 4294967296}', "attention"),
        (b'{"waiting": 1, "php": "8.2\\u0000"}', "php"),
        (b'{"waiting": 1, "home_url": "http://atlas.example"}', "home_url"),
        (b'{"waiting": 1, "home_url": "https://atlas.example *"}', "home_url"),
        (b'{"waiting": 1, "home_url": "https://atlas.example; sandbox"}', "home_url"),
        (b'{"waiting": 1, "rest_url": "https://[::1"}', "rest_url"),
        (b'{"waiting": 1, "role_cap": "owner"}', "role_cap"),
        (b'{"waiting": 1, "secret": "x"}', "secret"),
    ):
        answer = state(alice, body)
        assert refused(answer, 422, "invalid"), body
        assert list(answer.json["errors"]) == [field]
    with filon.inside(alice.tenant, write=False):
        assert (Site.get().home_url, Site.get().role_cap) == ("https://atlas.example", "manager")
