"""Views that members keep of the list, as HTML: the forms behind the tabs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to
from filon.foundation.errors import NotFound

from . import views
from .addresses import ListAddress

pages = Pages("views", __name__)


@pages.post("/prospects/views", role="reader")
def keep() -> Response:
    """Keep what the list shows under a name."""
    state = _state()
    view = views.keep_view(request.form.get("name", ""), state, shared=_is_ticked("shared"))
    return _show(view, state)


@pages.post("/prospects/views/<uuid:view>", role="reader")
def change(view: UUID) -> Response:
    """Rename a view, and share it or no more."""
    found = views.the_view(view)
    shared = _is_ticked("shared") if "sharing" in request.form else None
    views.change_view(found, name=request.form.get("name"), shared=shared)
    return _show(found, _state())


@pages.post("/prospects/views/<uuid:view>/list", role="reader")
def update(view: UUID) -> Response:
    """Let a view show from now on what the list shows."""
    found, state = views.the_view(view), _state()
    views.change_view(found, asked=state)
    return _show(found, state)


@pages.post("/prospects/views/<uuid:view>/place", role="reader")
def move(view: UUID) -> Response:
    found = views.the_view(view)
    views.move_view(found, later=request.form.get("later") == "1")
    return _show(found, _state())


@pages.post("/prospects/views/<uuid:view>/deletion", role="reader")
def delete(view: UUID) -> Response:
    views.delete_view(views.the_view(view))
    return back_to("leads.list_leads", deleted=view)


@pages.post("/prospects/views/<uuid:view>/restoration", role="reader")
def restore(view: UUID) -> Response:
    found = views.deleted_view(view)
    if found is None:
        raise NotFound()
    views.restore_view(found)
    return _show(found, found.asked)


def _state() -> dict[str, str]:
    return ListAddress(request.form.to_dict()).with_()


def _is_ticked(name: str) -> bool:
    return request.form.get(name) == "1"


def _show(view: Any, state: dict[str, str]) -> Response:
    return back_to("leads.list_leads", **{**state, "view": view.id})
