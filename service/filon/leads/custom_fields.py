"""What leads have in the fields of their business: read for a page of them, written with conflicts seen and undone.

Whoever may not see a field gets nothing of it here: neither its value nor that it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from filon.foundation import clock, outbox
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.many_keys import all_of, slots
from filon.foundation.outbox import Event
from filon.foundation.prepared import Prepared, slot
from filon.foundation.transactions import transaction
from filon.leads import kinds
from filon.leads.actions import change
from filon.leads.fields import WITH_OPTIONS, Field, FieldValue
from filon.leads.kinds import Rows
from filon.leads.labels import Label
from filon.leads.models import Lead
from filon.tenants.models import Tenant


@dataclass(frozen=True)
class Value:
    """What one lead has in one field: `shown` as it would be typed, `names` of the options, `rows` as plain ones."""

    field: Any
    rows: Rows
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return kinds.shown(self.field.kind, self.rows)

    @property
    def is_missing(self) -> bool:
        return self.field.is_required and not self.rows

    @property
    def said(self) -> str:
        """As a timeline keeps it: options by their names, all else as it would be typed."""
        return ", ".join(self.names) if self.names else self.shown

    @property
    def plain(self) -> Any:
        """As JSON has it: text, a figure as text, true or false, a list of names; None when there is nothing."""
        if self.field.kind == "choices":
            return list(self.names)
        if not self.rows:
            return None
        if self.field.kind == "yes_no":
            return bool(self.rows[0]["truth"])
        return self.names[0] if self.names else self.shown


def the_field(id: UUID) -> Any:
    """The field in use with this id that the one acting may see; NotFound otherwise."""
    field = Field.find(id)
    if field is None or field.is_archived or not field.is_visible:
        raise NotFound()
    return field


def options_of(field: Any, held: Sequence[dict[str, Any]] = ()) -> list[Any]:
    """The options that can be chosen, and those that are held though they are offered no more."""
    if field.kind not in WITH_OPTIONS:
        return []
    kept = {row["option_id"] for row in held}
    return [one for one in Label.of("option", field.id.hex) if not one.is_archived or one.id.hex in kept]


def values_of(leads: Iterable[Any], fields: list[Any] | None = None) -> dict[UUID, list[Value]]:
    """Lead's id → a Value for each of the fields (the visible ones, unless given), for all these leads at once."""
    fields = Field.visible() if fields is None else fields
    ids = [lead.id for lead in leads]
    if not fields or not ids:
        return {id: [] for id in ids}
    by_place: dict[tuple[UUID, UUID], list[Any]] = {}
    for value in _held(ids, {field.id for field in fields}):
        by_place.setdefault((value.lead_id, value.field_id), []).append(value)
    names = _names({value.option_id for values in by_place.values() for value in values} - {None})
    return {id: [_value(field, by_place.get((id, field.id), []), names) for field in fields] for id in ids}


def ask_values_ahead(lead: Any) -> None:
    """Send what values_of() asks of this lead alone, see Prepared.ahead()."""
    _of_one.ahead(lead=lead.id)


def _held(leads: list[UUID], fields: set[UUID]) -> Iterable[Any]:
    if len(leads) == 1:
        return (value for value in _of_one.all(lead=leads[0]) if value.field_id in fields)
    wanted = FieldValue.lead_id.in_(leads) & FieldValue.field_id.in_(list(fields))
    return FieldValue.select().where(wanted).order_by(FieldValue.place)


_of_one = Prepared(
    lambda: (
        FieldValue.select()
        .where(FieldValue.lead_id == slot("lead", FieldValue.lead_id))
        .order_by(FieldValue.place)
    )
)


def _names(options: set[Any]) -> dict[str, str]:
    return {option.id.hex: option.name for option in all_of(_by_id, "options", list(options))}


_by_id = Prepared(lambda: Label.select(Label.id, Label.name).where(Label.id.in_(slots("options", Label.id))))


def _value(field: Any, values: list[Any], names: Mapping[str, str]) -> Value:
    rows = [kinds.plain(field.kind, value) for value in values]
    return Value(field, rows, tuple(names[row["option_id"]] for row in rows if "option_id" in row))


def value_of(lead: Any, field: Any) -> Value:
    """What this lead has in this field."""
    return values_of([lead], [field])[lead.id][0]


def read(field: Any, typed: str, region: str, held: Sequence[dict[str, Any]] = ()) -> Rows:
    """What was typed, as plain rows. Raises Invalid({"value": …}), also for nothing where something is required."""
    rows = kinds.read(field.kind, typed, region, options_of(field, held))
    if field.is_required and not rows:
        raise Invalid({"value": [_("C’est à remplir : ce champ est obligatoire.")]})
    return rows


def change_value(lead: Any, field: Any, typed: str, region: str) -> tuple[Value, Value] | None:
    """Write what was typed; returns the values before and after, or None when it makes no difference.

    Raises Conflict when somebody has written something else since the lead was read, Invalid as read().
    """
    with transaction():
        _stay(lead)
        before = value_of(lead, field)
        rows = read(field, typed, region, before.rows)
        if rows == before.rows:
            return None
        _write(lead, field, rows)
        return before, value_of(lead, field)


def put_back(lead: Any, field: Any, before: Rows, after: Rows) -> None:
    """Undo change_value(), exactly. Raises Conflict when it was changed again since."""
    with transaction():
        _stay(lead)
        if not holds(lead, field, after):
            raise Conflict()
        _write(lead, field, before)


def holds(lead: Any, field: Any, rows: Rows) -> bool:
    """Whether the lead has just these rows."""
    return value_of(lead, field).rows == rows


def _stay(lead: Any) -> None:
    """Nobody else writes to the lead until the transaction ends."""
    if not locked(Lead.kept().where(Lead.id == lead.id)).exists():
        raise NotFound()


def _write(lead: Any, field: Any, rows: Rows) -> None:
    empty(lead.id, field)
    enter(lead, {field: rows})
    change(lead, {"last_activity_at": clock.now()})
    outbox.emit("lead.changed", lead=lead.id.hex, columns=[f"fields.{field.key}"])


def empty(lead: UUID, field: Any) -> None:
    """Delete what the lead has in the field."""
    FieldValue.delete().where((FieldValue.lead_id == lead) & (FieldValue.field_id == field.id)).execute()


def enter(lead: Any, values: Mapping[Any, Rows]) -> None:
    """Write rows into fields of the lead that are empty."""
    for field, rows in values.items():
        for place, row in enumerate(rows):
            FieldValue.add(
                lead_id=lead.id,
                number=lead.number,
                field_id=field.id,
                place=place,
                **kinds.columns(field.kind, row),
            )


def read_for_new(
    typed: Mapping[str, str], region: str, *, whole: bool
) -> tuple[dict[Any, Rows], dict[str, list[str]]]:
    """Rows for a new lead from what was typed into fields by their keys, and the sentences about what can't be so.

    A field that was not typed at all has its default. `whole`: what is required must be there.
    """
    rows: dict[Any, Rows] = {}
    errors: dict[str, list[str]] = {}
    for field in Field.visible():
        text = typed.get(field.key)
        try:
            found = kinds.read(field.kind, field.default if text is None else text, region, options_of(field))
            if whole and field.is_required and not found:
                raise Invalid({"value": [_("C’est à remplir : ce champ est obligatoire.")]})
        except Invalid as refused:
            if text is not None or whole:
                errors[field.key] = refused.errors["value"]
            continue
        if found:
            rows[field] = found
    return rows, errors


def enter_defaults(event: Event, settings: Settings) -> None:
    """Give a lead that came through the door the defaults of its business's fields, where it has nothing yet.

    A worker does it: the door keeps a request as quickly with a hundred fields as with none.
    """
    lead = locked(Lead.select().where(Lead.id == UUID(event.payload["lead"]))).first()
    fields = list(Field.select().where(~Field.is_archived & (Field.default != "")))
    if lead is None or not fields:
        return
    region = Tenant.current().region
    for value in values_of([lead], fields)[lead.id]:
        if value.rows:
            continue
        try:
            rows = kinds.read(value.field.kind, value.field.default, region, options_of(value.field))
        except Invalid:  # an option that is offered no more: nobody is there to be told
            continue
        enter(lead, {value.field: rows})
