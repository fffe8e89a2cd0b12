"""Alice's things, one of each kind that an address can name, and addresses that name them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from werkzeug.routing import Rule

from filon.appointments.actions import book_appointment
from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar
from filon.appointments.kinds import add_kind
from filon.appointments.plans import Plan as Meeting
from filon.appointments.resource_changes import add_resource
from filon.appointments.times import DayHours
from filon.desk import reminders
from filon.foundation import access, clock
from filon.foundation.tenancy import acting_for
from filon.housekeeping.merges import Merge
from filon.intake.imports import actions as imports
from filon.intake.models import FormMap
from filon.interactions import actions as interactions
from filon.interactions.models import Attachment, Interaction
from filon.leads.assignment import Rule as AssignmentRule
from filon.leads.bulk_changes import BulkChange
from filon.leads.erasure_requests import ErasureRequest
from filon.leads.fields import Field
from filon.leads.labels import Label
from filon.leads.models import Lead
from filon.leads.suspected import Suspicion
from filon.leads.views import keep_view
from filon.notifications.snippets import Snippet
from filon.reports import actions as reports
from filon.tasks.actions import Plan
from filon.tenants import changes, sessions
from filon.tenants.absences import Absence
from filon.tenants.models import Member, Session
from tests.parts.service import Filon, PairedSite

# The id of a key of Alice's business.
KEY = UUID("01982e3c-7a5b-7c1d-8e2f-3a4b5c6d7e8f")

FAR = date(2030, 8, 5)


def path_of(rule: Rule, site: PairedSite, things: dict[str, Any]) -> str:
    """The rule's address with Alice's things in it: her third lead, whose number nobody else has reached."""
    values = {
        "site": site.id,
        "number": 3,
        "other_number": 2,
        "token": "x" * 43,
        "name": "css/base.css",
        **things,
    }
    values |= {"slot": "phone", "day": 0, "picture": "x" * 43, "key": KEY, "field": "note", "link": "x" * 43}
    values |= {"way": "up", "kind": "tag", "column": "won", "version": "0.1.0", "provider": "google"}
    values |= {
        "submission": UUID(int=7),
        "place": 0,
        "colour": "none",
        "page": "atlas",
        "public_site": UUID(int=7),
    }
    unknown = rule.arguments - set(values)
    assert not unknown, f"{rule.rule}: say here which of Alice's things <{unknown}> is"
    built = rule.build({name: values[name] for name in rule.arguments})
    assert built is not None
    return built[1]


def things_of(filon: Filon, site: PairedSite) -> dict[str, Any]:
    """Ids of the site's business that addresses can hold."""
    with filon.inside(site.tenant):
        member = Member.get(Member.role == "owner")
        sessions.open_session(member)
        first, third = Lead.by_number(1), Lead.by_number(3)
        change = Interaction.get(Interaction.kind == "change")
        about = {"lead_id": change.lead_id, "interaction_id": change.id}
        file = Attachment.add(**about, name="Salma.pdf", type="", size=1, sha256="", file="")
        account = CalendarAccount.add(member_id=member.id, provider="feed", address="", user="", secret="")
        calendar = OutsideCalendar.add(
            account_id=account.id, member_id=member.id, outside_id="feed", name="Perso", can_write=False
        )
        things = {
            "calendar_account": account.id,
            "outside_calendar": calendar.id,
            "file": file.id,
            "note": change.id,
            "mail": change.id,
            "change": change.id,
            "call": interactions.log_call(third, "answered", "Salma").id,
            "asked": Interaction.get(Interaction.kind == "request").id,
            "member": member.id,
            "session": Session.get().id,
            "installation": site.id,
            "business": site.tenant,
            "pair": Suspicion.add(lead_id=third.id, other_id=first.id).id,
            "bulk_change": BulkChange.add(kind="trash").id,
            "erasure": ErasureRequest.add(lead_id=third.id, site_id=UUID(site.id)).id,
            "merge": Merge.add(kept_id=first.id, gone_id=third.id).id,
            "custom": Field.add(key="essence", label="Salma", kind="text", position=0).id,
            "label": Label.add(kind="tag", code="vip", name="Salma", key="salma", position=0).id,
            "day_hours": DayHours.add(day_on=FAR, spans=[]).id,
            "absence": Absence.add(member_id=member.id, first_on=FAR, last_on=FAR).id,
            "rule": AssignmentRule.add(name="Salma", position=0).id,
            "setting_change": changes.note("business", site.tenant, {"name": "x"}, {"name": "Salma"}).id,
            "snippet": Snippet.add(title="Devis", text="Bonjour").id,
            "form": FormMap.add(site_id=UUID(site.id), source="cf7", form="1", fields=[]).id,
        }
    with acting_for(site.tenant, access.Actor("owner", member.id)):
        upload = imports.bring(b"Nom;Mail\nSalma;salma@example.com\n", "clients.csv")
    with filon.inside(site.tenant, access.Actor("owner", member.id)):
        export = reports.ask_for_export({}, "csv", language="fr", zone="Africa/Casablanca")
        task = reminders.plan(Plan(clock.now() + timedelta(days=1), owner=member.id), Lead.by_number(3))
        room = add_resource("Salma")
        kind = add_kind([member.id], name="Salma", minutes=30, resources=[room.id])
        plan = Meeting(clock.now() + timedelta(days=2), kind, lead=Lead.by_number(3), title="Salma")
        meeting = book_appointment(plan)
        view = keep_view("Alices", {"status": "all"}, shared=False)
    things |= {"appointment": meeting.id, "appointment_kind": kind.id, "appointment_resource": room.id}
    things |= {"upload": upload.id, "view": view.id, "export": export.id, "tag": things["label"]}
    return things | {"task": task.id, "step": UUID(task.last_step["id"])}
