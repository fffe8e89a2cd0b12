"""The settings of the messages that a team keeps ready for WhatsApp."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, settings_page
from filon.foundation.i18n import _
from filon.foundation.web import identity
from filon.notifications import snippets
from filon.notifications.snippets import Snippet
from filon.tenants import changes
from filon.tenants.pages.keeping import announced, keep

pages = Pages(
    "snippets",
    __name__,
    setting=Setting("snippets.show", lambda: _("Messages prêts"), "wa", role="manager"),
)


@pages.get("/reglages/messages", role="manager")
def show() -> Response:
    return _show()


@pages.post("/reglages/messages", role="manager")
def add() -> Response:
    def make() -> None:
        snippets.add_snippet(request.form.get("title", ""), request.form.get("text", ""))

    return keep(make, _show, "snippets.show", at="new")


@pages.post("/reglages/messages/<uuid:snippet>", role="manager")
def rewrite(snippet: UUID) -> Response:
    typed = request.form
    return keep(
        lambda: snippets.rewrite_snippet(snippet, typed.get("title", ""), typed.get("text", "")),
        _show,
        "snippets.show",
        at=snippet,
    )


@pages.post("/reglages/messages/<uuid:snippet>/retrait", role="manager")
def remove(snippet: UUID) -> Response:
    return keep(lambda: snippets.remove_snippet(snippet), _show, "snippets.show")


@pages.post("/reglages/messages/changements/<uuid:change>/annulation", role="manager")
def undo(change: UUID) -> Response:
    return keep(lambda: snippets.undo(changes.find(change, "snippet")), _show, "snippets.show")


def _show(status: int = 200, **more: Any) -> Response:
    who = identity()
    example = {"first_name": "Samira", "name": "Samira El Khattabi", "me": who.name, "business": who.business}
    return settings_page(
        "snippets/snippets.html",
        status,
        snippets=[(one, snippets.filled(one.text, **example)) for one in Snippet.kept()],
        holes=snippets.own_holes(),
        examples=_examples(),
        change=changes.fresh(announced(), "snippet"),
        **more,
    )


def _examples() -> list[tuple[str, str]]:
    """(title, text) of messages to begin with, in the language of the one who asks."""
    return [
        (
            _("Prendre contact"),
            _(
                "Bonjour {prénom}, ici {moi} de {entreprise}. Vous nous avez écrit : "
                "quand puis-je vous appeler ?"
            ),
        ),
        (
            _("Pas de réponse"),
            _(
                "Bonjour {prénom}, je viens d’essayer de vous appeler. Quel moment vous arrange ? {moi}, {entreprise}"
            ),
        ),
    ]
