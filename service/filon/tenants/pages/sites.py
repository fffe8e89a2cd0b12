"""The settings of the sites: how each is doing, a new code or secret, the most its users can be, cutting it off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, back_to, settings_page
from filon.foundation import clock
from filon.foundation.errors import NotFound
from filon.foundation.i18n import _
from filon.foundation.web import settings
from filon.tenants import changes, sites
from filon.tenants.embedding import GRANTABLE
from filon.tenants.ledgers import Ledger
from filon.tenants.models import Site
from filon.tenants.own_account import has_own_account

from .keeping import TEMPLATES, announced, keep

pages = Pages(
    "site_settings",
    __name__,
    setting=Setting("site_settings.show", lambda: _("Sites"), "link", role="manager"),
    template_folder=TEMPLATES,
)


@pages.get("/reglages/sites", role="manager")
def show() -> Response:
    return _show()


@pages.post("/reglages/sites/<uuid:installation>/roles", role="manager")
def cap_roles(installation: UUID) -> Response:
    site = _site(installation)
    return keep(
        lambda: sites.cap_roles(site, request.form.get("role_cap", "")),
        _show,
        "site_settings.show",
        at=site.id,
    )


@pages.post("/reglages/sites/<uuid:installation>/cle", role="manager")
def rotate_secret(installation: UUID) -> Response:
    site = _site(installation)
    return keep(lambda: sites.rotate_secret(site), _show, "site_settings.show", at=site.id)


@pages.post("/reglages/sites/<uuid:installation>/code", role="manager")
def give_code(installation: UUID) -> Response:
    """A new connection code, shown this once: only its digest is kept."""
    site = _site(installation)
    return _show(at=site.id, code=sites.new_code(site, settings().address))


@pages.post("/reglages/sites/<uuid:installation>/coupure", role="manager")
def revoke(installation: UUID) -> Response:
    sites.revoke(_site(installation))
    return back_to("site_settings.show")


def _site(id: UUID) -> Any:
    site = Site.find(id)
    if site is None or site.revoked_at is not None:
        raise NotFound()
    return site


def _show(status: int = 200, *, code: str = "", **more: Any) -> Response:
    return settings_page(
        "settings/sites.html",
        status,
        sites=list(Site.select().order_by(Site.revoked_at.asc(nulls="FIRST"), Site.created_at)),
        ledgers=Ledger.by_site(),
        roles=GRANTABLE,
        is_open=has_own_account(),
        code=code,
        now=clock.now(),
        change=changes.fresh(announced(), "site"),
        **more,
    )
