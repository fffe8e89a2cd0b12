"""OAuth with Google and Microsoft: a permission is asked for, kept up and given back, and its end is known as such."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from flask import Flask

from filon.integrations import oauth
from filon.integrations.calendars import Later, Unauthorised
from tests.standins.google_calendar import SCOPES
from tests.standins.oauth import OAuthStandIn
from tests.standins.serving import Served

_OF_MICROSOFT = {"offline_access", "Calendars.ReadWrite", "User.Read"}
REDIRECT = "https://filon.example/agenda/retour"


@dataclass
class Side:
    """A vendor's server as one of our own on loopback, and us as its client."""

    vendor: oauth.Vendor
    server: OAuthStandIn
    nonce: str = "n" * 20
    verifier: str = "v" * 43

    @property
    def client(self) -> oauth.Client:
        return oauth.Client(self.server.client_id, self.server.client_secret)

    def ask(self, state: str = "s" * 20) -> dict[str, str]:
        """What the person comes back with, in the query."""
        url = urlsplit(oauth.asking(self.vendor, self.client.id, REDIRECT, state, self.nonce, self.verifier))
        connection = http.client.HTTPConnection(url.netloc)
        connection.request("GET", f"{url.path}?{url.query}")
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 302, body
        back = urlsplit(answer.getheader("Location") or "")
        assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
        return {name: values[0] for name, values in parse_qs(back.query).items()}

    def exchange(self, code: str = "", **other: str) -> oauth.Tokens:
        given = {"redirect": REDIRECT, "nonce": self.nonce, "verifier": self.verifier, **other}
        return oauth.exchange(self.vendor, self.client, code or self.ask()["code"], **given)


def _side(vendor: oauth.Vendor) -> Iterator[Side]:
    app = Flask(__name__)
    is_google = vendor is oauth.GOOGLE
    if is_google:
        server = OAuthStandIn(app, SCOPES)
    else:
        server = OAuthStandIn(app, _OF_MICROSOFT, rotates=True, offline="scope=offline_access")
    server.redirects.add(REDIRECT)
    with Served(app) as served:
        addresses = {"authorise": f"{served.url}/authorise", "token": f"{served.url}/token"}
        if is_google:
            addresses["revoke"] = f"{served.url}/revoke"
        yield Side(replace(vendor, allow_private=True, **addresses), server)
    assert server.violations == []


@pytest.fixture(params=[oauth.GOOGLE, oauth.MICROSOFT], ids=lambda vendor: vendor.name)
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    """Each vendor in turn."""
    yield from _side(request.param)


@pytest.fixture
def google() -> Iterator[Side]:
    """Google alone."""
    yield from _side(oauth.GOOGLE)


@pytest.fixture
def microsoft() -> Iterator[Side]:
    """Microsoft alone."""
    yield from _side(oauth.MICROSOFT)


def test_it_works(side: Side) -> None:
    back = side.ask(state="a-state-of-ours-1234")
    assert back["state"] == "a-state-of-ours-1234"
    tokens = side.exchange(back["code"])
    permission = side.server.permission(tokens.access)
    assert permission
    assert permission.mail == tokens.mail == "alice@example.com"
    assert permission.scopes == set(side.vendor.scopes)
    assert tokens.expires_in == 3599

    later = oauth.refresh(side.vendor, side.client, tokens.refresh)
    assert later.access != tokens.access
    assert side.server.permission(later.access)
    assert oauth.refresh(side.vendor, side.client, later.refresh).access


def test_google_is_asked_for_no_more_than_is_used(google: Side) -> None:
    google.ask()
    asked = google.server.asked[0]
    assert set(asked["scope"].split()) == {
        "openid",
        "email",
        "https://www.googleapis.com/auth/calendar.events",
        "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
    }
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert asked["code_challenge_method"] == "S256"


def test_the_challenge_is_the_one_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    url = oauth.asking(oauth.GOOGLE, "id", REDIRECT, "state", "nonce", verifier)
    assert "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&" in url
    assert verifier not in url


def test_microsoft_gives_a_new_refresh_token_each_time(microsoft: Side) -> None:
    first = microsoft.exchange()
    second = oauth.refresh(microsoft.vendor, microsoft.client, first.refresh)
    assert second.refresh != first.refresh
    with pytest.raises(Unauthorised):
        oauth.refresh(microsoft.vendor, microsoft.client, first.refresh)
    assert first.name == "Alice"


def test_google_keeps_the_refresh_token(google: Side) -> None:
    first = google.exchange()
    assert oauth.refresh(google.vendor, google.client, first.refresh).refresh == first.refresh


def test_a_code_is_good_once_and_for_who_asked(side: Side) -> None:
    code = side.ask()["code"]
    side.exchange(code)
    with pytest.raises(Unauthorised, match="invalid_grant"):
        side.exchange(code)
    with pytest.raises(Unauthorised, match="invalid_grant"):
        side.exchange(verifier="w" * 43)
    with pytest.raises(Unauthorised, match="invalid_grant"):
        side.exchange(redirect="https://other.example/")


def test_an_answer_to_another_question_is_refused(side: Side) -> None:
    with pytest.raises(Unauthorised, match="another question"):
        side.exchange(nonce="m" * 20)
    answer = {"access_token": "a", "refresh_token": "r", "expires_in": 3599}
    for claims in ({"aud": "another-client", "nonce": side.nonce}, {"aud": side.client.id}):
        id_token = jwt.encode(claims, secrets.token_bytes(32))
        side.server.faults.answer(200, {**answer, "id_token": id_token})
        with pytest.raises(Unauthorised, match="another question"):
            side.exchange()
    side.server.faults.answer(200, {**answer, "id_token": "garbage"})
    with pytest.raises(Unauthorised, match="can't be read"):
        side.exchange()


def test_who_unticks_what_is_needed_is_told_what_is_missing(google: Side) -> None:
    google.server.unticked = {"https://www.googleapis.com/auth/calendar.events"}
    with pytest.raises(
        Unauthorised, match=r"not permitted: https://www.googleapis.com/auth/calendar.events$"
    ):
        google.exchange()
    google.server.unticked = {"email"}
    assert google.exchange().mail == ""


def test_microsoft_may_spell_scopes_with_their_address(microsoft: Side) -> None:
    code = microsoft.ask()["code"]
    scope = "https://graph.microsoft.com/calendars.readwrite https://graph.microsoft.com/User.Read profile"
    microsoft.server.faults.answer(
        200, {"access_token": "a", "refresh_token": "r", "expires_in": 3599, "scope": scope}
    )
    assert microsoft.exchange(code).access


def test_without_a_refresh_token_there_is_no_permission(google: Side) -> None:
    online = replace(google.vendor, extra=())
    with pytest.raises(Unauthorised, match="no refresh token"):
        replace(google, vendor=online).exchange()


def test_who_takes_it_back_is_known_at_the_next_refresh(side: Side) -> None:
    tokens = side.exchange()
    side.server.withdraw("alice@example.com")
    with pytest.raises(Unauthorised, match="invalid_grant"):
        oauth.refresh(side.vendor, side.client, tokens.refresh)


def test_what_is_given_back_is_good_no_more(google: Side) -> None:
    tokens = google.exchange()
    oauth.revoke(google.vendor, tokens.refresh)
    assert google.server.permission(tokens.access) is None
    oauth.revoke(google.vendor, tokens.refresh)


def test_microsoft_has_nothing_to_give_back_to(microsoft: Side) -> None:
    tokens = microsoft.exchange()
    oauth.revoke(microsoft.vendor, tokens.refresh)
    assert microsoft.server.permission(tokens.access)


def test_a_fault_of_theirs_ends_no_permission(side: Side) -> None:
    tokens = side.exchange()
    for status in (429, 500, 503):
        side.server.faults.answer(status, {"error": "temporarily_unavailable"}, {"Retry-After": "7"})
        with pytest.raises(Later) as caught:
            oauth.refresh(side.vendor, side.client, tokens.refresh)
        assert caught.value.seconds == 7
    for said in ("<html>", "[]", {"expires_in": 3599}, {"access_token": "", "expires_in": 3599}):
        side.server.faults.answer(200, said)
        with pytest.raises(Later):
            oauth.refresh(side.vendor, side.client, tokens.refresh)
    side.server.faults.hang_up()
    with pytest.raises(Later):
        oauth.refresh(side.vendor, side.client, tokens.refresh)
    assert oauth.refresh(side.vendor, side.client, tokens.refresh).access


def test_a_client_that_is_refused_is_for_its_operator_to_mend(side: Side) -> None:
    """Nobody has to permit anything anew because a secret has run out."""
    tokens = side.exchange()
    stranger = replace(side.client, secret="old")
    with pytest.raises(Later, match="401 invalid_client"):
        oauth.refresh(side.vendor, stranger, tokens.refresh)


def test_an_administrator_who_wants_to_see_the_person_again(microsoft: Side) -> None:
    tokens = microsoft.exchange()
    microsoft.server.faults.answer(400, {"error": "interaction_required"})
    with pytest.raises(Unauthorised, match="interaction_required"):
        oauth.refresh(microsoft.vendor, microsoft.client, tokens.refresh)


def test_who_says_no_comes_back_without_a_code(side: Side) -> None:
    side.server.refuses = True
    assert side.ask() == {"state": "s" * 20, "error": "access_denied"}
