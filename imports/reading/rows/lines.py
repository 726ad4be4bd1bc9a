"""Lines of cells, as sheets and CSV files have them, and which of them could be the heading."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from imports.columns import swedish
from models.rules.text import clean, fold

HEADING_WITHIN = 50  # lines; a title and instructions may stand above the heading
_ENOUGH = 2  # Swedish names of columns that are no chance


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
    """The line that names most columns, else most of them in Swedish. A title and instructions may stand above
    it."""
    first = lines[:HEADING_WITHIN]
    best = max(first, key=lambda line: known_names(line.cells, known), default=None)
    if best is None or known_names(best.cells, known):
        return best
    best = max(first, key=lambda line: _swedish_names(line.cells, known))
    return best if _swedish_names(best.cells, known) >= _ENOUGH else None


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


def _swedish_names(cells: Sequence[object], known: Collection[str]) -> int:
    return len({swedish(column_name(cell), known) for cell in cells if not is_empty(cell)} - {None})
