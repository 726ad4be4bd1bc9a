"""What is wrong with a file, with the row and column, so that its author can find it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What a person's fault is, for those who are not told in the English of the command line."""

    ADDRESS = "address"
    OWN_DEPUTY = "own_deputy"
    OWNER_WITHOUT_UNIT = "owner_without_unit"
    NO_UNIT = "no_unit"
    NO_COLLEAGUE = "no_colleague"
    NUMBER = "number"
    NO_ROW = "no_row"
    NOT_OF_UNIT = "not_of_unit"
    KNOWN = "known"


@dataclass(frozen=True)
class Fault:
    """One thing wrong. `row` is the CSV line, sheet row or JSON position; None means the file or a whole column. `kind`
    and the words that it is about are what the chat words it from; a fault of files alone has none."""

    row: int | None
    column: str | None
    message: str
    kind: FaultKind | None = None
    about: str = ""

    def __str__(self) -> str:
        """`row 14, column units: is empty`."""
        parts = [f"row {self.row}"] if self.row is not None else []
        parts += [f"column {self.column}"] if self.column else []
        return f"{', '.join(parts)}: {self.message}" if parts else self.message


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults from the top of the file to the bottom, those of the whole file first, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.row or 0))
