"""What is wrong with a file, with the row and column, so that its author can find it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong. `row` is the CSV line, sheet row or JSON position; None means the file or a whole column."""

    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        """`row 14, column units: is empty`."""
        parts = [f"row {self.row}"] if self.row is not None else []
        parts += [f"column {self.column}"] if self.column else []
        return f"{', '.join(parts)}: {self.message}" if parts else self.message


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults from the top of the file to the bottom, those of the whole file first, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.row or 0))
