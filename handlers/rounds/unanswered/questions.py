"""Who has not answered: the numbers by unit for everybody, the names for coordinators alone."""

from handlers.context import Context, Refusal
from handlers.question import Question
from handlers.standing.of_round import names_left, unit_lines
from handlers.standing.view import figures_note, load_standing
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from models.answers.outcomes import outcomes
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState


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


def answered(ctx: Context, question: Question) -> Message:
    """How many rows have an answer, in all and by unit. Who has given them is in each row's status."""
    standing, t = load_standing(ctx, question.round), ctx.t
    if standing.round is None:
        raise Refusal(t("No reporting has begun yet, so nobody has been asked."))
    rows = question.rows
    given = [row for row in rows if row.placement_id in standing.answers]
    units = question.units or tuple(dict.fromkeys(unit for row in rows for unit in row.units))
    lines: list[Text] = [
        t("{unit}: {n} of {total} rows have an answer.", unit=unit.name, n=sum(unit in row.units for row in given),
          total=sum(unit in row.units for row in rows))
        for unit in units
    ]  # fmt: skip
    total = t("{n} of {total} rows have an answer.", n=len(given), total=len(rows))
    return Message((
        Heading(t("Answers in {round}", round=standing.round.name)[:150]), Paragraph((Run(total, bold=True),)),
        Bullets(tuple(lines)), Buttons((Button(t("Who has not answered"), "ask", "vilka har inte svarat"),)),
        Small(figures_note(ctx, standing)),
    ))  # fmt: skip


def _people_parts(ctx: Context, question: Question, round_: Round, rows: list[RowView]) -> list[Part]:
    parts = names_left(ctx, round_, question.plan, rows)
    has_names = any(isinstance(part, Bullets) for part in parts)
    if has_names and round_.state is RoundState.OPEN:
        parts.append(Buttons((Button(ctx.t("Remind …"), "remind_ask", _unit_words(question)),)))
    return parts


def _unit_words(question: Question) -> str:
    return question.units[0].name if len(question.units) == 1 else ""
