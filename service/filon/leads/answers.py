"""What somebody answered in a form, given to the business's own fields and tags as its map says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from filon.foundation.errors import Invalid
from filon.leads import custom_fields, kinds
from filon.leads.arranging import key_of
from filon.leads.fields import Field
from filon.leads.labels import Label, LeadTag
from filon.leads.own_filters import OWN
from filon.leads.several import parted
from filon.leads.tags import MOST_OF_A_LEAD

TAGS = "tags"


def give(lead: Any, own: Mapping[str, str], region: str) -> None:
    """Fill what is empty of the fields that `own` names ("fields." and the key → as typed), and add its tags.

    Never raises for what a visitor wrote: what is no value of the field, or no tag that the business has, stays an
    answer of the request. A visitor makes no words for others to choose.
    """
    keys = [name.removeprefix(OWN) for name in own if name.startswith(OWN)]
    fields = list(Field.select().where(~Field.is_archived & Field.key.in_(keys))) if keys else []
    for value in custom_fields.values_of([lead], fields)[lead.id]:
        if value.rows:
            continue
        field = value.field
        try:
            rows = kinds.read(field.kind, own[f"{OWN}{field.key}"], region, custom_fields.options_of(field))
        except Invalid:
            continue
        custom_fields.enter(lead, {field: rows})
    if TAGS in own:
        _tag(lead, own[TAGS])


def _tag(lead: Any, typed: str) -> None:
    keys = {key_of(name) for name in (typed, *typed.split("\n"), *parted(typed))}
    known = Label.select(Label.id).where((Label.kind == "tag") & Label.key.in_(keys) & ~Label.is_archived)
    has = {tag for (tag,) in LeadTag.select(LeadTag.tag_id).where(LeadTag.lead_id == lead.id).tuples()}
    new = [tag.id for tag in known if tag.id not in has][: max(0, MOST_OF_A_LEAD - len(has))]
    LeadTag.add_many([{"lead_id": lead.id, "number": lead.number, "tag_id": tag} for tag in new])
