"""What somebody wrote and could not be stored goes with the buttons that go on with it: in their value, or held in the
database when it is too long."""

from dataclasses import dataclass, replace

from actions.held_texts import held_text, hold_text
from handlers.access import answering_round
from handlers.context import Context, Refusal
from messages.values import AnswerValue
from models.rounds.tables import Round
from models.rules.text_answer import TextAnswer, complete
from models.vocabulary import Status

# A button takes 2,000 characters, and an emoji counts as two.
_LONGEST = 900


@dataclass(frozen=True)
class Carrier:
    """Makes the values of one message's buttons."""

    base: AnswerValue

    def value(self, rows: tuple[int, ...], status: Status | None) -> str:
        """The text as the answer on these rows; without a status it is asked for."""
        return str(replace(self.base, rows=rows, status=status))


def carrier(ctx: Context, rest: str, round_: Round | None) -> Carrier | None:
    """What carries `rest`, the text behind row and status, in this round or the one that takes answers now. None when
    none does: then there is nothing to go on to."""
    try:
        round_ = round_ or answering_round(ctx)
    except Refusal:
        return None
    if len(rest) <= _LONGEST:
        return Carrier(AnswerValue(round_id=round_.id, rest=rest))
    return Carrier(AnswerValue(round_id=round_.id, held_id=hold_text(ctx.session, ctx.person().id, rest, ctx.now)))


def carried_text(ctx: Context, value: AnswerValue) -> str:
    """The text of a pressed button. Raises Refusal when it is not held any more."""
    if value.held_id is None:
        return value.rest
    text = held_text(ctx.session, ctx.person().id, value.held_id)
    if text is None:
        raise Refusal(ctx.t("The text is not kept any longer. Copy it from the message above and send it again."))
    return text


def carried_answer(ctx: Context, value: AnswerValue) -> TextAnswer:
    """The answer that a pressed button stands for."""
    rest = carried_text(ctx, value)
    if value.status is None:
        return TextAnswer(value.rows, None, comment=rest, rest=rest)
    return complete(value.rows, value.status, rest)
