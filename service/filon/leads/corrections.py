"""What a person settles about a lead's name and contact, where what came was not sure; every step can be taken back."""

from __future__ import annotations

from typing import Any

from peewee import Value

from filon.foundation import clock
from filon.foundation.errors import Conflict, Invalid
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.leads.actions import find_by_new_name
from filon.leads.contacts import email_key, one_line, read_email, read_phone
from filon.leads.models import Lead

# What can be marked in Lead.unsure, and the columns that each stands for; what one would call by comes first.
CHECKED = {
    "name": ("first_name", "last_name"),
    "phone": ("phone", "phone_typed"),
    "email": ("email", "email_key"),
    "company": ("company",),
}
_BLANK: dict[str, Any] = {"first_name": "", "last_name": "", "company": ""}


def settle(lead: Any, slot: str, typed: str | None, region: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the slot this value as a visitor typed it, or what it has already (None), and take its mark away.

    Only what is marked is settled: Conflict when somebody was quicker. Raises Invalid for an e-mail that is none.
    Returns the columns that changed, before and after; put_back() takes them.
    """
    with transaction():
        if slot not in lead.unsure:
            raise Conflict()
        after = {} if typed is None else _columns(slot, typed, region)
        if typed:
            after |= _perhaps_another(lead, after)
        before = {name: getattr(lead, name) for name in after}
        _write(lead, after, [mark for mark in lead.unsure if mark != slot])
    return before, after


def put_back(lead: Any, slot: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Undo settle(): the columns and the mark. Raises Conflict when one of them was changed again since."""
    with transaction():
        if slot in lead.unsure or not holds(lead, after):
            raise Conflict()
        _write(lead, before, [*lead.unsure, slot])


def holds(lead: Any, columns: dict[str, Any]) -> bool:
    """Whether the lead still has these values."""
    return all(str(getattr(lead, name) or "") == str(value or "") for name, value in columns.items())


def _columns(slot: str, typed: str, region: str) -> dict[str, Any]:
    if slot == "name":
        # Kept whole, as a form's one field for a name is.
        return {"first_name": "", "last_name": one_line(typed)}
    if slot == "email":
        address = read_email(typed)
        if typed and not address:
            raise Invalid({"answer": [_("Il n’y a pas d’adresse mail dans cette réponse.")]})
        return {"email": address, "email_key": email_key(address)}
    if slot == "phone":
        number = one_line(typed, 60) or None
        return {"phone": read_phone(number, region) if number else None, "phone_typed": number}
    return {"company": one_line(typed)}


def _perhaps_another(lead: Any, after: dict[str, Any]) -> dict[str, Any]:
    """Who has this address or number already may be the same person: a person will see it on the page."""
    if lead.duplicate_of_id is not None or not (after.get("email_key") or after.get("phone")):
        return {}
    others = [
        other for other in Lead.matching(after.get("email_key"), after.get("phone")) if other.id != lead.id
    ]
    return {"duplicate_of_id": others[0].id} if others else {}


def _write(lead: Any, columns: dict[str, Any], unsure: list[str]) -> None:
    changes = {name: _BLANK.get(name) if value is None else value for name, value in columns.items()}
    changes |= {"unsure": unsure, "last_activity_at": clock.now()}
    marks = Value(Lead.unsure.db_value(lead.unsure), converter=False)
    # Whoever was quicker has changed the marks: two members never settle the same thing.
    if not Lead.update(**changes).where((Lead.id == lead.id) & (Lead.unsure == marks)).execute():
        raise Conflict()
    for name, value in changes.items():
        setattr(lead, name, value)
    find_by_new_name(lead)
