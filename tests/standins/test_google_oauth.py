"""The sign-in of Google's stand-in: Google's own library renews its token there, and no wrong question is taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials

from tests.standins.google_calendar import GoogleStandIn

MAIL = "alice@example.com"
EVERYTHING = "https://www.googleapis.com/auth/calendar"


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    """A Google of its own."""
    with GoogleStandIn() as standin:
        yield standin


def question(google: GoogleStandIn) -> dict[str, str]:
    """How a client asks for a permission; the challenge is the one of RFC 7636, appendix B."""
    google.oauth.redirects.add("https://filon.example/")
    return {
        "client_id": google.oauth.client_id,
        "redirect_uri": "https://filon.example/",
        "response_type": "code",
        "scope": EVERYTHING,
        "state": "0123456789abcdef",
        "access_type": "offline",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }


def test_it_works(google: GoogleStandIn) -> None:
    back = requests.get(f"{google.url}/authorise", params=question(google), allow_redirects=False, timeout=10)
    code = back.headers["Location"].partition("code=")[2].partition("&")[0]
    exchange = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "https://filon.example/",
        "client_id": google.oauth.client_id,
        "client_secret": google.oauth.client_secret,
        "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    }
    told = requests.post(f"{google.url}/token", data=exchange, timeout=10).json()
    credentials = Credentials(
        token=None,
        refresh_token=told["refresh_token"],
        token_uri=f"{google.url}/token",
        client_id=google.oauth.client_id,
        client_secret=google.oauth.client_secret,
    )
    credentials.refresh(Request())
    permission = google.oauth.permission(credentials.token)
    assert permission
    assert permission.mail == MAIL
    assert not credentials.expired
    assert google.violations == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "somebody"},
        {"redirect_uri": "https://elsewhere.example/"},
        {"response_type": "token"},
        {"scope": f"{EVERYTHING} {EVERYTHING}.event"},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"state": "1"},
        {"acces_type": "offline"},
    ],
)
def test_a_wrong_way_to_ask_for_permission_is_refused(google: GoogleStandIn, wrong: dict[str, str]) -> None:
    asked = question(google)
    address = f"{google.url}/authorise"
    right = requests.get(address, params=asked, allow_redirects=False, timeout=10)
    assert (right.status_code, google.violations) == (302, [])
    answer = requests.get(address, params=asked | wrong, allow_redirects=False, timeout=10)
    assert answer.status_code == 400
    assert google.violations
