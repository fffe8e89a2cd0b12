"""Erasing a person (RGPD): final everywhere, in the queues and in what a restored backup brings back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from filon.appointments.forgetting import forget_appointments
from filon.foundation import access, clock, outbox
from filon.foundation.database import database, locked
from filon.foundation.outbox import Event
from filon.foundation.tenancy import acting_for, here
from filon.foundation.transactions import transaction
from filon.housekeeping import journal
from filon.housekeeping.journal import Erasure
from filon.housekeeping.parting import forget_merges
from filon.intake.imports import keeping as imports
from filon.intake.models import Submission
from filon.interactions import attachments, shop_orders
from filon.interactions.forgetting import forget_in_appointments
from filon.interactions.minutes import forget_minutes
from filon.interactions.models import Interaction, Mention, NoteRevision
from filon.leads import bulk_changes, erasure_requests, export_notes, suspected
from filon.leads.exports import forget_exports
from filon.leads.fields import FieldValue
from filon.leads.labels import LeadTag
from filon.leads.models import Lead
from filon.leads.search import SearchText
from filon.leads.views import forget_naming
from filon.notifications import actions as notifications
from filon.tasks.forgetting import forget_tasks
from filon.tenants.models import Site

# Shorter than that, a number or a name is found in lines of anybody.
_SHORTEST_TRACE = 6
# What stays of a line, as the journal keeps it: site, id, sha256, answer, reason and day of the ledger.
Emptied = tuple[str, str, str, str, str | None, str | None]


def erase_lead(lead: Any) -> None:
    """Erase a person for good: the lead, its timeline, what was or is to be told of it, what waits in the queues.

    Nobody knows which files made of the list they stand in, or came to be imported, so all of the business's go.
    Of what came through the door only the ids and hashes stay, so that a site which sends a line again is answered as
    before and the person does not come back. Takes an owner. It is also written into the journal, before the commit:
    an erasure that was asked for and failed may be done once more by a restore, one that was done is never forgotten.
    """
    access.require("owner")
    with access.acting_as(access.SYSTEM), transaction():
        forget_exports()
        imports.forget_for_erasure()
        orders = shop_orders.forget_erased(lead.id)
        emptied = remove_lead(lead, as_guest=True)
        journal.note(Erasure(clock.now().isoformat(), here().hex, lead.id.hex, emptied, orders))


def erase_again(erasure: Erasure) -> bool:
    """Do an erasure of the journal in a restored database; returns whether there was anything of the person.

    Lines and orders that had come after the backup are entered as known, or a site would bring the person back with
    them or with what becomes of them.
    """
    with acting_for(UUID(erasure.tenant)), transaction():
        forget_exports()
        imports.forget_for_erasure()
        lead = Lead.find(UUID(erasure.lead))
        if lead is not None:
            shop_orders.forget_erased(lead.id)
            remove_lead(lead, as_guest=True)
        sites = {site.id for site in Site.select(Site.id)}
        for site_hex, id_hex, sha256, answer, reason, *day in erasure.submissions:
            site, id = UUID(site_hex), UUID(id_hex)
            known = Submission.select().where((Submission.site_id == site) & (Submission.id == id)).first()
            if known is not None:
                empty(known)
            elif site in sites:
                ledger_on = date.fromisoformat(day[0]) if day and day[0] else None
                told = {"sha256": sha256, "answer": answer, "reason": reason, "ledger_on": ledger_on}
                Submission.add(site_id=site, id=id, line=b"", **told)
        for site_hex, reference in erasure.orders:
            if (site := UUID(site_hex)) in sites:
                shop_orders.enter_erased(site, reference)
    return lead is not None


def remove_lead(lead: Any, *, as_guest: bool = False) -> list[Emptied]:
    """Delete the lead and everything of it, and what was merged into it; returns what stays of its lines.

    `as_guest` when the person is to be forgotten: then also what was mailed to them about appointments of others.
    A lead that only leaves the trash may be there twice, and what the other one was told stays.
    """
    database.obj.overwrite_deleted()
    shells = [line for shell in Lead.shells_of(lead.id) for line in remove_lead(shell, as_guest=as_guest)]
    locked(Lead.select(Lead.id).where(Lead.id == lead.id)).first()
    emptied = [empty(line) for line in lines_of(lead)]
    forget_minutes(lead.id)
    planned = [*forget_tasks(lead), *forget_appointments(lead)]
    address = lead.email if as_guest else None
    told, summaries = notifications.forget_about([lead.id, *planned], address)
    # Whom nobody expects any more as a guest is named by an event until they are told.
    _forget_events({lead.id.hex, *(id.hex for id in [*told, *planned]), *_quoted(address)})
    for member, until in summaries:
        outbox.emit("requests.held_back", member=member.hex, over=until.isoformat())
    forget_in_appointments(lead)
    attachments.forget_of(lead.id)
    Mention.delete().where(Mention.lead_id == lead.id).execute()
    shop_orders.forget_lead(lead.id)
    own = Interaction.select(Interaction.id).where(Interaction.lead_id == lead.id)
    NoteRevision.delete().where((NoteRevision.lead_id == lead.id) | NoteRevision.note_id.in_(own)).execute()
    imports.forget_lead(lead)
    bulk_changes.forget_lead(lead.id)
    Interaction.delete().where(Interaction.lead_id == lead.id).execute()
    FieldValue.delete().where(FieldValue.lead_id == lead.id).execute()
    LeadTag.delete().where(LeadTag.lead_id == lead.id).execute()
    forget_naming(lead)
    export_notes.forget_naming(lead)
    SearchText.delete().where(SearchText.id == lead.id).execute()
    suspected.forget(lead.id)
    erasure_requests.forget(lead)
    forget_merges(lead)
    Lead.update(duplicate_of_id=None).where(Lead.duplicate_of_id == lead.id).execute()
    Lead.delete().where(Lead.id == lead.id).execute()
    return shells + emptied


def lines_of(lead: Any) -> list[Any]:
    """The lead's lines, and those set aside that name the person. Looks through all that ever were."""
    own = list(Submission.select().where(Submission.lead_id == lead.id))
    is_named = naming([lead], [line.id for line in own])
    aside = Submission.select().where((Submission.answer == "quarantined") & Submission.lead_id.is_null())
    return own + [line for line in aside.iterator() if is_named(line)]


def naming(leads: list[Any], lines: list[UUID]) -> Callable[[Any], bool]:
    """What tells of a line whether it names one of these people, or one of their own lines by its id."""
    traces = [*(str(id).lower() for id in lines), *chain.from_iterable(map(_traces_of, leads))]
    addresses = [trace for trace in traces if "@" in trace]
    others = [trace for trace in traces if "@" not in trace]
    # ana@x.fr is not in joana@x.fr, nor a number in a longer one.
    patterns = [
        rf"(?<!{within})(?:{'|'.join(map(re.escape, some))})(?!\w|[.-]\w)"
        for within, some in ((r"[\w.%+-]", addresses), (r"\w", others))
        if some
    ]
    named = re.compile("|".join(patterns)) if patterns else None
    return lambda line: named is not None and named.search(_words_of(line)) is not None


def _words_of(line: Any) -> str:
    """What a line says, in small letters; as it came where it is no JSON, which writes other letters as figures."""
    raw = bytes(line.line)
    try:
        return json.dumps(json.loads(raw), ensure_ascii=False).lower()
    except (ValueError, RecursionError):
        return raw.decode(errors="replace").lower()


def _traces_of(lead: Any) -> list[str]:
    """By what a text that names nobody else can be known to name the person, in small letters."""
    return [
        trace.lower()
        for trace in (lead.email, lead.phone, lead.phone_typed)
        if trace and len(trace) >= _SHORTEST_TRACE
    ]


def empty(line: Any) -> Emptied:
    """Leave of a line what answers a site that sends it again, and nothing of what was written."""
    nothing = dict.fromkeys(("detail", "fingerprint", "lead_id", "lead_number", "email_key"))
    Submission.update(line=b"", **nothing).where(
        (Submission.site_id == line.site_id) & (Submission.id == line.id)
    ).execute()
    day = line.ledger_on.isoformat() if line.ledger_on else None
    return line.site_id.hex, line.id.hex, line.sha256, line.answer, line.reason, day


def _quoted(address: str | None) -> list[str]:
    """As it stands in an event, and in no longer address."""
    return [json.dumps(address).lower()] if address else []


def _forget_events(names: set[str]) -> None:
    """Delete the events that name one of these ids or addresses, whatever they are about."""
    named = [
        event.id
        for event in Event.select(Event.id, Event.payload)
        if any(name in json.dumps(event.payload).lower() for name in names)
    ]
    if named:
        Event.delete().where(Event.id.in_(named)).execute()
