"""Whatever is written, given, moved and taken back, in whatever order: a prospect ends where it should."""

from __future__ import annotations

import random
from typing import Any

import pytest

from filon.foundation.errors import Conflict
from filon.interactions import actions as interactions
from filon.interactions import customised
from filon.leads import arranging, custom_fields
from filon.leads.fields import KINDS
from filon.leads.labels import Label, tags_of
from filon.leads.models import Lead
from tests.leads.own import add_field
from tests.leads.test_own_filters import VALUES
from tests.parts.service import PairedSite, submission

STEPS = 60


def state(lead: Any) -> tuple[Any, ...]:
    values = tuple(value.said for value in custom_fields.values_of([lead])[lead.id])
    return lead.status, lead.stage_id, *(tag.name for tag in tags_of([lead])[lead.id]), *values


@pytest.mark.parametrize("seed", range(4))
def test_it_works(alice: PairedSite, seed: int) -> None:
    """A model that only remembers states says what each step must lead to."""
    choose = random.Random(seed)  # noqa: S311  # nothing secret
    alice.deliver(submission())
    fields = [add_field(alice, kind, kind) for kind in KINDS]
    with alice.filon.inside(alice.tenant):
        for name, within in (("Visite", "open"), ("Devis", "open"), ("Posé", "won")):
            arranging.add("stage", name, within)
        stages = Label.stages()
        lead = Lead.by_number(1)
        made: list[tuple[Any, tuple[Any, ...], tuple[Any, ...]]] = []
        for _step in range(STEPS):
            before = state(lead)
            change = _change(choose, lead, fields, stages, made)
            lead = Lead.by_number(1)
            if change is not None:
                made.append((change, before, state(lead)))
            else:
                assert state(lead) == before
        # From the last to the first, each can be taken back, and leads to where it began.
        for change, before, after in reversed(made):
            assert state(lead) == after
            _undo(lead, change)
            lead = Lead.by_number(1)
            assert state(lead) == before
        assert lead.status == "new"


def _change(choose: random.Random, lead: Any, fields: list[Any], stages: list[Any], made: list[Any]) -> Any:
    what = choose.choice(("value", "value", "tag", "stage", "status", "undo"))
    if what == "value":
        field = choose.choice(fields)
        return customised.change_value(lead, field, choose.choice((*VALUES[field.kind], "")), "MA")
    if what == "tag":
        had = tags_of([lead])[lead.id]
        if had and choose.random() < 0.5:
            return customised.remove_tag(lead, choose.choice(had))
        return customised.add_tag(lead, choose.choice(("VIP", "vip", "Urgent", "Été")))
    if what == "undo" and made:
        change, _before, _after = choose.choice(made)
        stands = _stands(lead, change)
        try:
            undone = _undo(lead, change)
        except Conflict:
            assert not stands, "what stands can be taken back"
            return None
        assert stands, "what does not stand can't"
        return undone
    stage = choose.choice(stages) if what == "stage" else None
    return interactions.change_status(
        lead, stage.within if stage else choose.choice(("new", "open")), "", stage
    )


def _stands(lead: Any, change: Any) -> bool:
    if change.details["field"] == "status":
        return interactions.status_stands(lead, change.details)
    return customised.stands(lead, change)


def _undo(lead: Any, change: Any) -> Any:
    if change.details["field"] == "status":
        return interactions.undo_change(lead, change)
    return customised.undo(lead, change)
