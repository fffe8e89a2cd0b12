"""The first steps as a page of their own: found again in the settings once they were put away."""

from __future__ import annotations

from flask import Response, make_response, request

from filon.dashboard.frame import Pages, Setting, back_to, home_url, page, page_url
from filon.foundation.i18n import _
from filon.tenants import business

from .first_steps import FirstSteps, steps_here

pages = Pages(
    "first_steps",
    __name__,
    setting=Setting("first_steps.show", lambda: _("Premiers pas"), "spark", role="manager"),
)


@pages.get("/premiers-pas", role="manager")
def show() -> Response:
    return steps_page(steps_here(), "first_steps.show")


@pages.get("/premiers-pas/arrivals", role="manager")
def arrivals() -> Response:
    """Asked by the open page: 204 while all is as it was `known`, else the way to the page as it is now.

    `home` says that it stands where the first screen will be.
    """
    response = make_response("", 204)
    if request.args.get("known") != steps_here().mark:
        response.headers["HX-Location"] = (
            home_url() if "home" in request.args else page_url("first_steps.show")
        )
    return response


@pages.post("/premiers-pas/putting-away", role="manager")
def put_away() -> Response:
    """Off the first screen for everybody here; with `back` on it again."""
    away = "back" not in request.form
    business.put_first_steps_away(away)
    return back_to("desk.home", put_away=1 if away else None)


def steps_page(steps: FirstSteps, here: str) -> Response:
    """The steps as they are now; `here` is the place of the navigation that they stand for."""
    return page("desk/first_steps.html", steps=steps, standing_at=here)
