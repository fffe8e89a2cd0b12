"""What the page of columns shows: where a column may go, words that nobody knows, and a row as it would come."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, NamedTuple

from filon.foundation import storage
from filon.foundation.folding import fold
from filon.foundation.i18n import _
from filon.intake.imports.contexts import is_ours, reader_of
from filon.intake.imports.kept_rows import batches
from filon.intake.imports.known_words import folded, status_of
from filon.intake.imports.rows import Reading
from filon.intake.imports.targets import Target
from filon.intake.imports.values import DAY_FIRST, MONTH_FIRST
from filon.leads.custom_fields import options_of
from filon.leads.fields import WITH_OPTIONS
from filon.leads.several import parted

# How many of the first rows can be looked at.
MOST_EXAMPLES = 20


class Example(NamedTuple):
    """One row as it would come: which of how many, and what it says."""

    number: int
    of: int
    reading: Reading


def choices_for(one: Any, column: dict[str, Any], targets: Mapping[str, Target]) -> list[tuple[str, str]]:
    """(choice, words) for each target that a column can become; a day in figures can be read in two ways."""
    orders = ((DAY_FIRST, _("jour/mois/année")), (MONTH_FIRST, _("mois/jour/année")))
    in_figures = bool(column["order"] or column["unsure_order"])
    choices: list[tuple[str, str]] = []
    for target in targets.values():
        if target.is_only_ours and not is_ours(one):
            continue
        if target.is_moment and in_figures:
            choices += [(f"{target.key}:{order}", f"{target.word()} ({words})") for order, words in orders]
        else:
            choices.append((target.key, target.word()))
    return choices


def unknown_statuses(one: Any, columns: dict[str, str]) -> list[tuple[str, str]]:
    """(word, status chosen for it) for words in the column of statuses that Filon does not know."""
    said = one.choices.get("statuses", {})
    return [
        (word, said.get(folded(word), ""))
        for place, column in enumerate(one.profile["columns"])
        if columns.get(str(place)) == "status"
        for word in column["choices"]
        if status_of(word) is None
    ]


def unknown_options(
    one: Any, columns: dict[str, str], targets: Mapping[str, Target]
) -> list[tuple[Target, list[str], bool]]:
    """(target, words, whether they are to be made) for words that are no option of the own field they go to."""
    making, found = one.choices.get("making", ()), []
    for place, column in enumerate(one.profile["columns"]):
        target = targets.get(columns.get(str(place), ""))
        if target is None or target.field is None or target.field.kind not in WITH_OPTIONS:
            continue
        known = {fold(option.name) for option in options_of(target.field)}
        said = [name for word in column["choices"] for name in _names_in(word, target.field.kind)]
        if unknown := [name for name in dict.fromkeys(said) if fold(name) not in known]:
            found.append((target, unknown, target.key in making))
    return found


def _names_in(word: str, kind: str) -> list[str]:
    return parted(word) if kind == "choices" else [word]


def example(one: Any, columns: dict[str, str], number: int) -> Example | None:
    """The row with this number among the first, read as the columns are mapped; None when the rows are gone."""
    try:
        with storage.open_derived(one.kept_rows) as file:
            rows = [row for batch in islice(batches(file, 0, MOST_EXAMPLES), 1) for row in batch.rows]
    except storage.NoSuchFile:
        return None
    if not rows:
        return None
    number = min(max(number, 1), len(rows))
    one.choices = {**one.choices, "columns": columns}
    row = rows[number - 1]
    return Example(number, len(rows), reader_of(one).read(row.line, row.cells))
