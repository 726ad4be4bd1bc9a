"""An answer's receipt: what was stored and where, until when it may be changed, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from actions.answers.storing import Stored
from handlers.access import round_by_id
from handlers.answers.content.checks import missing_fields
from handlers.answers.content.hints import hint_lines, hints_of, texts_of
from handlers.answers.content.references import ambiguous_reference
from handlers.answers.drafts import drop_if_answered
from handlers.answers.known import RowHistory
from handlers.answers.other_goals import answers_elsewhere
from handlers.context import Context, no_longer
from handlers.date_faults import date_fault_text
from handlers.learning.under_receipts import learning_notes, learning_parts
from messages.owners.personal import personal_choice
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Quote, Run, Small, in_lines, say
from messages.values.answers import DueValue
from messages.values.rows import RowValue
from messages.words import goal_name, light
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView, answer_by_id, is_masked_for_others
from models.answers.tables import Answer
from models.people.responsible import people_named
from models.rounds.exceptions import deadline_of
from models.rules.answers.text_answer import TextAnswer
from models.rules.text import shorten
from models.vocabulary.rounds import RoundState

SHOWN = 300
_SHORT = 100


@dataclass(frozen=True)
class Kept:
    """An answer that was stored, and the line of text that it was read from, if any."""

    target: AnswerableRow
    history: RowHistory
    stored: Stored
    said: TextAnswer | None = None


def beginning(comment: str) -> str:
    """The part of a stored comment that a receipt shows."""
    return comment if len(comment) <= SHOWN else comment[:SHOWN] + "…"


def heading(ctx: Context, target: AnswerableRow, answer: AnswerView, first: str) -> list[Part]:
    """The first sentence, the activity with its goal, and what was stored."""
    row = target.row
    name = f"{shorten(row.activity, _SHORT)} ({goal_name(ctx.t, row.goal)})"
    return [Paragraph((Run(first, bold=True),)), Paragraph(name), *_content(ctx, answer)]


def _content(ctx: Context, answer: AnswerView) -> list[Part]:
    t, parts = ctx.t, list[Part]([Quote(beginning(answer.comment))])
    texts = ((t("Cause"), answer.cause), (t("Action"), answer.action), (t("Responsible"), answer.action_owner),
             (t("Done by"), t.day(answer.action_due) if answer.action_due else None),
             (t("Needs a decision by"), answer.decision_by))  # fmt: skip
    if fields := tuple(f"{label}: {beginning(text)}" for label, text in texts if text):
        parts.append(Bullets(fields))
    return parts


def until_when(ctx: Context, target: AnswerableRow, answer: AnswerView) -> str:
    """Until when the answer may be changed, or that it is late or an erratum."""
    t = ctx.t
    if not answer.late:
        return t("You can change it until {time}.", time=t.instant(deadline_of(target.round, target.row)))
    if target.round.state is RoundState.LOCKED:
        return t("The round is locked; the answer is marked as an erratum.")
    return t("The deadline has passed, so the answer is marked as late.")


def remaining_parts(
    ctx: Context, target: AnswerableRow, history: RowHistory, stored: Stored, missing: Sequence[str],
    is_unclear: bool = False,
) -> list[Part]:  # fmt: skip
    """What is `missing` in the answer, the draft that stays after it, and buttons to the form and to the whole comment.
    The answer `is_unclear` when the parts above explain something that the form asks about."""
    t, parts = ctx.t, list[Part]()
    if missing:
        parts.append(Paragraph(t("Still lacking: {fields}.", fields=t.enumeration(missing))))
    draft = drop_if_answered(ctx, target, (stored.answer, stored.replaced)) if history.has_draft else None
    if draft:
        parts.append(Paragraph(t("Your draft from {time} is kept; it is in the form.", time=t.instant(draft.saved_at))))
    value = str(RowValue.of(target.row, target.round.id))
    buttons = [Button(t("Change"), "answer_row", value)]
    if missing or is_unclear or draft:
        label = t("Fill in") if missing or is_unclear else t("Open the draft")
        buttons.insert(0, Button(label, "answer_row", value, primary=True))
    if len(stored.answer.comment) > SHOWN:
        whole = RowValue.of(target.row, target.round.id, stored.answer.id)
        buttons.append(Button(t("Show all of it"), "answer_whole", str(whole)))
    return [*parts, Buttons(tuple(buttons))]


def receipt(ctx: Context, kept: Kept) -> Message:
    """The receipt of one answer."""
    t, target, history, answer = ctx.t, kept.target, kept.history, kept.stored.answer
    first = t(
        "Thank you, your answer is saved: row {row} – {light}.", row=target.row.row, light=light(t, answer.status)
    )
    parts = heading(ctx, target, answer, first)
    parts.append(Small(" ".join(_circumstances(ctx, target, kept.stored))))
    parts += [Small(line) for line in hint_lines(ctx, hints_of(history, texts_of(answer)))]
    parts += _choice(ctx, kept)
    parts += _date_parts(ctx, kept)
    reference = ambiguous_reference(target, answer.comment) if answer.reference_row_id is None else None
    if reference:
        parts.append(Paragraph(t("You write {words}. Which answer do you mean?", words=t.quote(reference.words))))
    parts += [Small(note) for note in unknown_responsible(ctx, answer)]
    missing = missing_fields(ctx, history, answer)
    is_unclear = reference is not None or (kept.said is not None and kept.said.past_due is not None)
    rest = remaining_parts(ctx, target, history, kept.stored, missing, is_unclear)
    return Message((*parts, *rest, *learning_parts(ctx, target, kept.stored, history.last_status)))


def receipt_of_several(ctx: Context, kept: Sequence[Kept]) -> Message:
    """One receipt for answers that came in one text. What all have in common is said once."""
    t, parts = ctx.t, list[Part]()
    rows = t.enumeration(str(each.target.row.row) for each in kept)
    parts.append(Paragraph((Run(t("Thank you, your answers are saved: rows {rows}.", rows=rows), bold=True),)))
    contents = [_content(ctx, each.stored.answer) for each in kept]
    is_same = all(content == contents[0] for content in contents)
    buttons: list[Button] = []
    notes: list[str] = []
    learnt: list[str] = []
    for each, content in zip(kept, contents, strict=True):
        row, answer = each.target.row, each.stored.answer
        name = t("Row {row} – {light}.", row=row.row, light=light(t, answer.status))
        parts += (Paragraph((Run(name, bold=True), f" {shorten(row.activity, _SHORT)}")), *(() if is_same else content))
        parts += [*_choice(ctx, each), *_date_parts(ctx, each), *(Small(note) for note in _notes_of_one(ctx, each))]
        notes += [*_circumstances(ctx, each.target, each.stored), *_hints(ctx, each)]
        learnt += learning_notes(ctx, each.target, each.stored, each.history.last_status)
        label = t("Change row {row}", row=row.row)
        buttons.append(Button(label, "answer_row", str(RowValue.of(row, each.target.round.id))))
    parts += contents[0] if is_same else []
    parts += [Small(note) for note in dict.fromkeys(notes)]
    return Message((*parts, *in_lines(buttons), *(Paragraph(words) for words in learnt)))


def unknown_responsible(ctx: Context, answer: AnswerView) -> list[str]:
    """That nobody in the people file is called as the one who is responsible for the action, and so is not reminded."""
    owner = answer.action_owner
    if not (owner and answer.status.is_deviation) or people_named(ctx.directory, owner):
        return []
    called = ctx.t.quote(shorten(owner, _SHORT))
    return [ctx.t("{owner} gets no messages from Målvakten. "
                  "When the action is past its date, you are reminded instead.",
                  owner=called)]  # fmt: skip


def _notes_of_one(ctx: Context, kept: Kept) -> list[str]:
    t, target, stored = ctx.t, kept.target, kept.stored
    notes = unknown_responsible(ctx, stored.answer)
    if missing := missing_fields(ctx, kept.history, stored.answer):
        notes.append(t("Still lacking: {fields}.", fields=t.enumeration(missing)))
    has_draft = kept.history.has_draft
    if has_draft and (draft := drop_if_answered(ctx, target, (stored.answer, stored.replaced))):
        notes.append(t("Your draft from {time} is kept; it is in the form.", time=t.instant(draft.saved_at)))
    return notes


def _hints(ctx: Context, kept: Kept) -> list[str]:
    return hint_lines(ctx, hints_of(kept.history, texts_of(kept.stored.answer)))


def _choice(ctx: Context, kept: Kept) -> tuple[Part, ...]:
    """What is to become of personal data, which others do not see."""
    target, answer = kept.target, kept.stored.answer
    if not is_masked_for_others(answer, ctx.person().id):
        return ()
    return personal_choice(ctx.t, target.row, target.round.id, answer.id)


def _date_parts(ctx: Context, kept: Kept) -> list[Part]:
    """What is asked about the date: it is not stored when it was not understood, or has passed."""
    t, said, target = ctx.t, kept.said, kept.target
    if said and said.date_fault:
        return [Paragraph(date_fault_text(ctx, said.date_fault))]
    if said is None or said.past_due is None:
        return []
    day = t.day(said.past_due)
    question = t("{day} has already passed, so the date is not in the answer yet. Is it right?", day=day)
    value = DueValue(RowValue.of(target.row, target.round.id, kept.stored.answer.id), said.past_due)
    return [Paragraph(question), Buttons((Button(t("Keep {day}", day=day), "answer_due", str(value)),))]


def _circumstances(ctx: Context, target: AnswerableRow, stored: Stored) -> list[str]:
    t, answer = ctx.t, stored.answer
    notes = [f"{target.round.name}.", until_when(ctx, target, answer)]
    if target.on_behalf_of:
        notes.append(t("Given on behalf of {unit}.", unit=target.on_behalf_of))
    replaced = stored.replaced
    if replaced and replaced.author_id != answer.author_id:
        author = ctx.directory.by_id.get(replaced.author_id or 0)
        name = author.name if author else t("Someone else")
        words = t("{name} answered before you: {light}. Both versions are kept.", name=name,
                  light=light(t, replaced.status))  # fmt: skip
        notes.append(words)
    # A text answer is stored on the row that it names only.
    notes += [
        t("The same activity is also row {row} ({goal}), which has no answer yet.", row=row.row, goal=row.goal.name)
        for row, other in answers_elsewhere(ctx, target)
        if other is None
    ]
    return notes


def whole_comment(ctx: Context, value: str) -> Message:
    """The button under a receipt that shows all of a long comment. `value` is a `RowValue` with the answer."""
    at = RowValue.read(value)
    me = ctx.person().id
    answer = ctx.session.get(Answer, at.answer_id or 0)
    round_ = round_by_id(ctx, at.round_id)
    if answer is None or round_ is None or answer.author_id != me:
        raise no_longer(ctx)
    words = ctx.t("Your comment on row {row} in {round}:", row=at.row, round=round_.name)
    return say(words, Quote(answer_by_id(ctx.session, answer.id, me).comment))
