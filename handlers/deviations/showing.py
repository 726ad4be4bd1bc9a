"""*Visa*: the deviations of a round, and one of them with its history, its decision and the questions about it."""

from handlers.context import Context
from handlers.deviations.about import RoundDeviations, deviations_of, row_at
from handlers.deviations.choosing import Choosing, choose_open
from i18n import N_
from messages.management.decisions import answered_words, asked_words
from messages.management.deviation import answer_parts
from messages.management.running import running_words
from messages.owners.question import conversation
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Reply, Run, Text
from messages.references import meant
from messages.values.rows import RowValue
from messages.words import light, row_name
from models.answers.history.last_time import answer_in, answer_last_time
from models.deviations.questions import questions_about
from models.deviations.register import Deviation
from models.plan.views import RowView
from models.rules.text import shorten

_MOST_ROUNDS = 6
_MOST_QUESTIONS = 5
_SHOWN = 160


def show_deviation(ctx: Context, value: str) -> Message:
    """The button of one deviation. `value` is a `RowValue`."""
    at = RowValue.read(value)
    about = deviations_of(ctx, at.round_id)
    row = row_at(ctx, about.plan, at)
    deviation = about.of(row)
    if deviation is None:
        return Message((Paragraph(row_name(ctx.t, row)), Paragraph(ctx.t("This row has not deviated."))))
    previous = answer_last_time(ctx.session, about.round, row)
    reference = meant(ctx.session, ctx.t, about.plan, deviation.answer)
    parts: list[Part] = [
        *answer_parts(ctx.t, row, deviation.answer, previous, ctx.options.commands["all"], meant=reference),
        Paragraph(ctx.t("A deviation since {round}: {words}.", round=deviation.opened_in.name,
                        words=running_words(ctx.t, deviation))),
        *_decision_parts(ctx, deviation),
        *_history_parts(ctx, about, row),
        *_question_parts(ctx, row),
    ]  # fmt: skip
    return Message((*parts, _buttons(ctx, about, deviation)))


def _decision_parts(ctx: Context, deviation: Deviation) -> list[Part]:
    if deviation.decision is None:
        return []
    if deviation.decision.answer is None:
        return [Paragraph(asked_words(ctx.t, deviation.row.row, deviation.decision))]
    return [Paragraph(answered_words(ctx.t, ctx.directory, deviation.row.row, deviation.decision))]


def _history_parts(ctx: Context, about: RoundDeviations, row: RowView) -> list[Part]:
    """The row's light and comment in the rounds up to this one, newest first."""
    lines: list[Text] = []
    for round_ in reversed(about.register.rounds[-_MOST_ROUNDS:]):
        answer = answer_in(ctx.session, round_, row)
        words = f" – {ctx.t.quote(shorten(answer.comment, _SHOWN))}" if answer else ""
        lines.append(f"{round_.name}: {light(ctx.t, answer.status if answer else None)}{words}")
    return [Paragraph((Run(ctx.t("History"), bold=True),)), Bullets(tuple(lines))]


def _question_parts(ctx: Context, row: RowView) -> list[Part]:
    asked = questions_about(ctx.session, [row.placement_id])[-_MOST_QUESTIONS:]
    lines: list[Text] = [line for each in asked for line in conversation(ctx.t, ctx.directory, each)]
    if not lines:
        return []
    return [Paragraph((Run(ctx.t("Questions to whoever is responsible"), bold=True),)), Bullets(tuple(lines))]


def _buttons(ctx: Context, about: RoundDeviations, deviation: Deviation) -> Buttons:
    value = str(RowValue.of(deviation.row, about.round.id))
    decide = Button(ctx.t("Answer the decision"), "decision_row", value, primary=True)
    ask = Button(ctx.t("Ask the owner"), "ask_owner_row", value)
    return Buttons((decide, ask) if deviation.awaits_decision else (ask,))


SHOWING = Choosing("deviation_list", "deviation_show", N_("Which deviation?"), show_deviation)


def show_deviations(ctx: Context, value: str) -> Reply:
    """The button under the digest, and its pages. `value` is a `PageValue` with the round."""
    return choose_open(ctx, SHOWING, value)
