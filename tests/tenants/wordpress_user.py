"""Somebody in a site's wp-admin: the embed token that the plugin makes, honest or forged."""

from __future__ import annotations

from typing import Any

import jwt
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.foundation.ids import new_id
from tests.dashboard.people import base
from tests.parts.service import ADDRESS, PairedSite


def embed_token(site: PairedSite, *, key: Any = None, algorithm: str = "HS256", **instead: Any) -> str:
    """A token as the plugin makes it; `instead` changes claims, and leaves out those that are `...`."""
    now = clock.unix()
    claims = {
        "iss": site.id,
        "sub": "7",
        "aud": ADDRESS,
        "iat": now,
        "exp": now + 60,
        "jti": new_id().hex,
        "name": "Bob",
        "email": "alice@atlas.example",
        "role": "manager",
        "locale": "fr_FR",
        "scheme": "modern",
        "colour": "#3858e9",
    } | instead
    kept = {name: value for name, value in claims.items() if value is not ...}
    # jwt.encode checks some claims itself; a forger would not.
    return jwt.api_jws.encode(
        jwt.api_jwt.json.dumps(kept).encode(), site.keys.embed if key is None else key, algorithm=algorithm
    )


def enter(
    site: PairedSite, token: str | None = None, *, at: PairedSite | None = None, **claims: Any
) -> TestResponse:
    """Exchange a token for a session, at the site's own address or at another's."""
    return site.filon.client.post(
        f"{base(at or site)}/session",
        json={"token": embed_token(site, **claims) if token is None else token},
        headers={"Accept": "application/json"},
    )


def bearer(answer: TestResponse) -> dict[str, str]:
    """The header that the frame sends from then on."""
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json['session']}", "Accept": "application/json"}
