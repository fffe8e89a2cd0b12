"""The page of an appointment for whoever has it: its address is the key, looking never changes anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, request

from filon.appointments import actions, links
from filon.appointments.resources import Use
from filon.foundation import clock
from filon.foundation.errors import Conflict, Gone, Invalid, NotFound, TooMany
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.web import settings
from filon.tenants.models import Member, Tenant

from . import own_appointment as own
from .free_days import free_days, read_day, read_moment, read_zone
from .visitors import VisitorPages, led_to, over_page, visited, visitor_page

# Of one appointment: whoever moves it on and on has a script.
CHANGES_A_DAY = 20

pages = VisitorPages("own_appointment", __name__, url_prefix=links.PATH, template_folder="templates")


@pages.open("/<token>")
def show(token: str) -> Response:
    """The appointment; after it was booked, moved or cancelled the address says so (`now`)."""
    return _answer(token, lambda found: _show(token, found))


@pages.open("/<token>/heures")
def choose_time(token: str) -> Response:
    """When else it could be."""
    return _answer(token, lambda found: _show_days(token, found))


@pages.open("/<token>/heures", "POST")
def move(token: str) -> Response:
    at, reason = read_moment(request.form.get("at")), request.form.get("reason", "")
    if at is None:
        return _answer(token, lambda found: _show_days(token, found, 422))
    return _change(token, "moved", lambda found: own.move(found, at, reason), _not_moved)


@pages.open("/<token>/confirmation", "POST")
def confirm(token: str) -> Response:
    at = read_moment(request.form.get("at"))
    return _change(token, "confirmed", lambda found: own.confirm(found, at), _not_confirmed)


@pages.open("/<token>/annulation")
def ask_to_cancel(token: str) -> Response:
    """The question why, and the button that does it."""
    return _answer(token, lambda found: _show_question(token, found))


@pages.open("/<token>/annulation", "POST")
def cancel(token: str) -> Response:
    reason = request.form.get("reason", "")
    return _change(token, "cancelled", lambda found: own.cancel(found, reason), _not_cancelled)


def _answer(token: str, say: Any) -> Response:
    """What is said of the appointment that the address names; a plain word where it names none any more."""
    try:
        tenant, id = links.read_token(token)
        with visited(tenant):
            answer: Response = say(own.own_appointment(id))
            return answer
    except (Gone, NotFound):
        return over_page(410)


def _change(token: str, now: str, change: Any, refuse: Any) -> Response:
    """Make it and show it by an address that can be reloaded; or say why not, when no other writer waits any more."""
    try:
        tenant, id = links.read_token(token)
        count_attempt("changes of", id.hex, most=CHANGES_A_DAY, seconds=24 * 3600)
        with visited(tenant, write=True):
            change(own.own_appointment(id))
    except (Gone, NotFound):
        return over_page(410)
    except (Invalid, Conflict, TooMany) as error:
        refused = error
        return _answer(token, lambda found: refuse(token, found, refused))
    return led_to(f"{links.PATH}/{token}", now=now)


def _not_confirmed(token: str, found: Any, refused: Any) -> Response:
    if isinstance(refused, TooMany):
        return _show(token, found, 429, said=_too_many())
    changed = own.can_be_confirmed(found)
    said = _("Ce rendez-vous a changé entre-temps. Relisez-le avant de confirmer.") if changed else ""
    return _show(token, found, 409, said=said)


def _not_moved(token: str, found: Any, refused: Any) -> Response:
    if isinstance(refused, TooMany):
        return _show_days(token, found, 429, said=_too_many())
    if isinstance(refused, Invalid):
        return _show_days(token, found, 422, wrong=refused.errors)
    # Too late, or settled meanwhile: the page says how it stands now.
    if "free" not in refused.extra:
        return _show(token, found, 409)
    said = _("Cette heure vient d’être prise. Votre rendez-vous n’a pas changé : choisissez-en une autre.")
    return _show_days(token, found, 409, said=said)


def _not_cancelled(token: str, found: Any, refused: Any) -> Response:
    typed = request.form.get("reason", "")
    if isinstance(refused, TooMany):
        return _show_question(token, found, 429, said=_too_many(), typed=typed)
    if isinstance(refused, Invalid):
        return _show_question(token, found, 422, wrong=refused.errors, typed=typed)
    return _show(token, found, 409)


def _too_many() -> str:
    return _("Ce rendez-vous a déjà changé souvent aujourd’hui. Appelez-nous pour le changer encore.")


def _show(token: str, found: Any, status: int = 200, *, said: str = "") -> Response:
    kind = own.kind_of(found)
    return visitor_page(
        "desk/own_appointment.html",
        status,
        **_about(token, found, kind),
        # In a frame of the business's site nobody sees the address of this page.
        link=f"{settings().address}{links.PATH}/{token}",
        members=_names(actions.members_of(found)),
        room=Use.names_said([found.id]).get(found.id, "") if found.place_kind == "office" else "",
        reason=found.reason if own.was_cancelled_by_them(found) else "",
        just=request.args.get("now", "") if status == 200 else "",
        said=said,
        can_be_confirmed=own.can_be_confirmed(found),
        can_be_moved=own.can_be_moved(found, kind),
        can_be_cancelled=own.can_be_cancelled(found),
        now=clock.now(),
    )


def _show_question(token: str, found: Any, status: int = 200, **more: Any) -> Response:
    if not own.can_be_cancelled(found):
        return _show(token, found)
    about = _about(token, found, own.kind_of(found))
    return visitor_page(
        "desk/own_cancellation.html", status, **about, **{"wrong": {}, "typed": "", "said": "", **more}
    )


def _show_days(
    token: str,
    found: Any,
    status: int = 200,
    *,
    said: str = "",
    wrong: Mapping[str, list[str]] = MappingProxyType({}),
) -> Response:
    kind = own.kind_of(found)
    if not own.can_be_moved(found, kind):
        return _show(token, found)
    zone = ZoneInfo(read_zone(request.args.get("zone"), Tenant.current().zone))
    days = free_days(
        lambda start, end: own.free_instead(found, kind, start, end),
        zone,
        read_day(request.args.get("day")),
        kind.days_ahead if kind is not None else own.DAYS_AHEAD,
    )
    typed = request.form.get("reason", "")
    about = _about(token, found, kind)
    return visitor_page("desk/own_days.html", status, **about, days=days, said=said, typed=typed, wrong=wrong)


def _about(token: str, found: Any, kind: Any) -> dict[str, Any]:
    return {"it": found, "kinds": {kind.id: kind} if kind else {}, "path": f"{links.PATH}/{token}"}


def _names(members: tuple[UUID, ...]) -> list[str]:
    """Of those who still work here."""
    here = Member.present().select(Member.name)
    return [name for (name,) in here.where(Member.id.in_(members)).tuples()]
