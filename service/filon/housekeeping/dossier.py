"""All that the business keeps of one person, for that person (GDPR, articles 15 and 20): as data, and as words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from filon.appointments.models import Appointment
from filon.foundation import clock, rich_text
from filon.foundation.i18n import _
from filon.foundation.voice import Voice
from filon.housekeeping.dossier_minutes import agreed, minutes_of
from filon.interactions import customised
from filon.interactions.models import REVISED, Attachment, Interaction, NoteRevision
from filon.interactions.shop_orders import ShopOrder
from filon.leads.custom_fields import values_of
from filon.leads.erasure_requests import ErasureRequest
from filon.leads.labels import names_of, tags_of
from filon.leads.typed import shown
from filon.leads.words import source_word, status_word
from filon.tasks.models import Task
from filon.tenants.models import Site

# More than any thread has: a timeline of five thousand moments is the longest that was tried.
MOST_MOMENTS = 20_000
# Of a moment's details what is the person's; the rest are ids by which it can be undone.
_TOLD = (
    *("form", "fields", "page", "consent", "outcome", "field", "label", "from", "to", "subject", "step"),
    *("due_at", "starts_at", "reason", "file", "number", "name", "amount", "currency"),
)
# As the lead has them.
_COLUMNS = (
    *(
        "first_name",
        "last_name",
        "email",
        "phone",
        "phone_typed",
        "company",
        "status",
        "source",
        "source_detail",
    ),
    *("currency", "note", "message", "page", "attribution", "consent"),
)


class Section(NamedTuple):
    """A heading and what stands under it: (what it is, what it says)."""

    title: str
    rows: list[tuple[str, str]]


def dossier_of(lead: Any) -> dict[str, Any]:
    """Everything of the person that the one acting may see, as JSON has it. Times are UTC, ISO 8601."""
    hidden = customised.hidden_fields()
    moments = [
        moment for moment in Interaction.of(lead.id, MOST_MOMENTS) if customised.is_visible(moment, hidden)
    ]
    revisions: dict[UUID, list[str]] = {}
    for revision in NoteRevision.of([moment.id for moment in moments if moment.kind in REVISED]):
        revisions.setdefault(revision.note_id, []).append(rich_text.plain(revision.text))
    return {
        "number": lead.number,
        "exported_at": clock.now().isoformat(),
        "created_at": lead.created_at.isoformat(),
        **{name: getattr(lead, name) for name in _COLUMNS},
        "amount": None if lead.amount is None else str(lead.amount),
        "basis": lead.basis,
        "fields": {value.field.label: value.said for value in values_of([lead])[lead.id] if value.rows},
        "tags": [tag.name for tag in tags_of([lead])[lead.id]],
        "history": [_moment(moment, revisions.get(moment.id, []), hidden) for moment in moments],
        "reminders": [
            {"title": task.title, "due_at": task.due_at.isoformat(), "outcome": task.outcome}
            for task in Task.select().where(Task.lead_id == lead.id).order_by(Task.due_at)
        ],
        "appointments": _appointments(lead.id),
        "minutes": minutes_of(lead.id),
        "orders": _orders(lead.id),
        "files": [
            {"name": file.name, "type": file.type, "size": file.size}
            for file in Attachment.select().where(Attachment.lead_id == lead.id).order_by(Attachment.id)
        ],
        "erasures_asked": _erasures_asked(lead.id),
    }


def _erasures_asked(lead: UUID) -> list[dict[str, str]]:
    sites = {site.id: site.home_url for site in Site.select()}
    return [
        {"email": one.email, "asked_at": one.asked_at.isoformat(), "site": sites[one.site_id]}
        for one in ErasureRequest.pending().where(ErasureRequest.lead_id == lead)
    ]


def _appointments(lead: UUID) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "starts_at": one.starts_at.isoformat(),
            "minutes": one.minutes,
            "place": one.place,
            "status": one.status,
            "reason": one.reason,
        }
        for one in Appointment.of_lead(lead)
    ]


def _orders(lead: UUID) -> list[dict[str, Any]]:
    found = ShopOrder.select().where(ShopOrder.lead_id == lead).order_by(ShopOrder.placed_at)
    return [
        {
            "number": order.number,
            "state": order.state,
            "total": f"{order.total:.2f}",
            "refunded": f"{order.refunded:.2f}",
            "currency": order.currency,
            "items": order.items,
            "placed_at": order.placed_at.isoformat(),
            "paid_at": order.paid_at.isoformat() if order.paid_at else None,
        }
        for order in found
    ]


def _moment(moment: Any, revisions: list[str], hidden: set[UUID]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if moment.kind == "merged":
        values = {"left": customised.visible_left(moment, hidden)}
    elif "changes" in moment.details:
        changes = customised.visible_changes(moment, hidden)
        values = {"changes": [[one.get("label", one["field"]), one["from"], one["to"]] for one in changes]}
    text = rich_text.plain(moment.text) if moment.is_rich else moment.text
    return {
        "at": moment.happened_at.isoformat(),
        "kind": moment.kind,
        "by": moment.member_name,
        "text": revisions[0] if revisions else text,
        "earlier_texts": [*revisions[1:], text] if revisions else [],
        "details": {name: moment.details[name] for name in _TOLD if name in moment.details} | values,
    }


def sections_of(lead: Any, kept: dict[str, Any], voice: Voice) -> list[Section]:
    """What dossier_of() has kept, in the language being spoken; without what is empty."""
    found = [
        (_("Nom"), shown(lead, "name")),
        (_("Téléphone"), lead.phone or lead.phone_typed or ""),
        (_("Mail"), lead.email or ""),
        (_("Entreprise"), lead.company),
        (_("État"), status_word(lead.status)),
        (_("Provenance"), source_word(lead.source, names_of("source"))),
        (_("Formulaire"), lead.source_detail),
        (_("Page"), lead.page),
        (_("Montant"), voice.money(lead.amount, lead.currency) if lead.amount is not None else ""),
        (_("Note"), lead.note),
        (_("Étiquettes"), ", ".join(kept["tags"])),
        *kept["fields"].items(),
        (_("Base légale"), _("Son accord") if lead.basis == "consent" else _("Sa propre demande")),
        (_("Reçu"), _exact(kept["created_at"])),
        *_visits(lead.attribution),
    ]
    consents = [
        (_("Accord") if one["given"] else _("Refus"), f"{one['text']} ({_exact(one['at'])})")
        for one in lead.consent
    ]
    history = [
        (" · ".join(filter(None, (_exact(one["at"]), _kind_word(one["kind"]), one["by"]))), _said(one, voice))
        for one in kept["history"]
    ]
    reminders = [(_exact(one["due_at"]), one["title"] or _("Rappeler")) for one in kept["reminders"]]
    appointments = [(_exact(one["starts_at"]), _met(one)) for one in kept["appointments"]]
    reports = [(_exact(one["written_at"]), agreed(one)) for one in kept["minutes"]]
    orders = [
        (f"{_exact(one['placed_at'])} · n° {one['number']}", _ordered(one, voice)) for one in kept["orders"]
    ]
    files = [(one["name"], one["type"]) for one in kept["files"]]
    erasures = [
        (_exact(one["asked_at"]), "\n".join(filter(None, (one["email"], one["site"]))))
        for one in kept["erasures_asked"]
    ]
    sections = [
        Section(_("Ce que nous savons de vous"), [(label, str(text)) for label, text in found if text]),
        Section(_("Accords"), consents),
        Section(_("Historique"), history),
        Section(_("Rappels"), reminders),
        Section(_("Vos rendez-vous"), appointments),
        Section(_("Comptes rendus"), reports),
        Section(_("Commandes"), orders),
        Section(_("Fichiers"), files),
        Section(_("Demande d’effacement"), erasures),
    ]
    return [section for section in sections if section.rows]


def _kind_word(kind: str) -> str:
    words = {
        "request": _("Demande"),
        "call": _("Appel"),
        "note": _("Note"),
        "mail": _("Mail"),
        "message": _("Message entre collègues"),
        "change": _("Changement"),
        "task": _("Rappel"),
        "appointment": _("Rendez-vous"),
        "minutes": _("Compte rendu"),
        "file": _("Fichier"),
        "added": _("Ajout à la main"),
        "imported": _("Import"),
    }
    return words.get(kind) or _("Suivi")


def _visits(attribution: dict[str, Any]) -> list[tuple[str, str]]:
    """All that the visitor's browser said of what led them here; each once, for whoever came but once."""
    touches = [
        (_("Première visite"), attribution.get("first")),
        (_("Dernière visite"), attribution.get("last")),
    ]
    if touches[0][1] == touches[1][1]:
        touches.pop()
    return [
        (label, "\n".join(f"{name} : {said}" for name, said in touch.items() if said))
        for label, touch in touches
        if touch
    ]


def _ordered(order: dict[str, Any], voice: Voice) -> str:
    states = {
        "placed": _("À payer"),
        "paid": _("Payée"),
        "refunded": _("Remboursée"),
        "cancelled": _("Annulée"),
        "failed": _("Paiement refusé"),
    }
    lines = [f"{states[order['state']]} · {voice.money(Decimal(order['total']), order['currency'])}"]
    if refunded := Decimal(order["refunded"]):
        lines.append(_("%(amount)s rendus", amount=voice.money(refunded, order["currency"])))
    return "\n".join([*lines, *order["items"]])


def _met(one: dict[str, Any]) -> str:
    """How an appointment stands, what it is about and where, and why it does not take place."""
    states = {
        "proposed": _("À confirmer"),
        "confirmed": _("Confirmé"),
        "held": _("A eu lieu"),
        "missed": _("Manqué"),
        "cancelled": _("Annulé"),
    }
    return "\n".join(filter(None, (states[one["status"]], one["title"], one["place"], one["reason"])))


def _said(moment: dict[str, Any], voice: Voice) -> str:
    """The text of a moment, and below it what its details say in words of the person or of the team."""
    details = moment["details"]
    lines = [moment["text"], str(details.get("subject", ""))]
    lines += [
        f"{field['label']} : {field['value']}" for field in details.get("fields", []) if "label" in field
    ]
    if moment["kind"] == "change":
        lines.append(f"{details.get('label') or details.get('field', '')} : {details.get('to', '')}")
    if moment["kind"] == "order":
        lines.append(_step_words(details))
        lines.append(voice.money(Decimal(details["amount"]), details["currency"]))
    lines += [f"{field} : {said}" for field, said in details.get("left", [])]
    lines += [f"{field} : {was} → {now}" for field, was, now in details.get("changes", [])]
    lines += [f"({text})" for text in moment["earlier_texts"]]
    return "\n".join(line for line in lines if line)


def _step_words(details: dict[str, Any]) -> str:
    number = details["number"]
    words = {
        "paid": _("Commande n° %(number)s : payée", number=number),
        "refunded": _("Commande n° %(number)s : remboursée", number=number),
        "cancelled": _("Commande n° %(number)s : annulée", number=number),
        "failed": _("Commande n° %(number)s : paiement refusé", number=number),
    }
    return words[details["step"]]


def _exact(moment: str) -> str:
    """A moment as it is kept, in UTC and to the minute: this is read elsewhere, and perhaps years later."""
    return f"{moment[:16].replace('T', ' ')} UTC"
