"""Storing the asker's answer."""

from actions.store_answer import Author, Given, Stored, store_answer
from handlers.answers.known import Known
from handlers.context import Context
from models.answers.answerable import AnswerableRow


def store(ctx: Context, place: AnswerableRow, given: Given, about: Known) -> Stored:
    """Adds the asker's version after the one that is known. A draft of theirs stays."""
    author = Author(ctx.person(), ctx.actor.source)
    return store_answer(ctx.session, place, given, about.now, author, ctx.now, ctx.options)
