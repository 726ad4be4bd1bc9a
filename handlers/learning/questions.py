"""The question what was learnt on a row, and what may be said of a deviation, each with its buttons."""

from collections.abc import Sequence

from handlers.context import Context
from messages.parts import Button, Buttons, Paragraph, Part
from messages.values.rows import RowValue
from models.answers.answerable import AnswerableRow
from models.answers.queries import current_answer
from models.learning.questions import question_on, waiting_questions
from models.learning.tables import LessonQuestion
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.vocabulary.answers import LessonCause, Status

MOST = 5


def waiting_for(ctx: Context, round_id: int | None = None) -> list[LessonQuestion]:
    """What the asker has not answered, without what is not on plan after all."""
    return [
        each for each in waiting_questions(ctx.session, ctx.person().id, round_id)
        if each.cause is not LessonCause.CLOSED or _is_green(ctx, each)
    ]  # fmt: skip


def _is_green(ctx: Context, asked: LessonQuestion) -> bool:
    answer = current_answer(ctx.session, asked.round_id, asked.placement_id)
    return answer is not None and answer.status is Status.GREEN


def question_parts(
    ctx: Context, target: AnswerableRow, cause: LessonCause, *, is_one_of_several: bool = False
) -> list[Part]:  # fmt: skip
    """What is asked when a row came back on plan or its activity was done, with buttons."""
    t, value = ctx.t, str(RowValue.of(target.row, target.round.id))
    write, skip = t("Write a lesson"), t("Skip")
    if is_one_of_several:
        write, skip = t("Lesson on row {row}", row=target.row.row), t("Skip row {row}", row=target.row.row)
    buttons = (Button(write, "lesson_write", value), Button(skip, "lesson_skip", value))
    return [Paragraph(question_words(ctx, target, cause)), Buttons(buttons)]


def question_words(ctx: Context, target: AnswerableRow, cause: LessonCause) -> str:
    """The question in one line."""
    if cause is LessonCause.DONE:
        return ctx.t("The activity on row {row} is done. What have you learnt, good or bad? One line is enough.",
                     row=target.row.row)  # fmt: skip
    return ctx.t("Row {row} is on plan again. What helped? One line is enough, and others can use it.",
                 row=target.row.row)  # fmt: skip


def shown_now(ctx: Context, target: AnswerableRow) -> None:
    """The asker has the question before them, and does not get it again unasked."""
    asked = question_on(ctx.session, target.round.id, target.row.activity_id)
    if asked is not None and asked.shown_at is None:
        asked.shown_at = ctx.now


def waiting_parts(ctx: Context, round_: Round) -> list[Part]:
    """The questions of a sitting that is over, which the asker has not had before them."""
    waiting = [each for each in waiting_for(ctx, round_.id) if each.shown_at is None]
    for each in waiting[:MOST]:
        each.shown_at = ctx.now
    return parts_of(ctx, waiting[:MOST])


def parts_of(ctx: Context, waiting: Sequence[LessonQuestion]) -> list[Part]:
    """The waiting questions with their buttons."""
    parts: list[Part] = []
    for asked in waiting:
        round_ = ctx.session.get_one(Round, asked.round_id)
        plan = plan_of_round(ctx.directory, round_)
        row = plan.by_placement.get(asked.placement_id) if plan else None
        if plan and row:
            target = AnswerableRow(round_, plan, row, None)
            parts += question_parts(ctx, target, asked.cause, is_one_of_several=len(waiting) > 1)
    return parts


def deviation_buttons(ctx: Context, target: AnswerableRow) -> tuple[Button, ...]:
    """What an owner may say of a deviation besides its action: that goals conflict, that the activity should end."""
    value = str(RowValue.of(target.row, target.round.id))
    return (
        Button(ctx.t("Goal conflict …"), "lesson_conflict", value),
        Button(ctx.t("Should be ended …"), "lesson_stop", value),
    )


def command_words(ctx: Context, target: AnswerableRow) -> str:
    """How a lesson on the row is told in a line."""
    return ctx.t.quote(ctx.t("lesson {row} …", row=target.row.row))


def begin_button(ctx: Context, target: AnswerableRow) -> Button:
    """The button under a deviation that begins an improvement."""
    return Button(ctx.t("Begin a PDCA"), "pdca_begin", str(RowValue.of(target.row, target.round.id)))
