"""`omgång undanta [NAMN] RAD skäl`: a row need not be answered in a round."""

import re
from collections.abc import Mapping

from actions.rounds.excusing import ask_again, excuse_row
from actions.rounds.life_cycle import RoundFault
from actions.rounds.reopening import LONGEST_REASON
from handlers.access import no_such_row_text, plan_of
from handlers.context import Context, Refusal, no_longer
from handlers.refusals import refusal_of
from handlers.rounds.finding import button_round, meant_round, round_first
from messages.parts import Button, Buttons, Form, Message, Paragraph, Reply, Small, TextField, say
from messages.values.rows import ExcuseValue, RoundValue
from messages.words import row_name
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState

_ROW = re.compile(r"^(?:rad|row)?\s*(\d{1,6})\b[\s:.,–-]*", re.IGNORECASE)


def excuse(ctx: Context, words: str) -> Reply:
    """The command; without a reason, the form that asks for it."""
    named, rest = round_first(ctx, words)
    round_ = named or meant_round(ctx, "", "show", (RoundState.OPEN, RoundState.CLOSED))
    if isinstance(round_, Message):
        return round_
    match = _ROW.match(rest)
    if match is None:
        raise Refusal(ctx.t("Which row? Write its number after {name}.", name=ctx.t.quote(round_.name)))
    row = _row(ctx, round_, int(match[1]))
    why = rest[match.end() :]
    return _excuse(ctx, round_, row, why) if why.strip() else _form(ctx, round_, row)


def _row(ctx: Context, round_: Round, number: int) -> RowView:
    plan = plan_of(ctx, round_)
    if number not in plan.by_row:
        raise Refusal(no_such_row_text(ctx, plan, number))
    return plan.by_row[number]


def _form(ctx: Context, round_: Round, row: RowView, written: str = "") -> Form:
    """`written` is the reason that somebody has proposed."""
    t = ctx.t
    why = TextField("why", t("Why?"), written, required=True, multiline=True, max_length=LONGEST_REASON)
    about = Paragraph(row_name(t, row))
    what = Small(t("Nobody is asked about the row in {round}, and it is not missing. It can still be answered.",
                   round=round_.name))  # fmt: skip
    value = str(RoundValue(round_.id, row.row, row.placement_id))
    return Form("excuse", t("Excuse a row"), t("Excuse"), t("Cancel"), (about, what, why), value)


def excuse_form(ctx: Context, value: str) -> Form:
    """The button to the form. `value` is an `ExcuseValue`."""
    proposed = ExcuseValue.read(value)
    return _form(ctx, *_at(ctx, str(proposed.at)), proposed.why)


def excuse_now(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    return _excuse(ctx, *_at(ctx, state), values.get("why") or "")


def _at(ctx: Context, value: str) -> tuple[Round, RowView]:
    at = RoundValue.read(value)
    round_ = button_round(ctx, at.round_id)
    row = plan_of(ctx, round_).by_placement.get(at.placement_id or 0)
    if row is None:
        raise no_longer(ctx)
    return round_, row


def _excuse(ctx: Context, round_: Round, row: RowView, why: str) -> Message:
    try:
        excuse_row(ctx.session, round_, row, why, ctx.now, ctx.person().id)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    done = ctx.t("Row {row} is excused in {round}: nobody is asked about it.", row=row.row, round=round_.name)
    undo = Button(ctx.t("Ask about it again"), "excuse_undo", str(RoundValue(round_.id, row.row, row.placement_id)))
    return Message((Paragraph(done), Buttons((undo,))))


def undo_excuse(ctx: Context, value: str) -> Message:
    """The button that takes it back."""
    round_, row = _at(ctx, value)
    try:
        ask_again(ctx.session, round_, row, ctx.now, ctx.person().id)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    return say(ctx.t("Row {row} is asked about again in {round}.", row=row.row, round=round_.name))
