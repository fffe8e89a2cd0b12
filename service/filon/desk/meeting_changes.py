"""An appointment's page changes whatever is not its time: its words, place and kind, its prospect, and its guests."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to
from filon.foundation.errors import Invalid

from . import meetings
from .calendar_pages import shown_one
from .meeting_forms import leads_alike, read_change, tells_of

pages = Pages("appointment_changes", __name__)


@pages.post("/calendrier/<uuid:appointment>/changes")
def change(appointment: UUID) -> Response:
    found, typed = meetings.the_appointment(appointment), request.form.to_dict()
    try:
        # Until it is with a prospect there is a box for whoever that will be.
        tells = "tells" in typed if found.lead_id is None else tells_of(found, typed)
        meetings.change(found, **read_change(found, typed), tells=tells)
    except Invalid as refused:
        return shown_one(found, 422, typed=typed, wrong=refused.errors, alike=leads_alike(typed))
    return back_to("calendar.show_one", appointment=appointment)
