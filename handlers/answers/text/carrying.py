"""What somebody wrote and could not be stored goes with the buttons that go on with it: in their value, or held in the
database when it is too long."""

from dataclasses import dataclass, replace

from actions.answers.held_texts import held_text, hold_text
from handlers.access import answering_round, number_now, plan_of, round_by_id
from handlers.context import Context, Refusal
from messages.values.answers import AnswerValue
from messages.values.rows import RowValue
from models.plan.views import PlanView
from models.rounds.tables import Round
from models.rules.answers.text_answer import TextAnswer, complete
from models.vocabulary.answers import Status

# Characters of what somebody wrote that a button carries: it takes 2,000, and an emoji counts as two.
_LONGEST = 900


@dataclass(frozen=True)
class Carrier:
    """Makes the values of one message's buttons."""

    base: AnswerValue
    plan: PlanView

    def value(self, rows: tuple[int, ...], status: Status | None) -> str:
        """The text as the answer on these rows; without a status it is asked for."""
        about = tuple(row_value(self.plan, number) for number in rows)
        return str(replace(self.base, rows=about, status=status))


def row_value(plan: PlanView, number: int, round_id: int | None = None) -> RowValue:
    """The value of a button about the row that has this number now, or that none has."""
    row = plan.by_row.get(number)
    return RowValue.of(row, round_id) if row else RowValue(number, round_id)


def carrier(ctx: Context, rest: str, round_: Round | None) -> Carrier | None:
    """What carries `rest`, the text behind row and status, in this round or the one that takes answers now. None when
    none does: then there is nothing to go on to."""
    try:
        round_ = round_ or answering_round(ctx)
        plan = plan_of(ctx, round_)
    except Refusal:
        return None
    if len(rest) <= _LONGEST:
        return Carrier(AnswerValue(round_id=round_.id, rest=rest, written=ctx.today), plan)
    held_id = hold_text(ctx.session, ctx.person().id, rest, ctx.now)
    return Carrier(AnswerValue(round_id=round_.id, held_id=held_id, written=ctx.today), plan)


def carried_text(ctx: Context, value: AnswerValue) -> str:
    """The text of a pressed button. Raises Refusal when it is not held any more."""
    if value.held_id is None:
        return value.rest
    text = held_text(ctx.session, ctx.person().id, value.held_id)
    if text is None:
        raise Refusal(ctx.t("The text is not kept any longer. Copy it from the message above and send it again."))
    return text


def carried_answer(ctx: Context, value: AnswerValue, text: str) -> TextAnswer:
    """The answer that a pressed button with this text stands for. Raises Refusal when a row has left the plan."""
    plan = plan_of(ctx, round_by_id(ctx, value.round_id) or answering_round(ctx))
    rows = tuple(number_now(ctx, plan, row) for row in value.rows)
    if value.status is None:
        return TextAnswer(rows, None, comment=text, rest=text)
    return complete(rows, value.status, text, ctx.today, value.written)
