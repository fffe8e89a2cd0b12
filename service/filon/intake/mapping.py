"""From a form's own fields to a lead's: the plugin's suggestions, then the field's type. Never guesses silently.

What is not sure stays empty or is marked in `unsure`, and shows as "À vérifier".
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from filon.foundation.clock import now
from filon.intake.provenance import source_of
from filon.leads.actions import Request
from filon.leads.contacts import clean, one_line, read_email, read_phone

_SLOT_OF_TYPE = {"email": "email", "tel": "phone"}


def to_request(content: dict[str, Any], asked_at: datetime, region: str) -> Request:
    """What the submission asks for. `region` is the tenant's, for numbers written without a country."""
    slots = _slots(content)
    unsure: list[str] = []

    # One field for the whole name is kept whole: where "El Idrissi" begins in it nobody but a person can say.
    first = one_line(slots.get("first_name", ""))
    last = one_line(slots.get("last_name") or slots.get("name", ""))

    email = read_email(slots.get("email", ""))
    if slots.get("email") and not email:
        unsure.append("email")
    typed = one_line(slots.get("phone", ""), 60) or None
    phone = read_phone(typed, region) if typed else None
    if typed and not phone:
        unsure.append("phone")

    message = clean(slots.get("message", "")).strip() or _everything_else(content, slots)
    return Request(
        source=source_of(content["attribution"], content["page"]),
        # Never later than now: a wait that has not begun would count backwards.
        asked_at=min(asked_at, now()),
        first_name=first,
        last_name=last,
        email=email,
        phone=phone,
        phone_typed=typed,
        company=one_line(slots.get("company", "")),
        message=message,
        source_detail=one_line(content["form"]["title"] or content["form"]["id"], 300),
        page=one_line(content["page"] or "", 2000),
        attribution=_cleaned(content["attribution"] or {}),
        consent=[
            {
                "basis": "consent",
                "text": clean(c["text"]),
                "given": c["given"],
                "at": content["submitted_at"],
                "form": clean(content["form"]["id"]),
            }
            for c in content["consents"]
        ],
        unsure=unsure,
    )


def _cleaned(attribution: dict[str, Any]) -> dict[str, Any]:
    return {
        name: touch and {clean(key): value and clean(value) for key, value in touch.items()}
        for name, touch in attribution.items()
    }


def _slots(content: dict[str, Any]) -> dict[str, str]:
    """slot → value; the first field with a value wins, suggestions before types."""
    found: dict[str, str] = {}
    suggestions = content["suggestions"]
    for by_suggestion in (True, False):
        for field in content["fields_"]:
            suggested = suggestions.get(field["id"])
            slot = (
                suggested if by_suggestion else None if suggested else _SLOT_OF_TYPE.get(field["type"] or "")
            )
            value = as_text(field["value"]).strip()
            if slot and value and slot not in found:
                found[slot] = value
    return found


def _everything_else(content: dict[str, Any], slots: dict[str, str]) -> str:
    """Without a message field: what was filled in beside name and contact, so that the caller knows the subject."""
    taken = set(slots.values())
    consents = {consent["field_id"] for consent in content["consents"]}
    rest = [
        f"{one_line(field['label'] or field['id'])} : {as_text(field['value'])}"
        for field in content["fields_"]
        if field["id"] not in consents and as_text(field["value"]).strip() not in taken | {""}
    ]
    return clean("\n".join(rest))


def as_text(value: str | list[str]) -> str:
    """A field's value as one text."""
    return value if isinstance(value, str) else ", ".join(value)


def answers(content: dict[str, Any]) -> list[dict[str, str]]:
    """Every field as a person reads it on the timeline: label and value."""
    return [
        {"label": one_line(field["label"] or field["id"], 500), "value": clean(as_text(field["value"]))}
        for field in content["fields_"]
    ]
