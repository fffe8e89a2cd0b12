"""The team at work, as HTML: who has what, who answers when, who is away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Place, back_to, page
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.tenants import absences, changes, members, presence

from .workload import the_team

pages = Pages(
    "workload",
    __name__,
    place=Place("workload.show", lambda: _("Équipe"), "people", role="manager"),
)


@pages.get("/equipe", role="manager")
def show() -> Response:
    return _show()


@pages.post("/equipe/<uuid:member>/absences", role="manager")
def note_absence(member: UUID) -> Response:
    """Say that somebody is away."""
    person, typed = members.find(member), request.form
    if person is None:
        raise NotFound()
    try:
        made = presence.note_absence(person, typed.get("first", ""), typed.get("last", ""))
    except Invalid as refused:
        return _show(422, wrong=refused.errors, typed=typed.to_dict(), at=person.id)
    return back_to("workload.show", changed=made and made.id)


def _show(status: int = 200, **more: Any) -> Response:
    values = {
        "team": the_team(),
        "today": absences.today(),
        "change": changes.fresh(request.args.get("changed", type=UUID), "absence"),
        **{"wrong": {}, "typed": {}, "at": None, **more},
    }
    return page("desk/workload.html", status, **values)
