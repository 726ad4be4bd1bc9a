"""Who has not answered: the numbers by unit for everybody, the names for coordinators alone."""

from handlers.context import Context, Refusal
from handlers.question import Question
from handlers.standing.of_round import names_left, unit_lines
from handlers.standing.view import figures_note, load_standing
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small
from models.answers.outcomes import outcomes
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary import RoundState


def unanswered(ctx: Context, question: Question) -> Message:
    """The rows without an answer in the round that the question names, else in the current one."""
    standing, t = load_standing(ctx, question.round), ctx.t
    if standing.round is None:
        raise Refusal(t("No reporting has begun yet, so nobody has been asked."))
    wanted = set(question.rows)
    rows = [
        outcome.row for outcome in outcomes(ctx.session, ctx.directory, standing.round, standing.plan)
        if outcome.row in wanted and outcome.answer is None and not outcome.over
    ]  # fmt: skip
    parts: list[Part] = [
        Heading(t("Without an answer in {round}", round=standing.round.name)[:150]),
        Paragraph((Run(t("{n} of {total} rows have no answer.", n=len(rows), total=len(wanted)), bold=True),)),
    ]
    if rows:
        parts.append(Bullets(tuple(unit_lines(rows))))
    parts += _people_parts(ctx, question, standing.round, rows)
    return Message((*parts, Small(figures_note(ctx, standing))))


def _people_parts(ctx: Context, question: Question, round_: Round, rows: list[RowView]) -> list[Part]:
    parts = names_left(ctx, round_, question.plan, rows)
    has_names = any(isinstance(part, Bullets) for part in parts)
    if has_names and round_.state is RoundState.OPEN:
        parts.append(Buttons((Button(ctx.t("Remind …"), "remind_ask", _unit_words(question)),)))
    return parts


def _unit_words(question: Question) -> str:
    return question.units[0].name if len(question.units) == 1 else ""
