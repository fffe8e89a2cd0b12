"""A WordPress user becomes a member: the embed token of a site, exchanged for a session of fifteen minutes.

Identity is (site, WordPress user). The e-mail in the token is shown and never matched to anybody, and the role is
bounded by the site's cap, so that a taken-over site gains nothing outside itself.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt

from filon.foundation import access, clock
from filon.foundation.errors import Forbidden, Unauthorized
from filon.foundation.i18n import _, closest
from filon.foundation.tenancy import here
from filon.foundation.transactions import on_its_own, transaction
from filon.tenants import lesser, sessions, site_secrets, used_once
from filon.tenants.models import Member, Site, Tenant
from filon.tenants.revoked import SiteRevoked

TOKEN_LIFETIME_SECONDS = 60
GRANTABLE = ("reader", "agent", "manager")
# Whom and which token a site names: cut or cleaned, one user could come to be another.
_NAME = re.compile(r"[!-~]{1,60}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SCHEME = re.compile(r"[a-z0-9-]{1,30}")


def exchange(token: str, site_id: UUID, audience: str, user_agent: str = "") -> tuple[str, Any]:
    """(session token, member) for an embed token, in its tenant's context; raises Unauthorized or Forbidden.

    Three transactions: a forged token never takes a writer's turn, and a good one stays used whatever follows.
    """
    with on_its_own(write=False):
        site = Site.find(site_id)
        if site is None or site.revoked_at is not None or site.secret is None:
            raise SiteRevoked()
        claims = _read(token, site, audience)
    with on_its_own():
        if not used_once.use(f"embed {site.id.hex}", claims["jti"], keep=timedelta(minutes=5)):
            raise Unauthorized(_("Ce jeton a déjà servi"), code="token_used")
    with transaction():
        member = _member(site, claims)
        session = sessions.open_session(
            member,
            site=site.id,
            scheme=_matching(_SCHEME, claims.get("scheme")),
            colour=_matching(_COLOUR, claims.get("colour")),
            user_agent=user_agent,
        )
    return session, member


def _read(token: str, site: Any, audience: str) -> dict[str, Any]:
    for keys in site_secrets.keys_in_force(site):
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                keys.embed,
                algorithms=["HS256"],
                audience=audience,
                issuer=str(site.id),
                options={
                    "require": ["iss", "sub", "aud", "iat", "exp", "jti"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.PyJWTError as error:
            raise _unknown() from error
        _check_times(claims)
        if not (_NAME.fullmatch(claims["sub"]) and _NAME.fullmatch(claims["jti"])):
            raise _unknown()
        return claims
    raise _unknown()


def _unknown() -> Unauthorized:
    return Unauthorized(_("Ce jeton n’est pas reconnu"), code="token")


def _check_times(claims: dict[str, Any]) -> None:
    # By our own clock, so that a test or a demo that stands at another moment is judged by that one.
    now, issued, expires = clock.unix(), claims["iat"], claims["exp"]
    if (
        not isinstance(issued, int)
        or not isinstance(expires, int)
        or expires - issued > TOKEN_LIFETIME_SECONDS
    ):
        raise Unauthorized(_("Ce jeton vaut trop longtemps"), code="token")
    if not issued - 10 <= now < expires + 10:
        raise Unauthorized(
            _("Ce jeton est trop ancien, ou les horloges diffèrent"), code="clock_skew", now=now
        )


def _member(site: Any, claims: dict[str, Any]) -> Any:
    role = _role(str(claims.get("role", "")), site.role_cap)
    user, name = claims["sub"], _shown(claims.get("name"))
    language = closest(str(claims.get("locale") or ""), otherwise=Tenant.current().language)
    member = Member.get_or_none((Member.site_id == site.id) & (Member.wordpress_user == user))
    if member is None:
        return _first_visit(site, user, name=name, role=role, language=language)
    if member.removed_at is not None:
        raise Forbidden(
            _(
                "Vous n’avez plus accès à ce tableau de bord. Demandez-le à la personne qui en est propriétaire."
            )
        )
    if member.role != role:
        sessions.end_sessions_of(member.id)
        lesser.tell_if_less(member, role=role)
    if (member.name, member.role, member.language) != (name, role, language):
        Member.update(name=name, role=role, language=language).where(Member.id == member.id).execute()
        member.name, member.role, member.language = name, role, language
    return member


def _first_visit(site: Any, user: str, **about: str) -> Any:
    # Two pages opened at once both come here: the second finds what the first wrote.
    Member.insert(
        tenant=here(), site_id=site.id, wordpress_user=user, joined_at=clock.now(), **about
    ).on_conflict(
        conflict_target=[Member.tenant, Member.site_id, Member.wordpress_user], action="NOTHING"
    ).execute()
    return Member.get((Member.site_id == site.id) & (Member.wordpress_user == user))


def _role(asked: str, cap: str) -> str:
    if asked not in GRANTABLE:
        raise Forbidden(_("Votre rôle dans WordPress ne donne pas accès à ce tableau de bord"))
    return min(asked, cap, key=access.ROLES.index)


def _shown(name: object) -> str:
    """A name that can be kept and shown: neither control characters nor halves of a surrogate pair."""
    kept = (c for c in str(name or "")[:200] if unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept)


def _matching(pattern: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""
