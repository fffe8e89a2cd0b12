"""The agency's pages at /operator: signing in with a second factor, and the screen of all clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request

from filon.dashboard.frame import plain, private
from filon.foundation.errors import Gone, Invalid, Unauthorized
from filon.foundation.i18n import _
from filon.foundation.voice import Voice
from filon.foundation.web import SAFE_METHODS, check_same_origin, client_address, settings, view
from filon.tenants.actions import check_email
from filon.tenants.operators import cockpit, sign_in
from filon.tenants.operators.sign_in import Known

COOKIE = "filon_operator"
ASK = "/operator/sign-in"

pages = Blueprint("operators", __name__, url_prefix="/operator", template_folder="../templates")


def _page(rule: str, method: str = "GET", *, need: str = "nobody") -> Any:
    """Register a page for `nobody`, for whoever came by a link (`halfway`), or for a `confirmed` operator."""

    def register(fn: Callable[..., Any]) -> Callable[..., Any]:
        def answer(**arguments: Any) -> Response:
            check_same_origin()
            who = None if need == "nobody" else sign_in.find(_token())
            if need != "nobody" and (who is None or (need == "confirmed" and not who.is_confirmed)):
                if method not in SAFE_METHODS:
                    raise Unauthorized()
                return private(make_response(redirect("/operator/code" if who else ASK, 302)))
            return private(make_response(fn(**({"who": who} if who else {}), **arguments)))

        pages.add_url_rule(rule, fn.__name__, view(answer, public=True), methods=[method])
        return fn

    return register


@_page("/sign-in")
def ask() -> Any:
    return _ask()


@_page("/sign-in", "POST")
def send_link() -> Any:
    email = request.form.get("email", "")
    if not check_email(email):
        return _ask(422, email=email, errors={"email": [_("Cette adresse n’est pas complète.")]})
    sign_in.ask_for_link(email, caller=client_address())
    minutes = int(sign_in.LINK_LIFETIME.total_seconds() // 60)
    return plain("dashboard/sign_in/sent.html", email=email.strip(), minutes=minutes, again=ASK)


@_page("/sign-in/<token>")
def show_button(token: str) -> Any:
    return plain("dashboard/sign_in/enter.html", action=request.path, business=_("l’écran de l’agence"))


@_page("/sign-in/<token>", "POST")
def enter(token: str) -> Any:
    try:
        session = sign_in.use_link(token, caller=client_address())
    except Gone:
        return plain("dashboard/sign_in/ended.html", 410, again=ASK)
    return _with_session(make_response(redirect("/operator/code", 303)), session, sign_in.HALFWAY)


@_page("/code", need="halfway")
def ask_code(who: Known) -> Any:
    return _ask_code(who)


@_page("/code", "POST", need="halfway")
def confirm(who: Known) -> Any:
    try:
        session, codes = sign_in.confirm(who, _token(), _typed("code"), _typed("enrolment"))
    except Invalid as error:
        return _ask_code(who, 422, wrong=error.errors)
    if codes:
        shown = plain("operators/recovery.html", codes=codes)
        return _with_session(shown, session, sign_in.SESSION_LIFETIME)
    return _with_session(make_response(redirect("/operator/", 303)), session, sign_in.SESSION_LIFETIME)


@_page("/factor.svg", need="halfway")
def show_factor(who: Known) -> Any:
    """The secret as a picture, until it is in force."""
    response = make_response(sign_in.picture_to_enrol(who, _token()))
    response.headers["Content-Type"] = "image/svg+xml"
    return response


@_page("/", need="confirmed")
def show_clients(who: Known) -> Any:
    """Every client, those who need help first; `q` narrows by name."""
    found = cockpit.clients()
    wanted = request.args.get("q", "").strip()
    shown = [client for client in found if wanted.casefold() in client.name.casefold()]
    return plain(
        "operators/clients.html",
        who=who,
        total=len(found),
        to_help=[client for client in found if client.troubles],
        helping=[client for client in shown if client.troubles],
        fine=[client for client in shown if not client.troubles][: cockpit.SHOWN],
        wanted=wanted,
        deeds=cockpit.deeds(),
        voice_of=_voice_of,
    )


@_page("/clients/<int(max=2147483647):number>", need="confirmed")
def show_client(who: Known, number: int) -> Any:
    client, members = cockpit.one(number, who)
    return plain("operators/client.html", who=who, client=client, members=members, voice=_voice_of(client))


@_page("/sign-out", "POST")
def leave() -> Any:
    sign_in.leave(_token())
    response = make_response(redirect(ASK, 303))
    response.delete_cookie(COOKIE, path="/operator")
    return response


def _ask(status: int = 200, *, email: str = "", errors: dict[str, list[str]] | None = None) -> Any:
    return plain("dashboard/sign_in/ask.html", status, action=ASK, next="", email=email, errors=errors or {})


def _ask_code(who: Known, status: int = 200, *, wrong: dict[str, list[str]] | None = None) -> Any:
    secret = "" if who.is_enrolled else sign_in.secret_to_enrol(_token())
    enrolment = _typed("enrolment")
    return plain(
        "operators/code.html", status, who=who, secret=secret, enrolment=enrolment, wrong=wrong or {}
    )


def _typed(field: str) -> str:
    return request.form.get(field, "")[:40]


def _token() -> str:
    return request.cookies.get(COOKIE, "")


def _with_session(response: Any, session: str, lifetime: Any) -> Any:
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(lifetime.total_seconds()),
        path="/operator",
        httponly=True,
        samesite="Lax",
        secure=settings().address.startswith("https:"),
    )
    return response


def _voice_of(client: Any) -> Voice:
    """Times are said on the client's own clock."""
    return Voice(client.zone, "MA", "MAD")
