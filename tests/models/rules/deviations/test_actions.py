"""What has become of an action: by its date, or by what the follow-up said."""

from datetime import date

import pytest

from models.rules.deviations.actions import action_state, with_action
from models.rules.deviations.lives import Reported
from models.vocabulary.answers import FollowUp, Status

TODAY = date(2022, 7, 1)
PAST, AHEAD = date(2022, 6, 30), date(2022, 7, 1)


def answer(number: int, action: str = "", follow_up: FollowUp | None = None) -> Reported:
    return Reported(number, number, 1, Status.YELLOW, None, follow_up, action)


@pytest.mark.parametrize(
    ("known", "due", "state"),
    [
        ([answer(1)], None, "none"),
        ([answer(1, "A")], None, "planned"),
        ([answer(1, "A")], AHEAD, "planned"),
        ([answer(1, "A")], PAST, "overdue"),
        # A later answer without an action keeps the one there was, and says what became of it.
        ([answer(1, "A"), answer(2)], PAST, "overdue"),
        ([answer(1, "A"), answer(2, follow_up=FollowUp.ONGOING)], PAST, "overdue"),
        ([answer(1, "A"), answer(2, follow_up=FollowUp.DONE)], PAST, "done"),
        ([answer(1, "A"), answer(2, follow_up=FollowUp.DROPPED)], AHEAD, "dropped"),
        ([answer(1, "A"), answer(2, follow_up=FollowUp.CHANGED)], AHEAD, "changed"),
        ([answer(1, "A"), answer(2, follow_up=FollowUp.DONE), answer(3)], PAST, "done"),
        # The same action again, and another one.
        ([answer(1, "A"), answer(2, "A", FollowUp.DONE)], PAST, "done"),
        ([answer(1, "A"), answer(2, "B", FollowUp.DONE)], AHEAD, "planned"),
        ([answer(1, "A"), answer(2, "B", FollowUp.DROPPED)], PAST, "overdue"),
        ([answer(1, "A"), answer(2, "B", FollowUp.CHANGED)], AHEAD, "changed"),
        ([answer(1, "A"), answer(2, "B", FollowUp.CHANGED)], PAST, "overdue"),
        # What is said about an action from before the deviation says nothing of this one.
        ([answer(1, "A", FollowUp.DONE)], AHEAD, "planned"),
    ],
)
def test_what_has_become_of_the_action(known: list[Reported], due: date | None, state: str) -> None:
    assert action_state(known, due, TODAY).value == state


def test_the_newest_action_counts() -> None:
    first, second = answer(1, "A"), answer(2, "B")
    assert with_action([first, second, answer(3)]) is second
    assert with_action([answer(1)]) is None
