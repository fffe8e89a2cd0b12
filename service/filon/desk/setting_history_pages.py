"""What was changed in the settings lately, as HTML: a section of them for those who run the business."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from babel.dates import get_day_names
from flask import Response, request

from filon.dashboard.frame import Pages, Setting, settings_page
from filon.foundation.i18n import _, language
from filon.intake.form_maps import own_slots
from filon.tenants import hours

from .setting_history import SHOWN_FOR, fields_of, history, names_of

pages = Pages(
    "setting_history",
    __name__,
    setting=Setting("setting_history.show", lambda: _("Historique"), "clock", role="manager"),
)


@pages.get("/reglages/historique", role="manager")
def show() -> Response:
    """The last thirty days' changes, the newest first; `after` is where this page begins."""
    found, older = history(request.args.get("after", type=UUID))
    return settings_page(
        "desk/setting_history.html",
        changes=found,
        older=older,
        names=names_of(found),
        fields_of=fields_of(found),
        own_slots=own_slots(),
        id_of=UUID,
        date_of=date.fromisoformat,
        say_week=_say_week,
        shown_for=SHOWN_FOR.days,
    )


def _say_week(week: hours.Hours) -> str:
    """The days that are not closed, with their hours."""
    names = get_day_names("wide", locale=language())
    return ", ".join(f"{names[day]} {hours.say_day(spans)}" for day, spans in enumerate(week) if spans)
