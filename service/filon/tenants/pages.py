"""Signing in and out, standalone: ask for a link, press its button, leave."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, request

from filon.dashboard.frame import plain, private
from filon.foundation.errors import Gone
from filon.foundation.i18n import _
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.foundation.web import check_same_origin, client_address, hooks, settings, view
from filon.tenants import sessions, sign_in
from filon.tenants.actions import check_email
from filon.tenants.identities import COOKIE

pages = Blueprint("sign_in", __name__, url_prefix="/app")
ASK = "/app/sign-in"


def _next_page() -> str:
    """Where to go after signing in: a page of ours, never an address from outside."""
    wanted = request.values.get("next", "")
    ours = (
        wanted.isprintable()
        and wanted.startswith("/app/")
        and not wanted.startswith(("/app/s/", "/app/sign"))
        and "\\" not in wanted
    )
    return wanted if ours else "/app/"


def _public(rule: str, **options: Any) -> Any:
    def decorator(fn: Any) -> Any:
        def answer(**arguments: Any) -> Any:
            check_same_origin()
            return private(make_response(fn(**arguments)))

        pages.add_url_rule(rule, fn.__name__, view(answer, public=True), **options)
        return fn

    return decorator


@_public("/sign-in", methods=["GET"])
def ask() -> Any:
    return plain("dashboard/sign_in/ask.html", action=ASK, next=_next_page(), email="", errors={})


@_public("/sign-in", methods=["POST"])
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


@_public("/sign-in/<token>", methods=["GET"])
def show_button(token: str) -> Any:
    # Mail scanners follow links: looking changes nothing, only the button uses the link.
    action = f"{ASK}/{quote(token)}?next={quote(_next_page())}"
    return plain("dashboard/sign_in/enter.html", action=action, business=_("votre tableau de bord"))


@_public("/sign-in/<token>", methods=["POST"])
def enter(token: str) -> Any:
    try:
        session = sign_in.use_link(token, caller=client_address())
    except Gone:
        return plain("dashboard/sign_in/ended.html", 410, again=ASK)
    response = make_response(redirect(_next_page(), 303))
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(sessions.COOKIE_LIFETIME.total_seconds()),
        path="/app",
        httponly=True,
        samesite="Lax",
        secure=settings().address.startswith("https:"),
    )
    return response


@_public("/sign-out", methods=["POST"])
def leave() -> Any:
    who = hooks.identify()
    if who is not None and who.session is not None:
        # As the system: a reader may leave too, though a reader writes nothing.
        with acting_for(who.tenant), transaction():
            sessions.end_session(who.session)
    response = make_response(redirect(ASK, 303))
    response.delete_cookie(COOKIE, path="/app")
    return response
