"""How the colours of rows have moved from one round to another: a matrix in which every row stands once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.answers.queries import AnswerView
from models.plan.views import RowView
from models.vocabulary.answers import Status

_BADNESS = {Status.GREEN: 0, Status.YELLOW: 1, Status.RED: 2}
_ORDER = (Status.RED, Status.YELLOW, Status.GREEN, Status.CANNOT_ASSESS, None)


class Move(StrEnum):
    """What a transition is. `OTHER` is to or from *cannot be assessed*; `UNKNOWN` lacks one of the answers."""

    WORSE = "worse"
    BETTER = "better"
    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Transition:
    """The rows that had one colour and have another, or the same; None is not reported."""

    before: Status | None
    now: Status | None
    rows: tuple[RowView, ...]

    @property
    def move(self) -> Move:
        return move_of(self.before, self.now)


def move_of(before: Status | None, now: Status | None) -> Move:
    """What a change of colour is."""
    if before is None or now is None:
        return Move.UNKNOWN
    if before is now:
        return Move.SAME
    if before not in _BADNESS or now not in _BADNESS:
        return Move.OTHER
    return Move.WORSE if _BADNESS[now] > _BADNESS[before] else Move.BETTER


def transitions(
    rows: Iterable[RowView], before: Mapping[int, AnswerView], now: Mapping[int, AnswerView]
) -> list[Transition]:
    """The cells of the matrix that have rows: what is worse first, then what is better, unchanged, and unknown. The
    answers are by placement id."""
    cells: dict[tuple[Status | None, Status | None], list[RowView]] = {}
    for row in rows:
        old, new = before.get(row.placement_id), now.get(row.placement_id)
        cells.setdefault((old.status if old else None, new.status if new else None), []).append(row)
    moved = [Transition(old, new, tuple(listed)) for (old, new), listed in cells.items()]
    moves = list(Move)
    return sorted(moved, key=lambda each: (moves.index(each.move), _ORDER.index(each.now), _ORDER.index(each.before)))


def totals(cells: Iterable[Transition]) -> dict[Move, int]:
    """How many rows each kind of move has; together all rows."""
    numbers = dict.fromkeys(Move, 0)
    for each in cells:
        numbers[each.move] += len(each.rows)
    return numbers
