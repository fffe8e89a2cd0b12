"""The words that a business has of its own: stages, tags, reasons, sources, the options of a field; as rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from peewee import BooleanField, IntegerField, TextField

from filon.foundation.fields import IdField
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to, here
from filon.foundation.transactions import as_read
from filon.leads.sight import OnLead

# How many of each kind stand in a list; of stages in each status, of options in each field.
MOST = {"stage": 20, "tag": 300, "reason": 40, "source": 40, "option": 200}
# Statuses that stages are inside of. Whoever is abandoned has a reason in their place.
STAGED = ("new", "open", "won")
# What every business begins with; the words of these codes are in words.py.
BUILT_IN: dict[str, tuple[str, ...]] = {
    "reason": ("price", "competitor", "unreachable", "later", "not_a_prospect"),
    # How somebody reaches a business without a door of ours. Any other source is a door's or a campaign's.
    "source": ("phone", "visit", "whatsapp", "referral"),
}
# Kinds that nearly every page offers or names: read together.
OFFERED = ("source", "reason", "tag", "stage")


class Label(TenantModel):
    """One word of a list. Its `kind` is a key of MOST; `within` parts the lists of a kind: a status, a field's id.

    `code` is what leads keep of a reason or a source, and never changes. A `name` that is empty is the built-in word's.
    `key` is the name folded: no list has the same word twice. A tag that went up in another is `merged_into_id`.
    """

    writable_by = "manager"

    kind = TextField()
    within = TextField(default="")
    field_id = IdField(null=True)
    code = TextField()
    name = TextField(default="")
    key = TextField()
    position = IntegerField()
    is_archived = BooleanField(default=False)
    merged_into_id = IdField(null=True)

    class Meta:
        table_name = "label"
        indexes = (
            (("tenant", "kind", "within", "key"), True),
            (("tenant", "kind", "within", "code"), True),
        )
        constraints = [belongs_to("field", "field_id"), belongs_to("label", "merged_into_id")]

    @classmethod
    def of(cls, kind: str, within: str = "") -> list[Any]:
        """The words of a list in their order, archived ones too; those that every business begins with included."""
        # Nothing is written before somebody changes the list: all of it is, then.
        if kind in OFFERED:
            rows = [label for label in _offered().get(kind, ()) if label.within == within]
        else:
            rows = _of_a_kind.all(kind=kind, within=within)
        return rows or [*as_read(built_in, kind)]

    @classmethod
    def in_use(cls, kind: str, within: str = "") -> list[Any]:
        """The words of a list that can be chosen."""
        return [label for label in cls.of(kind, within) if not label.is_archived]

    @classmethod
    def stages(cls) -> list[Any]:
        """The stages of all statuses that can be chosen, in the order of STAGED and their own."""
        stages = [stage for stage in _offered().get("stage", ()) if not stage.is_archived]
        return sorted(stages, key=lambda stage: STAGED.index(stage.within))

    def went_up_in(self) -> list[Any]:
        """The tags that this one went up in, one after the other, the last that all of them are now; none twice."""
        passed, others = {self.id}, []
        at: Any = self
        while at.merged_into_id and at.merged_into_id not in passed:
            at = Label.get_by_id(at.merged_into_id)
            passed.add(at.id)
            others.append(at)
        return others


class LeadTag(OnLead, TenantModel):
    """A lead has a tag. `was_id` is the tag that it had before the two were made one."""

    writable_by = "agent"

    lead_id = IdField()
    number = IntegerField()
    tag_id = IdField()
    was_id = IdField(null=True)

    class Meta:
        table_name = "lead_tag"
        indexes = (
            (("tenant", "lead_id", "tag_id"), True),
            (("tenant", "tag_id", "number"), False),
        )
        constraints = [
            belongs_to("lead", "lead_id"),
            belongs_to("label", "tag_id"),
            belongs_to("label", "was_id"),
        ]


# Every page asks for these, some of them for several kinds.
_of_a_kind = Prepared(
    lambda: (
        Label.select()
        .where((Label.kind == slot("kind", Label.kind)) & (Label.within == slot("within", Label.within)))
        .order_by(Label.position, Label.id)
    )
)
_of_all_offered = Prepared(
    lambda: Label.select().where(Label.kind.in_(OFFERED)).order_by(Label.position, Label.id)
)


def ask_options_ahead(fields: Iterable[str]) -> None:
    """Send what Label.of() asks for the options of these fields of the business's own, see Prepared.ahead()."""
    for field in fields:
        _of_a_kind.ahead(kind="option", within=field)


def ask_offered_ahead() -> None:
    """Send what is asked for the words of every kind in OFFERED, see Prepared.ahead()."""
    _of_all_offered.ahead()


def _offered() -> dict[str, list[Any]]:
    """The rows of each of the kinds that are OFFERED, in their order."""
    return as_read(_read_offered)


def _read_offered() -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = {}
    for label in _of_all_offered.all():
        rows.setdefault(label.kind, []).append(label)
    return rows


def built_in(kind: str) -> list[Any]:
    """What a business has of this kind before it changes anything: rows that are not written yet."""
    return [
        Label(
            tenant=here(),
            # The same each time: a form may name one before it is a row.
            id=uuid5(here(), f"{kind}.{code}"),
            kind=kind,
            code=code,
            key=f"={code}",  # no folded name has such a sign
            position=place,
        )
        for place, code in enumerate(BUILT_IN.get(kind, ()))
    ]


def names_of(kind: str) -> dict[str, str]:
    """Code → name, of the labels of this kind that the business has named itself; archived ones too."""
    return {label.code: label.name for label in _offered().get(kind, ()) if label.name}


def stage_names() -> dict[UUID, str]:
    """Id → name of every stage, archived ones too: a lead may still be there."""
    return {stage.id: stage.name for stage in _offered().get("stage", ())}


def tags_of(leads: Iterable[Any]) -> dict[UUID, list[Any]]:
    """Lead's id → its tags by name, for each of these leads, in two queries."""
    ids = [lead.id for lead in leads]
    had: dict[UUID, list[Any]] = {id: [] for id in ids}
    pairs = _pairs_of(ids)
    if not pairs:
        return had
    wanted = Label.select().where(Label.id.in_({tag for _lead, tag in pairs}) & ~Label.is_archived)
    known = {tag.id: tag for tag in wanted}
    for lead, tag in pairs:
        if tag in known:
            had[lead].append(known[tag])
    return {lead: sorted(tags, key=lambda tag: tag.key) for lead, tags in had.items()}


def ask_tags_ahead(lead: Any) -> None:
    """Send what tags_of() asks of this lead alone, see Prepared.ahead()."""
    _of_one.ahead(lead=lead.id)


# A prospect's page asks for those of one.
_of_one = Prepared(
    lambda: LeadTag.select(LeadTag.lead_id, LeadTag.tag_id).where(
        LeadTag.lead_id == slot("lead", LeadTag.lead_id)
    )
)


def _pairs_of(leads: list[UUID]) -> list[tuple[UUID, UUID]]:
    if len(leads) == 1:
        return [(pair.lead_id, pair.tag_id) for pair in _of_one.all(lead=leads[0])]
    if not leads:
        return []
    return list(LeadTag.select(LeadTag.lead_id, LeadTag.tag_id).where(LeadTag.lead_id.in_(leads)).tuples())
