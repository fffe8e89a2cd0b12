"""A connection code becomes a site's secret, once, for the site that it was made for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.foundation.database import database
from filon.foundation.secrets import digest
from filon.foundation.signatures import read_connection_code
from filon.tenants import actions, doorplates
from filon.tenants.models import PairingCode, Site
from tests.foundation.test_answers import problem
from tests.parts.service import ADDRESS, Filon, PairedSite, submission

HOME = "https://amal.example"


@pytest.fixture
def code(filon: Filon) -> str:
    """A code that nobody has used yet."""
    how = {"region": "MA", "currency": "MAD", "zone": "Africa/Casablanca", "language": "fr"}
    new = actions.add_client(
        service=ADDRESS, name="Amal", site_url=HOME, owner_email="amal@amal.example", **how
    )
    return new.code


def pair(filon: Filon, code: str, **instead: Any) -> TestResponse:
    body = {
        "token": read_connection_code(code)[1],
        "nonce": "nonce-of-this-site",
        "home_url": HOME,
        "rest_url": f"{HOME}/wp-json/",
        "version": "0.1.0",
        **instead,
    }
    return filon.client.post("/api/v1/sites/pairing", json={k: v for k, v in body.items() if v is not ...})


def over(answer: TestResponse) -> bool:
    return (answer.status_code, problem(answer)["code"]) == (410, "pairing_code_over")


def test_it_works(filon: Filon, code: str) -> None:
    answer = pair(filon, code, wordpress="6.8", php="8.2.29", locale="fr_FR")
    assert answer.status_code == 200
    paired = answer.json
    assert paired["business"] == "Amal"
    assert paired["dashboard"] == f"{ADDRESS}/app/s/{paired['site_id']}/"
    assert len(paired["secret"]) == 43
    assert UUID(paired["site_id"])


def test_a_used_code_is_over(filon: Filon, code: str) -> None:
    pair(filon, code)
    assert over(pair(filon, code, nonce="another-plugins-nonce"))


def test_a_lost_answer_can_be_had_again_for_ten_minutes(filon: Filon, code: str) -> None:
    first = pair(filon, code)
    assert pair(filon, code).json == first.json
    with clock.standing_at(clock.now() + timedelta(minutes=9)):
        assert pair(filon, code).json == first.json
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        assert over(pair(filon, code))


def test_a_code_lives_seven_days(filon: Filon, code: str) -> None:
    with clock.standing_at(clock.now() + timedelta(days=7, minutes=1)):
        assert over(pair(filon, code))
    with clock.standing_at(clock.now() + timedelta(days=6, hours=23)):
        assert pair(filon, code).status_code == 200


def test_an_unknown_code_is_answered_like_an_old_one(filon: Filon, code: str) -> None:
    unknown = pair(filon, code, token="x" * 43)
    with clock.standing_at(clock.now() + timedelta(days=8)):
        old = pair(filon, code)
    assert unknown.json == old.json


def test_a_wrong_detail_is_named_and_the_code_still_good(filon: Filon, code: str) -> None:
    details: list[tuple[dict[str, Any], str]] = [
        ({"home_url": "http://amal.example"}, "home_url"),
        ({"home_url": "https://evil.example"}, "home_url"),
        ({"home_url": "https://amal.example.evil.example"}, "home_url"),
        ({"home_url": "https://amal.example@evil.example"}, "home_url"),
        ({"home_url": "https://amal.example:8443"}, "home_url"),
        ({"home_url": "https://amal.example *"}, "home_url"),
        ({"home_url": "javascript:alert(1)"}, "home_url"),
        ({"rest_url": "http://amal.example/wp-json/"}, "rest_url"),
        ({"rest_url": "https://evil.example/wp-json/"}, "rest_url"),
        ({"rest_url": "https://127.0.0.1/wp-json/"}, "rest_url"),
        ({"rest_url": "https://[::1"}, "rest_url"),
        ({"nonce": "short"}, "json.nonce"),
        ({"nonce": "n" * 15 + "\x00"}, "json.nonce"),
        ({"nonce": "n" * 15 + "\ud800"}, "json.nonce"),
        ({"token": "t\ud800"}, "json.token"),
        ({"wordpress": "6.8\x00"}, "json.wordpress"),
        ({"version": "0.1.0\x00"}, "json.version"),
        ({"version": ...}, "json.version"),
        ({"admin": True}, "json.admin"),
    ]
    for change, field in details:
        answer = pair(filon, code, **change)
        assert answer.status_code == 422, change
        assert list(problem(answer)["errors"]) == [field], change
    assert pair(filon, code).status_code == 200


def test_www_is_the_same_site(filon: Filon, code: str) -> None:
    answer = pair(
        filon, code, home_url="https://www.amal.example", rest_url="https://www.amal.example/wp-json/"
    )
    assert answer.status_code == 200


def test_of_two_plugins_that_paste_it_at_once_one_wins(filon: Filon, code: str) -> None:
    begin = Barrier(4)

    def paste(number: int) -> TestResponse:
        begin.wait()
        try:
            return pair(filon, code, nonce=f"nonce-of-plugin-{number}")
        finally:
            database.obj.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(paste, range(4)))
    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert all(over(answer) for answer in answers if answer not in won)
    site = PairedSite.__new__(PairedSite)
    site.filon = filon
    site.take(won[0].json["site_id"], won[0].json["secret"])
    assert site.deliver(submission()).status_code == 200, "the winner's secret is the one that was kept"


def test_one_plugin_that_asks_several_times_at_once_hears_the_same_each_time(filon: Filon, code: str) -> None:
    """Two administrators press the button: both see the site connected, with one secret."""
    begin = Barrier(4)

    def press(_number: int) -> TestResponse:
        begin.wait()
        try:
            return pair(filon, code)
        finally:
            database.obj.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.json["secret"] for answer in answers}) == 1


def test_a_new_code_ends_the_old_one(filon: Filon, code: str) -> None:
    tenant = _tenant_of(filon, code)
    with filon.inside(tenant):
        newer = actions.new_connection_code(Site.get(), ADDRESS)
    assert over(pair(filon, code))
    assert pair(filon, newer).status_code == 200


def test_pairing_again_changes_the_secret(filon: Filon, alice: PairedSite) -> None:
    """The database of the site was lost: a new code gives the same site a new secret, and the old one is dead."""
    with filon.inside(alice.tenant):
        code = actions.new_connection_code(Site.get(), ADDRESS)
    again = PairedSite(filon, alice.tenant, alice.home_url, code)
    assert again.id == alice.id
    assert again.deliver(submission()).status_code == 200
    assert alice.deliver(submission()).status_code == 401


def test_a_revoked_site_is_not_paired_again(filon: Filon, code: str) -> None:
    tenant = _tenant_of(filon, code)
    with filon.inside(tenant):
        actions.revoke_site(Site.get())
    assert over(pair(filon, code))


def test_guessing_is_limited_and_the_limit_survives_the_refusals(filon: Filon, code: str) -> None:
    statuses = [pair(filon, code, token=f"guess-{number}").status_code for number in range(31)]
    assert statuses == [410] * 30 + [429]
    limited = pair(filon, code)
    assert limited.status_code == 429, "a right code from there has to wait, too"
    assert int(limited.headers["Retry-After"]) > 0
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        assert pair(filon, code).status_code == 200


def test_nothing_of_the_code_or_the_secret_is_kept_in_clear(filon: Filon, alice: PairedSite) -> None:
    token = read_connection_code(alice.code)[1]
    with filon.inside(alice.tenant, write=False):
        code, site = PairingCode.get(), Site.get()
        kept = str([code.__data__, site.__data__])
    assert token not in kept
    assert alice.secret not in kept


def _tenant_of(filon: Filon, code: str) -> UUID:
    (tenant,) = doorplates.tenants_behind("pairing", digest(read_connection_code(code)[1]))
    return tenant
