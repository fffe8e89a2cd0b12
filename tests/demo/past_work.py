"""What the joinery's team did with the last days' requests: calls, notes, statuses, reminders, each at its moment.

Run beside the service, with its settings, once the requests have arrived.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.appointments.availability import Terms, free_slots
from filon.appointments.kinds import add_kind
from filon.appointments.models import Host
from filon.appointments.plans import Plan as Meeting

# announcements for what stands below it: the tables of every room that is written to must be known here.
from filon.desk import announcements, meetings, reminders  # noqa: F401
from filon.foundation import access, clock
from filon.foundation.access import Actor
from filon.foundation.operator import across_tenants
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.intake.imports import actions as imports
from filon.interactions import actions, assigned, customised, notes
from filon.leads import arranging, assigning, defining
from filon.leads.assignment import Rule
from filon.leads.fields import Field
from filon.leads.labels import Label
from filon.leads.models import Lead
from filon.leads.views import keep_view
from filon.tasks.actions import Plan
from filon.tenants import actions as tenants
from filon.tenants import business, members, presence, team
from filon.tenants.absences import at_work, today, work_day
from filon.tenants.models import Member, Tenant
from tests.demo.site import SHOP

# Lists that the team keeps: name, what they show, whether all see them.
_VIEWS: list[tuple[str, dict[str, str], bool]] = [
    ("Sans responsable", {"status": "all", "where": "owner:is:nobody;status:is:new,open"}, True),
    ("Publicité, 30 jours", {"status": "all", "where": "source:is:google_ads,meta;created:last:30"}, True),
    ("À moi", {"status": "all", "where": "owner:is:me", "columns": "status,wait,next,amount"}, False),
]


def make_own() -> None:
    """What the joinery wants to know of its customers, and how far an offer has come."""
    for label, kind, options in (
        ("Essence", "choice", ("Chêne", "Hêtre", "Noyer", "Peint")),
        ("Surface (m²)", "number", ()),
        ("Date souhaitée", "date", ()),
        ("Pièces", "choices", ("Cuisine", "Salon", "Chambre", "Escalier")),
        ("Chantier accessible", "yes_no", ()),
    ):
        defining.add(label, kind, options)
    essence = Field.get(Field.key == "essence")
    defining.switch(essence.id, "is_required", True)
    stages = {
        "open": ("Visite prévue", "Mesures prises", "Devis envoyé", "Négociation"),
        "won": ("Acompte reçu", "Posé"),
    }
    for status, names in stages.items():
        for name in names:
            arranging.add("stage", name, status)
    arranging.add("reason", "Hors zone")
    arranging.add("source", "Salon de l’habitat")


def open_the_workshop() -> None:
    """When the joinery is there, how soon it calls back, and the holidays that it has planned."""
    for day in range(5):
        business.open_on(day, "8 h 30 – 12 h 30, 14 h – 18 h 30")
    business.open_on(5, "9 h – 13 h")
    business.answer_within("60")
    leaves = clock.now().date() + timedelta(days=60)
    business.close(leaves.isoformat(), (leaves + timedelta(days=14)).isoformat())


def make_team(owner: UUID) -> None:
    """Who works with the owner, who of them is away, and by which rules requests are given to them."""
    ids = {}
    for one in SHOP["team"]:
        member = tenants.add_member(name=one["name"], email=one["email"], role="agent", language="fr")
        Member.update(joined_at=member.created_at).where(Member.id == member.id).execute()
        ids[one["name"]] = member.id
        if days := one.get("away_for"):
            presence.note_absence(member, today().isoformat(), (today() + timedelta(days=days)).isoformat())
    assigning.add("Cuisines", {"campaign": "Cuisines sur mesure"}, ids.values())
    assigning.add("Publicité Google", {"source": "google_ads"}, [owner, ids["Karim Alaoui"]])


def meet(owner: UUID, telephones: list[str]) -> None:
    """What visitors may book by themselves, and whom the team meets in the days ahead."""
    karim = Member.get(Member.name == "Karim Alaoui").id
    measuring = add_kind(
        [owner, karim],
        name="Prise de mesures chez vous",
        minutes=60,
        place_kind="visit",
        after=30,
        is_online=True,
    )
    choosing = add_kind(
        [owner], name="Choix des essences", minutes=45, place="À l’atelier, Aïn Sebaâ", is_online=True
    )
    # Wherever the demonstration's week begins: the first hours that are free, some days apart.
    days = (1, 2, 2, 5)
    for telephone, ahead, kind in zip(
        telephones, days, (measuring, choosing, measuring, choosing), strict=False
    ):
        begins = clock.now() + timedelta(days=ahead)
        hosts = [host.member_id for host in Host.of_kind(kind.id)]
        first = free_slots(Terms.of(kind), hosts, begins, begins + timedelta(days=7))[0]
        lead = Lead.get(Lead.phone_typed == telephone)
        meetings.book(Meeting(first.starts_at, kind, members=first.members[:1], lead=lead, tells=False))


def give(request: dict[str, Any]) -> None:
    """Give who asked to whom the rules say, as the worker would have done then."""
    moment = clock.now() - timedelta(hours=request["hours_ago"])
    with access.acting_as(access.SYSTEM), clock.standing_at(moment), transaction():
        lead, there = Lead.get(Lead.phone_typed == request["telephone"]), at_work(work_day())
        turn = assigned.turn_for(lead, Rule.held(), there)
        if turn is not None and turn.share is not None and lead.owner_id is None:
            assigned.give(lead, there[turn.share.member_id], why="turn", turn=turn)


def who_has(lead: Any, owner: Actor) -> Actor:
    """Whoever works on the lead: its owner, or the joinery's."""
    if lead.owner_id in (None, owner.member):
        return owner
    return Actor("agent", lead.owner_id, team.names()[lead.owner_id])


def fill_in_own(who: Actor) -> None:
    """Some of it is known of the newest: as much as a busy owner writes down."""
    with access.acting_as(who), transaction():
        fields = {field.key: field for field in Field.visible()}
        stage = next(stage for stage in Label.stages() if stage.name == "Devis envoyé")
        newest = list(Lead.kept().order_by(Lead.number.desc()).limit(4))
        for lead, (wood, surface, rooms, tags) in zip(
            newest,
            [
                ("Chêne", "12", "Cuisine", ["Urgent"]),
                ("Noyer", "8,5", "Salon, Escalier", ["VIP", "Architecte"]),
                ("", "20", "", []),
                ("Peint", "", "Chambre", ["VIP"]),
            ],
            strict=False,
        ):
            for key, typed in (("essence", wood), ("surface_m2", surface), ("pieces", rooms)):
                if typed:
                    customised.change_value(lead, fields[key], typed, "MA")
            for tag in tags:
                customised.add_tag(lead, tag)
        for lead in Lead.kept().where(Lead.status == "open").limit(2):
            actions.change_status(lead, "open", stage=stage)


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
    who = Actor("owner", owner.id, SHOP["owner"]["name"])
    with acting_for(tenant.id, who), transaction():
        make_own()
        open_the_workshop()
        # Known by her address alone until she signs in and says her name.
        members.rename(owner, SHOP["owner"]["name"])
        make_team(owner.id)
    with acting_for(tenant.id, who):
        for request in sorted(SHOP["requests"], key=lambda request: -float(request["hours_ago"])):
            give(request)
    asked = [(step, request["telephone"]) for request in SHOP["requests"] for step in request.get("work", [])]
    for step, telephone in sorted(asked, key=lambda pair: -float(pair[0]["hours_ago"])):
        moment = clock.now() - timedelta(hours=step["hours_ago"])
        with acting_for(tenant.id, who), clock.standing_at(moment), transaction():
            lead = Lead.get(Lead.phone_typed == telephone)
            with access.acting_as(who_has(lead, who)):
                _do(lead, step)
    with acting_for(tenant.id, who):
        fill_in_own(who)
        with transaction():
            meet(owner.id, [request["telephone"] for request in SHOP["requests"][:4]])
    with acting_for(tenant.id, Actor("owner", owner.id, SHOP["owner"]["name"])), transaction():
        for name, asked_for, shared in _VIEWS:
            keep_view(name, asked_for, shared=shared)
    with acting_for(tenant.id, Actor("owner", owner.id, SHOP["owner"]["name"])):
        imports.bring(OLD_CUSTOMERS.encode("cp1252"), "anciens-clients.csv")


def _do(lead: Any, step: dict[str, Any]) -> None:
    if "call" in step:
        actions.log_call(lead, step["call"], step["text"])
    elif "status" in step:
        actions.change_status(lead, step["status"])
    elif "remind" in step:
        # On the full hour, as people plan; counted from the moment when somebody looks.
        ahead = timedelta(hours=step["due_in_hours"] + step["hours_ago"])
        due_at = (clock.now() + ahead).replace(minute=0)
        reminders.plan(Plan(due_at, step["remind"], reminders.owner_for(lead)), lead)
    else:
        notes.add_note(lead, step["note"])


if __name__ == "__main__":
    relive()
