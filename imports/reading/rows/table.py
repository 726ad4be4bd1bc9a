"""What every kind of file becomes: named rows, faults, and notes about what was done to read them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from imports.faults import Fault


class _Unreadable:
    """Stands in a cell whose fault is told already."""

    def __repr__(self) -> str:
        return "UNREADABLE"


UNREADABLE: Final = _Unreadable()


@dataclass(frozen=True)
class Choice:
    """What the caller wants read: a sheet by its name, hidden rows and columns too, and the year that is meant."""

    sheet: str | None = None
    hidden: bool = False
    year: int | None = None


@dataclass(frozen=True)
class RawRow:
    """One row of the file. `position` is the CSV line (heading 1), sheet row or JSON position from 1."""

    position: int
    cells: Mapping[str, object]


@dataclass(frozen=True)
class Table:
    """A file's rows, those of the known columns that it has, and the faults of its structure.

    `counting` says how rows are counted. `sheet` is the name of the sheet that was read, `hidden_rows` are those that
    were not taken, and `notes` are sentences about both and about whatever else was done to read the file.
    """

    columns: frozenset[str] = frozenset()
    rows: tuple[RawRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    counting: str = ""
    sheet: str | None = None
    hidden_rows: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class TableBuilder:
    """A table while it is read. `heading` is the row of its heading."""

    known: Collection[str]
    required: Collection[str]
    choice: Choice
    columns: set[str] = field(default_factory=set)
    hidden_columns: set[str] = field(default_factory=set)
    rows: list[RawRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    counting: str = ""
    heading: int = 0
    sheet: str | None = None
    hidden_rows: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, message: str, row: int | None = None, column: str | None = None) -> None:
        """Adds a fault of the file's structure."""
        self.faults.append(Fault(row, column, message))

    def done(self) -> Table:
        """The table built so far."""
        return Table(
            frozenset(self.columns), tuple(self.rows), tuple(self.faults),
            self.counting, self.sheet, tuple(self.hidden_rows), tuple(self.notes),
        )  # fmt: skip


def listed(numbers: Collection[int], word: str = "row") -> str:
    """`row 3`, `rows 3, 5–7`."""
    ordered = sorted(numbers)
    runs: list[list[int]] = []
    for number in ordered:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return f"{word if len(ordered) == 1 else word + 's'} {', '.join(parts)}"
