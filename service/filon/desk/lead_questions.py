"""What a prospect's page asks of the database and what waits for no other answer: sent first, in one trip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from filon.appointments.models import Appointment
from filon.foundation import access
from filon.foundation.prepared import Prepared, slot
from filon.interactions.shop_orders import ShopOrder
from filon.leads import custom_fields, suspected
from filon.leads.fields import WITH_OPTIONS, Field
from filon.leads.labels import ask_options_ahead, ask_tags_ahead
from filon.leads.sources import ask_for_sources
from filon.tasks.models import Task
from filon.tenants.team import ask_for_team, ask_mate_ahead

PLANNED_SHOWN = 10


def _of_lead(column: Any, query: Callable[[Any], Any]) -> Prepared:
    return Prepared(lambda: query(slot("lead", column)))


_tasks = _of_lead(Task.lead_id, lambda lead: Task.of_lead(lead).limit(PLANNED_SHOWN))
_meetings = _of_lead(Appointment.lead_id, lambda lead: Appointment.open_of(lead).limit(PLANNED_SHOWN))
_orders = _of_lead(ShopOrder.lead_id, ShopOrder.of)


class LeadQuestions:
    """Asked when it is made, answered when it is read: the lead's next tasks, appointments and orders; the team.

    The lead's own fields, tags and possible duplicates are asked for with them, and the sources.
    """

    def __init__(self, lead: Any) -> None:
        custom_fields.ask_values_ahead(lead)
        ask_tags_ahead(lead)
        suspected.ask_pairs_ahead(lead)
        ask_options_ahead(field.id.hex for field in Field.visible() if field.kind in WITH_OPTIONS)
        if lead.email and (member := access.actor().member) is not None:
            ask_mate_ahead(member)
        self.sources = ask_for_sources()
        self._tasks, self._meetings = _tasks.ask(lead=lead.id), _meetings.ask(lead=lead.id)
        self._orders, self._team = _orders.ask(lead=lead.id), ask_for_team()

    def tasks(self) -> list[Any]:
        return self._tasks.all()

    def meetings(self) -> list[Any]:
        return self._meetings.all()

    def orders(self) -> list[Any]:
        return self._orders.all()

    def team(self) -> list[Any]:
        return self._team.all()
