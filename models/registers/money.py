"""Sums of amounts, which say how much they do not know."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.registers.tables import RegisterLine


@dataclass(frozen=True)
class Sum:
    """The exact sum of the lines that have an amount, in kronor. `missing` are the lines that have none."""

    amount: Decimal
    lines: int
    missing: tuple[RegisterLine, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether any line has an amount: without one the sum is unknown, not nothing."""
        return self.lines > len(self.missing)


def sum_of(lines: Iterable[RegisterLine]) -> Sum:
    """The sum of different lines; a line that is given twice counts once."""
    by_id = {line.id: line for line in lines}
    amounts = [Decimal(str(line.content["amount"])) for line in by_id.values() if line.content.get("amount")]
    missing = tuple(line for line in by_id.values() if not line.content.get("amount"))
    return Sum(sum(amounts, Decimal(0)), len(by_id), missing)
