"""The settings of appointments: what can be booked and online, with whom, when, and what reminds of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, back_to, settings_page
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.web import settings
from filon.tenants import business, changes, members
from filon.tenants.models import Member, Tenant

from . import kinds, other_hours, resource_changes
from .hour_forms import days_shown, read_day, read_week, said_of_hours
from .links import BOOKING
from .models import CHOICES, PLACE_KINDS, Host, Kind
from .outside_hours import outside_hours
from .questions import askable, questions_of
from .resource_giving import lacking
from .resources import Need, Resource

# Minutes ahead, as a list to choose from.
NOTICES = (0, 60, 120, 240, 1440, 2880, 10080)
LENGTHS = (15, 20, 30, 45, 60, 90, 120, 180)
# Of those without a room or vehicle, the others are counted.
_MOST_NAMED = 10
_NUMBERS = ("minutes", "before", "after", "notice", "days_ahead")
_WORDS = ("name", "place_kind", "place", "choice")

pages = Pages(
    "kinds",
    __name__,
    setting=Setting("kinds.show", lambda: _("Rendez-vous"), "cal", role="manager"),
)


@pages.get("/reglages/rendez-vous", role="manager")
def show() -> Response:
    return _show()


@pages.post("/reglages/rendez-vous", role="manager")
def add() -> Response:
    return _keep(lambda: kinds.add_kind(_hosts(), _questions(), _needed(), **_typed()), "new")


@pages.post("/reglages/rendez-vous/<uuid:appointment_kind>", role="manager")
def change(appointment_kind: UUID) -> Response:
    kind = _the_kind(appointment_kind)
    return _keep(
        lambda: kinds.change_kind(kind, _hosts(), _questions(), _needed(), **_typed()), f"kind-{kind.id}"
    )


@pages.post("/reglages/rendez-vous/<uuid:appointment_kind>/en-ligne", role="manager")
def offer(appointment_kind: UUID) -> Response:
    """Let visitors book it, or not."""
    kind = _the_kind(appointment_kind)
    return _keep(lambda: kinds.change_kind(kind, is_online="online" in request.form), f"kind-{kind.id}")


@pages.post("/reglages/rendez-vous/<uuid:appointment_kind>/retrait", role="manager")
def retire(appointment_kind: UUID) -> Response:
    """Offer it no more; what is booked stays."""
    kind = _the_kind(appointment_kind)
    return _keep(lambda: kinds.change_kind(kind, is_archived=True), "kinds")


@pages.post("/reglages/rendez-vous/<uuid:appointment_kind>/retour", role="manager")
def bring_back(appointment_kind: UUID) -> Response:
    kind = _the_kind(appointment_kind)
    return _keep(lambda: kinds.change_kind(kind, is_archived=False), "kinds")


@pages.post("/reglages/rendez-vous/salles", role="manager")
def add_resource() -> Response:
    return _keep(lambda: resource_changes.add_resource(**_said_of_resource()), "resources")


@pages.post("/reglages/rendez-vous/salles/<uuid:appointment_resource>", role="manager")
def rename_resource(appointment_resource: UUID) -> Response:
    return _change_resource(appointment_resource, **_said_of_resource())


@pages.post("/reglages/rendez-vous/salles/<uuid:appointment_resource>/retrait", role="manager")
def retire_resource(appointment_resource: UUID) -> Response:
    """Offer it no more; appointments that have it keep it."""
    return _change_resource(appointment_resource, is_archived=True)


@pages.post("/reglages/rendez-vous/salles/<uuid:appointment_resource>/retour", role="manager")
def bring_back_resource(appointment_resource: UUID) -> Response:
    return _change_resource(appointment_resource, is_archived=False)


def _said_of_resource() -> dict[str, Any]:
    return {"name": request.form.get("name", ""), "is_named": "is_named" in request.form}


def _change_resource(id: UUID, **values: Any) -> Response:
    found = Resource.find(id)
    if found is None:
        raise NotFound()
    return _keep(lambda: resource_changes.change_resource(found, **values), f"resource-{id}")


@pages.post("/reglages/rendez-vous/equipe/<uuid:member>", role="manager")
def choose_week(member: UUID) -> Response:
    """When a member can be met: in a week of their own, or whenever the business is open."""
    person = members.find(member)
    if person is None:
        raise NotFound()
    return _keep(lambda: members.can_be_met(person, read_week()), f"member-{member}")


@pages.post("/reglages/rendez-vous/rappels", role="manager")
def remind() -> Response:
    """How long before an appointment mails remind of it."""

    def choose() -> Any:
        chosen = filter(None, request.form.getlist("before"))
        return business.remind_before([_number({"remind_before": one}, "remind_before") for one in chosen])

    return _keep(choose, "reminders")


@pages.post("/reglages/rendez-vous/jours", role="manager")
def change_day() -> Response:
    """Other hours on one day, of one member or of everybody."""
    return _keep(_change_day, "days")


@pages.post("/reglages/rendez-vous/jours/<uuid:day_hours>/retrait", role="manager")
def forget_day(day_hours: UUID) -> Response:
    return _keep(lambda: other_hours.forget_day(day_hours), "days")


def _change_day() -> None:
    day, whose = read_day(), request.form.get("member", type=UUID)
    member = members.find(whose) if whose else None
    if whose and member is None:
        raise NotFound()
    other_hours.change_day(day, request.form.get("hours", ""), member)


def _the_kind(id: UUID) -> Any:
    kind = Kind.find(id)
    if kind is None:
        raise NotFound()
    return kind


def _hosts() -> list[UUID]:
    return request.form.getlist("hosts", type=UUID)


def _needed() -> list[UUID]:
    return request.form.getlist("resources", type=UUID)


def _questions() -> dict[UUID, bool]:
    """What the form says of each field that visitors may be asked for."""
    said = {field.id: request.form.get(f"question-{field.id}") for field in askable()}
    return {id: word == "required" for id, word in said.items() if word in ("asked", "required")}


def _typed() -> dict[str, Any]:
    """The form's fields as kinds takes them."""
    form = request.form
    values: dict[str, Any] = {field: form.get(field, "") for field in _WORDS}
    numbers = {field: _number(form, field) for field in _NUMBERS}
    most = _number(form, "most_a_day") if form.get("most_a_day", "").strip() else None
    return values | numbers | {"most_a_day": most}


def _number(form: Mapping[str, str], field: str) -> int:
    typed = form.get(field, "").strip()
    # As many figures as any bound has: a longer one is none.
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        raise Invalid({field: [_("Choisissez un nombre.")]})
    return int(typed)


def _keep(make: Callable[[], Any], at: str) -> Response:
    """Make the change, and show it; what is wrong is said in the form that `at` names."""
    try:
        made = make()
    except Invalid as refused:
        typed = {
            **request.form.to_dict(),
            "hosts": _hosts(),
            "resources": _needed(),
            **{name: request.form.getlist(name) for name in ("hours", "before")},
        }
        return _show(422, wrong=refused.errors, typed=typed, at=at)
    changed = made.id if isinstance(made, changes.SettingChange) else None
    return back_to("kinds.show", changed=changed, _anchor=at)


def _show(status: int = 200, **more: Any) -> Response:
    here = Tenant.current()
    every = list(Kind.select().order_by(Kind.position, Kind.id))
    hosts = Host.of([kind.id for kind in every])
    team = {one.id: one for one in Member.working() if one.role != "reader"}
    page = f"{settings().address}{BOOKING}/{here.online_name}" if here.online_name else ""
    return settings_page(
        "appointments/kinds.html",
        status,
        kinds=[kind for kind in every if not kind.is_archived],
        retired=[kind for kind in every if kind.is_archived],
        askable=askable(),
        questions={
            id: {field.id: "required" if required else "asked" for field, required in asked}
            for id, asked in questions_of([kind.id for kind in every]).items()
        },
        resources=Resource.by_id(),
        lacking=list(lacking().limit(_MOST_NAMED)),
        lacking_count=lacking().order_by().count(),
        needs=Need.of([kind.id for kind in every]),
        hosts={id: [host.member_id for host in met] for id, met in hosts.items()},
        team=team,
        online_page=page,
        **said_of_hours(here),
        days=days_shown(),
        outside=outside_hours(team),
        all_kinds={kind.id: kind for kind in every},
        reminders=business.REMINDERS_BEFORE,
        lengths=LENGTHS,
        notices=NOTICES,
        place_kinds=PLACE_KINDS,
        choices=CHOICES,
        defaults={**kinds.DEFAULTS, "minutes": 30, "name": ""},
        change=changes.fresh(request.args.get("changed", type=UUID), "member", "business"),
        **{"at": None, **more},
    )
