"""What forms say of hours: a week and a day as somebody typed them, and how these are shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from babel.dates import get_day_names
from flask import request

from filon.foundation.errors import Invalid
from filon.foundation.i18n import _, language
from filon.tenants import hours
from filon.tenants.absences import today

from .times import DayHours

_SHOWN_AHEAD = timedelta(days=366)


def read_week() -> list[str] | None:
    """The week that was typed, as members.can_be_met() takes it. Raises Invalid on `hours` unless it has seven days."""
    if request.form.get("whose") == "business":
        return None
    week = request.form.getlist("hours")
    if len(week) != hours.DAYS:
        raise Invalid({"hours": [_("Donnez les heures de chacun des sept jours.")]})
    return week


def read_day() -> date:
    """The day that was chosen. Raises Invalid on `day_on`."""
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise Invalid({"day_on": [_("Choisissez un jour à venir, dans les deux ans.")]}) from None


def days_shown() -> list[Any]:
    """The DayHours of a year."""
    return DayHours.between(today(), today() + _SHOWN_AHEAD)


def said_of_hours(business: Any) -> dict[str, Any]:
    """What appointments/hours_form.html needs of any page."""
    names = get_day_names("wide", locale=language())
    return {
        "business": business,
        "day_names": [names[day].capitalize() for day in range(hours.DAYS)],
        "week_of": lambda member: [
            hours.say_day(spans) for spans in member.hours or business.hours or hours.closed_all_week()
        ],
        "say_day": hours.say_day,
        "today": today(),
    }
