"""From the answers of each round to the deviations of a row: when each was opened, how it moved, whether it is over.

Contract, *Deviations, review, the frozen record*. Knows no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.vocabulary.answers import FollowUp, Lifecycle, Status
from models.vocabulary.deviations import Trend


class Reported(NamedTuple):
    """What a row's current answer in one round says. `action` and `decision` are marks of the texts, "" for none."""

    answer_id: int
    round_id: int
    placement_id: int
    status: Status
    lifecycle: Lifecycle | None = None
    follow_up: FollowUp | None = None
    action: str = ""
    decision: str = ""

    @property
    def is_over(self) -> bool:
        """Green again, or the activity is done or cancelled."""
        return self.status is Status.GREEN or (self.lifecycle is not None and self.lifecycle.is_over)


@dataclass
class Life:
    """One deviation of a row. `answers` has an item for each round since it was opened, oldest first, None for a round
    without an answer; for one that is over, the last item is the answer that closed it. `colour` is its last known."""

    opened: int
    colour: Status
    before: Status
    trend: Trend
    answers: list[Reported | None] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        return self.trend is Trend.CLOSED

    @property
    def rounds(self) -> int:
        """How many rounds it has lasted. The round in which it was closed does not count."""
        return len(self.answers) - self.is_closed

    @property
    def known(self) -> list[Reported]:
        """Its answers, oldest first."""
        return [answer for answer in self.answers if answer is not None]

    def follow(self, answer: Reported | None) -> None:
        """Takes the next round's answer into account."""
        self.answers.append(answer)
        self.before = self.colour
        if answer is None or (answer.status is Status.CANNOT_ASSESS and not answer.is_over):
            self.trend = Trend.UNCHANGED
        elif answer.is_over:
            self.trend = Trend.CLOSED
        else:
            self.trend = _trend(self.colour, answer.status)
            self.colour = answer.status


def _trend(before: Status, now: Status) -> Trend:
    if before is now:
        return Trend.UNCHANGED
    return Trend.WORSENED if now is Status.RED else Trend.IMPROVED


def lives(answers: Iterable[Reported | None], first: int = 0) -> Sequence[Life]:
    """The deviations of a row, oldest first. `answers` are its current answers in each round from the `first` on, in
    the order of the rounds' deadlines."""
    deviations: list[Life] = []
    for place, answer in enumerate(answers, first):
        if deviations and not deviations[-1].is_closed:
            deviations[-1].follow(answer)
        elif answer is not None and answer.status.is_deviation and not answer.is_over:
            deviations.append(Life(place, answer.status, answer.status, Trend.NEW, [answer]))
    return deviations
