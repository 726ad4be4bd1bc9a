"""The row and round that a lesson is about."""

import re

from handlers.access import access_row, answering_round, number_now, plan_of, require_member, round_by_id
from handlers.context import Context, Refusal
from messages.values.rows import RowValue
from models.answers.answerable import AnswerableRow
from models.registers.links.targets import Targets
from models.rounds.queries import current_round

_ROW = re.compile(r"\s*(?:(?:för|om|for|about)\s+)?(?:(?:rad|row|nr)\s*|#)?(\d{1,6})(?!\d)[\s:.,–-]*", re.IGNORECASE)


def row_first(words: str) -> tuple[int | None, str]:
    """The row number that the words begin with, and the rest; None and all of them without one."""
    match = _ROW.match(words)
    return (int(match.group(1)), words[match.end() :].strip()) if match else (None, words.strip())


def own_row(ctx: Context, at: RowValue) -> AnswerableRow:
    """A row that the asker answers for, or any for a coordinator, in a round that need not take answers any more.
    Raises Refusal for another's."""
    target = any_row(ctx, at)
    ctx.person()
    if is_own(ctx, target):
        return target
    raise Refusal(ctx.t("Row {row} belongs to {unit}. Only those who answer for {unit}, or the coordinator, can do "
                        "this.", row=target.row.row, unit=target.row.unit_names))  # fmt: skip


def is_own(ctx: Context, target: AnswerableRow) -> bool:
    """Whether the asker answers for the row in the round, or is a coordinator."""
    person = ctx.actor.person
    if person is None:
        return False
    return person.is_coordinator or ctx.directory.may_answer(person, target.row, target.round.id)


def any_row(ctx: Context, at: RowValue) -> AnswerableRow:
    """A row in the round of the value, else in the current one. Raises Refusal when there is no such row."""
    require_member(ctx)
    round_ = round_by_id(ctx, at.round_id) or current_round(ctx.session) or answering_round(ctx)
    plan = plan_of(ctx, round_)
    row = plan.by_row.get(number_now(ctx, plan, at))
    if row is None:
        return access_row(ctx, at.row, round_, at.placement_id)  # which says why there is none
    return AnswerableRow(round_, plan, row, None)


def targets_in(ctx: Context, target: AnswerableRow) -> Targets:
    """What lines are linked to; a row is told by its number in the target's plan."""
    return Targets(ctx.session, ctx.directory, target.plan)
