"""What was changed in the settings lately, in whichever room: who, when, of what, and from what to what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.appointments import kinds
from filon.appointments.models import Kind
from filon.intake.models import FormMap
from filon.interactions import customised
from filon.leads import assigning
from filon.leads.assignment import Rule
from filon.leads.fields import Field
from filon.leads.labels import Label
from filon.notifications.snippets import Snippet
from filon.tenants import business, changes
from filon.tenants.absences import Absence
from filon.tenants.key_models import ApiKey
from filon.tenants.models import Member, Site

SHOWN_FOR = timedelta(days=30)
PAGE = 50
# Where a change of which subject was made, and what that is called there; the business has no name beside itself.
_CALLED: dict[str, tuple[Any, str]] = {
    "field": (Field, "label"),
    "form": (FormMap, "title"),
    "key": (ApiKey, "name"),
    kinds.SUBJECT: (Kind, "name"),
    "label": (Label, "name"),
    "member": (Member, "name"),
    assigning.SUBJECT: (Rule, "name"),
    "site": (Site, "home_url"),
    "snippet": (Snippet, "title"),
}


def history(last: UUID | None) -> tuple[list[Any], UUID | None]:
    """A page of the last thirty days' changes, after the one with the id `last`, and what the next page begins after.

    For managers; NotFound for a last one that is none.
    """
    found = changes.made_before(PAGE + 1, last, SHOWN_FOR, but=_hidden())
    for change in found:
        for said in (change.before, change.after):
            if "list_columns" in said:
                said["list_columns"] = business.list_columns_seen(said["list_columns"])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def visible(found: list[Any]) -> list[Any]:
    """Those that are not about a field that is hidden from the one acting, nor about one of its choices."""
    hidden = _hidden()
    return [change for change in found if change.about_id not in hidden]


def _hidden() -> set[UUID]:
    """The ids of the fields that are hidden from the one acting, and of their choices."""
    hidden = set(customised.hidden_fields())
    if hidden:
        choices = Label.select(Label.id).where(Label.field_id.in_(hidden))
        hidden |= {id for (id,) in choices.tuples()}
    return hidden


def names_of(found: list[Any]) -> dict[UUID, str]:
    """What is called how today, by its id: what these changes are about and name. An absence has its member's."""
    named: dict[UUID, str] = {}
    for subject, (model, column) in _CALLED.items():
        about = {change.about_id for change in found if change.subject == subject}
        rows = model.select(model.id, getattr(model, column)).where(model.id.in_(about)) if about else ()
        named |= {row.id: getattr(row, column) for row in rows}
    # One that was removed is soon gone: then what was noted with it says what it was called.
    titles = {
        one.about_id: one.after["title"] for one in found if one.subject == "snippet" and "title" in one.after
    }
    named = titles | named
    named |= {member.id: member.name for member in Member.select(Member.id, Member.name)}
    away = {change.about_id for change in found if change.subject == "absence"}
    for absence in Absence.select().where(Absence.id.in_(away)) if away else ():
        named[absence.id] = named[absence.member_id]
    into = {value for change in found for value in _went_into(change)}
    for label in Label.select(Label.id, Label.name).where(Label.id.in_(into)) if into else ():
        named[label.id] = label.name
    return named


def fields_of(found: list[Any]) -> dict[UUID, dict[str, str]]:
    """What the fields of the forms that these changes are about are called, by the form's id and the field's own."""
    about = {change.about_id for change in found if change.subject == "form"}
    forms = FormMap.select().where(FormMap.id.in_(about)) if about else ()
    return {form.id: {field["id"]: field["label"] or field["id"] for field in form.fields} for form in forms}


def _went_into(change: Any) -> list[UUID]:
    if change.subject != "label":
        return []
    columns = ("merged", "merged_into_id")
    values = [side.get(column) for side in (change.before, change.after) for column in columns]
    return [UUID(value) for value in values if value]
