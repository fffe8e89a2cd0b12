"""Permission to act for somebody at Google or Microsoft: OAuth's authorisation code with PKCE (RFC 6749, 7636)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt

from filon.integrations.calendars import Later, Unauthorised
from filon.integrations.json_calls import Told, ask

# Said of what was given to us or of the person: asking the same again is useless, asking the person is not. The last
# three are Microsoft's, when an administrator wants to see the person once more.
_WITHDRAWN = {"invalid_grant", "access_denied", "interaction_required", "consent_required", "login_required"}


@dataclass(frozen=True)
class Vendor:
    """Where and how one is asked. `needed` are those of the scopes without which nothing works.

    `revoke` is "" where there is no such address. To try out, replace the addresses and set `allow_private`.
    """

    name: str
    authorise: str
    token: str
    revoke: str
    scopes: tuple[str, ...]
    needed: tuple[str, ...]
    extra: tuple[tuple[str, str], ...] = ()
    allow_private: bool = False


_GOOGLE_NEEDED = (
    # Not the narrower calendar.events.owned, with which nobody could have appointments in a calendar of the team that
    # a colleague has made; titles are not asked for all the same (see google_calendar).
    "https://www.googleapis.com/auth/calendar.events",
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
)
GOOGLE = Vendor(
    name="google",
    authorise="https://accounts.google.com/o/oauth2/v2/auth",
    token="https://oauth2.googleapis.com/token",  # noqa: S106  # an address
    revoke="https://oauth2.googleapis.com/revoke",
    scopes=("openid", "email", *_GOOGLE_NEEDED),
    needed=_GOOGLE_NEEDED,
    # Without the second one it gives a refresh token only to who has never agreed before.
    extra=(("access_type", "offline"), ("prompt", "consent")),
)
MICROSOFT = Vendor(
    name="microsoft",
    authorise="https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    token="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106  # an address
    revoke="",
    scopes=("openid", "profile", "offline_access", "Calendars.ReadWrite", "User.Read"),
    needed=("Calendars.ReadWrite", "User.Read"),
    # Who is signed in with two accounts chooses, instead of connecting one of them unasked.
    extra=(("response_mode", "query"), ("prompt", "select_account")),
)


@dataclass(frozen=True)
class Client:
    """What the vendor knows this service as."""

    id: str
    secret: str


@dataclass(frozen=True)
class Tokens:
    """`expires_in` in seconds. `refresh` is the one to keep from now on, whether it is new or not.

    `mail` and `name` are what the account is called, "" where it was not told: to show, and to trust nobody for.
    """

    access: str
    refresh: str
    expires_in: int
    mail: str = ""
    name: str = ""


def asking(vendor: Vendor, client_id: str, redirect: str, state: str, nonce: str, verifier: str) -> str:
    """The address to send the person to. All of `state`, `nonce` and `verifier` are random, and kept until the answer.

    The verifier has 43 to 128 letters, digits, `-`, `.`, `_` or `~` (RFC 7636, 4.1).
    """
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    query = {
        "client_id": client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": " ".join(vendor.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **dict(vendor.extra),
    }
    return f"{vendor.authorise}?{urlencode(query)}"


def exchange(vendor: Vendor, client: Client, code: str, redirect: str, nonce: str, verifier: str) -> Tokens:
    """Tokens for the code that the person came back with, once.

    Raises Unauthorised when the code is not (or no longer) good, or the person has not agreed to all that is needed;
    Later when the vendor does not answer or finds fault with the client, which its operator has to mend.
    """
    told = _ask_for_tokens(
        vendor,
        client,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        },
    )
    claims = _claims(told.said.get("id_token"), client, nonce)
    tokens = _tokens(vendor, told.said, refresh="", claims=claims)
    if not tokens.refresh:
        raise Unauthorised("no refresh token: it would end within the hour")
    return tokens


def refresh(vendor: Vendor, client: Client, refresh_token: str) -> Tokens:
    """A new access token. Keep the answer's `refresh`: Microsoft gives a new one each time. Raises as exchange()."""
    told = _ask_for_tokens(vendor, client, {"grant_type": "refresh_token", "refresh_token": refresh_token})
    return _tokens(vendor, told.said, refresh=refresh_token, claims={})


def revoke(vendor: Vendor, token: str) -> None:
    """Give the permission back; a token that is no longer good is no fault. Nothing where one can't. Raises Later.

    Google ends all that this person has ever permitted this client, so other connections of the account as well.
    """
    if vendor.revoke:
        _post(vendor, vendor.revoke, {"token": token})


def _ask_for_tokens(vendor: Vendor, client: Client, question: dict[str, str]) -> Told:
    told = _post(vendor, vendor.token, {**question, "client_id": client.id, "client_secret": client.secret})
    if told.status == 200:
        return told
    error = str(told.said.get("error", ""))
    if error in _WITHDRAWN:
        raise Unauthorised(error)
    raise Later(f"answered {told.status} {error}".rstrip(), told.wait)


def _post(vendor: Vendor, url: str, fields: dict[str, str]) -> Told:
    return ask(
        "POST",
        url,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        body=urlencode(fields).encode(),
        allow_private=vendor.allow_private,
    )


def _tokens(vendor: Vendor, said: dict[str, Any], *, refresh: str, claims: dict[str, Any]) -> Tokens:
    # Left out where it is all that was asked for (RFC 6749, 5.1).
    granted = {_short(one) for one in str(said.get("scope") or " ".join(vendor.scopes)).split()}
    if lacking := [one for one in vendor.needed if _short(one) not in granted]:
        raise Unauthorised(f"not permitted: {' '.join(lacking)}")
    access, expires_in = said.get("access_token"), said.get("expires_in")
    if not isinstance(access, str) or not access or not isinstance(expires_in, int):
        raise Later("answered without an access token")
    return Tokens(
        access=access,
        refresh=str(said.get("refresh_token") or refresh),
        expires_in=expires_in,
        mail=str(claims.get("email") or claims.get("preferred_username") or ""),
        name=str(claims.get("name") or ""),
    )


def _short(scope: str) -> str:
    """Microsoft answers `Calendars.ReadWrite` as `https://graph.microsoft.com/Calendars.ReadWrite` to some."""
    return scope.rpartition("/")[2].lower()


def _claims(id_token: object, client: Client, nonce: str) -> dict[str, Any]:
    """What it says of the person, {} where there is none; raises Unauthorised when it answers another question.

    It comes from the vendor itself over TLS, which stands for its signature (OpenID Connect Core, 3.1.3.7, 6).
    """
    if not isinstance(id_token, str):
        return {}
    try:
        claims = jwt.decode(id_token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        raise Unauthorised("an id_token that can't be read") from None
    is_ours = claims.get("aud") == client.id
    if not is_ours or not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Unauthorised("an id_token that answers another question")
    return claims
