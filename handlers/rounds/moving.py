"""A request to open, close, lock or publish a round: says what would happen, with a button that does it."""

import re

from sqlalchemy import select

from handlers.access import require_coordinator
from handlers.context import Context, Refusal
from handlers.question import Question
from handlers.rounds.calendar import next_deadline
from handlers.rounds.commands import rounds
from handlers.rounds.locking import ask_to_lock
from handlers.rounds.states import STATE_NAMES
from i18n import N_
from messages.parts import Button, Buttons, Message, Paragraph, Reply
from models.rounds.tables import Round
from models.vocabulary import RoundState

# What is said, the command's word, the states that it starts from, and the button.
_MOVES: tuple[tuple[re.Pattern[str], str, tuple[RoundState, ...], str], ...] = (
    (re.compile(r"\b(?:oppna|starta|open|start)\b"), "open", (RoundState.PLANNED,), N_("Open {round}")),
    (re.compile(r"\b(?:stang|stanga|avsluta|close|end)\b"), "close", (RoundState.OPEN,), N_("Close {round}")),
    (re.compile(r"\b(?:las|lasa|lock)\b"), "lock", (RoundState.CLOSED,), N_("Lock {round}")),
    (re.compile(r"\b(?:publicera|publish)\b"), "publish", (RoundState.LOCKED,), N_("Publish {round}")),
)
_AGAIN = re.compile(r"\b(?:ateroppna|igen|reopen|again)\b")


def ask_to_move(ctx: Context, question: Question) -> Reply:
    """Offers to move the round that the question names, else the one in the state for it. Lists the rounds when none
    is, or when the question is about no change."""
    move = next((move for move in _MOVES if move[0].search(question.sentence)), None)
    if not ctx.actor.is_coordinator and move is None:
        return next_deadline(ctx, question)
    require_coordinator(ctx)
    if move is None or _AGAIN.search(question.sentence):
        return rounds(ctx, "")
    _, verb, states, label = move
    round_ = question.round or _only_in(ctx, states)
    if round_ is None:
        return rounds(ctx, "")
    if verb == "lock":
        return ask_to_lock(ctx, round_.name)
    if round_.state not in states:
        state = ctx.t(STATE_NAMES[round_.state])
        raise Refusal(ctx.t("{round} is {state}, so that cannot be done with it now.", round=round_.name, state=state))
    text = ctx.t("{round} is {state}. Nothing has been changed yet.", round=round_.name,
                 state=ctx.t(STATE_NAMES[round_.state]))  # fmt: skip
    button = Button(ctx.t(label, round=round_.name)[:75], "round_move", f"{verb} {round_.name}", primary=True)
    return Message((Paragraph(text), Buttons((button,))))


def _only_in(ctx: Context, states: tuple[RoundState, ...]) -> Round | None:
    found = list(ctx.session.scalars(select(Round).where(Round.state.in_(states)).order_by(Round.deadline).limit(2)))
    return found[0] if len(found) == 1 else None


def move_now(ctx: Context, value: str) -> Reply:
    """The button. `value` is the command's words."""
    return rounds(ctx, value)
