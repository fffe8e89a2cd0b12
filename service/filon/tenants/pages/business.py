"""The settings of the business: name, phone, language, zone, colour; its promise, opening hours and closings."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from flask import Response, request

from filon.dashboard.frame import Pages, Setting, settings_page
from filon.foundation import clock
from filon.foundation.errors import Invalid
from filon.foundation.i18n import LANGUAGES, _, language
from filon.tenants import business, changes, hours
from filon.tenants.actions import zones
from filon.tenants.answering import TARGETS, read_closing
from filon.tenants.models import Tenant
from filon.tenants.public_holidays import holidays_after

from .keeping import TEMPLATES, announced, keep

pages = Pages(
    "business",
    __name__,
    setting=Setting("business.show", lambda: _("Entreprise"), "shop", role="manager"),
    template_folder=TEMPLATES,
)


@pages.get("/reglages/entreprise", role="manager")
def show() -> Response:
    return show_section()


@pages.post("/reglages/entreprise/nom", role="manager")
def rename() -> Response:
    return keep(lambda: business.rename(request.form.get("name", "")), show_section, "business.show")


@pages.post("/reglages/entreprise/telephone", role="manager")
def choose_phone() -> Response:
    """The number that visitors call."""
    return keep(lambda: business.be_called_at(request.form.get("phone", "")), show_section, "business.show")


@pages.post("/reglages/entreprise/langue", role="manager")
def choose_language() -> Response:
    return keep(lambda: business.speak(request.form.get("language", "")), show_section, "business.show")


@pages.post("/reglages/entreprise/fuseau", role="manager")
def choose_zone() -> Response:
    return keep(lambda: business.move_to_zone(request.form.get("zone", "")), show_section, "business.show")


@pages.post("/reglages/entreprise/horaires/<int(max=6):day>", role="manager")
def choose_hours(day: int) -> Response:
    """The opening hours of one day; 0 is Monday."""
    return keep(
        lambda: business.open_on(day, request.form.get("hours", "")), show_section, "business.show", at=day
    )


@pages.post("/reglages/entreprise/delai", role="manager")
def promise() -> Response:
    return keep(lambda: business.answer_within(request.form.get("within", "")), show_section, "business.show")


@pages.post("/reglages/entreprise/fermetures", role="manager")
def close() -> Response:
    return keep(lambda: business.close(*_closing()), show_section, "business.show")


@pages.post("/reglages/entreprise/fermetures/retrait", role="manager")
def open_again() -> Response:
    return keep(lambda: business.open_again(*_closing()), show_section, "business.show")


@pages.post("/reglages/entreprise/feries", role="manager")
def close_on_holidays() -> Response:
    """Be closed on the public holidays that were ticked."""
    typed = request.form.getlist("day")
    return keep(lambda: business.close_on_holidays(_days(typed)), show_section, "business.show")


def _days(typed: list[str]) -> list[date]:
    try:
        return [date.fromisoformat(day) for day in typed]
    except ValueError:
        raise Invalid({"holidays": [_("Choisissez des jours de la liste.")]}) from None


def _closing() -> tuple[str, str]:
    return request.form.get("first", ""), request.form.get("last", "")


@pages.post("/reglages/entreprise/couleur", role="manager")
def choose_colour() -> Response:
    return keep(lambda: business.wear(request.form.get("colour", "")), show_section, "business.show")


def show_section(status: int = 200, **more: Any) -> Response:
    known = Tenant.current()
    week = known.hours or hours.closed_all_week()
    names = get_day_names("wide", locale=language())
    here_now = clock.now().astimezone(ZoneInfo(known.zone))
    closings = list(map(read_closing, known.closings or ()))
    return settings_page(
        "settings/business.html",
        status,
        business=known,
        languages=LANGUAGES,
        zones=sorted(zones()),
        here_now=here_now,
        targets=TARGETS,
        closings=[closing for closing in closings if closing[1] >= here_now.date()],
        holidays=holidays_after(here_now.date(), known.region, closings),
        week=[(day, names[day].capitalize(), hours.say_day(spans)) for day, spans in enumerate(week)],
        change=changes.fresh(announced(), "business"),
        **more,
    )
