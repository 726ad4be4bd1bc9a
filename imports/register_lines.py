"""Reading a file of a register's lines (contract, "Registers"): all or nothing, every fault with its
row and column. The columns are the declaration's; a line is found by its key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from imports.cells import RowReader
from imports.faults import Fault, in_order
from imports.files import Choice, RawRow, Table, Track, read_table
from models.registers.declaration import Field, Kind, Line, LineFault, Register
from models.registers.values import read_value
from models.rules.text import fold

_ENDED = Field("ended", "Ended", Kind.DATE)
_LONGEST_KEY, _LONGEST_REASON = 100, 2000


@dataclass(frozen=True)
class LineFile:
    """What a file holds. With any fault the lines are incomplete and must not be stored. `table` is what was read."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    table: Table


def read_lines(path: Path, register: Register, track: Track = iter, choice: Choice | None = None) -> LineFile:
    """Reads a `.json`, `.csv` or `.xlsx` file of a register. Never raises for what it holds: that is in `faults`."""
    required = ("key", *(each.name for each in register.fields if each.required))
    table = read_table(path, register.columns, required, choice)
    faults = list(table.faults)
    lines = tuple(_read(raw, table.columns, register, faults) for raw in track(table.rows))
    return LineFile(lines, in_order([*faults, *_repeated(lines)]), table)


def faults_of(line_faults: Iterable[tuple[int | None, LineFault]]) -> tuple[Fault, ...]:
    """What is wrong with stored lines, as faults of the file."""
    return in_order(Fault(position, fault.column or None, str(fault)) for position, fault in line_faults)


def _read(raw: RawRow, columns: frozenset[str], register: Register, faults: list[Fault]) -> Line:
    cells = RowReader(raw, columns, faults)
    key = cells.text("key", _LONGEST_KEY, required=True)
    if ";" in key or key.strip() != key:
        cells.fault("key", "takes no semicolon, which stands between two links: write another mark")
    values = {each.name: _value(cells, each) for each in register.fields if each.name in columns}
    ended = _value(cells, _ENDED)
    return Line(
        key, values, cells.items("links", ";", 400), date.fromisoformat(ended) if isinstance(ended, str) else None,
        cells.text("ended_why", _LONGEST_REASON), raw.position, frozenset(register.columns) - columns,
    )  # fmt: skip


def _value(cells: RowReader, column: Field) -> str | int | bool | None:
    try:
        return read_value(column, cells.text_or_value(column.name))
    except LineFault as fault:
        cells.fault(column.name, str(fault))
        return None


def _repeated(lines: Iterable[Line]) -> Iterable[Fault]:
    """A fault for every key that an earlier row has already."""
    first: dict[str, int | None] = {}
    for line in lines:
        if line.key and fold(line.key) in first:
            words = f"“{line.key}” stands on row {first[fold(line.key)]} too: each line has a key of its own"
            yield Fault(line.position, "key", words)
        first.setdefault(fold(line.key), line.position)
