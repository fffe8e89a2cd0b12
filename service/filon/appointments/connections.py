"""Speaking to calendars elsewhere: while a member waits to have theirs connected, and for the worker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.appointments import permissions, watching
from filon.appointments.account_secrets import keep_secret, secret_in, secret_of
from filon.appointments.calendar_accounts import Opened, is_let_in
from filon.foundation import transactions
from filon.foundation.config import Settings
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.foundation.outbox import Event
from filon.foundation.secrets import Unsealable, digest
from filon.integrations import calendars
from filon.integrations.caldav import CalDav
from filon.integrations.feed_account import Feed
from filon.tenants.models import Tenant

LONGEST_ADDRESS, LONGEST_USER, LONGEST_PASSWORD = 2000, 200, 500


def open_caldav(settings: Settings, *, address: str, user: str, password: str) -> Opened:
    """Find the calendars behind what a member typed. Raises Invalid, which names the field; takes seconds at most."""
    address, user = address.strip(), user.strip()
    errors = {}
    if not 0 < len(address) <= LONGEST_ADDRESS:
        errors["address"] = [_("Donnez l’adresse du serveur, par exemple caldav.icloud.com.")]
    if not 0 < len(user) <= LONGEST_USER:
        errors["user"] = [_("Donnez votre identifiant, souvent votre adresse mail.")]
    if not 0 < len(password) <= LONGEST_PASSWORD:
        errors["password"] = [_("Donnez le mot de passe d’application.")]
    if errors:
        raise Invalid(errors)
    refused = _("Refusé : vérifiez l’identifiant, et que le mot de passe est un mot de passe d’application.")
    how: Any = {"zone": _zone(), "allow_private": settings.allow_private_hosts}
    found = _asked(CalDav(address, user, password, **how), {"password": [refused]})
    return Opened("caldav", address, user, {"password": password}, found)


def open_feed(settings: Settings, *, address: str) -> Opened:
    """The calendar that can be read at an address. Raises Invalid."""
    address = address.strip()
    if not 0 < len(address) <= LONGEST_ADDRESS:
        raise Invalid({"address": [_("Collez l’adresse du calendrier, qui finit souvent par .ics.")]})
    refused = _("Cette adresse n’est pas ouverte : copiez l’adresse secrète (ou publique) du calendrier.")
    how: Any = {"zone": _zone(), "allow_private": settings.allow_private_hosts}
    found = _asked(Feed(address, **how), {"address": [refused]})
    # Who knows such an address may read it: it is kept as a password is.
    return Opened("feed", digest(address), found[0].name, {"address": address}, found)


def _asked(account: calendars.Account, refused: dict[str, list[str]]) -> tuple[calendars.Remote, ...]:
    """`refused` is what is wrong when we are not let in."""
    if transactions.is_open():
        raise RuntimeError("Nobody waits for the network with a transaction open")
    try:
        found = tuple(account.calendars())
    except calendars.Unauthorised:
        raise Invalid(refused) from None
    except calendars.TooLong:
        raise Invalid(
            {"address": [_("Ce calendrier est trop long pour être lu : publiez-en un plus court.")]}
        ) from None
    except calendars.NoCalendar:
        raise Invalid({"address": [_("Aucun agenda ne répond à cette adresse : vérifiez-la.")]}) from None
    except (calendars.Later, calendars.Missing):
        raise Invalid(
            {"address": [_("Rien ne répond à cette adresse pour le moment : vérifiez-la, ou réessayez.")]}
        ) from None
    if not found:
        raise Invalid({"address": [_("Ce compte n’a pas d’agenda.")]})
    return found


def open_account(account: Any, settings: Settings, *, anew: bool = False) -> calendars.Account:
    """What to ask for its calendars; `anew` when what let us in before does no more, though its time is not over.

    Raises integrations.calendars.Unauthorised where nothing of ours opens it.
    """
    try:
        secret = secret_of(account)
    except Unsealable:
        raise calendars.Unauthorised("FILON_KEYS does not open its secret") from None
    if account.provider in ("google", "microsoft"):
        renewed = permissions.renewed(settings, account.provider, {**secret, "until": 0} if anew else secret)
        if renewed is not secret:
            keep_secret(account, renewed)
        return permissions.client(settings, account.provider, renewed["access"])
    how: Any = {"zone": _zone(), "allow_private": settings.allow_private_hosts}
    if account.provider == "feed":
        return Feed(secret["address"], **how)
    return CalDav(account.address, account.user, secret["password"], **how)


def leave(event: Event, settings: Settings) -> None:
    """An account was disconnected: tell its vendor that we hear nothing of it any more, and want no permission."""
    told = event.payload
    try:
        secret = secret_in(told["secret"], UUID(told["account"]))
        secret = permissions.renewed(settings, told["provider"], secret)
        watching.stop(permissions.client(settings, told["provider"], secret["access"]), told["pushes"])
        # Google takes back all that this person has ever permitted, also what another business was permitted.
        if not is_let_in(told["provider"], told["user"]):
            permissions.give_back(settings, told["provider"], secret)
    except (Unsealable, LookupError, calendars.Unauthorised, calendars.NoCalendar, calendars.Missing):
        return  # it has ended already, or nobody can end it
    except calendars.Later:
        # What was permitted ends by itself where nobody uses it; a person could do nothing here.
        if not event.is_last_try:
            raise


def _zone() -> str:
    """Where days begin and end that name no place."""
    with transactions.on_its_own(write=False):
        return str(Tenant.current().zone)
