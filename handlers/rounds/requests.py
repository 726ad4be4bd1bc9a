"""A request to open, close, lock or publish a round: the question that the command asks, with its button."""

import re

from sqlalchemy import select

from handlers.access import require_coordinator
from handlers.context import Context
from handlers.question import Question
from handlers.rounds.calendar import next_deadline
from handlers.rounds.commands import rounds
from messages.parts import Reply
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState

# What is said, the command's word, and the states that it starts from.
_MOVES: tuple[tuple[re.Pattern[str], str, tuple[RoundState, ...]], ...] = (
    (re.compile(r"\b(?:oppna|starta|open|start)\b"), "open", (RoundState.PLANNED,)),
    (re.compile(r"\b(?:stang|stanga|avsluta|close|end)\b"), "close", (RoundState.OPEN,)),
    (re.compile(r"\b(?:las|lasa|lock)\b"), "lock", (RoundState.CLOSED,)),
    (re.compile(r"\b(?:publicera|publish)\b"), "publish", (RoundState.LOCKED,)),
)
_AGAIN = re.compile(r"\b(?:ateroppna|igen|reopen|again)\b")


def ask_to_move(ctx: Context, question: Question) -> Reply:
    """Offers to move the round that the question names, else the one in the state for it. Lists the rounds when none
    is, or when the question is about no change."""
    move = next((move for move in _MOVES if move[0].search(question.sentence)), None)
    if not ctx.actor.is_coordinator and move is None:
        return next_deadline(ctx, question)
    require_coordinator(ctx)
    if move is None:
        return rounds(ctx, "")
    _, verb, states = move
    if _AGAIN.search(question.sentence):
        verb, states = "reopen", (RoundState.CLOSED,)
    round_ = question.round or _only_in(ctx, states)
    if round_ is None:
        return rounds(ctx, "")
    return rounds(ctx, f"{verb} {round_.name}")


def _only_in(ctx: Context, states: tuple[RoundState, ...]) -> Round | None:
    rounds = list(ctx.session.scalars(select(Round).where(Round.state.in_(states)).order_by(Round.deadline).limit(2)))
    return rounds[0] if len(rounds) == 1 else None
