"""One's own settings: calendars elsewhere, what each is for, and how they answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request

from filon.dashboard.frame import Pages, Setting, back_to, settings_page
from filon.foundation import access
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import on_its_own
from filon.foundation.web import settings
from filon.tenants.own_account import has_own_account, require_own_account

from . import account_looks, calendar_accounts, connections, permissions
from .calendar_accounts import Opened
from .elsewhere import CalendarAccount, OutsideCalendar

pages = Pages(
    "elsewhere",
    __name__,
    setting=Setting("elsewhere.show", lambda: _("Mes agendas"), "cal"),
)


@pages.get("/reglages/agendas")
def show() -> Response:
    return _show()


@pages.post("/reglages/agendas/comptes", role="reader")
def connect() -> Response:
    """A calendar that speaks CalDAV: found behind what was typed, while the member waits."""
    typed = request.form
    return _connect(
        "caldav",
        lambda: connections.open_caldav(
            settings(),
            address=typed.get("address", ""),
            user=typed.get("user", ""),
            password=typed.get("password", ""),
        ),
    )


@pages.post("/reglages/agendas/flux", role="reader")
def subscribe() -> Response:
    """A calendar that can only be read, at an address."""
    return _connect(
        "feed", lambda: connections.open_feed(settings(), address=request.form.get("address", ""))
    )


@pages.get("/reglages/agendas/<any(google, microsoft):provider>")
def ask_permission(provider: str) -> Response:
    """Off to where the member agrees. Only from Filon itself: whoever agrees must see who asks."""
    name = _offered(provider)
    require_own_account()
    return make_response(redirect(permissions.address_to_ask(settings(), name, _me())))


@pages.get("/reglages/agendas/<any(google, microsoft):provider>/retour")
def come_back(provider: str) -> Response:
    """Back from there: what was agreed to is used once the member says so here, where nobody else can."""
    told = request.args
    if "code" not in told or "state" not in told:
        wrong = {"permission": [_("Vous n’avez pas donné l’accès : rien n’a été branché.")]}
        return _show(422, at=_offered(provider), wrong=wrong)
    return settings_page(
        "appointments/permitted.html", provider=_offered(provider), code=told["code"], state=told["state"]
    )


@pages.post("/reglages/agendas/<any(google, microsoft):provider>", role="reader")
def connect_permitted(provider: str) -> Response:
    code, state = (request.form.get(name, "") for name in ("code", "state"))
    name = _offered(provider)
    return _connect(
        name,
        lambda: permissions.open_permitted(settings(), name, _me(), code=code, state=state),
    )


@pages.post("/reglages/agendas/<uuid:outside_calendar>", role="reader")
def use(outside_calendar: UUID) -> Response:
    """What one of them is for."""
    calendar = OutsideCalendar.find(outside_calendar)
    if calendar is None or calendar.member_id != _me():
        raise NotFound()
    try:
        calendar_accounts.use_calendar(
            calendar, reads="reads" in request.form, writes="writes" in request.form
        )
    except Invalid as error:
        return _show(422, at=calendar.id, wrong=error.errors)
    return back_to("elsewhere.show")


@pages.post("/reglages/agendas/comptes/<uuid:calendar_account>/lecture", role="reader")
def look(calendar_account: UUID) -> Response:
    """Look at it now."""
    account_looks.look_soon(_mine(calendar_account))
    return back_to("elsewhere.show")


@pages.post("/reglages/agendas/comptes/<uuid:calendar_account>/fin", role="reader")
def disconnect(calendar_account: UUID) -> Response:
    calendar_accounts.remove_account(_mine(calendar_account))
    return back_to("elsewhere.show")


def _connect(form: str, opened: Callable[[], Opened]) -> Response:
    # Asked before anybody waits for the network, and in a transaction that is over by then.
    with on_its_own(write=False):
        require_own_account()
    try:
        calendar_accounts.add_account(_me(), opened())
    except (Invalid, Conflict) as error:
        wrong = error.errors if isinstance(error, Invalid) else {"address": [error.detail]}
        typed = {name: value for name, value in request.form.items() if name != "password"}
        return _show(error.status, at=form, wrong=wrong, typed=typed)
    return back_to("elsewhere.show")


def _mine(id: UUID) -> Any:
    account = CalendarAccount.find(id)
    if account is None or account.member_id != _me():
        raise NotFound()
    return account


def _offered(provider: str) -> str:
    if provider not in permissions.offered(settings()):
        raise NotFound()
    return provider


def _me() -> UUID:
    who = access.actor().member
    if who is None:
        raise NotFound()
    return who


def _show(status: int = 200, **more: Any) -> Response:
    accounts = CalendarAccount.of(_me())
    return settings_page(
        "appointments/elsewhere.html",
        status,
        accounts=[(account, OutsideCalendar.of_account(account.id)) for account in accounts],
        may_connect=has_own_account(),
        offered=permissions.offered(settings()),
        **more,
    )
