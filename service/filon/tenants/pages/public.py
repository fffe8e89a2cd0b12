"""Pages for somebody who is not known yet, and the way in from them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect

from filon.dashboard.frame import private
from filon.foundation.web import check_same_origin, settings, view
from filon.tenants import sessions
from filon.tenants.identities import COOKIE


class PublicPages(Blueprint):
    """Pages at /app/… that look at their credentials themselves."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name, url_prefix="/app")

    def open(self, rule: str, method: str) -> Any:
        """Register a view for anybody; a browser that was led here from elsewhere may only look."""

        def register(fn: Any) -> Any:
            def answer(**arguments: Any) -> Any:
                check_same_origin()
                return private(make_response(fn(**arguments)))

            self.add_url_rule(rule, fn.__name__, view(answer, public=True), methods=[method])
            return fn

        return register


def signed_in(session: str, page: str) -> Any:
    """The way to the page, with the session's cookie."""
    response = make_response(redirect(page, 303))
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
