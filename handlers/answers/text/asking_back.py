"""What comes back when a line of text is no answer yet: a question with buttons that go on with what was written."""

from collections.abc import Sequence

from handlers.access import answering_round, plan_of, takes_answers
from handlers.answers.text.carrying import carrier, row_value
from handlers.context import Context, Refusal
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Quote, Run, Small
from messages.values.answers import AnswerValue
from messages.values.rows import RowValue
from messages.words import light
from models.answers.answerable import AnswerableRow
from models.answers.progress import progress_in
from models.plan.views import RowView
from models.rounds.tables import Round
from models.rules.answers.text_answer import TextAnswer, is_misspelt_status, read_text_answer
from models.rules.text import plain, shorten
from models.vocabulary.answers import Status

_MOST_ROWS = 5
_MOST_OTHERS = 3
_UNLIKE = 2
_MOST_LISTED = 15


def example(ctx: Context) -> str:
    """An answer in one line, as a sample."""
    text = ctx.t("14 yellow The procurement is late. Action: new timetable. Due: 2026-03-31")
    return f"/{ctx.options.commands['report']} {text}"


def ask_for_status(ctx: Context, answer: TextAnswer, round_: Round | None) -> Message:
    """Asks for the status when its word is none of the known ones, with buttons that keep the comment."""
    question = _status_question(ctx, answer.unread_status)
    parts: list[Part] = [
        Paragraph(question),
        Paragraph(ctx.t("Write green, yellow, red or cannot assess after the row number. Nothing is stored yet.")),
        *_wrote(ctx, answer),
    ]
    # The button replaces a misspelt colour; any other word is the beginning of the comment.
    misspelt = bool(answer.unread_status) and is_misspelt_status(answer.unread_status)
    comment = answer.comment.removeprefix(answer.unread_status).strip() if misspelt else answer.comment
    carries = carrier(ctx, comment, round_) if comment else None
    if carries:
        buttons = (Button(light(ctx.t, each), "answer_as", carries.value(answer.rows, each)) for each in Status)
        parts.append(Buttons(tuple(buttons)))
    return Message(tuple(parts))


def _status_question(ctx: Context, word: str) -> str:
    if not word:
        return ctx.t("How is it going? Choose a colour.")
    if plain(word) == "g":
        return ctx.t("Do you mean green or yellow? In Swedish both begin with g.")
    return ctx.t("I don’t recognise the colour {word}.", word=ctx.t.quote(shorten(word, 60)))


def ask_for_comment(ctx: Context, answer: TextAnswer, target: AnswerableRow) -> Message:
    """A colour without a comment: it can be written in the form, where the colour is chosen already."""
    value = AnswerValue((RowValue.of(target.row),), target.round.id, answer.status)
    words = ctx.t("A comment is needed too: write a few words about how it is going, after the colour.")
    button = Button(ctx.t("Write a comment"), "answer_comment", str(value), primary=True)
    return Message((Paragraph(words), *_wrote(ctx, answer), Buttons((button,))))


def ask_for_row(ctx: Context, answer: TextAnswer, round_: Round | None) -> Message:
    """No row number. With something to store, a button for each of the asker's rows that lack an answer."""
    words = ctx.t("Begin with the row number, for example: {example}", example=example(ctx))
    if not answer.rest:
        raise Refusal(words)
    return _with_rows(ctx, words, answer, round_, _rows_left(ctx, round_)[:_MOST_ROWS])


def offer_other_rows(ctx: Context, refusal: str, answer: TextAnswer, round_: Round | None) -> Message:
    """The row does not exist, or is not the asker's: buttons for those of theirs whose numbers are alike come first."""
    meant = answer.rows[0] if answer.rows else 0
    rows = [row for row in _rows_left(ctx, round_) if row.row not in answer.rows] if answer.rest else []
    if answer.rest and ctx.actor.is_coordinator:
        # A coordinator may answer on any row, so only the alike are worth a button.
        rows += [row for row in _rows_of_plan(ctx, round_) if row not in rows]
        rows = [row for row in rows if _unlike(row.row, meant) < _UNLIKE]
    rows.sort(key=lambda row: _unlike(row.row, meant))
    return _with_rows(ctx, refusal, answer, round_, rows[:_MOST_OTHERS])


def _with_rows(ctx: Context, words: str, answer: TextAnswer, round_: Round | None, rows: Sequence[RowView]) -> Message:
    parts: list[Part] = [Paragraph(words), *_wrote(ctx, answer)]
    carries = carrier(ctx, answer.rest, round_) if rows else None
    if carries:
        parts.append(Paragraph(ctx.t("Which row is it about? The answer is not stored yet.")))
        parts.append(_row_list(ctx, rows))
        buttons = (
            Button(ctx.t("Save as the answer on row {row}", row=row.row), "answer_as",
                   carries.value((row.row,), answer.status))
            for row in rows
        )  # fmt: skip
        parts.append(Buttons(tuple(buttons)))
    return Message(tuple(parts))


def _unlike(row: int, meant: int) -> int:
    """How far one number is from the other as people mistype them: digits in another order, or one digit."""
    a, b = str(row), str(meant)
    if sorted(a) == sorted(b):
        return 0
    if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return 1
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return 1 if any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))) else _UNLIKE


def _open_round(ctx: Context, round_: Round | None) -> Round | None:
    """The round, or the one that takes answers now; None when the asker cannot answer in it."""
    try:
        round_ = round_ or answering_round(ctx)
    except Refusal:
        return None
    return round_ if takes_answers(ctx, round_) else None


def _rows_of_plan(ctx: Context, round_: Round | None) -> tuple[RowView, ...]:
    open_round = _open_round(ctx, round_)
    return plan_of(ctx, open_round).rows if open_round else ()


def _rows_left(ctx: Context, round_: Round | None) -> tuple[RowView, ...]:
    """The rows that the asker is to answer in the round, those without an answer first."""
    open_round = _open_round(ctx, round_)
    if open_round is None:
        return ()
    plan = plan_of(ctx, open_round)
    rows = ctx.directory.answerable_rows(ctx.person(), plan, open_round.id)
    left = progress_in(ctx.session, open_round, plan, rows).left
    return (*left, *(row for row in rows if row not in left))


def choose_row(ctx: Context, rows: Sequence[int], round_: Round | None) -> Message:
    """Several row numbers and nothing else: which form is to be opened?"""
    round_ = round_ or answering_round(ctx)
    plan = plan_of(ctx, round_)
    buttons = [Button(ctx.t("Row {row}", row=row), "answer_row", str(row_value(plan, row, round_.id))) for row in rows]
    return Message(
        (Paragraph(ctx.t("Which row do you want to report on?")),
         *(Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)))
    )  # fmt: skip


def ask_same_for_all(ctx: Context, answer: TextAnswer, round_: Round | None) -> Message:
    """One text for several rows: it is stored on all of them with one press."""
    t, numbers = ctx.t, ctx.t.enumeration(map(str, answer.rows))
    if not answer.comment:
        words = t("A comment is needed too: write a few words about how it is going, after the colour.")
        return Message((Paragraph(words), *_wrote(ctx, answer)))
    plan = plan_of(ctx, round_ or answering_round(ctx))
    known = [plan.by_row[number] for number in answer.rows if number in plan.by_row]
    parts: list[Part] = [
        Paragraph(t("Is it the same answer for rows {rows}? Nothing is stored yet.", rows=numbers)),
        *([_row_list(ctx, known)] if known else []),
        *_wrote(ctx, answer),
    ]
    if carries := carrier(ctx, answer.rest, round_):
        everyone = carries.value(answer.rows, answer.status)
        only = carries.value(answer.rows[:1], answer.status)
        parts.append(Buttons((
            Button(t("Save on rows {rows}", rows=shorten(numbers, 50)), "answer_all", everyone, primary=True),
            Button(t("Only on row {row}", row=answer.rows[0]), "answer_as", only),
        )))  # fmt: skip
    return Message(tuple(parts))


def ask_for_each(ctx: Context, words: str, answers: Sequence[TextAnswer], round_: Round | None) -> Message:
    """A text that may be these answers, or one whose comment names other rows."""
    t, first = ctx.t, answers[0]
    parts: list[Part] = [
        Paragraph(t("Are these several answers, one for each row? Nothing is stored yet.")),
        Small(t("You wrote:")), Quote(words),
    ]  # fmt: skip
    buttons = []
    if carries := carrier(ctx, words, round_):
        rows = tuple(dict.fromkeys(number for answer in answers for number in answer.rows))
        buttons.append(Button(t("Save each on its own row"), "answer_each", carries.value(rows, None), primary=True))
    whole = read_text_answer(words, ctx.today).rest
    if first.status and len(first.rows) == 1 and (carries := carrier(ctx, whole, round_)):
        label = t("All of it is the comment on row {row}", row=first.rows[0])
        buttons.append(Button(label, "answer_as", carries.value(first.rows, first.status)))
    return Message((*parts, Buttons(tuple(buttons)))) if buttons else Message(tuple(parts))


def _row_list(ctx: Context, rows: Sequence[RowView]) -> Bullets:
    names = [(Run(ctx.t("Row {row}.", row=row.row), bold=True), f" {shorten(row.activity, 80)}") for row in rows]
    return Bullets(tuple(names[:_MOST_LISTED]))


def _wrote(ctx: Context, answer: TextAnswer) -> tuple[Part, ...]:
    """What was written; behind a button, what it stands for."""
    status = light(ctx.t, answer.status) if answer.status else ""
    stands_for = " ".join(filter(None, (ctx.t.enumeration(map(str, answer.rows)), status, answer.rest)))
    return (Small(ctx.t("You wrote:")), Quote(answer.said or stands_for))
