"""Asking a member's permission at Google or Microsoft: where they are sent, and what they come back with."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from filon.appointments.calendar_accounts import Opened
from filon.foundation import clock, transactions
from filon.foundation.config import Registration, Settings
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.foundation.ids import new_token
from filon.foundation.secrets import Unsealable, keyring
from filon.foundation.tenancy import here
from filon.integrations import calendars, google_calendar, graph_calendar, oauth
from filon.integrations.calendars import Account
from filon.integrations.google_calendar import GoogleCalendar
from filon.integrations.graph_calendar import GraphCalendar

PATH = "/app/reglages/agendas"
# Whoever takes longer to agree asks once more.
GOOD_FOR_SECONDS = 900
# An access token is not used in its last minutes: what is begun with it also ends with it.
_SPARE_SECONDS = 120


@dataclass(frozen=True)
class _Asked:
    """What the answer must belong to: who asked, and secrets that only we know."""

    member: UUID
    provider: str
    verifier: str
    nonce: str
    at: int


def offered(settings: Settings) -> list[str]:
    """At whom permission can be asked: those with whom the operator has registered this service."""
    return [name for name in _REGISTRATIONS if _REGISTRATIONS[name](settings) is not None]


def address_to_ask(settings: Settings, provider: str, member: UUID) -> str:
    """Where the member is sent, to agree. Raises LookupError where this service is not registered."""
    vendor, known_as = _vendor(settings, provider)
    asked = _Asked(member, provider, new_token(), new_token(), clock.unix())
    return oauth.asking(
        vendor, known_as.id, _back(settings, provider), _sealed(asked), asked.nonce, asked.verifier
    )


def open_permitted(settings: Settings, provider: str, member: UUID, *, code: str, state: str) -> Opened:
    """The calendars that the member has agreed to show. Raises Invalid on `permission`, LookupError as above.

    What it was asked for must have been asked by the same member, for the same vendor, lately.
    """
    vendor, known_as = _vendor(settings, provider)
    asked = _read(state)
    if asked is None or (asked.member, asked.provider) != (member, provider):
        raise Invalid({"permission": [_("Cette autorisation n’est plus valable : recommencez.")]})
    if clock.unix() - asked.at > GOOD_FOR_SECONDS:
        raise Invalid({"permission": [_("C’était il y a trop longtemps : recommencez.")]})
    if transactions.is_open():
        raise RuntimeError("Nobody waits for the network with a transaction open")
    try:
        tokens = oauth.exchange(
            vendor, known_as, code, _back(settings, provider), asked.nonce, asked.verifier
        )
        found = tuple(client(settings, provider, tokens.access).calendars())
    except calendars.Unauthorised:
        raise Invalid(
            {"permission": [_("L’accès n’a pas été donné en entier : recommencez, et laissez tout coché.")]}
        ) from None
    except (calendars.Later, calendars.NoCalendar, calendars.Missing):
        raise Invalid(
            {"permission": [_("Pas de réponse pour le moment : recommencez dans un instant.")]}
        ) from None
    return Opened(provider, "", tokens.mail or tokens.name or _NAMES[provider], _kept(tokens), found)


def renewed(settings: Settings, provider: str, secret: dict[str, Any]) -> dict[str, Any]:
    """A secret that is good for now, this one while it is. Raises Unauthorised when it was withdrawn, and Later."""
    if clock.unix() < secret["until"] - _SPARE_SECONDS:
        return secret
    try:
        vendor, known_as = _vendor(settings, provider)
    except LookupError:
        raise calendars.Later("this service is registered there no more") from None
    return _kept(oauth.refresh(vendor, known_as, secret["refresh"]))


def give_back(settings: Settings, provider: str, secret: dict[str, Any]) -> None:
    """The permission is not wanted any more. Raises Later, and LookupError as above."""
    vendor, _known_as = _vendor(settings, provider)
    oauth.revoke(vendor, secret["refresh"])


def _kept(tokens: oauth.Tokens) -> dict[str, Any]:
    return {
        "access": tokens.access,
        "refresh": tokens.refresh,
        "until": clock.unix() + tokens.expires_in,
    }


def client(settings: Settings, provider: str, access: str) -> Account:
    """What to ask with an access token."""
    registration = _REGISTRATIONS[provider](settings)
    at = registration.at if registration is not None else ""
    allow_private = settings.allow_private_hosts
    if provider == "google":
        base = f"{at}/calendar/v3" if at else google_calendar.BASE
        return GoogleCalendar(access, base=base, allow_private=allow_private)
    return GraphCalendar(
        access, base=f"{at}/v1.0" if at else graph_calendar.BASE, allow_private=allow_private
    )


def _vendor(settings: Settings, provider: str) -> tuple[oauth.Vendor, oauth.Client]:
    registration: Registration | None = _REGISTRATIONS[provider](settings)
    if registration is None:
        raise LookupError(provider)
    vendor, known_as = _VENDORS[provider], oauth.Client(registration.id, registration.secret)
    if not registration.at:
        return vendor, known_as
    at: Any = {
        name: f"{registration.at}/{name}"
        for name in ("authorise", "token", "revoke")
        if getattr(vendor, name)
    }
    return replace(vendor, allow_private=settings.allow_private_hosts, **at), known_as


def _back(settings: Settings, provider: str) -> str:
    return f"{settings.address}{PATH}/{provider}/retour"


def _sealed(asked: _Asked) -> str:
    said = {**vars(asked), "member": asked.member.hex}
    return keyring().seal(json.dumps(said).encode(), context=_context())


def _read(state: str) -> _Asked | None:
    try:
        said = json.loads(keyring().unseal(state, context=_context()))
    except Unsealable:
        return None
    return _Asked(**{**said, "member": UUID(said["member"])})


def _context() -> str:
    return f"calendar permission {here().hex}"


_VENDORS = {"google": oauth.GOOGLE, "microsoft": oauth.MICROSOFT}
_NAMES = {"google": "Google Agenda", "microsoft": "Outlook"}
_REGISTRATIONS = {
    "google": lambda settings: settings.google,
    "microsoft": lambda settings: settings.microsoft,
}
