"""The settings of alerts: who is told by mail of each request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, settings_page
from filon.foundation import access
from filon.foundation.errors import NotFound
from filon.foundation.i18n import _
from filon.tenants import changes, members
from filon.tenants.models import Member, Site
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


def _show(status: int = 200, **more: Any) -> Response:
    return settings_page(
        "settings/alerts.html",
        status,
        people=list(Member.present().order_by(Member.name)),
        sites={site.id: site for site in Site.select()},
        outranks=lambda person: access.at_least(person.role),
        is_open=has_own_account(),
        myself=access.actor().member,
        change=changes.fresh(announced(), "member"),
        **more,
    )
