"""Which columns the list shows, as HTML: for whoever looks, and for everybody who has chosen none."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages
from filon.foundation import web
from filon.tenants import business, changes

from .addresses import ListAddress
from .list_columns import columns_here, said_columns
from .pages import redirect_to
from .views import SHARES

pages = Pages("columns", __name__)


@pages.get("/prospects/columns")
def choose() -> Response:
    """Read the form of the columns, and go to the list that has them."""
    address = ListAddress(request.args.to_dict())
    usual = web.identity().list_columns
    return redirect_to(address.with_(columns=said_columns(request.args.getlist("column"), usual)))


@pages.post("/prospects/columns", role=SHARES)
def keep() -> Response:
    """Let everybody's list begin with these columns, unless they choose their own."""
    address = ListAddress(request.form.to_dict())
    known = columns_here()
    columns = [key for key in request.form.getlist("column") if key in known]
    change = business.begin_list_with(",".join(columns))
    return redirect_to(address.with_(columns=None, changed=str(change.id) if change else None))


@pages.post("/prospects/columns/<uuid:change>/annulation", role=SHARES)
def undo(change: UUID) -> Response:
    """Let it begin with what it began with before, and go back to the list that the form says."""
    business.undo(changes.find(change, "business"))
    return redirect_to(ListAddress(request.form.to_dict()).with_())
