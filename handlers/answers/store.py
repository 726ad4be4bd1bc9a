"""Stores an answer in the asker's name."""

from actions.store_answer import Author, Given, Stored, store_answer
from handlers.access import locked_text, takes_answers
from handlers.answers.known import RowHistory
from handlers.context import Context, Refusal
from models.answers.answerable import AnswerableRow
from models.vocabulary import RoundState


def store(ctx: Context, target: AnswerableRow, given: Given, history: RowHistory) -> Stored:
    """Adds a version after the current one of `history`. Does not touch the asker's draft. Raises Refusal when the
    round has been locked since it was read: an answer is in the record that the lock freezes, or refused."""
    if target.round.state is RoundState.CLOSED or ctx.now > target.round.deadline:
        ctx.session.refresh(target.round, with_for_update={"read": True, "key_share": True})
        if not takes_answers(ctx, target.round):
            raise Refusal(locked_text(ctx, target.round))
    author = Author(ctx.person(), ctx.actor.source)
    return store_answer(ctx.session, target, given, history.current, author, ctx.now, ctx.options)
