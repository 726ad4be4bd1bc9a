"""What is wrong with a file, said so that the person who made it can find the place."""

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
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.message}" if place else self.message


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults from the top of the file to the bottom, those of the whole file first, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.row or 0))
