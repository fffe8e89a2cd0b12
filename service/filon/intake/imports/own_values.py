"""What the rows of a file say for what a business made its own, its fields and its tags: written for a batch at once.

What it changed of a lead that was known is kept, before and after, as {"fields": {field: rows}, "tags": [given ones]}.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from filon.foundation.errors import Invalid
from filon.intake.imports.merging import OVERWRITE
from filon.intake.imports.own_targets import NEW_OPTION
from filon.intake.imports.rows import Reading
from filon.leads import arranging, custom_fields, kinds
from filon.leads.fields import COLUMNS, Field, FieldValue
from filon.leads.kinds import Rows
from filon.leads.labels import MOST, Label, LeadTag
from filon.leads.models import Lead
from filon.leads.own_filters import OWN
from filon.leads.tags import MOST_OF_A_LEAD, tag_named

Kept = dict[str, Any]


class Said(NamedTuple):
    """A row's reading, and whose it is."""

    lead: UUID
    number: int
    is_new: bool
    reading: Reading


class Written(NamedTuple):
    """Lead's id → (before, after) of those that were known; and the words that were made for it, by id."""

    changes: dict[UUID, tuple[Kept, Kept]]
    made: list[str]


def write(said: Sequence[Said], policy: str) -> Written:
    """Give the leads what their rows say, in the rows' order; inside the batch's transaction."""
    said = [one for one in said if one.reading.own or one.reading.tags]
    if not said:
        return Written({}, [])
    batch = _Batch(said)
    for one in said:
        batch.take(one, overwrites=policy == OVERWRITE)
    return batch.written()


class _Batch:
    def __init__(self, said: Sequence[Said]) -> None:
        self._fields = {f"{OWN}{field.key}": field for field in Field.select()}
        self._numbers = {one.lead: one.number for one in said}
        self._known = {one.lead for one in said if not one.is_new}
        self._made: list[str] = []
        self._tags = self._tags_named({name for one in said for name in one.reading.tags})
        self._had = self._rows_of_the_known({key for one in said for key in one.reading.own})
        self._had_tags: dict[UUID, list[UUID]] = {}
        tags = LeadTag.select(LeadTag.lead_id, LeadTag.tag_id).where(LeadTag.lead_id.in_(self._known))
        for lead, tag in tags.tuples() if self._known else ():
            self._had_tags.setdefault(lead, []).append(tag)
        self._rows: dict[tuple[UUID, str], Rows] = {}
        self._new_tags: dict[UUID, list[UUID]] = {}

    def _rows_of_the_known(self, keys: set[str]) -> dict[tuple[UUID, str], Rows]:
        fields = [self._fields[key] for key in keys]
        leads = [Lead(id=id) for id in self._known]
        return {
            (lead, f"{OWN}{value.field.key}"): value.rows
            for lead, values in custom_fields.values_of(leads, fields).items()
            for value in values
            if value.rows
        }

    def _tags_named(self, names: set[str]) -> dict[str, UUID]:
        keys = {name: arranging.key_of(name) for name in names}
        wanted = (Label.kind == "tag") & Label.key.in_(list(keys.values()))
        known = {label.key: label for label in Label.select().where(wanted)} if names else {}
        tags: dict[str, UUID] = {}
        for name, key in sorted(keys.items()):
            label = known.get(key)
            try:
                tag = label if label and not label.is_archived else tag_named(name)
            except Invalid:  # the list is full: the row is there without it
                continue
            if label is None:
                known[key] = tag
                self._made.append(tag.id.hex)
            tags[name] = tag.id
        return tags

    def take(self, one: Said, *, overwrites: bool) -> None:
        """What one row says, after those before it."""
        for key, said in one.reading.own.items():
            had = self._rows.get((one.lead, key), self._had.get((one.lead, key)))
            rows = self._with_options(self._fields[key], said)
            if rows and rows != had and (overwrites or not had):
                self._rows[one.lead, key] = rows
        has, new = self._had_tags.get(one.lead, []), self._new_tags.setdefault(one.lead, [])
        for tag in (self._tags[name] for name in one.reading.tags if name in self._tags):
            if tag not in has and tag not in new and len(has) + len(new) < MOST_OF_A_LEAD:
                new.append(tag)

    def _with_options(self, field: Any, said: Rows) -> Rows:
        """The rows, where options that are new are made; or left out when the list is full."""
        rows: Rows = []
        for row in said:
            if NEW_OPTION not in row:
                rows.append(row)
            elif (option := self._option(field, row[NEW_OPTION])) is not None:
                rows.append({"option_id": option.id.hex})
        return rows

    def _option(self, field: Any, name: str) -> Any:
        within = field.id.hex
        of_field = (Label.kind == "option") & (Label.within == within)
        known = Label.get_or_none(of_field & (Label.key == arranging.key_of(name)))
        if known is None and Label.select().where(of_field & ~Label.is_archived).count() < MOST["option"]:
            known = arranging.insert("option", name, within, field.id)
            self._made.append(known.id.hex)
        return known

    def written(self) -> Written:
        """Write all that differs."""
        changes: dict[UUID, tuple[Kept, Kept]] = {}
        values: list[dict[str, Any]] = []
        for (lead, key), rows in self._rows.items():
            field, had = self._fields[key], self._had.get((lead, key), [])
            if had:
                custom_fields.empty(lead, field)
            values += [self._value(lead, field, place, row) for place, row in enumerate(rows)]
            if lead in self._known:
                before, after = changes.setdefault(lead, _nothing())
                before["fields"][field.id.hex], after["fields"][field.id.hex] = had, rows
        for lead, tags in self._new_tags.items():
            if tags and lead in self._known:
                changes.setdefault(lead, _nothing())[1]["tags"] = [tag.hex for tag in tags]
        FieldValue.add_many(values)
        LeadTag.add_many(
            [
                {"lead_id": lead, "number": self._numbers[lead], "tag_id": tag}
                for lead, tags in self._new_tags.items()
                for tag in tags
            ]
        )
        return Written(changes, self._made)

    def _value(self, lead: UUID, field: Any, place: int, row: dict[str, Any]) -> dict[str, Any]:
        blank = dict.fromkeys(("text", "key", *COLUMNS.values()))
        about = {"lead_id": lead, "number": self._numbers[lead], "field_id": field.id, "place": place}
        return {**about, **blank, **kinds.columns(field.kind, row)}


def _nothing() -> tuple[Kept, Kept]:
    return {"fields": {}, "tags": []}, {"fields": {}, "tags": []}


class Back(NamedTuple):
    """What was put back, from what to what; and whether that is all of it."""

    change: tuple[Kept, Kept]
    is_whole: bool


def put_back(lead: Any, before: Kept, after: Kept) -> Back:
    """Give it what it had before, where it still has what an import gave it."""
    stood, stands = _nothing()
    ids = list(map(UUID, after["fields"]))
    fields = list(Field.select().where(Field.id.in_(ids))) if ids else []
    for value in custom_fields.values_of([lead], fields)[lead.id]:
        field = value.field
        if value.rows != after["fields"][field.id.hex]:
            continue
        custom_fields.empty(lead.id, field)
        custom_fields.enter(lead, {field: before["fields"][field.id.hex]})
        stood["fields"][field.id.hex] = value.rows
        stands["fields"][field.id.hex] = before["fields"][field.id.hex]
    if tags := list(map(UUID, after["tags"])):
        has = (LeadTag.lead_id == lead.id) & LeadTag.tag_id.in_(tags)
        stood["tags"] = [tag.hex for (tag,) in LeadTag.select(LeadTag.tag_id).where(has).tuples()]
        LeadTag.delete().where(has).execute()
    return Back((stood, stands), len(stood["fields"]) == len(fields))


def archive_made(ids: Sequence[str]) -> None:
    """Offer the words that an import made no more, but for those that somebody has."""
    for id in map(UUID, ids):
        tagged = LeadTag.select(LeadTag.lead_id).where(LeadTag.tag_id == id)
        chosen = FieldValue.select(FieldValue.lead_id).where(FieldValue.option_id == id)
        if not Lead.kept().where(Lead.id.in_(tagged) | Lead.id.in_(chosen)).exists():
            Label.update(is_archived=True).where(Label.id == id).execute()
