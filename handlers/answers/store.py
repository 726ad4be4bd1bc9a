"""Stores an answer in the asker's name."""

from actions.store_answer import Author, Given, Stored, store_answer
from handlers.access import require_unlocked
from handlers.answers.known import RowHistory
from handlers.context import Context
from models.answers.answerable import AnswerableRow


def store(ctx: Context, target: AnswerableRow, given: Given, history: RowHistory) -> Stored:
    """Adds a version after the current one of `history`. Does not touch the asker's draft. Raises Refusal when the
    round has been locked since it was read: an answer is in the record that the lock freezes, or refused."""
    require_unlocked(ctx, target.round)
    author = Author(ctx.person(), ctx.actor.source)
    return store_answer(ctx.session, target, given, history.current, author, ctx.now, ctx.options)
