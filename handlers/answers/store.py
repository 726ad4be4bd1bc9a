"""Stores an answer in the asker's name."""

from dataclasses import replace

from actions.answers.storing import Author, Given, Stored, store_answer
from actions.registers.learning import ask_what_was_learnt
from handlers.access import require_unlocked
from handlers.answers.known import RowHistory, lifecycle_of
from handlers.context import Context
from models.answers.answerable import AnswerableRow
from models.vocabulary.answers import LessonCause, Lifecycle, Status


def store(ctx: Context, target: AnswerableRow, given: Given, history: RowHistory) -> Stored:
    """Adds a version after the current one of `history`. Does not touch the asker's draft. Raises Refusal when the
    round has been locked since it was read: an answer is in the record that the lock freezes, or refused."""
    require_unlocked(ctx, target.round)
    author = Author(ctx.person(), ctx.actor.source)
    cause = _why_ask(ctx, target, given, history)
    stored = store_answer(ctx.session, target, given, history.current, author, ctx.now, ctx.options)
    if cause and ask_what_was_learnt(ctx.session, target, author.person, cause, ctx.now):
        return replace(stored, learnt=cause)
    return stored


def _why_ask(ctx: Context, target: AnswerableRow, given: Given, history: RowHistory) -> LessonCause | None:
    """Why an owner is asked what was learnt: the activity is done, or the row was yellow or red and is green."""
    if target.on_behalf_of is not None:
        return None
    if given.lifecycle is Lifecycle.DONE and lifecycle_of(ctx, target, history) is not Lifecycle.DONE:
        return LessonCause.DONE
    colour = history.last_colour
    return LessonCause.CLOSED if given.status is Status.GREEN and colour and colour.is_deviation else None
