"""`rapportera`: an answer in one line of text, or the way into the form."""

from actions.store_answer import LONGEST_COMMENT, Given, Stored
from handlers.access import access_button_row, access_row
from handlers.answers.checks import missing_fields
from handlers.answers.hints import hint_lines, hints_of, texts_of
from handlers.answers.known import RowHistory, row_history
from handlers.answers.lines import save_button
from handlers.answers.receipts import heading, remaining_parts, until_when
from handlers.answers.references import ambiguous_reference, reference_ids
from handlers.answers.sitting import open_row, open_sitting
from handlers.answers.store import store
from handlers.context import Context, Refusal
from handlers.dates import date_fault_text
from messages.parts import Button, Buttons, Message, Paragraph, Part, Quote, Reply, Small, say
from messages.values import DueValue, RowValue
from messages.words import light
from models.answers.answerable import AnswerableRow
from models.answers.queries import current_answer
from models.rounds.tables import Round
from models.rules.text import clean, shorten
from models.rules.text_answer import TextAnswer, is_misspelt_status, read_text_answer
from models.vocabulary import Status

_BUTTON_VALUE = 1900


def report(ctx: Context, words: str, round_: Round | None = None, placement_id: int | None = None) -> Reply:
    """Stores a complete answer. Opens the form for a row number alone, and without words that of the first activity
    without an answer. Without a round, in the one that takes answers now. With a placement, on that row."""
    words = clean(words)
    if not words:
        return open_sitting(ctx, round_)
    text_answer = read_text_answer(words, ctx.today)
    try:
        ctx.person()
        return _report(ctx, text_answer, round_, placement_id)
    except Refusal as refusal:
        # The platform clears the message field even when a command is refused, so the text is repeated.
        return say(str(refusal), Small(ctx.t("You wrote:")), Quote(words))


def _report(ctx: Context, text_answer: TextAnswer, round_: Round | None, placement_id: int | None) -> Reply:
    if text_answer.row is None:
        raise Refusal(ctx.t("Begin with the row number, for example: {example}", example=example(ctx)))
    target = access_row(ctx, text_answer.row, round_, placement_id)
    if text_answer.status is None and not text_answer.comment:
        return open_row(ctx, target)
    if text_answer.status is None:
        return _ask_status(ctx, target, text_answer, has_buttons=round_ is None)
    if not text_answer.comment:
        raise Refusal(ctx.t("A comment is needed too: write a few words about how it is going, after the colour."))
    if len(text_answer.comment) > LONGEST_COMMENT:
        raise Refusal(
            ctx.t("The comment has {length} characters; at most {most} can be stored. Nothing has been stored.",
                  length=ctx.t.number(len(text_answer.comment)), most=ctx.t.number(LONGEST_COMMENT))
        )  # fmt: skip
    reference_row, reference_answer = reference_ids(ctx, target, "", text_answer.comment)
    given = Given(
        text_answer.status, text_answer.comment, text_answer.fields.get("cause"), text_answer.fields.get("action"),
        text_answer.fields.get("action_owner"), text_answer.action_due,
        reference_row_id=reference_row, reference_answer_id=reference_answer,
    )  # fmt: skip
    history = row_history(ctx, target)
    return receipt(ctx, target, history, store(ctx, target, given, history), text_answer)


def example(ctx: Context) -> str:
    text = ctx.t("14 yellow The procurement is late. Action: new timetable. Due: 2026-03-31")
    return f"/{ctx.options.commands['report']} {text}"


def _ask_status(ctx: Context, target: AnswerableRow, text_answer: TextAnswer, has_buttons: bool) -> Message:
    """Asks for the status when its word is none of the known ones, with buttons that keep the comment. The buttons
    answer in the round that takes answers now, so there are none for another round."""
    if text_answer.unread_status.casefold().strip(".:,") == "g":
        question = ctx.t("Do you mean green or yellow? In Swedish both begin with g.")
    else:
        unread = ctx.t.quote(shorten(text_answer.unread_status, 60))
        question = ctx.t("I don’t recognise the colour {word}.", word=unread)
    parts: list[Part] = [
        Paragraph(question),
        Paragraph(ctx.t("Write green, yellow, red or cannot assess after the row number. Nothing is stored yet.")),
        Small(ctx.t("You wrote:")),
        Quote(f"{text_answer.row} {text_answer.comment}"),
    ]
    # The button replaces a misspelt colour; any other word is the beginning of the comment.
    misspelt = is_misspelt_status(text_answer.unread_status)
    comment = text_answer.comment.removeprefix(text_answer.unread_status).strip() if misspelt else text_answer.comment
    if has_buttons and comment and len(comment) <= _BUTTON_VALUE:
        words = {
            Status.GREEN: "green", Status.YELLOW: "yellow", Status.RED: "red", Status.CANNOT_ASSESS: "cannot assess",
        }  # fmt: skip
        at = RowValue.of(target.row)
        parts.append(Buttons(tuple(
            Button(light(ctx.t, status), f"answer_{word.partition(' ')[0]}", f"{at} {word} {comment}")
            for status, word in words.items()
        )))  # fmt: skip
    return Message(tuple(parts))


def receipt(
    ctx: Context, target: AnswerableRow, history: RowHistory, stored: Stored, text_answer: TextAnswer | None = None
) -> Message:
    """What was stored, until when it may be changed, and what is missing. With a `text_answer` also what is to be asked
    about its date."""
    t, row, answer = ctx.t, target.row, stored.answer
    first = t("Thank you, your answer is saved: row {row} – {light}.", row=row.row, light=light(t, answer.status))
    parts = heading(ctx, target, first)
    parts.append(Small(" ".join(_circumstances(ctx, target, stored))))
    parts += [Small(line) for line in hint_lines(ctx, hints_of(history, texts_of(answer)))]
    if text_answer:
        parts += _date_parts(ctx, target, stored, text_answer)
    reference = ambiguous_reference(target, answer.comment) if answer.reference_row_id is None else None
    if reference:
        parts.append(Paragraph(t("You write {words}. Which answer do you mean?", words=t.quote(reference.words))))
    missing = missing_fields(ctx, history, answer)
    is_unclear = reference is not None or (text_answer is not None and text_answer.past_due is not None)
    return Message((*parts, *remaining_parts(ctx, target, history, stored, missing, is_unclear)))


def _date_parts(ctx: Context, target: AnswerableRow, stored: Stored, text_answer: TextAnswer) -> list[Part]:
    """The day that was understood, or what is asked about it: it is not stored when it has passed."""
    t, past = ctx.t, text_answer.past_due
    if text_answer.action_due:
        return [Paragraph(t("To be done by {day}.", day=t.day(text_answer.action_due)))]
    if text_answer.date_fault:
        return [Paragraph(date_fault_text(ctx, text_answer.date_fault))]
    if past is None:
        return []
    question = t("{day} has already passed, so the date is not in the answer yet. Is it right?", day=t.day(past))
    value = DueValue(RowValue(target.row.row, target.round.id, stored.answer.id), past)
    return [Paragraph(question), Buttons((Button(t("Keep {day}", day=t.day(past)), "answer_due", str(value)),))]


def _circumstances(ctx: Context, target: AnswerableRow, stored: Stored) -> list[str]:
    t, answer = ctx.t, stored.answer
    notes = [f"{target.round.name}.", until_when(ctx, target, answer)]
    if target.on_behalf_of:
        notes.append(t("Given on behalf of {unit}.", unit=target.on_behalf_of))
    replaced = stored.replaced
    if replaced and replaced.author_id != answer.author_id:
        author = ctx.directory.by_id.get(replaced.author_id or 0)
        name = author.name if author else t("Someone else")
        notes.append(
            t(
                "{name} answered before you: {light}. Both versions are kept.",
                name=name,
                light=light(t, replaced.status),
            )
        )
    notes += _other_placements(ctx, target)
    return notes


def _other_placements(ctx: Context, target: AnswerableRow) -> list[str]:
    """A text answer is stored on the row it names only; the same activity's rows under other goals may lack one."""
    others = [r for r in target.plan.of_activity(target.row.activity_id) if r.row != target.row.row]
    if not others:
        return []
    return [
        ctx.t("The same activity is also row {row} ({goal}), which has no answer yet.", row=r.row, goal=r.goal.name)
        for r in others
        if current_answer(ctx.session, target.round.id, r.placement_id) is None
    ]


def answer_or_question(ctx: Context, words: str) -> Message:
    """An answer that ends with a question mark may be a question about the row: asks, with a button for either."""
    row = read_text_answer(words, ctx.today).row
    buttons = (*save_button(ctx, words), Button(ctx.t("Show row {row}", row=row), "ask", f"status {row}"))
    question = ctx.t("Is this the answer to row {row}, or a question about it? Nothing is stored yet.", row=row)
    return Message((Paragraph(question), Quote(words), Buttons(buttons)))


def answer_row(ctx: Context, value: str) -> Reply:
    """The button that opens the form of one row. `value` is a `RowValue`."""
    return open_row(ctx, access_button_row(ctx, RowValue.read(value)))


def answer_chosen(ctx: Context, value: str) -> Reply:
    """A button that answers the question for a colour. `value` is the answer: a `RowValue`, the colour, the comment."""
    row, _, words = value.partition(" ")
    at = RowValue.read(row)
    return report(ctx, f"{at.row} {words}", placement_id=at.placement_id)
