"""What visitors are asked for a kind of appointment beside how to reach them: some of the business's own fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from peewee import BooleanField

from filon.foundation.errors import Invalid
from filon.foundation.fields import IdField
from filon.foundation.i18n import _
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.custom_fields import options_of
from filon.leads.fields import SEEN_BY, Field

MOST_QUESTIONS = 20


class Question(TenantModel):
    """Visitors who book the kind are asked for this field of the business's own."""

    writable_by = "manager"

    kind_id = IdField()
    field_id = IdField()
    is_required = BooleanField()

    class Meta:
        table_name = "appointment_question"
        indexes = ((("tenant", "kind_id", "field_id"), True), (("tenant", "field_id"), False))
        constraints = [belongs_to("appointment_kind", "kind_id"), belongs_to("field", "field_id")]


@dataclass(frozen=True)
class Asked:
    """A question as a visitor reads it, in the names of leads.fields.Field: a form shows both alike."""

    field: Any
    options: list[Any]
    is_required: bool
    default = ""

    @property
    def key(self) -> str:
        return str(self.field.key)

    @property
    def kind(self) -> str:
        return str(self.field.kind)

    @property
    def label(self) -> str:
        name = str(self.field.label)
        return name if self.is_required else _("%(question)s (facultatif)", question=name)


def askable() -> list[Any]:
    """Fields that visitors may be asked for, in order: none that is archived, or hidden from some of the team."""
    return [one for one in Field.all_of_them() if not one.is_archived and one.seen_by == SEEN_BY[0]]


def asked_for(kind: UUID) -> list[Asked]:
    """The questions of one kind, in the order of the fields."""
    return [Asked(field, options_of(field), required) for field, required in questions_of([kind])[kind]]


def questions_of(kinds: Collection[UUID]) -> dict[UUID, list[tuple[Any, bool]]]:
    """Kind's id → (field, whether an answer is required), in the order of the fields."""
    chosen: dict[UUID, dict[UUID, bool]] = defaultdict(dict)
    if kinds:
        for one in Question.select().where(Question.kind_id.in_(list(kinds))):
            chosen[one.kind_id][one.field_id] = one.is_required
    fields = askable() if chosen else []
    return {id: [(one, chosen[id][one.id]) for one in fields if one.id in chosen[id]] for id in kinds}


def check_questions(wanted: Mapping[UUID, bool]) -> dict[str, list[str]]:
    """What is wrong with them, by the name "questions"."""
    if len(wanted) > MOST_QUESTIONS:
        return {"questions": [_("C’est trop : 20 questions au plus.")]}
    if not wanted.keys() <= {field.id for field in askable()}:
        return {"questions": [_("Choisissez parmi les champs que toute l’équipe voit.")]}
    return {}


def ask(kind: UUID, wanted: Mapping[UUID, bool]) -> None:
    """Ask visitors of this kind for these fields. Raises Invalid.

    One that is out of use for now is asked for again when it comes back.
    """
    if errors := check_questions(wanted):
        raise Invalid(errors)
    here = [field.id for field in askable()]
    Question.delete().where((Question.kind_id == kind) & Question.field_id.in_(here)).execute()
    Question.add_many(
        [{"kind_id": kind, "field_id": id, "is_required": required} for id, required in wanted.items()]
    )
