"""A worksheet whose cells are text, numbers and moments, and whose text is never taken for anything else."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellStringTuple, Worksheet


class PlainSheet(Worksheet):
    """A worksheet in constant memory that writes each cell at once.

    xlsxwriter looks for what a cell could be besides: kinds, formats of its row and column, attributes to escape. That
    was a third of the time that an export took.

    It also writes text between <r> and </r> as it stands, for those who write formatted text: whoever types that into a
    form could write cells of their own, formulas too.
    """

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        cell_format = cell.format
        style = f' s="{cell_format._get_xf_index()}"' if cell_format else ""
        place = xl_rowcol_to_cell_fast(row, col)
        if isinstance(cell, CellStringTuple):
            text = cell.string
            if "_x" in text or not text.isprintable():
                text = self._escape_control_characters(text)
            text = self._escape_data(text)
            space = ' xml:space="preserve"' if text != text.strip() else ""
            self.fh.write(f'<c r="{place}"{style} t="inlineStr"><is><t{space}>{text}</t></is></c>')
        else:
            self.fh.write(f'<c r="{place}"{style}><v>{cell.number:.16G}</v></c>')
