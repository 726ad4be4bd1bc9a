"""Lines of cells → named rows: finds the heading, leaves out what is hidden, and says what was filled in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from imports.columns import unknown
from imports.reading.rows.lines import Line, Uncalculated, column_name, find_heading, is_empty
from imports.reading.rows.no_heading import in_one_cell, why_no_heading
from imports.reading.rows.table import UNREADABLE, RawRow, TableBuilder, listed

_MOST_ROWS = 200_000


@dataclass
class _Noticed:
    """What is told once for all rows: rows by column, and for a column without a heading its first value."""

    filled: dict[str, list[int]] = field(default_factory=dict)
    uncalculated: dict[str, list[int]] = field(default_factory=dict)
    nameless: dict[int, list[int]] = field(default_factory=dict)
    first: dict[int, object] = field(default_factory=dict)


def read_grid(lines: Sequence[Line], table: TableBuilder, hidden_columns: Collection[int] = ()) -> None:
    """Reads the lines, none of which is empty."""
    heading = find_heading(lines, table.known)
    if not lines or why_no_heading(lines, heading, table) or heading is None:
        return
    table.heading = heading.position
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
    told = {name: [at for at, other in enumerate(names) if other == name] for name in names if name}
    for name, places in told.items():
        if name not in table.known:
            written = " ".join(str(heading.cells[places[0]]).split())[:40]
            table.fault(unknown(name, table.known, written), heading.position, name)
        elif len(places) > 1:
            letters = " and ".join(get_column_letter(at + 1) for at in places)
            words = f"the heading has this column twice (columns {letters}); delete or rename one of them"
            table.fault(words, heading.position, name)
    table.columns.update(set(told) & set(table.known))
    return names


def _repeats(line: Line, names: Sequence[str | None]) -> bool:
    """Whether the line is the heading once more: of a merged heading, or on each page."""
    told = [(column_name(c), n) for c, n in zip(line.cells, names, strict=False) if not is_empty(c)]
    return len(told) > 1 and all(cell == name for cell, name in told)


def _read_rows(lines: Sequence[Line], names: Sequence[str | None], table: TableBuilder) -> None:
    noticed = _Noticed()
    for line in lines:
        if line.hidden and not table.choice.hidden:
            table.hidden_rows.append(line.position)
            continue
        told = in_one_cell(line, len(names))
        if told:
            table.fault(told, line.position)
            continue
        table.rows.append(RawRow(line.position, _cells(line, names, table, noticed)))
    _tell(noticed, table)


def _cells(line: Line, names: Sequence[str | None], table: TableBuilder, noticed: _Noticed) -> dict[str, object]:
    cells: dict[str, object] = {name: None for name in names if name}
    for at, cell in enumerate(line.cells):
        name = names[at] if at < len(names) else ""
        if name == "" and not is_empty(cell) and at not in line.filled:
            if table.sheet is None:
                table.fault(_too_many(cell), line.position)
            noticed.first.setdefault(at, cell)
            noticed.nameless.setdefault(at, []).append(line.position)
        if not name:
            continue
        cells[name] = UNREADABLE if isinstance(cell, Uncalculated) else cell
        if isinstance(cell, Uncalculated):
            noticed.uncalculated.setdefault(name, []).append(line.position)
        if at in line.filled:
            noticed.filled.setdefault(name, []).append(line.position)
    return cells


def _tell(noticed: _Noticed, table: TableBuilder) -> None:
    for name, rows in noticed.uncalculated.items():
        table.fault(
            f"has a formula whose result the file does not hold ({listed(rows)}): open the file in Excel, save it, and "
            "import it again",
            rows[0],
            name,
        )
    for at, rows in noticed.nameless.items() if table.sheet is not None else ():
        where = f"column {get_column_letter(at + 1)} has no heading, but a value on {listed(rows)}"
        words = f"{where} (“{_shown(noticed.first[at])}”): delete it, or write the column's name in the heading"
        table.fault(words, rows[0])
    if noticed.filled:
        parts = "; ".join(f"{name} on {listed(rows)}" for name, rows in noticed.filled.items())
        table.notes.append(f"Merged cells are filled downwards: {parts}.")
    if table.hidden_rows:
        table.notes.append(f"Hidden and not taken: {listed(table.hidden_rows)}. --hidden takes them.")


def _too_many(cell: object) -> str:
    return (
        f"has a value in a column without a heading (“{_shown(cell)}”): delete it, or write the column's name in the "
        "heading. In a CSV file it may be a separator within a cell: such a cell stands within quotation marks"
    )


def _shown(cell: object) -> str:
    return "a formula" if isinstance(cell, Uncalculated) else " ".join(str(cell).split())[:40]
