"""What a person should check about a lead ("À vérifier"): the answers that came, and settling which one it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from filon.foundation import access
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.intake import form_maps, mapping
from filon.intake.models import Submission
from filon.intake.reading import read_line
from filon.interactions.actions import record_change
from filon.interactions.models import Interaction
from filon.leads import corrections
from filon.leads.contacts import clean
from filon.tenants.models import Tenant

# Whoever asked often is asked about the newest of their requests.
REQUESTS_SHOWN = 3
DECISIONS = ("answer", "keep", "blank")


@dataclass(frozen=True)
class Answer:
    """One thing that the person sent. `key` names it; `is_likely` where it is worth looking first.

    `is_possible` is False where it can't be what is looked for: an e-mail without an address.
    """

    key: str
    label: str
    value: str
    is_likely: bool
    is_possible: bool


@dataclass(frozen=True)
class Check:
    """A slot that nobody is sure of, what the lead has for it now, and all that came."""

    slot: str
    value: str
    answers: list[Answer]


def checks(lead: Any) -> list[Check]:
    """What is to be checked about the lead, in the order of corrections.CHECKED."""
    wanted = [slot for slot in corrections.CHECKED if slot in lead.unsure]
    if not wanted:
        return []
    region = Tenant.current().region
    sent = list(_sent_by(lead))
    return [
        Check(slot, shown(lead, slot), [_as_answer(key, field, slot, region) for key, field, *_of in sent])
        for slot in wanted
    ]


def settle(lead: Any, slot: str, decision: str, key: str = "") -> Any:
    """Take the mark from the lead's slot: give it the answer `key`, keep what it has, or leave it blank.

    What a manager answers is remembered for the form. Returns the change, which undo() takes back. Raises Conflict
    when somebody was quicker, Invalid for a decision or an answer that there isn't, NotFound for another slot.
    """
    if slot not in corrections.CHECKED:
        raise NotFound()
    if decision not in DECISIONS:
        raise Invalid({"decision": [f"Give one of {', '.join(DECISIONS)}"]})
    with transaction():
        chosen = (
            next((one for one in _sent_by(lead) if one[0] == key), None) if decision == "answer" else None
        )
        if decision == "answer" and (chosen is None or not mapping.could_be(slot, _typed(chosen[1]))):
            raise Invalid({"answer": [_("Choisissez une réponse qui convient.")]})
        old = shown(lead, slot)
        if decision == "keep" and not old:
            raise Invalid({"decision": [_("Il n’y a rien à garder.")]})
        typed = {"keep": None, "blank": ""}.get(decision, chosen and _typed(chosen[1]))
        before, after = corrections.settle(lead, slot, typed, Tenant.current().region)
        more: dict[str, Any] = {"before": _plain(before), "after": _plain(after)}
        if chosen is not None:
            more |= _remembered(slot, *chosen[1:])
        return record_change(lead, slot, old, shown(lead, slot), decision=decision, **more)


def undo(lead: Any, change: Any) -> Any:
    """Put back what settle() changed, the form's map included. Raises Conflict when it no longer stands."""
    details = change.details
    slot = details.get("field")
    if slot not in corrections.CHECKED or "before" not in details:
        raise Conflict()
    with transaction():
        corrections.put_back(lead, slot, details["before"], details["after"])
        if saved := details.get("map"):
            form_maps.restore(UUID(saved["site"]), saved["source"], saved["form"], saved["said"])
        return record_change(lead, slot, details["to"], details["from"], decision="undone")


def stands(lead: Any, change: Any) -> bool:
    """Whether the change can still be taken back."""
    details = change.details
    return (
        "before" in details
        and details["field"] not in lead.unsure
        and corrections.holds(lead, details["after"])
    )


def shown(lead: Any, slot: str) -> str:
    """What the lead has for the slot, as people read it."""
    if slot == "name":
        return f"{lead.first_name} {lead.last_name}".strip()
    if slot == "phone":
        return lead.phone or lead.phone_typed or ""
    return getattr(lead, slot) or ""


def _sent_by(lead: Any) -> Iterator[tuple[str, dict[str, Any], UUID, dict[str, Any]]]:
    """(key, field, site, submission) of each answer in the lead's newest requests, empty ones left out."""
    asked = (
        Interaction.select(Interaction.details)
        .where((Interaction.lead_id == lead.id) & (Interaction.kind == "request"))
        .order_by(Interaction.happened_at.desc(), Interaction.id.desc())
        .limit(REQUESTS_SHOWN)
    )
    for request in asked:
        site, id = UUID(request.details["site"]), UUID(request.details["submission"])
        kept = Submission.get_or_none((Submission.site_id == site) & (Submission.id == id))
        content = read_line(1, bytes(kept.line)).content if kept else None
        for place, field in enumerate(content["fields_"] if content else ()):
            if content and mapping.as_text(field["value"]).strip():
                yield f"{id.hex}.{place}", field, site, content


def _as_answer(key: str, field: dict[str, Any], slot: str, region: str) -> Answer:
    label = clean(field["label"] or field["id"])
    value = _typed(field)
    return Answer(key, label, value, mapping.is_likely(field, slot, region), mapping.could_be(slot, value))


def _typed(field: dict[str, Any]) -> str:
    return clean(mapping.as_text(field["value"])).strip()


def _remembered(slot: str, field: dict[str, Any], site: UUID, content: dict[str, Any]) -> dict[str, Any]:
    """What came of remembering the answer for its form. An agent's choice is this lead's alone."""
    if not access.at_least("manager"):
        return {}
    said = form_maps.correct_field(site, content, field["id"], slot)
    source, form = form_maps.form_of(content)
    return {"map": {"site": site.hex, "source": source, "form": form, "said": said}}


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value is None else str(value) for name, value in columns.items()}
