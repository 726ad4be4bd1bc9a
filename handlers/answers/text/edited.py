"""A direct message that was changed or deleted after it had been read. One that was an answer and has become another
answer for the same row is a new version (contract); about everything else the author is told what holds."""

from handlers.access import access_row
from handlers.answers.text.lines import answer_line, rows_of, save_button
from handlers.answers.text.report import report
from handlers.context import Context, Refusal, Said
from messages.parts import Button, Buttons, Done, Message, Part, Quote, Reply, say
from messages.values.rows import RowValue
from messages.words import light
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView, current_answer
from models.rules.text import shorten


def edited(ctx: Context, before: Said, after: Said) -> Reply:
    """A message was changed."""
    old, new = _line(before), _line(after)
    is_same_row = bool(old and new) and set(rows_of(old)) == set(rows_of(new))
    if is_same_row:
        return report(ctx, new) if old != new else Done()
    parts: list[Part | str] = []
    buttons: tuple[Button, ...] = ()
    if given := _given(ctx, old):
        parts.append(_still_holds(ctx, *given, ctx.t("You changed your message.")))
        buttons = (_change_button(ctx, given[0]),)
    else:
        parts.append(ctx.t("I read messages when they are sent, not when they are changed."))
    if new:
        parts += [ctx.t("Shall this be your answer?"), Quote(new)]
        buttons = (*save_button(ctx, new), *buttons)
    elif not given:
        parts.append(ctx.t("Send it again as a new message."))
    return say(*parts, *((Buttons(buttons),) if buttons else ()))


def deleted(ctx: Context, before: Said) -> Message | Done:
    """A message was deleted. Nothing is said unless it was an answer that still holds."""
    given = _given(ctx, _line(before))
    if given is None:
        return Done()
    words = _still_holds(ctx, *given, ctx.t("You deleted your message."))
    return say(words, Buttons((_change_button(ctx, given[0]),)))


def _line(said: Said) -> str:
    """The answer that a message was; empty when it was none."""
    return answer_line(said.words) if said.command in {"report", "all"} else ""


def _given(ctx: Context, line: str) -> tuple[AnswerableRow, AnswerView] | None:
    """The asker's own answer that holds on the row of this line."""
    rows = rows_of(line)
    try:
        person = ctx.person()
        target = access_row(ctx, rows[0]) if rows else None
    except Refusal:
        return None
    answer = current_answer(ctx.session, target.round.id, target.row.placement_id, person.id) if target else None
    return (target, answer) if target and answer and answer.author_id == person.id else None


def _still_holds(ctx: Context, target: AnswerableRow, answer: AnswerView, what: str) -> str:
    return ctx.t("{what} Your answer on row {row} is still {light}: {comment}", what=what, row=target.row.row,
                 light=light(ctx.t, answer.status), comment=ctx.t.quote(shorten(answer.comment, 300)))  # fmt: skip


def _change_button(ctx: Context, target: AnswerableRow) -> Button:
    value = str(RowValue.of(target.row, target.round.id))
    return Button(ctx.t("Change row {row}", row=target.row.row), "answer_row", value)
