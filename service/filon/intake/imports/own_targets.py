"""What a business made its own as targets of a file's columns: its fields, read by their kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import partial
from typing import Any

from filon.foundation import access
from filon.foundation.errors import Invalid
from filon.foundation.folding import fold
from filon.foundation.i18n import _
from filon.intake.imports.cells import Cell
from filon.intake.imports.targets import TARGETS, Context, Target, Unread, shown, text_of
from filon.intake.imports.values import DAY_FIRST, read_amount, read_moment
from filon.leads import arranging, kinds
from filon.leads.custom_fields import Value
from filon.leads.fields import WITH_OPTIONS, Field
from filon.leads.kinds import Rows
from filon.leads.labels import Label
from filon.leads.own_filters import OWN
from filon.leads.several import parted
from filon.tenants.models import Member

_AT_MIDNIGHT = re.compile("T00:00:00$")
# In rows: an option that is made when they are written.
NEW_OPTION = "new_option"


@dataclass(frozen=True)
class OwnTarget(Target):
    """`names` are those of the field's options, by id in hex."""

    names: Mapping[str, str] = dataclass_field(default_factory=dict)

    def value(self, rows: Rows) -> Value:
        """What a lead would have by these rows, options that are not made yet included."""
        names = [row.get(NEW_OPTION) or self.names.get(row.get("option_id", ""), "") for row in rows]
        return Value(self.field, rows, tuple(filter(None, names)))


def targets_for(one: Any) -> dict[str, Target]:
    """All targets of an import, as far as both who brought it and who acts may see them, by key; in a transaction."""
    member = Member.find(one.member_id) if one.member_id else None
    with access.acting_as(access.Actor(member.role if member else "manager", one.member_id)):
        theirs = Field.visible()
    fields = [field for field in theirs if field.is_visible]
    wanted = (Label.kind == "option") & ~Label.is_archived
    options: dict[str, list[Any]] = {}
    for label in Label.select().where(wanted).order_by(Label.position, Label.id):
        options.setdefault(label.within, []).append(label)
    making = frozenset(one.choices.get("making", ()))
    return TARGETS | {
        f"{OWN}{field.key}": _target(field, options.get(field.id.hex, []), making) for field in fields
    }


def _target(field: Any, options: list[Any], making: Collection[str]) -> Target:
    key = f"{OWN}{field.key}"
    if field.kind in WITH_OPTIONS:
        read = partial(_choices, key, field, options, key in making)
    else:
        read = partial(_value, key, field)
    names = {option.id.hex: option.name for option in options}
    return OwnTarget(
        key, partial(str, field.label), read, is_moment=field.kind == "date", field=field, names=names
    )


def _value(key: str, field: Any, cell: Cell, context: Context, order: str) -> dict[str, Any]:
    try:
        return {key: kinds.read(field.kind, _typed(field.kind, cell, context, order), context.region, [])}
    except Invalid as refused:
        sentence = _(
            "« %(text)s » ne convient pas. %(remedy)s", text=shown(cell), remedy=refused.errors["value"][0]
        )
        raise Unread(sentence) from None


def _typed(kind: str, cell: Cell, context: Context, order: str) -> str:
    """The cell as a member would type it into such a field."""
    if kind == "date" and (moment := read_moment(cell, order or DAY_FIRST, context.zone)):
        return moment.astimezone(context.zone).date().isoformat()
    if kind == "date":
        # A workbook has a moment of the day, also of one that nobody is received on: a birthday.
        return _AT_MIDNIGHT.sub("", text_of(cell))
    if kind == "money" and (amount := read_amount(cell)) is not None:
        return str(amount)
    return text_of(cell)


def _choices(
    key: str, field: Any, options: list[Any], may_make: bool, cell: Cell, context: Context, _order: str
) -> dict[str, Any]:
    text = text_of(cell).strip()
    names = parted(text) if field.kind == "choices" else [" ".join(text.split())]
    by_name = {fold(option.name): option for option in options}
    rows: Rows = [
        {"option_id": option.id.hex}
        for option in options
        if option.id.hex in {by_name[fold(name)].id.hex for name in names if fold(name) in by_name}
    ]
    new = [name for name in names if fold(name) not in by_name]
    made = [name for name in new if may_make and len(name) <= arranging.LONGEST_NAME]
    rows += [{NEW_OPTION: name} for name in made]
    if len(made) < len(new):
        unknown = next(name for name in new if name not in made)
        sentence = _("« %(text)s » n’est pas un choix de ce champ", text=shown(unknown))
        raise Unread(sentence, {key: rows} if rows else {})
    return {key: rows}
