"""The address at which whoever has an appointment sees it, moves it or cancels it: signed, without a login."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from filon.foundation import clock, signed_links
from filon.foundation.errors import Gone
from filon.foundation.i18n import _
from filon.foundation.secrets import Unsealable

PATH = "/rendez-vous"
# Where a business's page stands, below it by the business's name.
BOOKING = "/reserver"
# After it is over, or was cancelled: somebody may come late and look what became of it.
KEPT = timedelta(days=30)
_CONTEXT = "the link of an appointment"


def address_of(appointment: Any, service: str) -> str:
    """The whole address, for mails; `service` is the settings' `address`."""
    return f"{service}{PATH}/{token_of(appointment)}"


def token_of(appointment: Any) -> str:
    """What stands at the end of the address."""
    return signed_links.naming(appointment.id, _CONTEXT)


def read_token(token: str) -> tuple[UUID, UUID]:
    """(tenant, appointment) that it names, whether they are still there or not. Raises Gone for any other text."""
    try:
        return signed_links.named(token, _CONTEXT)
    except Unsealable:
        raise over() from None


def booker_of(appointment: UUID) -> UUID:
    """The id of the guest who has the address instead of the lead: who booked, by another mail than the lead's.

    Nobody knows whether they are the lead, so they hear of this appointment and of no other.
    """
    return uuid5(appointment, "who booked")


def is_over(appointment: Any) -> bool:
    """Whether its address leads nowhere any more: it took place, or was cancelled, long ago."""
    last = appointment.settled_at if appointment.is_cancelled else appointment.ends_at
    return bool(last + KEPT < clock.now())


def over() -> Gone:
    return Gone(_("Ce lien n’est plus valable."), code="link_over")
