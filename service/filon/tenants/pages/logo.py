"""The business's logo: shown on every page, changed in the settings."""

from __future__ import annotations

from flask import Response, make_response, request

from filon.dashboard.frame import Pages
from filon.foundation.errors import NotFound
from filon.tenants import logos
from filon.tenants.models import Tenant

from .business import show_section
from .keeping import TEMPLATES, keep

pages = Pages("logo", __name__, template_folder=TEMPLATES)


@pages.get("/logo/<picture>")
def show(picture: str) -> Response:
    """The picture. Another one has another name, so browsers may keep it."""
    if picture != Tenant.current().logo:
        raise NotFound()
    response = make_response(logos.shown())
    response.headers["Content-Type"] = "image/png"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@pages.post("/reglages/entreprise/logo", role="manager")
def choose() -> Response:
    file = request.files.get("logo")
    content = file.read(logos.MOST_BYTES + 1) if file else b""
    return keep(lambda: logos.show_logo(content), show_section, "business.show")


@pages.post("/reglages/entreprise/logo/retrait", role="manager")
def remove() -> Response:
    return keep(logos.show_none, show_section, "business.show")
