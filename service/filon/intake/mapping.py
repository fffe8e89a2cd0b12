"""From a form's own fields to a lead's: the form's saved map, the plugin's suggestions, then what the fields say.

Never guesses silently: what is not sure stays empty, is marked in `unsure`, and shows as "À vérifier".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from filon.foundation.clock import now
from filon.intake.meaning import Meaning, may_follow, meaning_of
from filon.intake.provenance import source_of
from filon.leads.actions import Request
from filon.leads.answers import TAGS
from filon.leads.contacts import clean, is_real_phone, one_line, read_email, read_phone
from filon.leads.own_filters import OWN

# In a saved map: the field is nothing of the lead's.
IGNORE = "ignore"
NO_MAP: Mapping[str, str] = {}
# How a number looks that was written as one: with its country, or with the zero that dialling within one begins by.
_DIALLED = re.compile(r"(\+|00?)[\d\s().-]{7,24}")
_DIGITS = re.compile(r"\d")
_LONGEST_PHONE = 60


class Slots(NamedTuple):
    """`found`: slot → value; `unsure`: slots that a person should look at, empty in `found`.

    `own`: what the form's map gives to the business's own fields and to its tags, as it would be typed there.
    """

    found: dict[str, str]
    unsure: list[str]
    own: dict[str, str]


def to_request(
    content: dict[str, Any], asked_at: datetime, region: str, saved: Mapping[str, str] = NO_MAP
) -> Request:
    """What the submission asks for. `region` is the tenant's, for numbers written without a country.

    `saved` is the form's map as people corrected it: field id → slot or IGNORE.
    """
    slots, unsure, own = read_slots(content, region, saved)

    # One field for the whole name is kept whole: where "El Idrissi" begins in it nobody but a person can say.
    first = one_line(slots.get("first_name", ""))
    last = one_line(slots.get("last_name") or slots.get("name", ""))

    email = read_email(slots.get("email", ""))
    if slots.get("email") and not email:
        unsure.append("email")
    typed = one_line(slots.get("phone", ""), _LONGEST_PHONE) or None
    phone = read_phone(typed, region) if typed else None
    if typed and not phone:
        unsure.append("phone")

    source = source_of(content["attribution"], content["page"], content["referrer"])
    message = clean(slots.get("message", "")).strip() or _everything_else(content, slots)
    # Never later than now: a wait that has not begun would count backwards.
    asked_at = min(asked_at, now())
    return Request(
        source="shop" if content["order"] and source == "site" else source,
        asked_at=asked_at,
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
                "text": clean(c["text"]),
                "given": c["given"],
                "at": _agreed_at(content["submitted_at"], asked_at),
                "form": clean(content["form"]["id"]),
            }
            for c in content["consents"]
        ],
        unsure=unsure,
        own=own,
    )


def _agreed_at(said: str, asked_at: datetime) -> str:
    """As the site says it, unless that was not to be believed: a proof from tomorrow is none."""
    return said if datetime.fromisoformat(said) == asked_at else asked_at.isoformat()


def _cleaned(attribution: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {clean(key): value and clean(value) for key, value in said.items()}
        if isinstance(said, dict)
        else said
        for name, said in attribution.items()
    }


class _Filled(NamedTuple):
    """A field that was filled in, and what it asks for."""

    id: str
    value: str
    meaning: Meaning


def read_slots(content: dict[str, Any], region: str, saved: Mapping[str, str] = NO_MAP) -> Slots:
    """Which value is the lead's name, e-mail, phone…: for each slot the first that is sure, in the form's order."""
    suggestions = content["suggestions"]
    found: dict[str, str] = {}
    own: dict[str, str] = {}
    suggested: list[tuple[str, str]] = []
    read: list[_Filled] = []
    for field in content["fields_"]:
        id, value = field["id"], as_text(field["value"]).strip()
        if not value:
            continue
        if saved and (slot := saved.get(clean(id))) is not None:
            if slot == TAGS or slot.startswith(OWN):
                # Several answers are lines: one may have a comma of its own.
                typed = value if isinstance(field["value"], str) else "\n".join(field["value"])
                own[slot] = f"{own[slot]}\n{typed}" if slot == TAGS and slot in own else own.get(slot, typed)
            elif slot != IGNORE:
                found.setdefault(slot, value)
            continue
        meaning = meaning_of(id, field["label"], field["type"])
        slot = suggestions.get(id)
        if slot is not None and may_follow(meaning, slot):
            suggested.append((slot, value))
        elif not isinstance(field["value"], list):
            read.append(_Filled(id, value, meaning))
    for slot, value in suggested:
        found.setdefault(slot, value)
    _take_the_sure(read, found)
    return Slots(found, _take_by_shape(read, found, region), own)


def _take_the_sure(read: list[_Filled], found: dict[str, str]) -> None:
    """Fill each empty slot with the first field that surely asks for it, and by type only if there is but one."""
    sure = [field for field in read if field.meaning.is_sure and not field.meaning.by_type]
    # Of two e-mail fields the first that holds one; one that can't be read is still what was typed.
    for is_readable in (True, False):
        for field in sure:
            slot = _slot_of(field)
            if slot and could_be(slot, field.value) == is_readable:
                found.setdefault(slot, field.value)
    for slot in ("email", "phone", "name", "message"):
        by_type = [field for field in read if field.meaning.by_type and field.meaning.slots == (slot,)]
        if len(by_type) == 1:
            found.setdefault(slot, by_type[0].value)


def _slot_of(field: _Filled) -> str | None:
    """The field's slot; "Téléphone ou e-mail" is what its value looks like."""
    slots = field.meaning.slots
    if len(slots) == 1:
        return slots[0]
    return next((slot for slot in slots if could_be(slot, field.value)), None)


def _take_by_shape(read: list[_Filled], found: dict[str, str], region: str) -> list[str]:
    """Fill what is still empty from nameless fields, and return the slots that some field may be for."""
    unsure: list[str] = []
    for slot, is_shaped in (("email", _is_email), ("phone", lambda value: _is_phone(value, region))):
        if slot in found:
            continue
        shaped = [field for field in read if not field.meaning.is_refused and is_shaped(field.value)]
        if len(shaped) == 1 and shaped[0].meaning.is_nameless:
            found[slot] = shaped[0].value
        elif shaped or any(slot in field.meaning.slots and could_be(slot, field.value) for field in read):
            unsure.append(slot)
    if not found.keys() & {"name", "first_name", "last_name"} and _may_be(
        read, "name", "first_name", "last_name"
    ):
        unsure.append("name")
    if "company" not in found and _may_be(read, "company"):
        unsure.append("company")
    return unsure


def _may_be(read: list[_Filled], *slots: str) -> bool:
    return any(not field.meaning.is_sure and set(slots) & set(field.meaning.slots) for field in read)


def could_be(slot: str, value: str) -> bool:
    """Whether the value has at least what one for the slot must have."""
    if slot == "email":
        return read_email(value) is not None
    if slot == "phone":
        return len(value) <= _LONGEST_PHONE and len(_DIGITS.findall(value)) >= 6
    return True


def is_likely(field: dict[str, Any], slot: str, region: str) -> bool:
    """Whether a person who looks for the slot should look at this field first."""
    value = as_text(field["value"]).strip()
    meaning = meaning_of(field["id"], field["label"], field["type"])
    if meaning.is_refused or not value:
        return False
    if (slot == "email" and _is_email(value)) or (slot == "phone" and _is_phone(value, region)):
        return True
    return slot in meaning.slots and could_be(slot, value)


def _is_email(value: str) -> bool:
    return "@" in value and read_email(value) == value


def _is_phone(value: str, region: str) -> bool:
    """Whether it can hardly be anything but a phone number: an order's number is made of digits too."""
    return bool(_DIALLED.fullmatch(value)) and is_real_phone(value, region)


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
