"""What a business may change about its sites: the most their users can be, a new code or secret, cutting one off."""

from __future__ import annotations

from typing import Any

from filon.foundation import access
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.tenants import actions, changes
from filon.tenants.embedding import GRANTABLE
from filon.tenants.models import Site
from filon.tenants.own_account import require_own_account


def cap_roles(site: Any, role: str) -> Any:
    """Bound what the site's users can be; returns the SettingChange, None when it was so. They come back at once."""
    if role not in GRANTABLE:
        raise Invalid({"role_cap": [_("Choisissez un rôle de la liste.")]})
    _check_allowed()
    with transaction():
        change = changes.keep("site", site, role_cap=role)
        if change is not None:
            with access.acting_as(access.SYSTEM):
                actions.cap_roles(site, role)
        return change


def rotate_secret(site: Any) -> Any:
    """At its next call the site changes its secret; nothing is interrupted."""
    _check_allowed()
    return changes.keep("site", site, rotation_wanted=True)


def new_code(site: Any, service: str) -> str:
    """A connection code for the site, valid once for seven days; earlier unused ones stop working."""
    _check_allowed()
    with transaction():
        return actions.new_connection_code(site, service)


def revoke(site: Any) -> None:
    """Cut the site off at once. What it has sent stays; to come back it needs to be added again."""
    _check_allowed()
    with transaction(), access.acting_as(access.SYSTEM):
        actions.revoke_site(site)


def undo(change: Any) -> Any:
    """Take a change back. Raises Conflict when it was changed again since."""
    site = Site.get_by_id(change.about_id)
    changes.check_stands(change, site)
    if "role_cap" in change.before:
        return cap_roles(site, change.before["role_cap"])
    _check_allowed()
    return changes.keep("site", site, **change.before)


def _check_allowed() -> None:
    access.require("manager")
    require_own_account()
