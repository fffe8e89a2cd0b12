"""The settings of alerts: who is told by mail of each request, and after which silence a prospect comes up again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, settings_page
from filon.foundation import access
from filon.foundation.errors import NotFound
from filon.foundation.i18n import _
from filon.tenants import business, changes, members
from filon.tenants.models import Member, Site, Tenant
from filon.tenants.own_account import has_own_account

from .keeping import TEMPLATES, announced, keep

pages = Pages(
    "alerts",
    __name__,
    setting=Setting("alerts.show", lambda: _("Alertes"), "bell", role="manager"),
    template_folder=TEMPLATES,
)


@pages.get("/reglages/alertes", role="manager")
def show() -> Response:
    return _show()


@pages.post("/reglages/alertes/<uuid:member>", role="manager")
def choose(member: UUID) -> Response:
    person = members.find(member)
    if person is None:
        raise NotFound()
    told = "told" in request.form
    return keep(lambda: members.tell_of_requests(person, told), _show, "alerts.show", at=person.id)


@pages.post("/reglages/alertes/silence", role="manager")
def choose_silence() -> Response:
    return keep(lambda: business.remind_after(request.form.get("days", "")), _show, "alerts.show")


def _show(status: int = 200, **more: Any) -> Response:
    return settings_page(
        "settings/alerts.html",
        status,
        people=list(Member.present().order_by(Member.name)),
        sites={site.id: site for site in Site.select()},
        outranks=lambda person: access.at_least(person.role),
        is_open=has_own_account(),
        myself=access.actor().member,
        silent_days=Tenant.current().silent_days,
        durations=business.SILENT_DAYS,
        change=changes.fresh(announced(), "member", "business"),
        **more,
    )
