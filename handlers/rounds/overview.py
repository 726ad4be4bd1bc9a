"""`omgång` and `omgång visa`: the rounds at a glance, and what is left to do in each, in order."""

from sqlalchemy import select

from actions.locking import what_lacks
from handlers.access import plan_of
from handlers.context import Context
from handlers.rounds.failures import failures_of
from handlers.rounds.finding import meant_round
from handlers.rounds.locking import lacking_lines
from handlers.states import STATE_NAMES
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.values import ChangeValue, RoundValue
from models.answers.missing import people_asked
from models.answers.outcomes import outcomes, round_numbers
from models.plan.views import PlanView
from models.rounds.exceptions import unit_deadlines
from models.rounds.tables import Round
from models.vocabulary import RoundState

_MOST_ROUNDS = 10
_GOING = (RoundState.OPEN, RoundState.CLOSED, RoundState.LOCKED, RoundState.PLANNED)


def list_rounds(ctx: Context) -> Message:
    """`omgång`: the latest rounds; those that are not published with what comes next."""
    t = ctx.t
    latest = list(ctx.session.scalars(select(Round).order_by(Round.deadline.desc()).limit(_MOST_ROUNDS)))
    new = Buttons((Button(t("New round …"), "round_new", ""),))
    if not latest:
        return Message((Paragraph(t("There are no rounds yet.")), new))
    parts: list[Part] = [Heading(t("Rounds")), Bullets(tuple(_line(ctx, round_) for round_ in latest))]
    for round_ in sorted((r for r in latest if r.state in _GOING), key=lambda r: _GOING.index(r.state))[:3]:
        parts += [Paragraph((Run(round_.name, bold=True),)), *_next_steps(ctx, round_)]
    return Message((*parts, new))


def _line(ctx: Context, round_: Round) -> Text:
    t, state = ctx.t, ctx.t(STATE_NAMES[round_.state])
    if round_.closed_at:
        return t("{name}: {state}, closed {time}", name=round_.name, state=state, time=t.instant(round_.closed_at))
    return t("{name}: {state}, deadline {deadline}", name=round_.name, state=state,
             deadline=t.instant(round_.deadline))  # fmt: skip


def _next_steps(ctx: Context, round_: Round) -> list[Part]:
    """What is left to do, in order, with a button to each."""
    t, steps, buttons = ctx.t, list[Text](), list[Button]()

    def change(verb: str, label: str) -> Button:
        return Button(label, "round_ask", str(ChangeValue(verb, round_.id)))

    if round_.state is RoundState.PLANNED:
        steps.append(t("It opens by itself {time}.", time=t.instant(round_.opens_at)))
        buttons.append(change("open", t("Open now …")))
    if round_.state is RoundState.OPEN:
        steps.append(t("It closes by itself {time}.", time=t.instant(round_.deadline)))
        buttons += [Button(t("Remind …"), "remind_ask", ""), change("close", t("Close now …"))]
    if round_.state in {RoundState.OPEN, RoundState.CLOSED}:
        lacks = what_lacks(ctx.session, round_)
        steps += lacking_lines(ctx, lacks)
        if lacks.unreviewed:
            buttons.append(Button(t("Review"), "ask", "granska"))
    if round_.state is RoundState.CLOSED:
        ready = t("Everything is reviewed. The round can be locked.")
        steps += [] if steps else [ready]
        buttons += [
            Button(t("Lock …"), "round_lock_ask", str(RoundValue(round_.id))),
            change("reopen", t("Open again …")),
        ]
    if round_.state is RoundState.LOCKED:
        steps.append(t("It is locked, and can be published."))
        buttons.append(change("publish", t("Publish …")))
    return [Bullets(tuple(steps)), Buttons(tuple(buttons))]


def show_round(ctx: Context, name: str) -> Message:
    """`omgång visa [NAMN]`: a round's numbers, what is left to do, and the names of those who have rows left."""
    found = meant_round(ctx, name, "show", (RoundState.OPEN,))
    return found if isinstance(found, Message) else show_one(ctx, found)


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
    parts += _next_steps(ctx, round_)
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
