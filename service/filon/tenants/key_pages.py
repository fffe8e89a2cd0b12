"""The keys of programs, as HTML: what each may do and when it was last used; making, revoking, taking back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, back_to, settings_page
from filon.foundation import clock
from filon.foundation.access import SCOPES
from filon.foundation.i18n import _
from filon.foundation.web import identity
from filon.tenants import keys

# What a person chooses among, in days; the API takes any moment.
LIVES = {"90": 90, "365": 365, "never": None}

pages = Pages(
    "key_pages",
    __name__,
    setting=Setting("key_pages.show_keys", lambda: _("Clés d’accès"), "key", role="manager"),
)


@pages.get("/reglages/cles", role="manager")
def show_keys() -> Response:
    """All keys; `revoked` names one whose revocation can still be taken back."""
    return _keys_page()


@pages.post("/reglages/cles", role="manager")
def add_key() -> Response:
    """Make a key and show it, this once: no address may lead to it again."""
    name, scopes, life = (
        request.form.get("name", ""),
        request.form.getlist("scopes"),
        request.form.get("life"),
    )
    end = _end(life)
    if wrong := keys.mistakes(name, scopes, end):
        return _keys_page(422, typed={"name": name, "scopes": scopes, "life": life}, wrong=wrong)
    row, key = keys.add_key(name, scopes, end, site=identity().site)
    return _keys_page(made=row, key=key)


@pages.post("/reglages/cles/<uuid:key>/revocation", role="manager")
def revoke_key(key: UUID) -> Response:
    keys.revoke_key(keys.the_key(key))
    return back_to("key_pages.show_keys", revoked=key)


@pages.post("/reglages/cles/<uuid:key>/restoration", role="manager")
def restore_key(key: UUID) -> Response:
    keys.restore_key(keys.the_key(key))
    return back_to("key_pages.show_keys")


def _end(life: str | None) -> datetime | None:
    days = LIVES.get(life or "", LIVES["365"])
    return None if days is None else clock.now() + timedelta(days=days)


def _keys_page(status: int = 200, **more: Any) -> Response:
    now, listed = clock.now(), keys.listed()
    revoked = request.args.get("revoked", type=UUID)
    undoable = [k for k in listed if k.id == revoked and keys.can_restore(k)]
    return settings_page(
        "tenants/keys.html",
        status,
        **{"typed": {}, "wrong": {}, "made": None, "key": "", **more},
        keys=listed,
        now=now,
        revoked=undoable[0] if undoable else None,
        scopes=list(SCOPES),
        lives=list(LIVES),
    )
