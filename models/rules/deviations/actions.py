"""What has become of a deviation's action."""

from collections.abc import Sequence
from datetime import date

from models.rules.deviations.lives import Reported
from models.vocabulary.answers import FollowUp
from models.vocabulary.deviations import ActionState

_SAID = {
    FollowUp.DONE: ActionState.DONE, FollowUp.CHANGED: ActionState.CHANGED, FollowUp.DROPPED: ActionState.DROPPED,
}  # fmt: skip


def with_action(known: Sequence[Reported]) -> Reported | None:
    """The newest of a deviation's answers that has an action; None when none has."""
    return next((answer for answer in reversed(known) if answer.action), None)


def action_state(known: Sequence[Reported], due: date | None, today: date) -> ActionState:
    """`known` are the deviation's answers, oldest first; `due` is the date of its newest action; `today` is local.

    What a follow-up says is about the action before it. So an answer that says *done* or *dropped* and has another
    action has a new one, which goes by its own date; *changed* is about the action as it stands beside it."""
    newest = with_action(known)
    if newest is None:
        return ActionState.NONE
    said = _said_since(known, newest)
    is_overdue = due is not None and due < today
    if said is ActionState.CHANGED and is_overdue:
        return ActionState.OVERDUE
    return said or (ActionState.OVERDUE if is_overdue else ActionState.PLANNED)


def _said_since(known: Sequence[Reported], newest: Reported) -> ActionState | None:
    place = known.index(newest)
    for answer in reversed(known[place + 1 :]):
        if answer.follow_up in _SAID:
            return _SAID[answer.follow_up]
    if newest.follow_up not in _SAID:
        return None
    before = with_action(known[:place])
    is_another = before is None or before.action != newest.action
    return None if is_another and newest.follow_up is not FollowUp.CHANGED else _SAID[newest.follow_up]
