"""Browsers without a browser: members of a business who are signed in, in either frame."""

from __future__ import annotations

from uuid import UUID

from flask.testing import FlaskClient

from filon.tenants import actions, sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member
from tests.parts.service import PairedSite


def signed_in(site: PairedSite, role: str = "owner", language: str = "fr") -> FlaskClient:
    """A standalone visitor with a session: Alice the owner, or Bob with another role."""
    with site.filon.inside(site.tenant):
        if role == "owner":
            member = Member.get(Member.role == "owner")
            Member.update(name="Alice", language=language).where(Member.id == member.id).execute()
        else:
            member = actions.add_member(name="Bob", email=f"{role}@bob.example", role=role, language=language)
        token = sessions.open_session(member)
    browser = site.filon.client
    browser.set_cookie(COOKIE, token, path="/app")
    return browser


def at_the_api(browser: FlaskClient) -> FlaskClient:
    """The same visitor sending the session to the JSON API as well, where a browser would not."""
    cookie = browser.get_cookie(COOKIE, path="/app")
    assert cookie
    browser.set_cookie(COOKIE, cookie.value, path="/api")
    return browser


def frame_bearer(site: PairedSite, role: str = "manager", language: str = "fr") -> dict[str, str]:
    """The header of an embedded page, for a WordPress user of the site with this role."""
    with site.filon.inside(site.tenant):
        member = Member.create(
            name="Bob", site_id=UUID(site.id), wordpress_user=role, role=role, language=language
        )
        token = sessions.open_session(member, site=UUID(site.id), scheme="modern", colour="#3858e9")
    return {"Authorization": f"Bearer {token}"}


def base(site: PairedSite) -> str:
    """Where the site's embedded pages begin."""
    return f"/app/s/{site.id}"
