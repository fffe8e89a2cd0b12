"""A first look at a file: where its heads stand, what each column holds, and what it seems to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from filon.foundation.i18n import _
from filon.intake.imports import known_heads, known_words
from filon.intake.imports.cells import Cell, Row, Unreadable
from filon.intake.imports.targets import Target
from filon.intake.imports.values import DAY_FIRST, MONTH_FIRST, order_said, read_moment
from filon.intake.mapping import could_be
from filon.intake.meaning import meaning_of
from filon.leads.contacts import one_line, read_email

SKIP = ""
_ANY_ZONE = ZoneInfo("UTC")
# Titles and dates stand above the heads of many tables.
HEADS_WITHIN = 15
_SAMPLES, _LONGEST_SAMPLE = 5, 80
# Values that come again and again are choices; more than these are not.
_MOST_CHOICES, _LONGEST_CHOICE = 20, 40
# Of the values in the first rows, so many must look like it.
_LOOKED_AT, _MOSTLY = 500, 0.8
_NUMBERS = re.compile(r"[\d\s.,:/+()-]+")


@dataclass
class Column:
    """What one column holds. `choices` are all its values, None when they are too many."""

    head: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    choices: dict[str, int] | None = field(default_factory=dict)
    looked_at: int = 0
    addresses: int = 0
    phones: int = 0
    moments: int = 0
    orders: set[str] = field(default_factory=set)

    def see(self, cell: Cell) -> None:
        """Count a cell that is not blank."""
        self.filled += 1
        if self.choices is None and self.looked_at >= _LOOKED_AT and not self.moments:
            return
        text = one_line(str(cell), _LONGEST_SAMPLE)
        if len(self.samples) < _SAMPLES and text not in self.samples:
            self.samples.append(text)
        if self.choices is not None:
            self.choices[text] = self.choices.get(text, 0) + 1
            if len(self.choices) > _MOST_CHOICES or len(text) > _LONGEST_CHOICE:
                self.choices = None
        if self.looked_at < _LOOKED_AT:
            self.looked_at += 1
            self.addresses += isinstance(cell, str) and "@" in cell and read_email(cell) == cell.strip()
            self.phones += bool(_NUMBERS.fullmatch(text)) and could_be("phone", text)
        if self.moments == self.looked_at or self.looked_at == 1 or self.moments > self.looked_at / 2:
            order = order_said(cell)
            is_moment = order is not None or (
                isinstance(cell, str) and bool(re.match(r"\d{4}-\d\d-\d\d", cell))
            )
            self.moments += is_moment
            if order is not None:
                self.orders.add(order)

    @property
    def order(self) -> str:
        """How it writes days in figures; "" when nothing says it."""
        sure = self.orders - {""}
        return sure.pop() if len(sure) == 1 else ""

    def as_profile(self) -> dict[str, Any]:
        """What is kept of it for the page."""
        return {
            "head": self.head,
            "filled": self.filled,
            "samples": self.samples,
            "choices": list(self.choices) if self.choices else [],
            "order": self.order,
            "unsure_order": bool(self.orders) and not self.order,
        }


def find_heads(first: Sequence[Row]) -> int:
    """Which of the first rows has the heads; -1 when none has and the data begins at once. Raises Unreadable."""
    if not first:
        raise Unreadable("empty")
    widest = max(sum(cell != "" for cell in row.cells) for row in first)
    for place, row in enumerate(first):
        filled = [cell for cell in row.cells if cell != ""]
        if len(filled) >= max(1, widest * 0.6):
            return -1 if _is_data(filled) else place
    return -1


def _is_data(cells: list[Cell]) -> bool:
    """Whether these are somebody's values: an address, a number, or nothing that is called anything."""
    texts = [str(cell) for cell in cells]
    if any(read_email(text) == text.strip() for text in texts if "@" in text):
        return True
    named = sum(_says(text) != SKIP for text in texts)
    numbers = sum(not isinstance(c, str) or bool(_NUMBERS.fullmatch(c)) for c in cells)
    return not named and numbers > 0


def heads_of(row: Row | None, width: int) -> list[str]:
    """What each column is called; one without a head by the letter that a spreadsheet gives it."""
    cells = [one_line(str(cell), 100) for cell in row.cells] if row else []
    cells += [""] * (width - len(cells))
    return [cell or _("Colonne %(letter)s", letter=letter(place)) for place, cell in enumerate(cells)]


def letter(place: int) -> str:
    """A, B, … Z, AA: what a spreadsheet calls its columns."""
    text, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def propose(columns: Sequence[Column], targets: Mapping[str, Target]) -> tuple[str, dict[int, str], set[int]]:
    """Whose export it is; column → target; and the columns that a person should look at."""
    program, table = known_heads.recognise([column.head for column in columns])
    is_ours = program == known_heads.OURSELVES
    own = _by_head(targets)
    mapped: dict[int, str] = {}
    for place, column in enumerate(columns):
        if column.filled or program:
            head = known_words.folded(column.head)
            key = table.get(head) or _says(column.head)
            # A business's own words come first; in our own export, where a field may be called as a column of all
            # businesses is, that one stands first.
            if own.get(head) and not (is_ours and key in targets and key not in mapped.values()):
                key = own[head].pop(0)
            if key in targets and (is_ours or not targets[key].is_only_ours):
                mapped[place] = key
    if not is_ours:
        _drop_what_it_is_not(columns, mapped, targets)
        _take_by_shape(columns, mapped)
        if not program:
            _one_each(columns, mapped)
        _name_in_parts(mapped)
    unsure = set()
    for place, key in mapped.items():
        if targets[key].is_moment and columns[place].orders:
            mapped[place] = f"{key}:{columns[place].order or DAY_FIRST}"
            if not columns[place].order:
                unsure.add(place)
    return program, mapped, unsure


def _by_head(targets: Mapping[str, Target]) -> dict[str, list[str]]:
    """What heads the business's own fields go by, folded → targets in their order: two may be called the same."""
    heads: dict[str, list[str]] = {}
    for key, target in targets.items():
        if target.field is not None:
            for head in {known_words.folded(target.word()), known_words.folded(target.field.key)}:
                heads.setdefault(head, []).append(key)
    return heads


def _says(head: str) -> str:
    """The target that a head asks for by its words, as a form's field would."""
    meaning = meaning_of("", head, None)
    return meaning.slots[0] if meaning.is_sure and len(meaning.slots) == 1 else SKIP


def _drop_what_it_is_not(
    columns: Sequence[Column], mapped: dict[int, str], targets: Mapping[str, Target]
) -> None:
    for place, key in list(mapped.items()):
        column = columns[place]
        if column.looked_at and not _may_be(targets[key], column):
            del mapped[place]


def _may_be(target: Target, column: Column) -> bool:
    if target.key == "email":
        return column.addresses > column.looked_at / 4
    if target.key == "phone":
        return column.phones > column.looked_at / 4
    if target.is_moment:
        return column.moments > 0 or any(_is_moment(sample) for sample in column.samples)
    return True


def _is_moment(sample: str) -> bool:
    return any(read_moment(sample, order, _ANY_ZONE) for order in (DAY_FIRST, MONTH_FIRST))


def _take_by_shape(columns: Sequence[Column], mapped: dict[int, str]) -> None:
    """Addresses are recognised under any head, numbers where no other column has them."""
    for key, count in (("email", "addresses"), ("phone", "phones")):
        if key in mapped.values():
            continue
        for place, column in enumerate(columns):
            found = getattr(column, count)
            if (
                place not in mapped
                and column.looked_at
                and found >= _MOSTLY * column.looked_at
                and not column.moments
            ):
                mapped[place] = key
                break


def _one_each(columns: Sequence[Column], mapped: dict[int, str]) -> None:
    """Of two columns that seem the same the fuller one; phones and texts may be several."""
    several = {"phone", "email", "note", "message"}
    for key in set(mapped.values()) - several:
        places = [place for place, one in mapped.items() if one == key]
        best = max(places, key=lambda place: (columns[place].filled, -place))
        for place in places:
            if place != best:
                del mapped[place]


def _name_in_parts(mapped: dict[int, str]) -> None:
    """Beside a first name, "Nom" is the family's."""
    keys = set(mapped.values())
    for place, key in list(mapped.items()):
        if key == "name" and "first_name" in keys and "last_name" not in keys:
            mapped[place] = "last_name"
        elif key == "name" and "last_name" in keys:
            del mapped[place]


def look(rows: Iterable[Row], columns: list[Column]) -> None:
    """Count these rows into the columns."""
    for row in rows:
        for place, cell in enumerate(row.cells):
            if cell != "":
                columns[place].see(cell)
