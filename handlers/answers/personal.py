"""Personal data in an answer: others see a mark in its place until its author has taken it away, or has said that it is
right. Nothing waits for that."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.answers.personal_data import say_right
from actions.answers.storing import given_again
from handlers.access import access_button_row
from handlers.answers.known import row_history
from handlers.answers.receipts import Kept, receipt
from handlers.answers.store import store
from handlers.context import Context, Refusal
from messages.parts import Button, Buttons, Form, FormFaults, Paragraph, Reply, TextField, say
from messages.values.rows import RowValue
from models.answers.answerable import AnswerableRow
from models.answers.personal import TEXTS
from models.answers.queries import AnswerView, is_masked_for_others
from models.rules.answers.personal_data import without_personal_data
from models.rules.text import clean

_LONGEST_REASON = 300


def remove(ctx: Context, value: str) -> Reply:
    """The button *Ta bort det*: a new version without what was found. `value` is a `RowValue`."""
    target, answer = _masked_answer(ctx, value)
    given = given_again(ctx.session, answer, ctx.person())
    texts: dict[str, Any] = {name: without_personal_data(text) for name in TEXTS if (text := getattr(answer, name))}
    if not texts["comment"]:
        words = ctx.t("Nothing would be left of the comment. Write it anew.")
        return say(
            words, Buttons((Button(ctx.t("Change"), "answer_row", str(RowValue.of(target.row, target.round.id))),))
        )
    history = row_history(ctx, target)
    return receipt(ctx, Kept(target, history, store(ctx, target, replace(given, **texts), history)))


def ask_why(ctx: Context, value: str) -> Reply:
    """The button *Det är rätt ändå*: a form that asks why. `value` is a `RowValue`."""
    t, (target, answer) = ctx.t, _masked_answer(ctx, value)
    words = t("Row {row}: everybody who reads the answer will see what you wrote.", row=target.row.row)
    why = TextField("why", t("Why is it right?"), required=True, max_length=_LONGEST_REASON, multiline=True,
                    hint=t("For example: it is a function’s number. Do not write the number here."))  # fmt: skip
    state = str(RowValue.of(target.row, target.round.id, answer.id))
    return Form("personal_right", t("It is right anyway"), t("Show it"), t("Close"), (Paragraph(words), why), state)


def said_right(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    why = clean(values.get("why"))
    if not why:
        return FormFaults({"why": ctx.t("Write a few words about why.")})
    target, answer = _masked_answer(ctx, state)
    say_right(ctx.session, target, answer, why, ctx.person(), ctx.now)
    return say(ctx.t("Row {row}: everybody now sees what you wrote.", row=target.row.row))


def _masked_answer(ctx: Context, value: str) -> tuple[AnswerableRow, AnswerView]:
    """The answer that a button is about, with what others do not see. Raises Refusal when there is no such thing."""
    at = RowValue.read(value)
    target = access_button_row(ctx, at)
    answer = row_history(ctx, target).current
    if answer is None or answer.id != at.answer_id or not is_masked_for_others(answer, ctx.person().id):
        words = ctx.t(
            "There is nothing left to choose: the answer on row {row} has been changed, or everybody sees it.",
            row=target.row.row,
        )
        raise Refusal(words)
    return target, answer
