"""One's own settings: when one can be met, in a week and on single days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, back_to, settings_page
from filon.foundation import access
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.tenants import changes, members
from filon.tenants.models import Tenant

from . import other_hours
from .hour_forms import days_shown, read_day, read_week, said_of_hours
from .models import Kind
from .outside_hours import outside_hours
from .times import DayHours

pages = Pages(
    "own_hours",
    __name__,
    setting=Setting("own_hours.show", lambda: _("Mes horaires"), "clock", role="agent"),
)


@pages.get("/reglages/horaires", role="agent")
def show() -> Response:
    return _show()


@pages.post("/reglages/horaires")
def choose_week() -> Response:
    """In a week of my own, or whenever the business is open."""
    return _keep(lambda: members.can_be_met(_me(), read_week()), "week")


@pages.post("/reglages/horaires/jours")
def change_day() -> Response:
    """Other hours on one day."""
    return _keep(lambda: other_hours.change_day(read_day(), request.form.get("hours", ""), _me()), "days")


@pages.post("/reglages/horaires/jours/<uuid:day_hours>/retrait")
def forget_day(day_hours: UUID) -> Response:
    found = DayHours.find(day_hours)
    if found is None or found.member_id != _me().id:
        raise NotFound()
    return _keep(lambda: other_hours.forget_day(day_hours), "days")


def _me() -> Any:
    who = access.actor().member
    member = members.find(who) if who else None
    if member is None:
        raise NotFound()
    return member


def _keep(make: Callable[[], Any], at: str) -> Response:
    """Make the change, and show it; what is wrong is said in the form that `at` names."""
    try:
        made = make()
    except Invalid as refused:
        typed = {**request.form.to_dict(), "hours": request.form.getlist("hours")}
        return _show(422, wrong=refused.errors, typed=typed, at=at)
    changed = made.id if isinstance(made, changes.SettingChange) else None
    return back_to("own_hours.show", changed=changed)


def _show(status: int = 200, **more: Any) -> Response:
    me = _me()
    return settings_page(
        "appointments/own_hours.html",
        status,
        member=me,
        **said_of_hours(Tenant.current()),
        days=[one for one in days_shown() if one.member_id in (None, me.id)],
        outside=outside_hours([me.id])[me.id],
        all_kinds=Kind.by_id(),
        change=changes.fresh(request.args.get("changed", type=UUID), "member"),
        **{"at": None, **more},
    )
