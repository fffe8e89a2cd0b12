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
from filon.intake.imports import actions as imports
from filon.interactions import actions
from filon.leads.models import Lead
from filon.tenants.models import Member, Tenant
from tests.demo.site import SHOP

# A table as Excel in French writes it, for people to import by hand: one is known already, one has no number.
OLD_CUSTOMERS = """Nom client;GSM;Adresse mail;Montant;Date;Statut;Remarques
Houda Bennis;0661349012;houda.b@example.com;38 500,00;03/04/2025;Gagné;Cuisine en L, posée en juin
Éric Lambert;0033 6 39 98 41 27;eric.lambert@example.com;1 250,50;12/11/2025;En cours;Attend le devis
Salma Bennani;06 61 23 45 67;;;05/06/2025;Nouveau;
Hôtel Les Jardins;;;92 000,00;15/09/2025;Perdu;Trop cher
Youssef Alami;0661 23;;;18/10/2025;Nouveau;Numéro à vérifier
"""


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
    with acting_for(tenant.id, Actor("owner", owner.id, SHOP["owner"]["name"])):
        imports.bring(OLD_CUSTOMERS.encode("cp1252"), "anciens-clients.csv")


def _do(lead: Any, step: dict[str, Any]) -> None:
    if "call" in step:
        actions.log_call(lead, step["call"], step["text"])
    elif "status" in step:
        actions.change_status(lead, step["status"])
    else:
        actions.add_note(lead, step["note"])


if __name__ == "__main__":
    relive()
