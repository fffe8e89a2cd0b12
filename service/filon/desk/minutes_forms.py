"""The form of minutes: a row of fields for each step, `what-0` and so on, as many as are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.interactions.minutes import MARGINS, MOST_STEPS, USUAL_MARGIN, NextStep, Written

LEAD = "lead"
# Of a form that was just opened, and what a button adds.
EMPTY_ROWS = 2


@dataclass(frozen=True)
class Row:
    """The fields of one step, as they were typed; `who` is LEAD or a member's id."""

    id: str = ""
    what: str = ""
    who: str = ""
    due_on: str = ""
    margin: str = str(USUAL_MARGIN)


def rows_of(steps: list[Any], more: int = EMPTY_ROWS) -> list[Row]:
    """Those of steps that are kept, and so many empty ones."""
    found = [
        Row(
            str(one.id),
            one.what,
            LEAD if one.by_lead else str(one.member_id or ""),
            one.due_on.isoformat() if one.due_on else "",
            str(one.margin),
        )
        for one in steps
    ]
    return [*found, *[Row()] * min(more, MOST_STEPS - len(found))]


def typed_rows(form: Mapping[str, str]) -> list[Row]:
    """As they came, and one more where the button asks for it."""
    found = [
        Row(*(form.get(f"{field}-{place}", "") for field in ("step", "what", "who", "on", "margin")))
        for place in range(MOST_STEPS)
        if f"what-{place}" in form
    ]
    return [*found, Row()] if "more" in form and len(found) < MOST_STEPS else found


def read(form: Mapping[str, str]) -> Written:
    """What was written. Raises Invalid, which names the field as interactions.minutes.checked() does."""
    steps: list[NextStep] = []
    wrong: dict[str, list[str]] = {}
    for place, row in enumerate(typed_rows(form)):
        try:
            steps.append(_step(row))
        except Invalid as refused:
            wrong |= {f"steps.{place}.{name}": said for name, said in refused.errors.items()}
    if wrong:
        raise Invalid(wrong)
    return Written(form.get("said", ""), form.get("decided", ""), tuple(steps))


def _step(row: Row) -> NextStep:
    if not row.what.strip():
        return NextStep("")
    try:
        due_on = date.fromisoformat(row.due_on) if row.due_on else None
    except ValueError:
        raise Invalid({"due_on": [_("Choisissez un jour.")]}) from None
    if row.margin not in map(str, MARGINS):
        raise Invalid({"margin": [_("Choisissez quand rappeler.")]})
    by_lead = row.who == LEAD
    try:
        member = UUID(row.who) if row.who and not by_lead else None
        id = UUID(row.id) if row.id else None
    except ValueError:
        raise Invalid({"member": [_("Choisissez une personne de l’équipe.")]}) from None
    return NextStep(row.what, by_lead, member, due_on, int(row.margin), id)
