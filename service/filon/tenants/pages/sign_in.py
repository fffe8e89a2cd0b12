"""Signing in and out, standalone: ask for a link, press its button, choose the business, leave."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import make_response, redirect, request

from filon.dashboard.frame import plain
from filon.foundation.errors import Gone, Unauthorized
from filon.foundation.i18n import _
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.foundation.web import client_address, hooks
from filon.tenants import sessions, sign_in
from filon.tenants.actions import check_email
from filon.tenants.identities import COOKIE

from .public import PublicPages, signed_in

pages = PublicPages("sign_in", __name__)
ASK = "/app/sign-in"
# It goes into the mail, and anybody can ask for one.
LONGEST_NEXT = 2000


def _next_page() -> str:
    """Where to go after signing in: a page of ours, never an address from outside."""
    wanted = request.values.get("next", "")
    ours = (
        len(wanted) <= LONGEST_NEXT
        and wanted.isprintable()
        and wanted.startswith("/app/")
        and not wanted.startswith(("/app/s/", "/app/sign"))
        and "\\" not in wanted
    )
    return wanted if ours else "/app/"


@pages.open("/sign-in", "GET")
def ask() -> Any:
    return plain("dashboard/sign_in/ask.html", action=ASK, next=_next_page(), email="", errors={})


@pages.open("/sign-in", "POST")
def send_link() -> Any:
    email = request.form.get("email", "")
    if not check_email(email):
        errors = {"email": [_("Cette adresse n’est pas complète.")]}
        return plain(
            "dashboard/sign_in/ask.html", 422, action=ASK, next=_next_page(), email=email, errors=errors
        )
    sign_in.ask_for_link(email, caller=client_address(), next_page=_next_page())
    minutes = int(sign_in.LINK_LIFETIME.total_seconds() // 60)
    return plain("dashboard/sign_in/sent.html", email=email.strip(), minutes=minutes, again=ASK)


@pages.open("/sign-in/<token>", "GET")
def show_button(token: str) -> Any:
    # Mail scanners follow links: looking changes nothing, only the button uses the link.
    action = f"{ASK}/{quote(token)}?next={quote(_next_page())}"
    return plain("dashboard/sign_in/enter.html", action=action, business=_("votre tableau de bord"))


@pages.open("/sign-in/<token>", "POST")
def enter(token: str) -> Any:
    """Use the link up; when its address opens several businesses, only once one of them is chosen."""
    try:
        found = sign_in.open_link(token, caller=client_address())
        number = request.form.get("business", type=int)
        chosen = [one for one in found if one.number == number] if len(found) > 1 else found
        if not chosen:
            action = f"{ASK}/{quote(token)}?next={quote(_next_page())}"
            return plain("dashboard/sign_in/choose.html", action=action, businesses=found)
        session = sign_in.use_link(token, chosen[0], user_agent=request.user_agent.string)
    except Gone:
        return plain("dashboard/sign_in/ended.html", 410, again=ASK)
    return signed_in(session, _next_page())


@pages.open("/switch", "POST")
def switch() -> Any:
    """Go on in another business of the same address."""
    who = hooks.identify()
    if who is None:
        raise Unauthorized()
    number = request.form.get("business", default=0, type=int)
    session = sign_in.switch(who, number, user_agent=request.user_agent.string)
    return signed_in(session, "/app/")


@pages.open("/sign-out", "POST")
def leave() -> Any:
    who = hooks.identify()
    if who is not None and who.session is not None:
        # As the system: a reader may leave too, though a reader writes nothing.
        with acting_for(who.tenant), transaction():
            sessions.end_session(who.session)
    response = make_response(redirect(ASK, 303))
    response.delete_cookie(COOKIE, path="/app")
    return response
