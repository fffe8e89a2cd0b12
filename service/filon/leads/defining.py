"""Changing which fields a business has: each change is kept at once, and can be taken back from the settings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count
from typing import Any
from uuid import UUID

from filon.foundation import access, outbox
from filon.foundation.database import locked
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.folding import words_of
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.leads import arranging, kinds
from filon.leads.arranging import read_name
from filon.leads.custom_fields import options_of
from filon.leads.fields import KINDS, MOST_FIELDS, SEEN_BY, WITH_OPTIONS, Field
from filon.leads.labels import MOST
from filon.tenants import changes
from filon.tenants.models import Tenant

# Columns of a field that a person switches on and off.
SWITCHES = ("is_required", "is_asked")


def add(label: str, kind: str, options: Sequence[str] = ()) -> Any:
    """A new field at the end, with these options if its kind has any. Returns the SettingChange; raises Invalid."""
    label = read_name(label, "label")
    if kind not in KINDS:
        raise Invalid({"kind": [_("Choisissez une sorte de la liste.")]})
    names = _distinct(options) if kind in WITH_OPTIONS else []
    if kind in WITH_OPTIONS and not names:
        raise Invalid({"options": [_("Donnez au moins un choix, un par ligne.")]})
    with transaction():
        taken = dict(Field.select(Field.key, Field.position).tuples())
        if Field.select().where(~Field.is_archived).count() >= MOST_FIELDS:
            raise Invalid({"label": [_("La liste est pleine : %(most)s au plus.", most=MOST_FIELDS)]})
        row = Field.add(
            key=_key(label, taken),
            label=label,
            kind=kind,
            position=max(taken.values(), default=-1) + 1,
        )
        for name in names:
            arranging.insert("option", name, row.id.hex, row.id)
        return changes.note("field", row.id, {"is_archived": True}, {"is_archived": False})


def _distinct(options: Sequence[str]) -> list[str]:
    names = [read_name(name, "options") for name in options if name.strip()]
    by_key = {arranging.key_of(name): name for name in names}
    if len(by_key) > MOST["option"]:
        raise Invalid({"options": [_("La liste est pleine : %(most)s au plus.", most=MOST["option"])]})
    return list(by_key.values())


def _key(label: str, taken: dict[str, int]) -> str:
    """What programs call the field: its label's letters and digits of ASCII, joined by underscores."""
    words = "_".join(word for word in words_of(label) if word.isascii())[:40].rstrip("_")
    base = words if words[:1].isalpha() else f"field_{words}".rstrip("_")
    return next(key for key in chain((base,), (f"{base}_{n}" for n in count(2))) if key not in taken)


def rename(field: UUID, label: str) -> Any:
    """Call a field otherwise; programs go on calling it by its key."""
    label = read_name(label, "label")
    return _keep(field, label=label)


def switch(field: UUID, name: str, on: bool) -> Any:
    """Set one of SWITCHES."""
    if name not in SWITCHES:
        raise NotFound()
    return _keep(field, **{name: on})


def show_to(field: UUID, role: str) -> Any:
    """Let nobody below this role know of the field. Whoever says so keeps seeing it."""
    if role not in SEEN_BY:
        raise Invalid({"seen_by": [_("Choisissez dans la liste.")]})
    if not access.at_least(role):
        raise Invalid(
            {"seen_by": [_("Vous ne verriez plus ce champ vous-même : demandez à un propriétaire.")]}
        )
    with transaction():
        fewer = SEEN_BY.index(role) > SEEN_BY.index(the_definition(field).seen_by)
        change = _keep(field, seen_by=role)
        if fewer:
            outbox.emit("field.hidden", field=field.hex)
        return change


def set_default(field: UUID, typed: str) -> Any:
    """What a new lead has in the field unless something else is said, as a person types it. Raises Invalid."""
    with transaction():
        row = the_definition(field)
        rows = kinds.read(row.kind, typed, Tenant.current().region, options_of(row))
        return _keep(field, default=kinds.shown(row.kind, rows))


def archive(field: UUID) -> Any:
    """Show and ask the field no more; what leads have in it stays, for the day it comes back."""
    return _keep(field, is_archived=True)


def restore(field: UUID) -> Any:
    """Show the field again. Raises Invalid when there are too many."""
    with transaction():
        if not the_definition(field).is_archived:
            return None
        if Field.select().where(~Field.is_archived).count() >= MOST_FIELDS:
            raise Invalid({"label": [_("La liste est pleine : %(most)s au plus.", most=MOST_FIELDS)]})
        return _keep(field, is_archived=False)


def move(field: UUID, by: int) -> Any:
    """Move a field up (-1) or down (1); None when it is at the end already."""
    with transaction():
        return arranging.move_among("field", the_definition(field), _in_use(), by)


def put_at(field: UUID, place: int) -> Any:
    """Give a field this place, from 1, among those that the one acting sees. As arranging.put_among()."""
    with transaction():
        row, listed = the_definition(field), _in_use()
        seen = [one for one in listed if one.is_visible]
        at = listed.index(seen[min(place, len(seen)) - 1]) + 1 if seen else place
        return arranging.put_among("field", row, listed, at)


def _in_use() -> list[Any]:
    """Those that are hidden from the one acting too: they have places among the others."""
    return [one for one in Field.all_of_them() if not one.is_archived]


def undo(change: Any) -> None:
    """Take back what one of the others here did. Raises Conflict when it was changed again since."""
    with transaction():
        the_definition(change.about_id)
        arranging.undo_row(change, Field)


def the_definition(field: UUID) -> Any:
    """The field with this id, which stays until the transaction ends; NotFound when it is hidden from the asker."""
    row = locked(Field.select().where(Field.id == field)).first()
    if row is None or not row.is_visible:
        raise NotFound()
    return row


def _keep(field: UUID, **values: Any) -> Any:
    access.require(Field.writable_by)
    with transaction():
        return changes.keep("field", the_definition(field), **values)
