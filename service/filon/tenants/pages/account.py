"""One's own settings: name, language, alerts, and the devices that one is signed in on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Place, Setting, back_to, settings_page
from filon.foundation import access
from filon.foundation.errors import Unauthorized
from filon.foundation.i18n import LANGUAGES, _
from filon.foundation.web import identity, settings
from filon.tenants import absences, business, changes, feeds, members, presence, sessions, sites
from filon.tenants.absences import Absence
from filon.tenants.devices import device
from filon.tenants.models import Member, Site
from filon.tenants.sign_in import businesses_of

from .keeping import TEMPLATES, announced, keep

pages = Pages(
    "account",
    __name__,
    place=Place("account.show", lambda: _("Réglages"), "gear"),
    setting=Setting("account.show", lambda: _("Mon compte"), "user"),
    template_folder=TEMPLATES,
)

# Which action takes a change back, and the section that its message stands in.
_UNDOING = {
    "absence": presence.undo,
    "business": business.undo,
    "member": members.undo,
    "site": sites.undo,
}
_SECTIONS = (
    "account.show",
    "business.show",
    "team.show",
    "site_settings.show",
    "alerts.show",
    "workload.show",
    "kinds.show",
    "own_hours.show",
)


@pages.get("/reglages")
def show() -> Response:
    return _show(businesses=businesses_of(identity().email) if identity().site is None else [])


@pages.post("/reglages/nom", role="reader")
def rename() -> Response:
    return keep(lambda: members.rename(_me(), request.form.get("name", "")), _show, "account.show")


@pages.post("/reglages/langue", role="reader")
def choose_language() -> Response:
    return keep(lambda: members.speak_to(_me(), request.form.get("language", "")), _show, "account.show")


@pages.post("/reglages/alertes/moi", role="reader")
def choose_alerts() -> Response:
    return keep(lambda: members.tell_of_requests(_me(), "told" in request.form), _show, "account.show")


@pages.post("/reglages/agenda", role="reader")
def open_feed() -> Response:
    """Make an address for my calendar, another one when there is one, and show it: no address may lead to it again."""
    return _show(feed=f"{settings().address}/agenda/{feeds.open_feed(_me())}.ics")


@pages.get("/reglages/agenda")
def leave_feed() -> Response:
    """Where the browser stands once the address was shown."""
    return back_to("account.show")


@pages.post("/reglages/agenda/fin", role="reader")
def close_feed() -> Response:
    feeds.close_feed(_me())
    return back_to("account.show")


@pages.post("/reglages/absences", role="reader")
def note_absence() -> Response:
    """Say that I am away."""
    typed = request.form
    return keep(
        lambda: presence.note_absence(_me(), typed.get("first", ""), typed.get("last", "")),
        _show,
        "account.show",
    )


@pages.post("/reglages/absences/<uuid:absence>/retrait", role="reader")
def end_absence(absence: UUID) -> Response:
    """Be there after all, or somebody whom one may say that of; back to the page that asked."""
    change = presence.end_absence(absence)
    section = request.form.get("section", "")
    return back_to(section if section in _SECTIONS else "account.show", changed=change.id)


@pages.post("/reglages/appareils/<uuid:session>/fin", role="reader")
def end_session(session: UUID) -> Response:
    """Sign one of my devices out."""
    sessions.end_session_of(_me().id, session)
    return back_to("account.show", signed_out=1)


@pages.post("/reglages/appareils/fin", role="reader")
def end_other_sessions() -> Response:
    """Sign me out everywhere but here."""
    ended = sessions.end_other_sessions(_me().id, identity().session)
    return back_to("account.show", signed_out=ended)


@pages.post("/reglages/changements/<uuid:change>/annulation", role="reader")
def undo(change: UUID) -> Response:
    """Take a change back, and show the section where it was made."""
    made = changes.find(change, *_UNDOING)
    _UNDOING[made.subject](made)
    section = request.form.get("section", "")
    return back_to(section if section in _SECTIONS else "account.show")


def _me() -> Any:
    who = access.actor().member
    member = Member.find(who) if who else None
    if member is None:
        raise Unauthorized()
    return member


def _show(status: int = 200, **more: Any) -> Response:
    me = _me()
    return settings_page(
        "settings/account.html",
        status,
        member=me,
        site=me.site_id and Site.find(me.site_id),
        languages=LANGUAGES,
        devices=[(session, *device(session.user_agent)) for session in sessions.sessions_of(me.id)],
        absences=[one for one in Absence.not_over(absences.today()) if one.member_id == me.id],
        today=absences.today(),
        change=changes.fresh(announced(), "member", "absence"),
        signed_out=request.args.get("signed_out", type=int),
        **more,
    )
