"""The settings of the forms: what each field of each form is taken for, and what people said of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, back_to, settings_page
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.intake import form_maps
from filon.intake.mapping import IGNORE
from filon.intake.meaning import meaning_of
from filon.intake.models import FormMap
from filon.intake.schemas import SLOTS
from filon.tenants import changes
from filon.tenants.models import Site

# The value of the choice that leaves a field to Filon.
AUTOMATIC = "automatic"

pages = Pages(
    "forms",
    __name__,
    setting=Setting("forms.show", lambda: _("Formulaires"), "form", role="manager"),
)


@pages.get("/reglages/formulaires", role="manager")
def show() -> Response:
    return _show()


@pages.post("/reglages/formulaires/<uuid:form>/champ", role="manager")
def say_field(form: UUID) -> Response:
    """Say what a field of the form is; `automatic` forgets what was said."""
    field, wanted = request.form.get("field", ""), request.form.get("slot", "")
    try:
        before, after = form_maps.say_field(form, field, None if wanted == AUTOMATIC else wanted)
    except Invalid as error:
        return _show(422, wrong=error.errors, at=(form, field))
    made = changes.note("form", form, before, after) if after else None
    return back_to("forms.show", changed=made and made.id)


@pages.post("/reglages/formulaires/changements/<uuid:change>/annulation", role="manager")
def undo(change: UUID) -> Response:
    made = changes.find(change, "form")
    form_maps.take_back(made.about_id, made.before, made.after)
    return back_to("forms.show")


def _show(status: int = 200, **more: Any) -> Response:
    sites = {site.id: site for site in Site.select().where(Site.revoked_at.is_null())}
    own = form_maps.own_slots()
    forms = FormMap.select().where(FormMap.site_id.in_(list(sites))).order_by(FormMap.title, FormMap.id)
    return settings_page(
        "intake/forms.html",
        status,
        forms=[
            (form, sites[form.site_id], [(field, _read(field)) for field in form.fields]) for form in forms
        ],
        choices=[AUTOMATIC, *SLOTS, *own, IGNORE],
        own_slots=own,
        change=changes.fresh(request.args.get("changed", type=UUID), "form"),
        **more,
    )


def _read(field: dict[str, Any]) -> str:
    """The slot that Filon itself takes the field for, empty when it is not sure of any."""
    return meaning_of(field["id"], field["label"], field["type"]).only
