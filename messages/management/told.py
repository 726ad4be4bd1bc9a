"""What the digest tells, in which order: each deviation once, by what has become of it since last time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from models.answers.shared import TOLD
from models.deviations.register import Deviation, Register
from models.vocabulary.answers import Status
from models.vocabulary.deviations import ActionState, Trend


class Turn(Enum):
    """What has become of a deviation since last time, in the order in which management reads it."""

    NEW_RED = auto()
    NEW_YELLOW = auto()
    YELLOW_TO_RED = auto()
    STILL_RED = auto()
    STILL_YELLOW = auto()
    RED_TO_YELLOW = auto()
    NO_COLOUR = auto()
    OVER = auto()

    @property
    def has_colour(self) -> bool:
        """Whether it is yellow or red by an answer of this round."""
        return self not in {Turn.NO_COLOUR, Turn.OVER}

    @property
    def is_new(self) -> bool:
        return self in {Turn.NEW_RED, Turn.NEW_YELLOW}


@dataclass(frozen=True)
class Told:
    """A deviation, told once: of one row, or of the rows of a shared activity that say the same. `deviation` is that of
    the first row."""

    deviation: Deviation
    rows: tuple[int, ...]

    @property
    def is_overdue(self) -> bool:
        return self.deviation.is_open and self.deviation.action_state is ActionState.OVERDUE


def turn_of(deviation: Deviation) -> Turn:
    """Without an answer this time, or one that cannot be assessed, a deviation has no colour now. So the red and yellow
    ones are as many as the counts say."""
    if not deviation.is_open:
        return Turn.OVER
    if not deviation.is_reported or not deviation.status.is_deviation:
        return Turn.NO_COLOUR
    is_red = deviation.status is Status.RED
    match deviation.trend:
        case Trend.NEW:
            return Turn.NEW_RED if is_red else Turn.NEW_YELLOW
        case Trend.WORSENED:
            return Turn.YELLOW_TO_RED
        case Trend.IMPROVED:
            return Turn.RED_TO_YELLOW
    return Turn.STILL_RED if is_red else Turn.STILL_YELLOW


def told_once(register: Register) -> list[Told]:
    """The open deviations and those that are over since last time, in the order of the rows."""
    same: dict[tuple[object, ...], list[Deviation]] = {}
    for deviation in (*register.open, *register.closed_now):
        same.setdefault(_what_it_says(deviation), []).append(deviation)
    alike = [sorted(each, key=lambda deviation: deviation.row.row) for each in same.values()]
    told = [Told(each[0], tuple(deviation.row.row for deviation in each)) for each in alike]
    return sorted(told, key=lambda each: each.rows)


def _what_it_says(deviation: Deviation) -> tuple[object, ...]:
    decision, action = deviation.decision, deviation.action
    return (
        deviation.row.activity_id, turn_of(deviation), deviation.rounds, deviation.action_state,
        action and (action.action, action.action_owner, action.action_due),
        decision and (decision.answer, decision.until),
        *(getattr(deviation.answer, name) for name in TOLD),
    )  # fmt: skip


def by_turn(told: Iterable[Told]) -> dict[Turn, list[Told]]:
    """Those of each turn, in the order of `Turn`; without the turns that there are none of."""
    grouped: dict[Turn, list[Told]] = {}
    for each in told:
        grouped.setdefault(turn_of(each.deviation), []).append(each)
    return {turn: grouped[turn] for turn in Turn if turn in grouped}


def awaiting(told: Iterable[Told]) -> list[Told]:
    """Those that wait for a decision, or for one that was put off to a day, the longest waiting first."""
    asked = [(each.deviation.decision, each) for each in told if each.deviation.is_open]
    waiting = [
        (decision.asked_at, each)
        for decision, each in asked
        if decision and (each.deviation.awaits_decision or decision.until)
    ]
    return [each for _, each in sorted(waiting, key=lambda pair: (pair[0], pair[1].rows))]


def overdue(told: Iterable[Told], but: Sequence[Told]) -> list[Told]:
    """Those whose action should have been done, the oldest date first, without those that are told elsewhere."""
    elsewhere = {each.rows for each in but}
    late = [each for each in told if each.is_overdue and each.rows not in elsewhere]
    return sorted(late, key=lambda each: (str(each.deviation.action and each.deviation.action.action_due), each.rows))
