"""The page of minutes for the lead they were mailed to: its address is the key, looking never changes anything."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request

from filon.foundation.errors import Conflict, Gone, Invalid, NotFound, TooMany
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt

from . import own_minutes as own
from .minutes import subject_of
from .visitors import VisitorPages, led_to, over_page, visited, visitor_page

# Of one mail: whoever writes on and on has a script.
ANSWERS_A_DAY = 20

pages = VisitorPages("own_minutes", __name__, url_prefix=own.PATH, template_folder="templates")


@pages.open("/<token>")
def show(token: str) -> Response:
    """What was agreed, and both answers to it."""
    return _show(token)


@pages.open("/<token>/confirmation", "POST")
def confirm(token: str) -> Response:
    """It is as it was sent."""
    return _answer(token, lambda id: own.confirm(id, _seen()))


@pages.open("/<token>/correction", "POST")
def dispute(token: str) -> Response:
    """Something is missing, or is not so."""
    return _answer(token, lambda id: own.dispute(id, _seen(), request.form.get("text", "")))


def _seen() -> int:
    return request.form.get("version", 0, type=int)


def _answer(token: str, say: Any) -> Response:
    """Keep it and show it by an address that can be reloaded; or say why not, beside what was written."""
    refused: Invalid | Conflict | TooMany
    try:
        tenant, id = own.read_token(token)
        count_attempt("answers to minutes", id.hex, most=ANSWERS_A_DAY, seconds=24 * 3600)
        with visited(tenant, write=True):
            say(id)
    except (Gone, NotFound):
        return over_page(410, "minutes")
    except (Invalid, Conflict, TooMany) as error:
        refused = error
        return _show(token, refused)
    return led_to(f"{own.PATH}/{token}", now="answered")


def _show(token: str, refused: Any = None) -> Response:
    try:
        tenant, id = own.read_token(token)
        with visited(tenant):
            return _page(token, own.own_minutes(id), refused)
    except (Gone, NotFound):
        return over_page(410, "minutes")


def _page(token: str, found: Any, refused: Any) -> Response:
    subject = subject_of(found)
    said = ""
    if isinstance(refused, TooMany):
        said = _("Vous avez déjà répondu plusieurs fois aujourd’hui. Appelez-nous pour la suite.")
    elif isinstance(refused, Conflict):
        said = _("Ce compte rendu a changé entre-temps. Relisez-le avant de répondre.")
    return visitor_page(
        "desk/own_minutes.html",
        refused.status if refused else 200,
        it=found,
        subject=subject,
        day_of=date.fromisoformat,
        path=f"{own.PATH}/{token}",
        said=said,
        wrong=refused.errors if isinstance(refused, Invalid) else {},
        typed=request.form.get("text", "") if refused else "",
    )
