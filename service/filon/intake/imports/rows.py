"""From a row of a file to a lead's columns, as the columns of the file were mapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from filon.foundation.i18n import _
from filon.intake.imports.cells import Cell, Row
from filon.intake.imports.targets import TARGETS, Context, Target, Unread
from filon.leads.contacts import one_line
from filon.leads.kinds import Rows
from filon.leads.own_filters import OWN
from filon.leads.words import status_word

# A spreadsheet's own mark for "this is text", left in by whoever exported it.
_TEXT_MARK = ("'=", "'+", "'-", "'@")
# What makes somebody of a row.
_WHO = ("first_name", "last_name", "company", "email", "phone", "phone_typed")
_MARKS = {"phone": "phone", "email": "email"}
# Of each column so many cells are remembered, none longer: towns, dates and statuses come again and again.
_REMEMBERED, _SHORT = 1_000, 60


@dataclass(slots=True)
class Reading:
    """What a row says. `columns` of a lead; `own`: target → rows for a field of the business's own; `tags` by name;
    `number` of one in our own export; `faults` are sentences, and where there are some `cells` is the row as it was.

    `is_refused`: nothing says whose row it is.
    """

    line: int
    columns: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Rows] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    number: int | None = None
    faults: list[str] = field(default_factory=list)
    cells: Sequence[Cell] = ()
    is_refused: bool = False


# Columns of a lead, and the sentence about what is wrong, if anything.
_Said = tuple[Mapping[str, Any], str]
_NOTHING: _Said = ({}, "")


class _Column:
    """A column of the file, and what its cells say."""

    def __init__(
        self,
        place: int,
        head: str,
        plain: Callable[[str], str],
        target: Target,
        context: Context,
        order: str,
    ) -> None:
        self.head = head
        self._place, self._plain = place, plain
        self._target, self._context, self._order = target, context, order
        self._remembered = lru_cache(_REMEMBERED)(self._read)

    def cell(self, cells: Sequence[Cell]) -> Cell:
        """What stands in this column."""
        cell = cells[self._place]
        return self._plain(cell) if isinstance(cell, str) else cell

    def read(self, cells: Sequence[Cell]) -> _Said:
        """What that says."""
        cell = cells[self._place]
        return self._read(cell) if isinstance(cell, str) and len(cell) > _SHORT else self._remembered(cell)

    def _read(self, cell: Cell) -> _Said:
        return self.say(self._plain(cell) if isinstance(cell, str) else cell)

    def say(self, cell: Cell) -> _Said:
        """The same of a cell that is plain."""
        if cell == "":
            return _NOTHING
        try:
            return self._target.read(cell, self._context, self._order), ""
        except Unread as unread:
            return unread.kept, f"{self.head or self._target.word()} : {unread.sentence}"


class _Several:
    """Columns that become one target: the first that says something counts, or all that do are gathered."""

    def __init__(self, columns: Sequence[_Column], *, gathers: bool) -> None:
        self._columns, self._gathers = columns, gathers

    def read(self, cells: Sequence[Cell]) -> _Said:
        """What they say."""
        filled = [(column, cell) for column in self._columns if (cell := column.cell(cells)) != ""]
        if not filled:
            return _NOTHING
        first, cell = filled[0]
        if self._gathers:
            cell = "\n".join(f"{column.head} : {cell}" for column, cell in filled)
        return first.say(cell)


class Reader:
    """Reads the rows of one file, in one language. `mapped`: column → "target", "target:order"; `plain` undoes what was
    done to text.

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
        self._made_of = (heads, mapped, targets, context, plain)
        columns: dict[str, list[_Column]] = {}
        for place, choice in sorted(mapped.items()):
            key, _colon, order = choice.partition(":")
            if target := targets.get(key):
                column = _Column(place, one_line(heads[place], 100), plain, target, context, order)
                columns.setdefault(key, []).append(column)
        # A name in parts says more than the whole one: it comes last and stays.
        self._plan = [
            (
                columns[key][0] if len(columns[key]) == 1 else _Several(columns[key], gathers=target.gathers),
                _MARKS.get(key),
            )
            for key, target in targets.items()
            if key in columns
        ]
        self._own = [key for key in columns if key.startswith(OWN)]
        self._width = max(mapped, default=-1) + 1

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as what it was made of; the program's own targets are part of the program."""
        heads, mapped, targets, context, plain = self._made_of
        own = {key: target for key, target in targets.items() if key not in TARGETS}
        return _made_again, (heads, mapped, own, context, plain)

    def read_all(self, rows: Sequence[Row]) -> list[Reading]:
        """What each of these rows says; never raises."""
        return [self.read(row.line, row.cells) for row in rows]

    def read(self, line: int, cells: Sequence[Cell]) -> Reading:
        """What this row says; never raises."""
        reading = Reading(line)
        said = reading.columns
        if len(cells) < self._width:  # blank ones at the end are not kept
            cells = [*cells, *[""] * (self._width - len(cells))]
        for columns, mark in self._plan:
            values, fault = columns.read(cells)
            said.update(values)
            if fault:
                reading.faults.append(fault)
                if mark:
                    said.setdefault("unsure", []).append(mark)
        reading.number, reading.tags = said.pop("number", None), said.pop("tags", [])
        reading.own = {key: said.pop(key) for key in self._own if key in said}
        if "stages" in said:
            self._settle_stage(reading)
        if not any(said.get(name) for name in _WHO):
            reading.is_refused = True
            reading.faults.insert(
                0, _("Ni nom, ni téléphone, ni mail, ni entreprise : la ligne n’est pas importée")
            )
        if reading.faults:
            reading.cells = cells
        return reading

    def _settle_stage(self, reading: Reading) -> None:
        """A stage is inside a status: it says which, unless the row does."""
        stages, status = reading.columns.pop("stages"), reading.columns.get("status")
        inside = next((stage for stage in stages if status in (None, stage.within)), None)
        if inside is not None:
            reading.columns |= {"status": inside.within, "stage_id": inside.id}
        else:
            reading.faults.append(
                _(
                    "« %(stage)s » n’est pas une étape de « %(status)s »",
                    stage=stages[0].name,
                    status=status_word(status or ""),
                )
            )


def _made_again(
    heads: Sequence[str],
    mapped: Mapping[int, str],
    own: Mapping[str, Target],
    context: Context,
    plain: Callable[[str], str],
) -> Reader:
    return Reader(heads, mapped, {**TARGETS, **own}, context, plain)


def without_mark(cell: str) -> str:
    """A cell's text, never a formula, and without the apostrophe that keeps it from being one."""
    cell = cell.strip()
    return cell[1:] if cell.startswith(_TEXT_MARK) else cell
