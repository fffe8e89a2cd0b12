"""Links of a mail that change who one is here: joining a business, becoming its owner. Only the button uses them."""

from __future__ import annotations

from typing import Any

from flask import request

from filon.dashboard.frame import plain
from filon.foundation.errors import Gone
from filon.foundation.web import client_address
from filon.tenants import invitations, links, ownership

from .public import PublicPages, signed_in

pages = PublicPages("joining", __name__)


@pages.open("/invitation/<token>", "GET")
def show_invitation(token: str) -> Any:
    return _show(invitations.PURPOSE, token)


@pages.open("/invitation/<token>", "POST")
def join(token: str) -> Any:
    return _accept(invitations, token)


@pages.open("/ownership/<token>", "GET")
def show_ownership(token: str) -> Any:
    return _show(ownership.PURPOSE, token)


@pages.open("/ownership/<token>", "POST")
def become_owner(token: str) -> Any:
    return _accept(ownership, token)


def _show(purpose: str, token: str) -> Any:
    try:
        business = links.look(purpose, token, caller=client_address())
    except Gone:
        return plain("joining/ended.html", 410)
    return plain(f"joining/{purpose}.html", business=business, action=request.path)


def _accept(kind: Any, token: str) -> Any:
    try:
        session = kind.accept(token, caller=client_address(), user_agent=request.user_agent.string)
    except Gone:
        return plain("joining/ended.html", 410)
    return signed_in(session, "/app/")
