"""Who has not answered: the numbers by unit for everybody, the names for coordinators alone."""

from handlers.context import Context, Refusal
from handlers.question import Question
from handlers.standing.view import figures_note, load_standing
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from models.answers.missing import people_left
from models.answers.outcomes import outcomes
from models.plan.views import RowView, UnitView
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
        parts.append(Bullets(tuple(_unit_lines(rows))))
    parts += _people_parts(ctx, question, standing.round.state, rows)
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


def _unit_lines(rows: list[RowView]) -> list[Text]:
    by_unit: dict[UnitView, list[int]] = {}
    for row in rows:
        for unit in row.units:
            by_unit.setdefault(unit, []).append(row.row)
    ranked = sorted(by_unit, key=lambda unit: -len(by_unit[unit]))
    return [f"{unit.name}: {len(by_unit[unit])}" for unit in ranked]


def _people_parts(ctx: Context, question: Question, state: RoundState, rows: list[RowView]) -> list[Part]:
    """The contract: names of people who have not answered are for coordinators only, so never for a channel."""
    t = ctx.t
    if not ctx.actor.is_coordinator:
        return [Small(t("Only coordinators see who has not answered."))]
    if ctx.is_public:
        return [Small(t("Ask in a direct message to get the names of those who have something left."))]
    round_ = question.round or load_standing(ctx).round
    if round_ is None:
        return []
    missing = {row.placement_id for row in rows}
    left = people_left(ctx.session, ctx.directory, round_, question.plan)
    lines: list[Text] = [
        t.plural("{name}: {n} row", "{name}: {n} rows", len(own), name=person.name)
        for person, theirs in left.items()
        if (own := [row for row in theirs if row.placement_id in missing])
    ]
    if not lines:
        return []
    parts: list[Part] = [Paragraph(t("These have something left:")), Bullets(tuple(lines))]
    if state is RoundState.OPEN:
        parts.append(Buttons((Button(t("Remind …"), "remind_ask", _unit_words(question)),)))
    return parts


def _unit_words(question: Question) -> str:
    return question.units[0].name if len(question.units) == 1 else ""
