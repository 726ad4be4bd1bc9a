"""Fetches what a request is about and checks that the asker may. Raises `Refusal` with a sentence for the asker."""

from sqlalchemy import bindparam, select

from actions.rounds.life_cycle import locked_fault
from handlers.context import Context, Refusal
from handlers.refusals import refusal_of
from messages.values.rows import RowValue
from models.answers.answerable import AnswerableRow
from models.plan.views import EndedRow, PlanView
from models.rounds.queries import plan_of_round, plan_of_year, round_named, unpublished_rounds
from models.rounds.tables import Round
from models.rules.text import fold, shorten
from models.storage.database import dialect_of, fetch
from models.vocabulary.rounds import TAKES_ANSWERS, RoundState


def require_member(ctx: Context) -> None:
    """Refuses guests, people from other organisations and unknown accounts."""
    if not ctx.actor.is_member:
        raise Refusal(ctx.t("This can only be seen by members of the workspace. Write “help” to see what you can do."))


def require_coordinator(ctx: Context) -> None:
    if not ctx.actor.is_coordinator:
        raise Refusal(ctx.t("Only the coordinator can do this."))


def access_round(ctx: Context, name: str) -> Round:
    """A round by its name. For coordinators only."""
    require_coordinator(ctx)
    return require_round(ctx, name)


def require_round(ctx: Context, name: str) -> Round:
    """A round by its name. Raises Refusal when there is none."""
    round_ = round_named(ctx.session, fold(name))
    if round_ is None:
        raise Refusal(no_such_round_text(ctx, name))
    return round_


def no_such_round_text(ctx: Context, name: str) -> str:
    """The refusal of a name that no round has, with those that there are."""
    names = [r.name for r in ctx.session.scalars(select(Round).order_by(Round.deadline.desc()).limit(10))]
    known = ctx.t.enumeration(names) if names else ctx.t("none yet")
    called = ctx.t.quote(shorten(name, 150))
    return ctx.t("There is no round called {name}. Rounds: {known}.", name=called, known=known)


def round_by_id(ctx: Context, round_id: int | None) -> Round | None:
    """The round of a button's value; None when the value names none, or a round that does not exist."""
    return None if round_id is None else ctx.session.get(Round, round_id)


def answering_round(ctx: Context) -> Round:
    """The round that an answer belongs to when none is named: the open one with the nearest deadline; else the planned
    or closed one nearest in time, where the answer is early or late; else, for a coordinator, the last locked one.
    Raises Refusal when there is none."""
    rounds = unpublished_rounds(ctx.session)
    for round_ in rounds:
        if round_.state is RoundState.OPEN:
            return round_
    early_or_late = [r for r in rounds if r.state in {RoundState.PLANNED, RoundState.CLOSED}]
    if early_or_late:
        return min(early_or_late, key=lambda r: _distance(ctx, r))
    if rounds and ctx.actor.is_coordinator:
        return rounds[-1]
    if rounds:
        raise Refusal(locked_text(ctx, rounds[-1]))
    raise Refusal(ctx.t("There is no reporting to answer just now."))


def _distance(ctx: Context, round_: Round) -> float:
    """Seconds to the round's opening, or since it closed."""
    nearest = round_.opens_at if round_.state is RoundState.PLANNED else (round_.closed_at or round_.deadline)
    return abs((nearest - ctx.now).total_seconds())


def locked_text(ctx: Context, round_: Round) -> str:
    """The refusal of an answer in a locked round: since when, by which role, and who can help."""
    return str(refusal_of(ctx, locked_fault(ctx.session, round_)))


def takes_answers(ctx: Context, round_: Round) -> bool:
    """Whether the asker may answer in the round. A locked one takes answers from coordinators only, as errata."""
    if round_.state is RoundState.LOCKED:
        return ctx.actor.is_coordinator
    return round_.state in TAKES_ANSWERS


def require_takes_answers(ctx: Context, round_: Round) -> None:
    """Raises Refusal when the asker may not answer in the round any more."""
    if not takes_answers(ctx, round_):
        raise Refusal(locked_text(ctx, round_))


_STATE_HELD = select(Round.state).where(Round.id == bindparam("round_id")).with_for_update(read=True, key_share=True)


def require_unlocked(ctx: Context, round_: Round) -> None:
    """Reads the round's state again and keeps it from being closed and locked until the end of this transaction. Raises
    Refusal when it has been locked since it was read. On SQLite one writes at a time, so nothing has changed."""
    if dialect_of(ctx.session) == "sqlite":
        return
    state = fetch(ctx.session, _STATE_HELD, {"round_id": round_.id}).scalar_one()
    if state is not round_.state:
        ctx.session.refresh(round_)
    require_takes_answers(ctx, round_)


def plan_of(ctx: Context, round_: Round | None) -> PlanView:
    """The round's plan; without a round, this year's. Raises Refusal when it has not been imported."""
    year = ctx.now.astimezone(ctx.options.zone).year
    plan = plan_of_round(ctx.directory, round_) if round_ else plan_of_year(ctx.directory, year)
    if plan is None:
        raise Refusal(ctx.t("There is no activity plan yet. The coordinator imports one."))
    return plan


def no_such_row_text(ctx: Context, plan: PlanView, number: int) -> str:
    """The refusal of a row number that the plan does not have, or has no more."""
    if ended := plan.ended_by_row.get(number):
        return left_plan_text(ctx, plan, ended, number)
    return ctx.t("There is no row {row} in the plan. The rows are {first}–{last}.", row=number,
                 first=plan.rows[0].row if plan.rows else 0, last=plan.rows[-1].row if plan.rows else 0)  # fmt: skip


def access_row(
    ctx: Context, number: int, round_: Round | None = None, placement_id: int | None = None
) -> AnswerableRow:
    """The row with this number, in `round_` or the one that takes answers now, if the asker may answer on it. A
    coordinator may answer on any row, on behalf of its unit. With a placement it is that row, whatever number it has
    now: the number is what it was when a message or form was made."""
    person = ctx.person()
    round_ = round_ or answering_round(ctx)
    require_takes_answers(ctx, round_)
    plan = plan_of(ctx, round_)
    row = plan.by_row.get(number_now(ctx, plan, RowValue(number, placement_id=placement_id)))
    if row is None:
        raise Refusal(no_such_row_text(ctx, plan, number))
    if ctx.directory.may_answer(person, row, round_.id):
        return AnswerableRow(round_, plan, row, None)
    if ctx.actor.is_coordinator:
        return AnswerableRow(round_, plan, row, row.unit_names)
    raise Refusal(
        ctx.t("Row {row} belongs to {unit}. Only those who answer for {unit}, or the coordinator, can report on it.",
              row=row.row, unit=row.unit_names)
    )  # fmt: skip


def number_now(ctx: Context, plan: PlanView, at: RowValue) -> int:
    """The number that the row of a button's value has in the plan by now. Raises Refusal when it has left the plan."""
    if at.placement_id is None:
        return at.row
    row = plan.by_placement.get(at.placement_id)
    if row is None:
        raise Refusal(left_plan_text(ctx, plan, plan.ended_by_placement.get(at.placement_id), at.row))
    return row.row


def left_plan_text(ctx: Context, plan: PlanView, ended: EndedRow | None, number: int) -> str:
    """The refusal of a row that has left the plan: since when and why, and where to answer instead. `number` is what it
    was when somebody saw it."""
    t = ctx.t
    if ended is None or ended.at is None:
        return t("What was row {row} is not in the plan any more. Ask the coordinator if it should be.", row=number)
    if (stands := plan.in_place_of(ended)) is not None:
        return t("Row {row} was replaced by row {other} on {day}: {activity}. Answer there.", row=number,
                 other=stands.row, day=t.day(ended.at), activity=t.quote(shorten(stands.activity, 150)))  # fmt: skip
    if not ended.why:
        return t("Row {row} left the plan on {day}. Ask the coordinator if it should be in it.", row=number,
                 day=t.day(ended.at))  # fmt: skip
    return t("Row {row} left the plan on {day}: {why}. Ask the coordinator if it should be in it.", row=number,
             day=t.day(ended.at), why=t.quote(shorten(ended.why, 300)))  # fmt: skip


def access_button_row(ctx: Context, at: RowValue) -> AnswerableRow:
    """`access_row` of a button's value."""
    return access_row(ctx, at.row, round_by_id(ctx, at.round_id), at.placement_id)
