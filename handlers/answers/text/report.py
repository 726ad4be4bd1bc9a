"""`rapportera`: answers in a line of text, or the way into the form."""

from collections.abc import Sequence
from dataclasses import replace

from actions.answers.storing import LONGEST_COMMENT, Given
from handlers.access import access_button_row, access_row, answering_round, number_now, plan_of, round_by_id
from handlers.answers.content.references import reference_ids
from handlers.answers.form.sitting import open_row, open_sitting
from handlers.answers.known import row_history
from handlers.answers.receipts import Kept, receipt, receipt_of_several
from handlers.answers.store import store
from handlers.answers.text.asking_back import (
    ask_for_comment,
    ask_for_each,
    ask_for_row,
    ask_for_status,
    ask_same_for_all,
    choose_row,
    offer_other_rows,
)
from handlers.answers.text.carrying import carried_answer, carried_text
from handlers.answers.text.lines import rows_of, save_button
from handlers.context import Context, Refusal, no_longer
from messages.parts import Button, Buttons, Divider, Message, Paragraph, Part, Quote, Reply, Small, say
from messages.values.answers import AnswerValue
from messages.values.rows import RowValue
from models.answers.answerable import AnswerableRow
from models.rounds.tables import Round
from models.rules.answers.several import answers_by_line, answers_within
from models.rules.answers.text_answer import TextAnswer, read_text_answer
from models.rules.text import clean
from models.vocabulary.answers import Status


def report(ctx: Context, words: str, round_: Round | None = None) -> Reply:
    """Stores complete answers. Opens the form for a row number alone, and without words that of the first activity
    without an answer. Without a round, in the one that takes answers now."""
    words = clean(words)
    if not words:
        return open_sitting(ctx, round_)
    try:
        ctx.person()
        return _report(ctx, words, round_)
    except Refusal as refusal:
        return _refused(ctx, refusal, words)


def _report(ctx: Context, words: str, round_: Round | None) -> Reply:
    answers = [read_text_answer(line, ctx.today) for line in answers_by_line(words)]
    if len(answers) > 1:
        return _store_each(ctx, answers, round_) if _are_clear(answers) else ask_for_each(ctx, words, answers, round_)
    [answer] = answers
    if answer.status and answer.comment and len(pieces := _within(ctx, words, round_)) > 1:
        return ask_for_each(ctx, words, [read_text_answer(piece, ctx.today) for piece in pieces], round_)
    return _take(ctx, answer, round_)


def _within(ctx: Context, words: str, round_: Round | None) -> list[str]:
    """The answers that one line has behind each other, if it has several."""
    pieces = answers_within(words, range(1_000_000))
    if len(pieces) == 1:
        return pieces
    return answers_within(words, plan_of(ctx, round_ or answering_round(ctx)).by_row)


def _are_clear(answers: Sequence[TextAnswer]) -> bool:
    """Whether each line is a whole answer on a row of its own, and none of them an entry of a list in the comment."""
    is_list = answers[0].rest.endswith(":")
    is_whole = all(len(each.rows) == 1 and each.status and each.comment for each in answers)
    return is_whole and not is_list and len({each.rows for each in answers}) == len(answers)


def _take(ctx: Context, answer: TextAnswer, round_: Round | None) -> Reply:
    """Opens the form for a row number alone; else stores the answer, or asks for what it lacks."""
    if len(answer.rows) == 1 and answer.status is None and not answer.comment:
        return open_row(ctx, access_row(ctx, answer.rows[0], round_))
    return _answer(ctx, answer, round_)


def _answer(ctx: Context, answer: TextAnswer, round_: Round | None) -> Message:
    if not answer.rows:
        return ask_for_row(ctx, answer, round_)
    if answer.status is None and not answer.comment:
        return choose_row(ctx, answer.rows, round_)
    if len(answer.rows) > 1:
        _check_length(ctx, answer)
        return ask_same_for_all(ctx, answer, round_) if answer.status else ask_for_status(ctx, answer, round_)
    try:
        target = access_row(ctx, answer.rows[0], round_)
    except Refusal as refusal:
        return offer_other_rows(ctx, str(refusal), answer, round_)
    if answer.status is None:
        return ask_for_status(ctx, answer, round_)
    if not answer.comment:
        return ask_for_comment(ctx, answer, target)
    return receipt(ctx, _keep(ctx, target, answer, answer.status))


def _keep(ctx: Context, target: AnswerableRow, answer: TextAnswer, status: Status) -> Kept:
    """Stores an answer that has a comment."""
    history = row_history(ctx, target)
    if answer.reason_said and not history.needs_late_reason:
        answer = replace(answer, comment=f"{answer.comment} {answer.reason_said}".strip())
    _check_length(ctx, answer)
    reference_row, reference_answer = reference_ids(ctx, target, "", answer.comment)
    given = Given(
        status, answer.comment, answer.fields.get("cause"), answer.fields.get("action"),
        answer.fields.get("action_owner"), answer.action_due, decision_by=answer.fields.get("decision_by"),
        reference_row_id=reference_row, reference_answer_id=reference_answer,
        late_reason=answer.fields.get("late_reason") if history.needs_late_reason else None,
    )  # fmt: skip
    return Kept(target, history, store(ctx, target, given, history), answer)


def _check_length(ctx: Context, answer: TextAnswer) -> None:
    if len(answer.comment) > LONGEST_COMMENT:
        raise Refusal(
            ctx.t("The comment has {length} characters; at most {most} can be stored. Nothing has been stored.",
                  length=ctx.t.number(len(answer.comment)), most=ctx.t.number(LONGEST_COMMENT))
        )  # fmt: skip


def _store_each(
    ctx: Context, answers: Sequence[TextAnswer], round_: Round | None, gone: Sequence[Message] = ()
) -> Message:
    """Stores those that can be, each by the rights of its row, and says of each of the others why it is not. `gone` are
    the refusals of rows that have left the plan. Raises Refusal for a button that names no row."""
    if not answers and not gone:
        raise no_longer(ctx)
    kept: list[Kept] = []
    others = list(gone)
    for answer in answers:
        try:
            if len(answer.rows) == 1 and answer.status and answer.comment:
                kept.append(_keep(ctx, access_row(ctx, answer.rows[0], round_), answer, answer.status))
            else:
                others.append(_answer(ctx, answer, round_))
        except Refusal as refusal:
            others.append(offer_other_rows(ctx, str(refusal), answer, round_))
    parts: list[Part] = []
    if kept:
        parts += (receipt(ctx, kept[0]) if len(kept) == 1 else receipt_of_several(ctx, kept)).parts
    for message in others:
        parts += (*([Divider()] if parts else []), *message.parts)
    return Message(tuple(parts))


def _refused(ctx: Context, refusal: Refusal, text: str) -> Message:
    # The platform clears the message field even when a command is refused, so the text is repeated.
    return say(str(refusal), Small(ctx.t("You wrote:")), Quote(text))


def answer_as(ctx: Context, value: str) -> Reply:
    """A button that answers with the text that was written. `value` is an `AnswerValue`."""
    at = AnswerValue.read(value)
    text = carried_text(ctx, at)
    try:
        return _take(ctx, carried_answer(ctx, at, text), round_by_id(ctx, at.round_id))
    except Refusal as refusal:
        return _refused(ctx, refusal, text)


def answer_all(ctx: Context, value: str) -> Reply:
    """The button that stores one text on several rows. `value` is an `AnswerValue`."""
    at = AnswerValue.read(value)
    text = carried_text(ctx, at)
    answers: list[TextAnswer] = []
    gone: list[Message] = []
    for row in at.rows:
        try:
            answers.append(carried_answer(ctx, replace(at, rows=(row,)), text))
        except Refusal as refusal:
            gone.append(_refused(ctx, refusal, text))
    return _store_each(ctx, answers, round_by_id(ctx, at.round_id), gone)


def answer_each(ctx: Context, value: str) -> Reply:
    """The button that stores every answer of a text on its own row. `value` is an `AnswerValue` with the whole text and
    the rows that it names."""
    at = AnswerValue.read(value)
    words, round_ = carried_text(ctx, at), round_by_id(ctx, at.round_id)
    plan = plan_of(ctx, round_ or answering_round(ctx))
    about = {row.row: row for row in at.rows}
    lines = answers_by_line(words)
    answers: list[TextAnswer] = []
    gone: list[Message] = []
    for piece in lines if len(lines) > 1 else answers_within(words, about or plan.by_row):
        answer = read_text_answer(piece, ctx.today, at.written)
        try:
            rows = tuple(number_now(ctx, plan, about.get(row, RowValue(row))) for row in answer.rows)
            answers.append(replace(answer, rows=rows))
        except Refusal as refusal:
            gone.append(_refused(ctx, refusal, piece))
    return _store_each(ctx, answers, round_, gone)


def answer_or_question(ctx: Context, words: str) -> Reply:
    """An answer that ends with a question mark may be a question about the row: asks, with a button for either."""
    rows = rows_of(words)
    if len(rows) > 1:
        return report(ctx, words)
    [row] = rows
    buttons = (*save_button(ctx, words), Button(ctx.t("Show row {row}", row=row), "ask", f"status {row}"))
    question = ctx.t("Is this the answer to row {row}, or a question about it? Nothing is stored yet.", row=row)
    return Message((Paragraph(question), Quote(words), Buttons(buttons)))


def answer_row(ctx: Context, value: str) -> Reply:
    """The button that opens the form of one row. `value` is a `RowValue`."""
    return open_row(ctx, access_button_row(ctx, RowValue.read(value)))


def write_comment(ctx: Context, value: str) -> Reply:
    """The button that opens the form of one row with a status chosen. `value` is an `AnswerValue`."""
    at = AnswerValue.read(value)
    row = at.rows[0] if at.rows else RowValue(0)
    return open_row(ctx, access_button_row(ctx, replace(row, round_id=at.round_id)), at.status)
