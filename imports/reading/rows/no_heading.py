"""Tables whose heading is not where it is looked for: what they probably are, and what to do."""

import re
from collections.abc import Collection, Sequence

from imports.columns import explained, other_import
from imports.reading.rows.lines import HEADING_WITHIN, Line, column_name, is_empty, known_names
from imports.reading.rows.table import TableBuilder

_ENOUGH = 3  # names of columns that are no chance
_TO_COLUMNS = (
    "open it in Excel, mark that column, choose Data > Text to Columns (Data > Text till kolumner), and save it as an "
    "Excel Workbook (Excel-arbetsbok)"
)
_TURN = (
    "in Excel, copy the table, choose Paste Special > Transpose (Klistra in special > Transponera) on a new sheet, and "
    "save that"
)


def why_no_heading(lines: Sequence[Line], heading: Line | None, table: TableBuilder) -> bool:
    """Whether the table has no heading, or is better explained in another way; if so, tells what to do."""
    recognised = known_names(heading.cells, table.known) if heading else 0
    first = lines[:HEADING_WITHIN]
    for line in first:
        told = other_import([column_name(cell) for cell in line.cells], table.required)
        if told and recognised < _ENOUGH:
            table.fault(told, line.position)
            return True
        in_one = next((cell for cell in line.cells if _names_within(cell, table.known) >= _ENOUGH), None)
        if in_one is not None and recognised <= 1:
            words = f"the column names stand in one cell (“{_short(in_one)}”), and each needs a cell of its own"
            table.fault(f"{words}: {_TO_COLUMNS}", line.position)
            return True
    if known_names([line.cells[0] for line in first], table.known) >= max(_ENOUGH, recognised + 1):
        table.fault(f"the column names stand below one another, and must stand beside one another: {_TURN}")
        return True
    if heading is None:
        table.fault(
            f"no heading was found: one row must have the column names {', '.join(table.required)}, each in a cell of "
            f"its own, and the rows below it what they say ({explained(table.required)}). Looked at the first "
            f"{HEADING_WITHIN} rows: write the names above the table, or delete what stands above them, and save"
        )
    return heading is None


def in_one_cell(line: Line, width: int) -> str:
    """The fault of a row that stands in one cell, although its table has `width` columns; "" when it does not."""
    cells = [cell for cell in line.cells if not is_empty(cell)]
    if len(cells) != 1 or not isinstance(cells[0], str) or width < _ENOUGH:
        return ""
    mark = next((mark for mark in ";\t|," if cells[0].count(mark) >= width - 1), None)
    if mark is None:
        return ""
    return (
        f"all of the row stands in one cell (“{_short(cells[0])}”), with {'a tab' if mark == chr(9) else mark} between "
        "its values in place of what the heading has: write each value in a cell of its own in Excel, and save"
    )


def _names_within(cell: object, known: Collection[str]) -> int:
    """How many columns are named within one cell."""
    return len(set(re.findall(r"\w+", str(cell).casefold())) & set(known)) if isinstance(cell, str) else 0


def _short(cell: object) -> str:
    return " ".join(str(cell).split())[:40]
