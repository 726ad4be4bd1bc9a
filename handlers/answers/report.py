"""`rapportera`: an answer in one line of text, or the way into the form."""

from actions.store_answer import LONGEST_COMMENT, Given, Stored
from handlers.access import access_row, round_by_id
from handlers.answers.checks import lacking
from handlers.answers.hints import hint_lines, hints_of, texts_of
from handlers.answers.known import Known, known
from handlers.answers.receipts import heading, left_over, until_when
from handlers.answers.references import pointing, reference_ids
from handlers.answers.sitting import open_row, open_sitting
from handlers.answers.store import store
from handlers.context import Context, Refusal
from messages.parts import Button, Buttons, Message, Paragraph, Part, Quote, Reply, Small, say
from messages.values import RowValue
from messages.words import light
from models.answers.answerable import AnswerableRow
from models.answers.queries import current_answer
from models.rounds.tables import Round
from models.rules.text import clean, shorten
from models.rules.text_answer import TextAnswer, is_misspelt_status, read_text_answer
from models.vocabulary import Status

_BUTTON_VALUE = 1900


def report(ctx: Context, words: str, found: Round | None = None) -> Reply:
    """Stores a whole answer; opens the form for a row number alone, or for the first activity without an answer. In the
    round given, or the one meant now."""
    words = clean(words)
    if not words:
        return open_sitting(ctx, found)
    said = read_text_answer(words)
    try:
        ctx.person()
        return _report(ctx, said, found)
    except Refusal as refusal:
        # What was typed is gone from the message field when a command is refused, so it is handed back.
        return say(str(refusal), Small(ctx.t("You wrote:")), Quote(words))


def _report(ctx: Context, said: TextAnswer, found: Round | None) -> Reply:
    if said.row is None:
        raise Refusal(ctx.t("Begin with the row number, for example: {example}", example=example(ctx)))
    place = access_row(ctx, said.row, found)
    if said.status is None and not said.comment:
        return open_row(ctx, place)
    if said.status is None:
        return _ask_status(ctx, said, has_buttons=found is None)
    if not said.comment:
        raise Refusal(ctx.t("A comment is needed too: write a few words about how it is going, after the colour."))
    if len(said.comment) > LONGEST_COMMENT:
        raise Refusal(
            ctx.t("The comment has {length} characters; at most {most} can be stored. Nothing has been stored.",
                  length=ctx.t.number(len(said.comment)), most=ctx.t.number(LONGEST_COMMENT))
        )  # fmt: skip
    meant_row, meant_answer = reference_ids(ctx, place, "", said.comment)
    given = Given(
        said.status, said.comment, said.fields.get("cause"), said.fields.get("action"),
        said.fields.get("action_owner"), said.action_due,
        reference_row_id=meant_row, reference_answer_id=meant_answer,
    )  # fmt: skip
    about = known(ctx, place)
    return receipt(ctx, place, about, store(ctx, place, given, about), said.unread_date)


def example(ctx: Context) -> str:
    text = ctx.t("14 yellow The procurement is late. Action: new timetable. Due: 2026-03-31")
    return f"/{ctx.options.commands['report']} {text}"


def _ask_status(ctx: Context, said: TextAnswer, has_buttons: bool) -> Message:
    """The status words are a closed list; anything else is asked back, with buttons that keep the comment. They answer
    in the round meant now, so there are none for another."""
    if said.unread_status.casefold().strip(".:,") == "g":
        question = ctx.t("Do you mean green or yellow? In Swedish both begin with g.")
    else:
        question = ctx.t("{word} is no colour that I know.", word=ctx.t.quote(shorten(said.unread_status, 60)))
    parts: list[Part] = [
        Paragraph(question),
        Paragraph(ctx.t("Write green, yellow, red or cannot assess after the row number. Nothing is stored yet.")),
        Small(ctx.t("You wrote:")),
        Quote(f"{said.row} {said.comment}"),
    ]
    # A misspelt colour is replaced by the one pressed; any other word is the beginning of the comment.
    misspelt = is_misspelt_status(said.unread_status)
    comment = said.comment.removeprefix(said.unread_status).strip() if misspelt else said.comment
    if has_buttons and comment and len(comment) <= _BUTTON_VALUE:
        words = {
            Status.GREEN: "green", Status.YELLOW: "yellow", Status.RED: "red", Status.CANNOT_ASSESS: "cannot assess",
        }  # fmt: skip
        parts.append(Buttons(tuple(
            Button(light(ctx.t, status), f"answer_{word.partition(' ')[0]}", f"{said.row} {word} {comment}")
            for status, word in words.items()
        )))  # fmt: skip
    return Message(tuple(parts))


def receipt(ctx: Context, place: AnswerableRow, about: Known, stored: Stored, unread_date: str = "") -> Message:
    """What was stored, until when it may be changed, and what is lacking."""
    t, row, answer = ctx.t, place.row, stored.answer
    first = t("Thank you, your answer is saved: row {row} – {light}.", row=row.row, light=light(t, answer.status))
    parts = heading(ctx, place, first)
    parts.append(Small(" ".join(_circumstances(ctx, place, stored))))
    parts += [Small(line) for line in hint_lines(ctx, hints_of(about, texts_of(answer), ctx.today))]
    if unread_date:
        note = t("I could not read the date {text}. Write it as 2026-03-31.", text=t.quote(shorten(unread_date, 80)))
        parts.append(Paragraph(note))
    points = pointing(place, answer.comment) if answer.reference_row_id is None else None
    if points:
        parts.append(Paragraph(t("You write {words}. Which answer do you mean?", words=t.quote(points.words))))
    left = lacking(ctx, about, answer)
    return Message((*parts, *left_over(ctx, place, about, stored, left, is_unclear=points is not None)))


def _circumstances(ctx: Context, place: AnswerableRow, stored: Stored) -> list[str]:
    t, answer = ctx.t, stored.answer
    notes = [f"{place.round.name}.", until_when(ctx, place, answer)]
    if place.on_behalf_of:
        notes.append(t("Given on behalf of {unit}.", unit=place.on_behalf_of))
    before = stored.replaced
    if before and before.author_id != answer.author_id:
        author = ctx.directory.by_id.get(before.author_id or 0)
        name = author.name if author else t("Someone else")
        notes.append(
            t("{name} answered before you: {light}. Both versions are kept.", name=name, light=light(t, before.status))
        )
    notes += _other_placements(ctx, place)
    return notes


def _other_placements(ctx: Context, place: AnswerableRow) -> list[str]:
    """A text answer goes to exactly the row it names; the same activity under another goal may still lack one."""
    others = [r for r in place.plan.of_activity(place.row.activity_id) if r.row != place.row.row]
    if not others:
        return []
    return [
        ctx.t("The same activity is also row {row} ({goal}), which has no answer yet.", row=r.row, goal=r.goal.name)
        for r in others
        if current_answer(ctx.session, place.round.id, r.placement_id) is None
    ]


def answer_row(ctx: Context, value: str) -> Reply:
    """The button that opens the form of one row. `value` is a `RowValue`."""
    at = RowValue.read(value)
    return open_row(ctx, access_row(ctx, at.row, round_by_id(ctx, at.round_id)))
