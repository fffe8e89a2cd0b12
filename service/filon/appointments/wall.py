"""What a wall clock shows, and the moment that this is: Morocco's is set by decree, others twice a year."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.tenants.actions import zones

_SHAPE = "%Y-%m-%dT%H:%M"


def the_zone(name: str) -> ZoneInfo:
    """The zone with this IANA name. Raises Invalid on `zone`: "UTC+1" knows no rules, so no clock keeps to it."""
    if name not in zones():
        raise Invalid({"zone": [_("Choisissez un fuseau de la liste.")]})
    return ZoneInfo(name)


def at_wall(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which a clock of the zone shows that; the first one where it does so twice.

    Raises Invalid on `wall` where it never does, because it is put forward.
    """
    # Beyond these years there are no moments on either side of the world's clocks.
    if not 1900 <= wall.year <= 2200:
        raise Invalid({"wall": [_("Choisissez un jour de l’an passé ou des deux ans à venir.")]})
    at = first_at(wall, zone)
    if wall_of(at, zone) != as_kept(wall):
        raise Invalid({"wall": [_("Cette heure n’existe pas ce jour-là : les horloges avancent.")]})
    return at


def first_at(wall: datetime, zone: ZoneInfo) -> datetime:
    """The same, by the offset of before where the clock never shows it."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def read_wall(kept: str) -> datetime:
    """What Appointment.wall keeps."""
    return datetime.strptime(kept, _SHAPE)  # noqa: DTZ007  # a wall clock


def wall_of(at: datetime, zone: ZoneInfo) -> str:
    """What a clock of the zone shows then, to the minute, as Appointment.wall keeps it."""
    return as_kept(at.astimezone(zone))


def as_kept(wall: datetime) -> str:
    """As Appointment.wall keeps it."""
    return wall.strftime(_SHAPE)
