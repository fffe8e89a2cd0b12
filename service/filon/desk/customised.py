"""What members write into their business's own fields and tags of a prospect, as HTML."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to
from filon.foundation import web
from filon.foundation.errors import Invalid
from filon.interactions import customised
from filon.leads import custom_fields, tags
from filon.leads.models import the_lead

from .pages import lead_page

pages = Pages("customised", __name__)


@pages.post("/prospects/<int(max=2147483647):number>/custom/<uuid:custom>")
def change_value(number: int, custom: UUID) -> Response:
    """Write one field. The form says what was seen there: what somebody else wrote since is shown, not lost."""
    lead, region = the_lead(number), web.identity().region
    field = custom_fields.the_field(custom)
    # Several options come one by one, with an empty one before, or none could be sent.
    typed = "\n".join(filter(None, request.form.getlist("value")))
    mine = {f"edit_{custom.hex}": typed}
    try:
        custom_fields.read(field, typed, region, custom_fields.value_of(lead, field).rows)
    except Invalid as refused:
        return lead_page(lead, 422, typed=mine, wrong={f"edit_{custom.hex}": refused.errors["value"]})
    if theirs := customised.meanwhile(lead, field, typed, region, request.form.get("seen")):
        return lead_page(lead, 422, typed=mine, meanwhile={custom.hex: theirs})
    made = customised.change_value(lead, field, typed, region)
    return back_to("desk.show_lead", number=number, changed=made and made.id)


@pages.post("/prospects/<int(max=2147483647):number>/tags")
def add_tag(number: int) -> Response:
    """Give the prospect a tag, by its name: known or new."""
    lead, typed = the_lead(number), request.form.get("value", "")
    try:
        made = customised.add_tag(lead, typed)
    except Invalid as refused:
        return lead_page(lead, 422, typed={"tag": typed}, wrong=refused.errors)
    return back_to("desk.show_lead", number=number, changed=made and made.id)


@pages.post("/prospects/<int(max=2147483647):number>/tags/<uuid:tag>/removal")
def remove_tag(number: int, tag: UUID) -> Response:
    lead = the_lead(number)
    made = customised.remove_tag(lead, tags.the_tag(tag))
    return back_to("desk.show_lead", number=number, changed=made.id)
