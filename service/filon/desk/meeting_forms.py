"""What a form about an appointment holds: each reading raises Invalid, which names the field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request

from filon.appointments.actions import the_kind
from filon.appointments.wall import at_wall, the_zone
from filon.dashboard.frame import voice
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _

_BEFORE = date(2000, 1, 1)
_AFTER = date(2200, 1, 1)


def read_day(typed: str) -> date | None:
    """The day, None when it is none that the calendar can show."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if _BEFORE < day < _AFTER else None


def read_moment(typed: Mapping[str, str]) -> datetime:
    """Its `day` and `time` as the page says them: on the business's clock, whatever clock it was agreed on."""
    try:
        wall = datetime.fromisoformat(f"{typed.get('day', '')}T{typed.get('time', '')[:5]}")
    except ValueError:
        raise Invalid({"wall": [_("Choisissez le jour et l’heure.")]}) from None
    return at_wall(wall, the_zone(voice().zone))


def read_minutes(typed: Mapping[str, str]) -> int:
    """How long it takes."""
    try:
        return int(typed.get("minutes", ""))
    except ValueError:
        raise Invalid({"minutes": [_("Choisissez une durée.")]}) from None


def ticked() -> list[str]:
    """The members whose boxes are ticked, as they were sent."""
    return request.form.getlist("member")


def read_members() -> list[UUID]:
    """The members whose boxes are ticked."""
    try:
        return [UUID(one) for one in ticked()]
    except ValueError:
        raise Invalid({"members": [_("Choisissez une personne de l’équipe.")]}) from None


def said_of(refused: Invalid) -> dict[str, list[str]]:
    """By the fields of the form: it has one for the moment."""
    errors = dict(refused.errors)
    moment = [*errors.pop("wall", ()), *errors.pop("starts_at", ())]
    return errors | ({"wall": moment} if moment else {})


def read_kind(typed: str) -> Any:
    """The kind that was chosen, None for none."""
    try:
        return the_kind(UUID(typed)) if typed else None
    except (ValueError, NotFound):
        raise Invalid({"kind": [_("Choisissez un type de rendez-vous de la liste.")]}) from None
