"""From a row of a file to a lead's columns, as the columns of the file were mapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filon.foundation.i18n import _
from filon.intake.imports.cells import Cell
from filon.intake.imports.targets import Context, Target, Unread
from filon.leads.contacts import one_line
from filon.leads.kinds import Rows
from filon.leads.own_filters import OWN
from filon.leads.words import status_word

# A spreadsheet's own mark for "this is text", left in by whoever exported it.
_TEXT_MARK = ("'=", "'+", "'-", "'@")
# What makes somebody of a row.
_WHO = ("first_name", "last_name", "company", "email", "phone", "phone_typed")
_MARKS = {"phone": "phone", "email": "email"}


@dataclass(slots=True)
class Reading:
    """What a row says. `columns` of a lead; `own`: target → rows for a field of the business's own; `tags` by name;
    `number` of one in our own export; `faults` are sentences.

    `is_refused`: nothing says whose row it is.
    """

    line: int
    columns: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Rows] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    number: int | None = None
    faults: list[str] = field(default_factory=list)
    is_refused: bool = False


class Reader:
    """Reads the rows of one file. `mapped`: column → "target", "target:order"; `plain` undoes what was done to text.

    A column whose target is there no more is left out.
    """

    def __init__(
        self,
        heads: Sequence[str],
        mapped: Mapping[int, str],
        targets: Mapping[str, Target],
        context: Context,
        plain: Callable[[str], str],
    ) -> None:
        self._context, self._plain = context, plain
        chosen: dict[str, list[tuple[int, str]]] = {}
        for column, choice in sorted(mapped.items()):
            key, _colon, order = choice.partition(":")
            chosen.setdefault(key, []).append((column, order))
        # A name in parts says more than the whole one: it comes last and stays.
        self._plan = [(target, chosen[key]) for key, target in targets.items() if key in chosen]
        self._heads = [one_line(head, 100) for head in heads]

    def read(self, line: int, cells: Sequence[Cell]) -> Reading:
        """What this row says; never raises."""
        reading = Reading(line)
        cells = [self._plain(cell) if isinstance(cell, str) else cell for cell in cells]
        for target, places in self._plan:
            filled = [
                (column, order) for column, order in places if column < len(cells) and cells[column] != ""
            ]
            if not filled:
                continue
            column, order = filled[0]
            cell = cells[column]
            if target.gathers and len(places) > 1:
                cell = "\n".join(f"{self._heads[place]} : {cells[place]}" for place, _order in filled)
            try:
                values = target.read(cell, self._context, order)
            except Unread as unread:
                values = unread.kept
                head = self._heads[column] or target.word()
                reading.faults.append(f"{head} : {unread.sentence}")
                if mark := _MARKS.get(target.key):
                    reading.columns.setdefault("unsure", []).append(mark)
            reading.columns.update(values)
        said = reading.columns
        reading.number, reading.tags = said.pop("number", None), said.pop("tags", [])
        reading.own = {name: said.pop(name) for name in list(said) if name.startswith(OWN)}
        self._settle_stage(reading)
        if not any(reading.columns.get(name) for name in _WHO):
            reading.is_refused = True
            reading.faults.insert(
                0, _("Ni nom, ni téléphone, ni mail, ni entreprise : la ligne n’est pas importée")
            )
        return reading

    def _settle_stage(self, reading: Reading) -> None:
        """A stage is inside a status: it says which, unless the row does."""
        stages, status = reading.columns.pop("stages", []), reading.columns.get("status")
        inside = next((stage for stage in stages if status in (None, stage.within)), None)
        if inside is not None:
            reading.columns |= {"status": inside.within, "stage_id": inside.id}
        elif stages:
            reading.faults.append(
                _(
                    "« %(stage)s » n’est pas une étape de « %(status)s »",
                    stage=stages[0].name,
                    status=status_word(status or ""),
                )
            )


def without_mark(cell: str) -> str:
    """A cell's text, never a formula, and without the apostrophe that keeps it from being one."""
    cell = cell.strip()
    return cell[1:] if cell.startswith(_TEXT_MARK) else cell
