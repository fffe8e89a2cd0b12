"""What members do to leads themselves: adding one, changing its fields, putting it into the trash and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from filon.foundation import access, clock, outbox
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.fields import from_plain, plain
from filon.foundation.folding import sort_key
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.leads import custom_fields, search
from filon.leads.actions import change, take_turn
from filon.leads.contacts import email_key, read_email, read_phone
from filon.leads.duplicates import Person, find_alike
from filon.leads.kinds import Rows
from filon.leads.models import Lead, name_of
from filon.leads.typed import columns_of
from filon.tenants.models import Member

# How long the trash can be undone.
KEPT_IN_TRASH = timedelta(days=30)
# What is marked as unsure, and settled when a member writes it.
_MARKS = {
    "first_name": "name",
    "last_name": "name",
    "email": "email",
    "phone_typed": "phone",
    "company": "company",
}


def add_lead(typed: Mapping[str, str], region: str, own: Mapping[Any, Rows] | None = None) -> Any:
    """A new lead from what a member typed into fields of typed.FIELDS. Nobody is waiting: a member is at it.

    `own` is for the business's own fields, as custom_fields.read_for_new() gives them.
    Raises Invalid, which names every field that can't be so, and when there is neither name nor a way to reach them.
    """
    if errors := mistakes(typed, region):
        raise Invalid(errors)
    values, _errors = read_fields({"source": "phone", **typed}, region)
    mine = access.limited_to()
    if mine is not None and not values.get("owner_id"):
        values["owner_id"] = mine
    with transaction():
        number, currency = take_turn().next_number()
        known = Lead.matching(values.get("email_key"), values.get("phone"))
        same = {"duplicate_of_id": known[0].id} if known else {}
        lead = Lead.add(number=number, currency=currency, **_complete(values), **same)
        search.index_new(lead)
        custom_fields.enter(lead, own or {})
        outbox.emit("lead.added", lead=lead.id.hex)
    return lead


def mistakes(typed: Mapping[str, str], region: str) -> dict[str, list[str]]:
    """Why add_lead() would refuse this: field → sentences."""
    values, errors = read_fields(typed, region)
    if not errors and not any(values.get(name) for name in ("last_name", "email", "phone", "company")):
        return {"name": [_("Donnez au moins un nom, un téléphone ou une adresse.")]}
    return errors


def read_fields(typed: Mapping[str, str], region: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Columns for all fields that were typed, and the sentences about those that can't be read."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for field, text in typed.items():
        try:
            values |= columns_of(field, text, region)
        except Invalid as refused:
            errors |= refused.errors
    return values, errors


def _complete(values: dict[str, Any]) -> dict[str, Any]:
    blank = {
        "first_name": "",
        "last_name": "",
        "company": "",
        "email": None,
        "phone": None,
        "phone_typed": None,
    }
    filled = {**blank, **values}
    now = clock.now()
    return filled | {
        "name_key": sort_key(name_of(Lead(**filled))),
        "company_key": sort_key(filled["company"]) or None,
        "last_activity_at": now,
        "created_at": now,
    }


@dataclass(frozen=True)
class Known:
    """Somebody who is here already. `lead` is None when the one acting may not see them, and all there is to say is
    whose they are: `colleague`. `is_sure` where a contact is the same, not a name or a part of it.
    """

    lead: Any
    colleague: str = ""
    is_sure: bool = True


def perhaps_known(typed: Mapping[str, str], region: str) -> list[Known]:
    """Who has the phone or the e-mail already, as far as they are typed, and then who may be the same.

    Nothing is locked. Those who may be are found in the search's index: a few looks, among however many.
    """
    number = read_phone(typed.get("phone", ""), region)
    key = email_key(read_email(typed.get("email", "")))
    with access.seeing_all():
        ids = {id for (id,) in Lead.look_for(key, number).rows()} if key or number else set()
        newest = Lead.kept().where(Lead.id.in_(ids)).order_by(Lead.last_activity_at.desc())
        found = list(newest) if ids else []
    mine = access.limited_to()
    theirs = {lead.owner_id for lead in found if mine is not None and lead.owner_id not in (None, mine)}
    known = [Known(lead) for lead in found if lead.owner_id not in theirs]
    colleagues = Member.select(Member.name).where(Member.id.in_(theirs)).order_by(Member.name)
    known += [Known(None, member.name) for member in (colleagues if theirs else ())]
    alike = find_alike(Person(typed.get("name", ""), number, read_email(typed.get("email", ""))))
    sure = {lead.id for lead in found}
    return known + [Known(one.lead, is_sure=False) for one in alike if one.lead.id not in sure]


def change_columns(
    lead: Any, after: dict[str, Any], seen: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the lead these columns, provided that it still has those that were `seen`: else Conflict.

    Returns what changed, before and after, as plain values that put_back() takes.
    """
    with transaction():
        current = _current(lead)
        if not holds(current, seen):
            raise Conflict()
        settled = {_MARKS[name] for name in after.keys() & _MARKS.keys()}
        after = {**after, "unsure": [mark for mark in current.unsure if mark not in settled]}
        before, wanted = plain({name: getattr(current, name) for name in after}), plain(after)
        changes = {name: value for name, value in after.items() if before[name] != wanted[name]}
        _write(lead, changes)
    return {name: before[name] for name in changes}, plain(changes)


def put_back(lead: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Undo change_columns(), exactly. Raises Conflict when one of the columns was changed again since."""
    with transaction():
        if not holds(_current(lead), after):
            raise Conflict()
        _write(lead, from_plain(Lead, before))


def holds(lead: Any, columns: Mapping[str, Any]) -> bool:
    """Whether the lead has these values, plain or not."""
    return plain({name: getattr(lead, name) for name in columns}) == plain(from_plain(Lead, columns))


def _current(lead: Any) -> Any:
    """The lead as it is now, and stays until the transaction ends."""
    current = locked(Lead.kept().where(Lead.id == lead.id)).first()
    if current is None:
        raise NotFound()
    return current


def _write(lead: Any, changes: dict[str, Any]) -> None:
    if changes:
        change(lead, {**changes, "last_activity_at": clock.now()})
        outbox.emit("lead.changed", lead=lead.id.hex, columns=sorted(changes))


def trash_lead(lead: Any) -> None:
    """Put the lead into the trash, where nobody sees it but those who look there; NotFound when it is there."""
    with transaction():
        _current(lead)
        Lead.update(trashed_at=clock.now()).where(Lead.id == lead.id).execute()
        outbox.emit("lead.trashed", lead=lead.id.hex)


def restore_lead(lead: Any) -> None:
    """Take the lead out of the trash, as it was. Who has asked again meanwhile may be the same: that is marked."""
    with transaction():
        take_turn()
        same = [one.id for one in Lead.matching(lead.email_key, lead.phone) if one.id != lead.id]
        Lead.update(trashed_at=None, duplicate_of_id=same[0] if same else lead.duplicate_of_id).where(
            Lead.id == lead.id
        ).execute()
        outbox.emit("lead.restored", lead=lead.id.hex)
