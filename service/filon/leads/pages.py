"""The list of prospects, as HTML."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, request

from filon.dashboard.frame import Pages, Place, page, page_url, voice
from filon.foundation import clock
from filon.foundation.i18n import _
from filon.tenants.models import Member

from . import named
from .listing import NOBODY, SHOWN, WAITING, can_begin, page_of, sources
from .models import LARGEST_NUMBER, Lead
from .schemas import ListQuery, choice_of, understood
from .words import status_word

# Beyond that the navigation says "99+".
MOST_COUNTED = 100
ALL = "all"

pages = Pages(
    "leads",
    __name__,
    place=Place(
        "leads.list_leads",
        lambda: _("Prospects"),
        "people",
        lambda: Lead.waiting_count(most=MOST_COUNTED),
        lambda: _("à rappeler"),
    ),
)
pages.add_app_template_global(status_word, "lead_status_word")
pages.add_app_template_filter(date.fromisoformat, "as_day")
pages.add_app_template_global(named.source, "lead_source_word")
pages.add_app_template_global(named.reason, "lead_reason_word")
pages.add_app_template_global(named.stage, "lead_stage_word")
pages.add_app_template_global(named.offered_sources, "offered_sources")
pages.add_app_template_global(named.asked_fields, "asked_fields")


@pages.get("/prospects")
def list_leads() -> Response:
    """Who is asked for by status ("waiting" is the start), source, owner, days and words; the address says it all.

    Whoever searches looks everywhere, unless they say in which status.
    """
    typed = request.args.to_dict()
    asked = understood(ListQuery(), typed)
    state = _state(asked, typed)
    status = state["status"]
    asked["status"] = "" if status == ALL else status
    asked.setdefault("sort", WAITING if status == WAITING and "q" not in asked else "received")
    choice = choice_of(asked, voice().timezone)
    if "after" in asked and not can_begin(choice, asked["after"]):
        del asked["after"], state["after"]  # from elsewhere: the list begins anew
    found = page_of(choice, asked.get("after"), columns=SHOWN)
    return page(
        "leads/list.html",
        leads=found.leads,
        after=found.after,
        asked=asked,
        state=state,
        at=lambda **changes: _address(state, changes),
        owners={member.id: member.name for member in Member.working()},
        sources=sources(),
        presets=_presets(voice().today()),
        nobody=NOBODY,
        waiting=Lead.waiting_count(most=MOST_COUNTED),
        trashed=_just_trashed(),
        now=clock.now(),
    )


def _just_trashed() -> Any:
    """The lead that the address names, while it is in the trash: putting it there can be undone from here."""
    number = request.args.get("trashed", type=int)
    return Lead.in_trash(number) if number and number <= LARGEST_NUMBER else None


def _state(asked: dict[str, Any], typed: dict[str, str]) -> dict[str, str]:
    """What the address says, as far as it is understood, and which tab that is."""
    state = {name: typed[name].strip() for name in asked}
    state.setdefault("status", ALL if typed.get("status") or "q" in asked else WAITING)
    return state


def _address(state: dict[str, str], changes: dict[str, str | None]) -> str:
    """The same list with something else chosen; None is chosen no more. Another list begins at its first page."""
    kept = {**state, "after": None, **changes}
    return page_url("leads.list_leads", **{name: value for name, value in kept.items() if value is not None})


def _presets(today: date) -> list[tuple[str, date]]:
    return [
        (_("Aujourd’hui"), today),
        (_("7 derniers jours"), today - timedelta(days=6)),
        (_("Ce mois-ci"), today.replace(day=1)),
    ]
