"""Every change to what a business says of itself: name, language, zone, opening hours, colour."""

from __future__ import annotations

import re
from typing import Any

from filon.foundation.errors import Invalid
from filon.foundation.i18n import LANGUAGES, _
from filon.foundation.transactions import transaction
from filon.tenants import changes, hours, logos
from filon.tenants.actions import zones
from filon.tenants.models import Tenant

LONGEST_NAME = 100
SILENT_DAYS = (3, 7, 14, 30)
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def rename(name: str) -> Any:
    """As the others here: returns the SettingChange, None when nothing changes; raises Invalid."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise Invalid({"name": [_("Donnez le nom de votre entreprise.")]})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": [_("C’est trop long : 100 signes au plus.")]})
    return _keep(name=name)


def speak(language: str) -> Any:
    """The language of mails and pages for those who have chosen none."""
    if language not in LANGUAGES:
        raise Invalid({"language": [_("Choisissez une langue de la liste.")]})
    return _keep(language=language)


def move_to_zone(zone: str) -> Any:
    """`zone` is an IANA name: the clock that all times are shown by."""
    if zone not in zones():
        raise Invalid({"zone": [_("Choisissez un fuseau de la liste.")]})
    return _keep(zone=zone)


def open_on(day: int, text: str) -> Any:
    """The spans of one day (0 is Monday), as somebody typed them; empty means closed."""
    spans = hours.read_day(text)
    with transaction():
        week = Tenant.current().hours or hours.closed_all_week()
        return _keep(hours=[spans if at == day else known for at, known in enumerate(week)])


def wear(colour: str) -> Any:
    """`colour` is #rrggbb, or empty for Filon's own."""
    colour = colour.strip().lower()
    if colour and not _COLOUR.fullmatch(colour):
        raise Invalid({"colour": [_("Choisissez une couleur.")]})
    return _keep(colour=colour or None)


def remind_after(days: str) -> Any:
    """`days`, one of SILENT_DAYS as text, after which a prospect without news gets a reminder; empty for never."""
    if days and days not in map(str, SILENT_DAYS):
        raise Invalid({"days": [_("Choisissez une durée de la liste.")]})
    return _keep(silent_days=int(days) if days else None)


def undo(change: Any) -> Any:
    """Take a change back. Raises Conflict when it was changed again since."""
    with transaction():
        changes.check_stands(change, Tenant.current())
        if "logo" in change.before:
            return logos.put_back(change.before["logo"])
        return _keep(**change.before)


def _keep(**values: Any) -> Any:
    return changes.keep("business", Tenant.current(), **values)
