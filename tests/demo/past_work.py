"""What the joinery's owner did with the requests of the last days: calls, notes, statuses, each at its moment.

Run beside the service, with its settings, once the requests have arrived.
"""

from datetime import timedelta
from typing import Any

from filon.desk import announcements  # noqa: F401  # the tables of every room below must be known here
from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.operator import across_tenants
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.interactions import actions
from filon.leads.models import Lead
from filon.leads.views import keep_view
from filon.tenants.models import Member, Tenant
from tests.demo.site import SHOP

# Lists that the team keeps: name, what they show, whether all see them.
_VIEWS: list[tuple[str, dict[str, str], bool]] = [
    ("Sans responsable", {"status": "all", "where": "owner:is:nobody;status:is:new,open"}, True),
    ("Publicité, 30 jours", {"status": "all", "where": "source:is:google_ads,meta;created:last:30"}, True),
    ("À moi", {"status": "all", "where": "owner:is:me", "columns": "status,wait,next,amount"}, False),
]


def relive() -> None:
    """Go through the work in the order in which it was done."""
    start()
    with across_tenants("the demonstration's only client"), transaction(write=False):
        tenant = Tenant.get()
    with acting_for(tenant.id), transaction(write=False):
        owner = Member.get(Member.role == "owner")
    asked = [(step, request["telephone"]) for request in SHOP["requests"] for step in request.get("work", [])]
    for step, telephone in sorted(asked, key=lambda pair: -float(pair[0]["hours_ago"])):
        moment = clock.now() - timedelta(hours=step["hours_ago"])
        who = Actor("owner", owner.id, SHOP["owner"]["name"])
        with acting_for(tenant.id, who), clock.standing_at(moment), transaction():
            _do(Lead.get(Lead.phone_typed == telephone), step)
    with acting_for(tenant.id, Actor("owner", owner.id, SHOP["owner"]["name"])), transaction():
        for name, asked_for, shared in _VIEWS:
            keep_view(name, asked_for, shared=shared)


def _do(lead: Any, step: dict[str, Any]) -> None:
    if "call" in step:
        actions.log_call(lead, step["call"], step["text"])
    elif "status" in step:
        actions.change_status(lead, step["status"])
    else:
        actions.add_note(lead, step["note"])


if __name__ == "__main__":
    relive()
