"""What stands under the receipt of an answer: what fitted earlier, what may be said of a deviation, and the question
what was learnt."""

from actions.answers.storing import Stored
from handlers.context import Context
from handlers.learning.questions import (
    begin_button,
    command_words,
    deviation_buttons,
    question_parts,
    question_words,
    shown_now,
)
from handlers.learning.similar import similar_notes, similar_parts
from messages.parts import Buttons, Part
from models.answers.answerable import AnswerableRow
from models.vocabulary.answers import Status


def learning_parts(ctx: Context, target: AnswerableRow, stored: Stored, before: Status | None) -> list[Part]:
    """Under the receipt of one answer. `before` is what the row was."""
    status, parts = stored.answer.status, similar_parts(ctx, target, stored.answer, before)
    if status.is_deviation and status is not before and target.on_behalf_of is None:
        parts.append(Buttons((begin_button(ctx, target), *deviation_buttons(ctx, target))))
    if stored.learnt:
        shown_now(ctx, target)
        parts += question_parts(ctx, target, stored.learnt)
    return parts


def learning_notes(ctx: Context, target: AnswerableRow, stored: Stored, before: Status | None) -> list[str]:
    """The same in words, where several rows are told of or a form goes on to the next."""
    notes = similar_notes(ctx, target, stored.answer, before)
    if stored.learnt:
        question, words = question_words(ctx, target, stored.learnt), command_words(ctx, target)
        notes.append(ctx.t("{question} Write {words}.", question=question, words=words))
    return notes
