"""The page at which visitors book: what, on which day, at which hour, and who they are; each step is an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, request

from filon.appointments import links
from filon.appointments.availability import Terms, free_slots
from filon.appointments.links import BOOKING
from filon.appointments.models import Kind
from filon.appointments.questions import asked_for
from filon.appointments.taking import MINUTE, free_in, slot_taken
from filon.foundation.errors import Conflict, Invalid, NotFound, TooMany
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.voice import Voice
from filon.foundation.web import client_address, settings
from filon.intake.arrivals import read_arrival
from filon.tenants import doorplates
from filon.tenants.models import Tenant

from . import online, sent_forms
from .free_days import free_days, read_day, read_moment, read_zone
from .visitors import VisitorPages, kept, led_to, over_page, visited, visitor_page
from .wishes import QUESTION, Visitor, Wish, read_wish

# How many, in how many seconds: of one address, of all at one business, and of one address there in a day. Many share
# the address of a mobile network, and none of them may fill the weeks to come.
BOOKINGS = {"address": (30, 3600), "business": (300, 3600), "day": (20, 86_400)}
_TYPED = ("name", "phone", "email", "address", "message")

pages = VisitorPages("online", __name__, url_prefix=BOOKING, template_folder="templates")


@pages.open("/<page>")
def show(page: str) -> Response:
    """The next thing to choose; once an hour is chosen, the form."""
    return _answer(doorplates.tenant_of_page(page))


@pages.open("/<page>", "POST")
def book(page: str) -> Response:
    """Book, and lead to the appointment; whoever is refused finds what they typed again, and why.

    All that can be read and said without writing is: of all businesses on SQLite one writes at a time.
    """
    try:
        tenant = _there(doorplates.tenant_of_page(page))
        with visited(tenant):
            way = _Way(chosen_in=request.form)
            if way.kind is None or way.must_choose_host or way.at is None:
                return _next(way)
        try:
            _count("address", client_address())
            with visited(tenant):
                sent, asked = _read(way)
            # Only what could be booked: or a few addresses that send nothing would close a business.
            _count("business", tenant.hex)
            _count("day", f"{tenant.hex} {client_address()}")
            with visited(tenant, write=True):
                booked = online.book_online(way.kind, way.member, way.at, asked, id=sent)
                own_page = f"{links.PATH}/{links.token_of(booked)}"
        except (Invalid, Conflict, TooMany) as refused:
            with visited(tenant):
                return _refuse(way, refused)
    except NotFound:
        return over_page(404, "booking")
    return led_to(own_page, now="booked")


@pages.open("/site/<uuid:public_site>")
def show_of_site(public_site: UUID) -> Response:
    """The page of the business whose site that is: the site knows its own id, and no more."""
    return _answer(doorplates.tenant_of_site(public_site))


def _answer(tenant: UUID | None) -> Response:
    try:
        with visited(_there(tenant)):
            return _next(_Way())
    except NotFound:
        return over_page(404, "booking")


def _there(tenant: UUID | None) -> UUID:
    if tenant is None:
        raise NotFound()
    return tenant


def _count(of: str, key: str) -> None:
    """One more of one of BOOKINGS. Raises TooMany, which says `of` which there are too many."""
    try:
        most, seconds = BOOKINGS[of]
        count_attempt(f"bookings of {of}", key, most=most, seconds=seconds)
    except TooMany as error:
        error.extra["of"] = of
        raise


class _Way:
    """What was chosen so far, as the address says it; what can't be is not chosen."""

    def __init__(self, chosen_in: Mapping[str, str] | None = None) -> None:
        self.member = request.args.get("member", type=UUID)
        offered = {kind.id: kind for kind in Kind.online()}
        hosts = online.hosts_of(offered.values(), self.member)
        self.kinds = [kind for id, kind in offered.items() if hosts[id]]
        wanted = request.args.get("kind", type=UUID)
        only = self.kinds[0] if len(self.kinds) == 1 else None
        self.kind = next((kind for kind in self.kinds if kind.id == wanted), only)
        self.hosts = hosts[self.kind.id] if self.kind is not None else []
        if self.kind is not None and online.must_choose(self.kind, self.member) and len(self.hosts) == 1:
            self.member = self.hosts[0]
        # Of hours that are offered instead of one that is taken, the form says which.
        self.at = read_moment((chosen_in or {}).get("at")) or read_moment(request.args.get("at"))

    @property
    def path(self) -> str:
        return f"{BOOKING}/{Tenant.current().online_name}"

    @property
    def must_choose_host(self) -> bool:
        return self.kind is not None and online.must_choose(self.kind, self.member)

    @property
    def chosen(self) -> dict[str, Any]:
        """What the next address keeps."""
        return {"kind": self.kind.id if self.kind else None, "member": self.member}

    def free(self, start: datetime, end: datetime) -> list[datetime]:
        return [slot.starts_at for slot in free_slots(Terms.of(self.kind), self.hosts, start, end)]

    def nearest(self) -> list[datetime]:
        """What is free instead of the hour that was chosen."""
        assert self.at is not None, "an hour was chosen"
        return free_in(slot_taken(Terms.of(self.kind), self.hosts, self.at, together=False))


def _next(way: _Way) -> Response:
    if not way.kinds:
        return visitor_page("desk/online_closed.html", way=way)
    if way.kind is None:
        return visitor_page("desk/online_kinds.html", way=way)
    if way.must_choose_host:
        return visitor_page("desk/online_hosts.html", way=way, names=online.names_of(way.hosts))
    if way.at is None:
        return _days(way)
    if not way.free(way.at, way.at + MINUTE):
        return _form(way, 409, taken=way.nearest())
    return _form(way)


def _days(way: _Way, status: int = 200) -> Response:
    zone = ZoneInfo(read_zone(request.args.get("zone"), Tenant.current().zone))
    assert way.kind is not None, "it was chosen"
    days = free_days(way.free, zone, read_day(request.args.get("day")), way.kind.days_ahead)
    return visitor_page("desk/online_days.html", status, way=way, days=days, name=_host_name(way))


def _read(way: _Way) -> tuple[UUID, Wish]:
    """The id of what the form makes, and what they ask for. Raises Invalid."""
    sent = sent_forms.read(request.form.get("form", ""))
    if request.form.get("website"):
        raise Invalid({"form": [_("Ce n’est pas parti. Envoyez encore une fois.")]})
    return sent, read_wish(way.kind, _visitor())


def _refuse(way: _Way, refused: Invalid | Conflict | TooMany) -> Response:
    if isinstance(refused, Conflict):
        # What there is to choose from may have changed while they typed.
        return _form(way, 409, taken=free_in(refused) if "free" in refused.extra else way.nearest())
    if isinstance(refused, TooMany):
        return _form(way, 429, wrong={"form": [_say(refused)]})
    if isinstance(refused, online.SentBefore):
        return _form(way, 422, wrong=refused.errors, form=sent_forms.new_form())
    return _form(way, 422, wrong=refused.errors)


def _say(refused: TooMany) -> str:
    if refused.extra["of"] == "address":
        return _(
            "Trop de réservations viennent d’ici. Attendez %(minutes)s min, puis envoyez encore.",
            minutes=refused.minutes,
        )
    here = Tenant.current()
    phone = Voice(here.zone, here.region, here.currency).phone(here.phone) if here.phone else ""
    if refused.extra["of"] == "day":
        if not phone:
            return _("Trop de réservations sont venues d’ici aujourd’hui. Revenez demain.")
        return _("Trop de réservations sont venues d’ici aujourd’hui. Appelez-nous : %(phone)s.", phone=phone)
    if not phone:
        return _(
            "Beaucoup de monde réserve en ce moment. Attendez %(minutes)s min, puis envoyez encore.",
            minutes=refused.minutes,
        )
    return _(
        "Beaucoup de monde réserve en ce moment. Envoyez encore dans %(minutes)s min, ou appelez-nous : %(phone)s.",
        minutes=refused.minutes,
        phone=phone,
    )


def _form(way: _Way, status: int = 200, **more: Any) -> Response:
    assert way.kind is not None, "it was chosen"
    form = request.form
    return visitor_page(
        "desk/online_form.html",
        status,
        way=way,
        name=_host_name(way),
        typed={field: form.get(field, "") for field in _TYPED}
        | {f"{QUESTION}{key}": text for key, text in _answers().items()},
        questions=asked_for(way.kind.id),
        has_agreed=bool(form.get("consent")),
        consent=_consent(),
        **{
            "wrong": {},
            "taken": None,
            # The same one as long as it is good: sent twice, it is one appointment.
            "form": sent_forms.good_or_new(form.get("form", "")),
            **more,
        },
    )


def _answers() -> dict[str, str]:
    """What was typed into the questions, by the keys of their fields; several options come one by one."""
    return {
        name.removeprefix(QUESTION): "\n".join(filter(None, texts))
        for name, texts in request.form.lists()
        if name.startswith(QUESTION)
    }


def _visitor() -> Visitor:
    said, typed = kept(BOOKING), {field: request.form.get(field, "") for field in _TYPED}
    return Visitor(
        **typed,
        answers=_answers(),
        consent=_consent() if request.form.get("consent") else "",
        page=said.get("page") or f"{settings().address}{request.path}",
        referrer=said.get("referrer", ""),
        attribution=read_arrival(said),
    )


def _consent() -> str:
    name = Tenant.current().name
    return _(
        "J’accepte que %(business)s garde ces informations pour ce rendez-vous et me joigne.", business=name
    )


def _host_name(way: _Way) -> str:
    return online.names_of([way.member])[way.member] if way.member else ""
