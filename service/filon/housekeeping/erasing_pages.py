"""What a person may ask of the business, as HTML: a copy of what is kept of them, and to be erased."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request

from filon.dashboard.frame import Pages, back_to, page, voice
from filon.foundation.i18n import _, direction, language
from filon.housekeeping import dossier, dossier_file, erasing
from filon.housekeeping.at_stake import at_stake
from filon.leads import erasure_requests
from filon.leads.erasure_requests import ErasureRequest
from filon.leads.models import Lead
from filon.tenants.models import Site, Tenant
from filon.tenants.own_account import has_own_account

pages = Pages("erasing", __name__)


@pages.get("/prospects/erasures", role="manager")
def list_asked() -> Response:
    """Who wants to be erased; `erased` is the number of somebody who has just been."""
    return page(
        "erasing/asked.html",
        asked=erasure_requests.leads_asked_for(),
        decide_before=_decide_before,
        erased=request.args.get("erased", type=int),
    )


@pages.get("/prospects/<int(max=2147483647):number>/person", role="manager")
def show(number: int) -> Response:
    return _show(erasing.the_person(number))


@pages.get("/prospects/<int(max=2147483647):number>/person.zip", role="manager")
def download(number: int) -> Response:
    """Everything that is kept of the person, to be given to them."""
    lead = erasing.the_person(number)
    kept = dossier.dossier_of(lead)
    readable = render_template(
        "erasing/dossier.html",
        sections=dossier.sections_of(lead, kept, voice()),
        business=Tenant.current().name,
        number=number,
        language=language(),
        direction=direction(),
    )
    response = make_response(dossier_file.zipped(lead, kept, readable))
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="prospect-{number}.zip"'
    return response


@pages.post("/prospects/<int(max=2147483647):number>/person/erasure", role="manager")
def erase(number: int) -> Response:
    """Erase them, once the number was typed: nothing brings them back."""
    lead = erasing.the_person(number)
    if request.form.get("typed", "").strip() != str(number):
        return _show(lead, 422, {"typed": [_("Tapez %(number)s, le numéro de ce prospect.", number=number)]})
    erasing.erase_person(lead)
    return back_to("erasing.list_asked", erased=number)


@pages.post("/prospects/erasures/<uuid:erasure>/refusal", role="manager")
def refuse(erasure: UUID) -> Response:
    erasing.refuse(erasure)
    return back_to("erasing.list_asked")


def _show(lead: Any, status: int = 200, wrong: dict[str, list[str]] | None = None) -> Response:
    asked = ErasureRequest.of(lead.id)
    alike = [id for (id,) in Lead.look_for(lead.email_key, lead.phone).rows()]
    return page(
        "erasing/person.html",
        status,
        lead=lead,
        asked=asked,
        site=Site.get_by_id(asked.site_id) if asked else None,
        stake=at_stake(lead) if asked else None,
        decide_before=_decide_before,
        same=list(Lead.kept().where(Lead.id.in_(alike) & (Lead.id != lead.id))),
        is_open=has_own_account(),
        wrong=wrong or {},
    )


def _decide_before(asked: Any) -> date:
    return erasing.decide_before(asked.asked_at, Tenant.current().zone)
