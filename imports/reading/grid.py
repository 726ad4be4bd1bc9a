"""Lines of cells → named rows: finds the heading, leaves out what is hidden, and says what was filled in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from imports.columns import explained, unknown
from imports.reading.table import UNREADABLE, RawRow, TableBuilder, listed
from models.rules.text import clean, fold

_HEADING_WITHIN = 50  # lines; a title and instructions may stand above the heading
_MOST_ROWS = 200_000


@dataclass
class Line:
    """One line of a CSV file or row of a sheet. `filled` are the columns (from 0) whose cell a merged cell covers."""

    position: int
    cells: list[object]
    hidden: bool = False
    filled: set[int] = field(default_factory=set)


class Uncalculated:
    """Stands in the cell of a formula whose result the file does not hold."""


def column_name(cell: object) -> str:
    """A heading's cell as a column's name: ` Goal kind` → `goal_kind`."""
    return fold(clean(str(cell))).replace(" ", "_").replace("-", "_") if cell is not None else ""


def known_names(cells: Sequence[object], known: Collection[str]) -> int:
    """How many of the columns the line names, if it is a heading."""
    return len({column_name(cell) for cell in cells} & set(known))


def find_heading(lines: Sequence[Line], known: Collection[str]) -> Line | None:
    """The line that names most columns. A title and instructions may stand above it."""
    return max(lines[:_HEADING_WITHIN], key=lambda line: known_names(line.cells, known), default=None)


def read_grid(lines: Sequence[Line], table: TableBuilder, hidden_columns: Collection[int] = ()) -> None:
    """Reads the lines, none of which is empty."""
    heading = find_heading(lines, table.known)
    if heading is None:
        return
    if not known_names(heading.cells, table.known):
        table.fault(
            f"no heading was found: one row must have the column names {', '.join(table.required)}, each in a cell of "
            f"its own, and the rows below it what they say ({explained(table.required)}). Looked at the first "
            f"{_HEADING_WITHIN} rows: write the names above the table, and save"
        )
        return
    names = _read_heading(heading, table, hidden_columns)
    if heading is not lines[0]:
        table.notes.append(f"The heading is on row {heading.position}; what stands above it is not read.")
    below = lines[lines.index(heading) + 1 :]
    if len(below) > _MOST_ROWS:
        table.fault(f"has {len(below)} rows; at most {_MOST_ROWS} are read. Divide the file")
        return
    _read_rows([line for line in below if not _repeats(line, names)], names, table)


def _read_heading(heading: Line, table: TableBuilder, hidden_columns: Collection[int]) -> list[str | None]:
    """The columns' names; None for those that are hidden and not to be read."""
    names: list[str | None] = [column_name(cell) for cell in heading.cells]
    if not table.choice.hidden:
        hidden = [at for at in sorted(hidden_columns) if at < len(names) and names[at]]
        if hidden:
            listing = ", ".join(f"{names[at]} ({get_column_letter(at + 1)})" for at in hidden)
            table.notes.append(f"Hidden columns are not read: {listing}. --hidden reads them.")
        table.hidden_columns.update(names[at] or "" for at in hidden)
        names += [""] * (max(hidden_columns, default=-1) + 1 - len(names))
        for at in hidden_columns:
            names[at] = None
    told = [name for name in names if name]
    for name in dict.fromkeys(told):
        if name not in table.known:
            table.fault(unknown(name, table.known), heading.position, name)
        elif told.count(name) > 1:
            table.fault("the heading has this column twice; delete or rename one of them", heading.position, name)
    table.columns.update(set(told) & set(table.known))
    return names


def _repeats(line: Line, names: Sequence[str | None]) -> bool:
    """Whether the line is the heading once more: of a merged heading, or on each page."""
    told = [(column_name(c), n) for c, n in zip(line.cells, names, strict=False) if not is_empty(c)]
    return len(told) > 1 and all(cell == name for cell, name in told)


def _read_rows(lines: Sequence[Line], names: Sequence[str | None], table: TableBuilder) -> None:
    filled: dict[str, list[int]] = {}
    uncalculated: dict[str, list[int]] = {}
    for line in lines:
        if line.hidden and not table.choice.hidden:
            table.hidden_rows.append(line.position)
            continue
        cells: dict[str, object] = {name: None for name in names if name}
        for at, cell in enumerate(line.cells):
            name = names[at] if at < len(names) else ""
            if name == "" and not is_empty(cell) and at not in line.filled:
                table.fault(_nameless(cell), line.position)
            if not name:
                continue
            cells[name] = UNREADABLE if isinstance(cell, Uncalculated) else cell
            if isinstance(cell, Uncalculated):
                uncalculated.setdefault(name, []).append(line.position)
            if at in line.filled:
                filled.setdefault(name, []).append(line.position)
        table.rows.append(RawRow(line.position, cells))
    for name, rows in uncalculated.items():
        table.fault(
            f"has a formula whose result the file does not hold ({listed(rows)}): open the file in Excel, save it, and "
            "import it again",
            rows[0],
            name,
        )
    if filled:
        parts = "; ".join(f"{name} on {listed(rows)}" for name, rows in filled.items())
        table.notes.append(f"Merged cells are filled downwards: {parts}.")
    if table.hidden_rows:
        table.notes.append(f"Hidden and not taken: {listed(table.hidden_rows)}. --hidden takes them.")


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


def _nameless(cell: object) -> str:
    shown = " ".join(str(cell).split())[:40] if not isinstance(cell, Uncalculated) else "a formula"
    return (
        f"has a value in a column without a heading (“{shown}”): delete it, or write the column's name in the heading. "
        "In a CSV file it may be a separator within a cell: such a cell stands within quotation marks"
    )
