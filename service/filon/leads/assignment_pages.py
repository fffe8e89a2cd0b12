"""The settings of who is given what: rules in their order, and when others hear of whoever is not answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, back_to, settings_page
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.tenants import absences, business, changes
from filon.tenants.models import Member, Tenant

from . import assigning
from .assignment import CONDITIONS, Rule, Share
from .labels import Label
from .sources import sources

_UNDOING: dict[str, Callable[[Any], Any]] = {assigning.SUBJECT: assigning.undo, "business": business.undo}
_STEPS = {"up": -1, "down": 1}

pages = Pages(
    "assignment",
    __name__,
    setting=Setting("assignment.show", lambda: _("Attribution"), "user", role="manager"),
)


@pages.get("/reglages/attribution", role="manager")
def show() -> Response:
    return _show()


@pages.post("/reglages/attribution/regles", role="manager")
def add_rule() -> Response:
    return _keep(lambda: assigning.add(*_typed()), "new")


@pages.post("/reglages/attribution/regles/<uuid:rule>", role="manager")
def change_rule(rule: UUID) -> Response:
    return _keep(lambda: assigning.change(rule, *_typed()), f"rule-{rule}")


@pages.post("/reglages/attribution/regles/<uuid:rule>/<any(up, down):way>", role="manager")
def move_rule(rule: UUID, way: str) -> Response:
    return _keep(lambda: assigning.move(rule, _STEPS[way]), f"rule-{rule}")


@pages.post("/reglages/attribution/regles/<uuid:rule>/retrait", role="manager")
def remove_rule(rule: UUID) -> Response:
    return _keep(lambda: assigning.remove(rule), "rules")


@pages.post("/reglages/attribution/relais", role="manager")
def escalate() -> Response:
    """After how long others hear of somebody whom nobody has answered, and whether they have them then."""
    typed = request.form
    return _keep(lambda: business.escalate_after(typed.get("minutes", ""), "passes" in typed), "late")


@pages.post("/reglages/attribution/changements/<uuid:change>/annulation", role="manager")
def undo(change: UUID) -> Response:
    made = changes.find(change, *_UNDOING)
    _UNDOING[made.subject](made)
    return back_to("assignment.show")


def _typed() -> tuple[str, dict[str, str], list[UUID]]:
    form = request.form
    conditions = {field: form.get(field, "") for field in CONDITIONS}
    return form.get("name", ""), conditions, form.getlist("members", type=UUID)


def _keep(change: Callable[[], Any], at: str) -> Response:
    """Make the change and announce it; what is wrong is said in the form that `at` names."""
    try:
        made = change()
    except Invalid as error:
        typed: dict[str, Any] = {
            **request.form.to_dict(),
            "members": request.form.getlist("members", type=UUID),
        }
        return _show(422, wrong=error.errors, typed=typed, at=at)
    return back_to("assignment.show", changed=made and made.id, _anchor=at)


def _show(status: int = 200, **more: Any) -> Response:
    rules = list(Rule.in_use())
    change = changes.fresh(request.args.get("changed", type=UUID), *_UNDOING)
    about = Rule.find(change.about_id) if change and change.subject == assigning.SUBJECT else None
    return settings_page(
        "leads/assignment.html",
        status,
        rules=rules,
        shares={rule: [share.member_id for share in shares] for rule, shares in Share.of(rules).items()},
        team={member.id: member for member in Member.working() if member.role != "reader"},
        away=absences.away_on(absences.work_day()),
        sources=list(dict.fromkeys([*_DOORS, *(one.code for one in Label.in_use("source")), *sources()])),
        durations=business.ESCALATE_AFTER,
        business=Tenant.current(),
        change=change,
        about=about.name if about else "",
        **{"at": "", **more},
    )


# What comes by itself, before anybody has come so.
_DOORS = ("site", "google_ads", "meta")
