"""A program comes with an API key: it does what its scopes say, as long as the key is in force, at the API only."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from filon.foundation import clock
from filon.foundation.api_keys import FORM, is_whole, new_key
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants import actions
from tests.dashboard.people import at_the_api, signed_in
from tests.intake.door import deliver
from tests.intake.test_form_maps import sent_by
from tests.parts.service import Filon, PairedSite
from tests.tenants.programs import Program, bearer, codes

CHECKS = "/api/v1/leads/1/checks"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def alice(filon: Filon, alice: PairedSite) -> PairedSite:
    """Alice's site, with a lead about whose phone nobody is sure."""
    deliver(alice, sent_by(("f1", "Téléphone du syndic", "tel", "0661234567")))
    return alice


def test_it_works(alice: PairedSite) -> None:
    program = Program(alice)
    (check,) = program("GET", CHECKS).json["checks"]
    settled = program("PUT", f"{CHECKS}/phone", {"decision": "answer", "answer": check["answers"][0]["key"]})
    assert (settled.status_code, settled.json["value"]) == (200, "+212661234567")
    with alice.filon.inside(alice.tenant, write=False):
        change = Interaction.get(Interaction.kind == "change")
    assert (change.member_id, change.member_name) == (None, "Agenda")
    shown = signed_in(alice).get("/app/prospects/1").text
    assert "Agenda" in shown, "people see which program did it"


def test_a_key_is_kept_as_a_digest_and_found_by_scanners(alice: PairedSite) -> None:
    program = Program(alice)
    assert re.fullmatch(FORM, program.key)
    kept = program.row.__data__
    assert program.key not in map(str, kept.values())
    assert kept["shown"] == program.key[:10]
    assert len({new_key() for _n in range(50)}) == 50


@pytest.mark.parametrize("at", [0, 6, 20, 48, 50, 57])
def test_one_wrong_letter_is_seen_without_asking_the_database(at: int) -> None:
    key = new_key()
    assert is_whole(key)
    assert not is_whole(key[:at] + ("1" if key[at] != "1" else "2") + key[at + 1 :])
    assert not is_whole(key[:at])


def test_a_scope_reaches_as_far_as_it_says(alice: PairedSite) -> None:
    reader = Program(alice, "leads:read", name="Lecture")
    writer = Program(alice, "leads:write", name="Ecriture")
    assert reader("GET", CHECKS).status_code == 200
    refused = reader("PUT", f"{CHECKS}/phone", {"decision": "blank"})
    assert (refused.status_code, refused.json["code"]) == (403, "key_scope")
    assert refused.json["scope"] == "leads:write"
    assert codes([writer("GET", CHECKS)]) == [(403, "key_scope")]
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).unsure == ["phone"]


def test_a_key_never_decides_for_the_whole_form(alice: PairedSite) -> None:
    """That takes a manager, and a key acts with the least role that its scopes need."""
    program = Program(alice, "leads:read", "leads:write")
    answer = program("GET", CHECKS).json["checks"][0]["answers"][0]["key"]
    settled = program("PUT", f"{CHECKS}/phone", {"decision": "answer", "answer": answer})
    assert settled.json["remembered"] is False


def test_a_key_makes_no_key(alice: PairedSite) -> None:
    program = Program(alice)
    asked = {"name": "Encore", "scopes": ["leads:read"]}
    answers = [program("GET", "/api/v1/keys"), program("POST", "/api/v1/keys", asked)]
    assert codes(answers) == [(403, "key_not_taken")] * 2


def test_a_key_opens_no_page(alice: PairedSite) -> None:
    program = Program(alice)
    for path in ("/app/", "/app/prospects/1", "/app/reglages/cles"):
        answer = program("GET", path)
        assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), path
    framed = program("GET", f"/app/s/{alice.id}/prospects/1")
    assert framed.status_code == 401


def test_why_a_key_does_not_open_is_said(alice: PairedSite) -> None:
    gone, old = (
        Program(alice, name="Révoquée"),
        Program(alice, name="Passée", expires_at=clock.now() + timedelta(1)),
    )
    gone.revoke()
    with clock.standing_at(clock.now() + timedelta(days=2)):
        answers = [
            gone("GET", CHECKS),
            old("GET", CHECKS),
            alice.filon.client.get(CHECKS, headers=bearer(new_key())),
            alice.filon.client.get(CHECKS, headers=bearer(old.key[:-1])),
            alice.filon.client.get(CHECKS, headers=bearer("not-even-a-key")),
        ]
    assert codes(answers) == [
        (401, "key_revoked"),
        (401, "key_expired"),
        (401, "key_unknown"),
        (401, "key_mistyped"),
        (401, "unauthorized"),
    ]
    assert all(answer.headers["WWW-Authenticate"] == "Bearer" for answer in answers)
    assert old("GET", CHECKS).status_code == 200


def test_another_business_is_not_there(alice: PairedSite, charlie: PairedSite) -> None:
    program = Program(charlie)
    answers = [program("GET", CHECKS), program("PUT", f"{CHECKS}/phone", {"decision": "blank"})]
    assert codes(answers) == [(404, "not_found")] * 2


def test_a_client_that_was_removed_has_no_programs(alice: PairedSite) -> None:
    program = Program(alice)
    with alice.filon.inside(alice.tenant):
        actions.remove_client()
    assert codes([program("GET", CHECKS)]) == [(401, "unauthorized")]


def test_the_last_use_is_noted_once_a_minute(alice: PairedSite) -> None:
    program = Program(alice)
    assert program.row.last_used_at is None
    for second, noted in ((0, 0), (59, 0), (61, 61)):
        with clock.standing_at(NOON + timedelta(seconds=second)):
            assert program("GET", CHECKS).status_code == 200
            assert program.row.last_used_at == NOON + timedelta(seconds=noted)


def test_a_refused_call_is_a_use_too(alice: PairedSite) -> None:
    """Whoever finds a key and tries it is seen."""
    program = Program(alice, "leads:read")
    assert program("PUT", f"{CHECKS}/phone", {"decision": "blank"}).status_code == 403
    assert program.row.last_used_at is not None


def test_a_program_that_asks_too_much_waits_and_others_do_not(alice: PairedSite) -> None:
    hasty, patient = Program(alice, name="Pressé"), Program(alice, name="Patient")
    for _n in range(200):
        answer = hasty("GET", CHECKS)
        if answer.status_code != 200:
            break
    assert codes([answer]) == [(429, "too_many")]
    assert int(answer.headers["Retry-After"]) >= 1
    assert patient("GET", CHECKS).status_code == 200


def test_who_tries_keys_is_slowed_and_the_right_one_still_opens(alice: PairedSite) -> None:
    program = Program(alice)
    tried = [alice.filon.client.get(CHECKS, headers=bearer(new_key())) for _n in range(60)]
    assert (401, "key_unknown") in codes(tried)
    assert codes(tried)[-1] == (429, "too_many")
    assert program("GET", CHECKS).status_code == 200


def test_a_session_counts_for_nothing_beside_a_key(alice: PairedSite) -> None:
    browser = at_the_api(signed_in(alice))
    assert browser.get(CHECKS).status_code == 200
    assert browser.get(CHECKS, headers=bearer(new_key())).json["code"] == "key_unknown"


def test_a_browser_elsewhere_does_nothing_with_a_session(alice: PairedSite) -> None:
    browser = at_the_api(signed_in(alice))
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = browser.put(f"{CHECKS}/phone", json={"decision": "blank"}, headers=headers)
        assert codes([refused]) == [(403, "cross_site")]


@pytest.mark.parametrize(("language", "said"), [("fr", "révoquée"), ("en", "revoked"), ("ar", "ألغي")])
def test_it_is_said_in_the_callers_language(alice: PairedSite, language: str, said: str) -> None:
    program = Program(alice)
    program.revoke()
    assert said in program("GET", CHECKS, **{"Accept-Language": language}).json["detail"]
