"""`omgång` and `omgång visa`: the rounds at a glance, and what is left to do in each, in order."""

from handlers.access import plan_of
from handlers.context import Context
from handlers.rounds.failures import failures_of
from handlers.rounds.finding import meant_round
from messages.coordinators.rounds.desk import desk_parts, next_steps
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Small, Text
from messages.words import STATE_NAMES
from models.answers.missing import people_asked
from models.answers.outcomes import outcomes, round_numbers
from models.plan.views import PlanView
from models.rounds.exceptions import unit_deadlines
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState


def list_rounds(ctx: Context) -> Message:
    """`omgång`: the latest rounds; those that are not published with what comes next."""
    return Message(tuple(desk_parts(ctx.session, ctx.t)))


def show_round(ctx: Context, name: str) -> Message:
    """`omgång visa [NAMN]`: a round's numbers, what is left to do, and the names of those who have rows left."""
    round_ = meant_round(ctx, name, "show", (RoundState.OPEN,))
    return round_ if isinstance(round_, Message) else show_one(ctx, round_)


def show_one(ctx: Context, round_: Round) -> Message:
    """A round's numbers, what is left to do, and the names of those who have rows left. For coordinators only."""
    t = ctx.t
    plan = plan_of(ctx, round_)
    rows = outcomes(ctx.session, ctx.directory, round_, plan)
    numbers = round_numbers(rows, round_)
    parts: list[Part] = [
        Heading(round_.name[:150]),
        Paragraph(t("{state}. Opening {opens}, deadline {deadline}.", state=t(STATE_NAMES[round_.state]).capitalize(),
                    opens=t.instant(round_.opens_at), deadline=t.instant(round_.deadline))),
        *([Paragraph(t("Closed {time}.", time=t.instant(round_.closed_at)))] if round_.closed_at else []),
        Paragraph(t("{asked} rows asked, {answered} answered ({late} late), {excused} excused, {missing} missing.",
                    asked=numbers.asked, answered=numbers.answered, late=numbers.late, excused=numbers.excused,
                    missing=numbers.missing)),
    ]  # fmt: skip
    parts += _exceptions(ctx, round_, plan)
    parts += next_steps(ctx.session, t, round_, is_shown=True)
    parts += failures_of(ctx, round_)
    if round_.state is not RoundState.PLANNED and (items := _left_lines(ctx, plan, round_)):
        parts += _left_parts(ctx, tuple(items))
    return Message(tuple(parts))


def _left_parts(ctx: Context, items: tuple[Text, ...]) -> list[Part]:
    """The contract: names of people who have not answered are for coordinators only, so never for a channel."""
    if ctx.is_public:
        return [Small(ctx.t("Ask in a direct message to get the names of those who have something left."))]
    note = Small(ctx.t("Only coordinators get this list."))
    return [Paragraph(ctx.t("These have something left:")), Bullets(items), note]


def _left_lines(ctx: Context, plan: PlanView, round_: Round) -> list[Text]:
    """Who has something left, counted in activities."""
    return [
        ctx.t("{name}: {left} of {total} left", name=person.name, left=len(each.left), total=each.total)
        for person, each in people_asked(ctx.session, ctx.directory, round_, plan).items()
        if each.left
    ]


def _exceptions(ctx: Context, round_: Round, plan: PlanView) -> list[Part]:
    """Which rows are excused and why, and which units have a deadline of their own."""
    t = ctx.t
    lines: list[Text] = [
        t("Row {row} is excused: {why}", row=plan.by_placement[int(id_)].row, why=why)
        for id_, why in round_.excused.items()
        if int(id_) in plan.by_placement
    ]
    names = {unit.id: unit.name for unit in plan.units}
    lines += [
        t("{unit} has until {deadline}.", unit=names[unit], deadline=t.instant(until))
        for unit, until in unit_deadlines(round_).items()
        if unit in names
    ]
    return [Bullets(tuple(lines))] if lines else []
