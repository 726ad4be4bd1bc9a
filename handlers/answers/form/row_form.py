"""The form of one activity: context above, fields below, and buttons that leave it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from handlers.answers.content.references import option_value
from handlers.answers.drafts import find_draft
from handlers.answers.form.facts import facts, saved_parts
from handlers.answers.form.fields import LENGTHS, answer_fields, kept_apart
from handlers.answers.known import RowHistory, row_history
from handlers.answers.other_goals import seen_elsewhere, without_old_scope
from handlers.checksums import checksums
from handlers.context import Context
from messages.parts import (
    Button,
    Buttons,
    Choice,
    DateField,
    Divider,
    Field,
    Form,
    Paragraph,
    Part,
    Quote,
    Small,
    TextField,
)  # fmt: skip
from messages.values.rows import RowValue
from models.answers.answerable import AnswerableRow
from models.answers.progress import Progress
from models.answers.queries import AnswerView
from models.vocabulary.answers import Status

_STORED = (*LENGTHS, "status", "action_due", "lifecycle", "forecast", "follow_up_state")


@dataclass(frozen=True)
class FormContent:
    """What a form shows besides its row. `saved` says what was just stored, with `notes` about it. `faults` are error
    texts for fields that the form did not have when it was submitted. `values` are those just submitted, if any.
    `status` is one that was chosen before the form was opened."""

    progress: Progress
    saved: str = ""
    notes: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] | None = None
    status: Status | None = None


@dataclass(frozen=True)
class InitialValues:
    """`long_answer` is the stored answer if it has texts that cannot stand in their fields. `draft` is the time, in
    words, of the draft that the values come from; empty when they come from elsewhere."""

    values: Mapping[str, str]
    long_answer: AnswerView | None
    draft: str = ""


def answer_form(ctx: Context, target: AnswerableRow, content: FormContent) -> Form:
    """The form of a row. Its state is JSON: the round's id, the row's number and placement, the id of an answer
    with long texts (`kept`), the checksums of the initial values (`marks`), the names of the fields (`shown`) and
    `seen_elsewhere` (`others`)."""
    t, row, history = ctx.t, target.row, row_history(ctx, target)
    initial = _initial_values(ctx, target, history, content)
    if content.status is not None:
        initial = replace(initial, values={**initial.values, "status": content.status.value})
    has_long_comment = "comment" in kept_apart(initial.long_answer)
    fields = answer_fields(ctx, target, history, initial.values, comment_required=not has_long_comment)
    parts: list[Part | Field] = [*saved_parts(content.saved, content.notes)]
    if content.notes:
        parts.append(Divider())  # the notes are about the answer before, not about this activity
    parts += [Paragraph(words) for words in content.faults.values()]
    parts += facts(ctx, target, history, content.progress, initial.draft)
    parts += _long_texts(ctx, initial)
    parts += fields
    can_discard = bool(initial.draft) and history.current is not None
    parts.append(_navigation(ctx, target, content.progress, can_discard))
    title = t("Report row {row}", row=row.row)
    initial_texts = {f.name: f.initial or "" for f in fields if isinstance(f, Choice | TextField | DateField)}
    data = {
        "round": target.round.id, "row": row.row, "placement": row.placement_id,
        "kept": initial.long_answer.id if initial.long_answer else None,
        "marks": checksums(initial_texts), "shown": sorted(initial_texts), "others": seen_elsewhere(ctx, target),
    }  # fmt: skip
    opener = Button(title, "answer_row", str(RowValue.of(row, target.round.id)), primary=True)
    submit = _submit_label(ctx, history, content, initial)
    return Form("answer", title, submit, t("Close"), tuple(parts), json.dumps(data), opener, keeps=True)


def _submit_label(ctx: Context, history: RowHistory, content: FormContent, initial: InitialValues) -> str:
    t = ctx.t
    current = history.current
    confirms = current is not None and current.author_id != ctx.person().id and not initial.draft
    if len(content.progress.left) <= 1:
        return t("Confirm") if confirms else t("Save")
    return t("Confirm and next") if confirms else t("Save and next")


def _navigation(ctx: Context, target: AnswerableRow, progress: Progress, can_discard: bool) -> Buttons:
    """Buttons that leave the activity without an answer. All but the last keep what is written as a draft."""
    t = ctx.t
    number = progress.place_of(target.row)
    buttons = [Button(t("Back"), "answer_back")] if number is not None and number > 1 else []
    if any(row.activity_id != target.row.activity_id for row in progress.left):
        buttons.append(Button(t("Skip"), "answer_skip"))
    buttons.append(Button(t("Save and go on later"), "answer_later"))
    if ctx.person().id in ctx.directory.asked(target.row, target.round.id):
        buttons.append(Button(t("Not my responsibility"), "answer_not_mine"))
    if can_discard:
        buttons.append(Button(t("Throw away the draft"), "answer_drop"))
    return Buttons(tuple(buttons))


def _long_texts(ctx: Context, initial: InitialValues) -> list[Part]:
    t, parts = ctx.t, list[Part]()
    labels = {
        "cause": t("Cause"), "action": t("Action"), "action_owner": t("Responsible"),
        "decision_by": t("Needs a decision by"), "change_reason": t("What has changed?"),
        "follow_up_note": t("Why?"), "late_reason": t("Why is the answer changed after the deadline?"),
    }  # fmt: skip
    for name, text in kept_apart(initial.long_answer).items():
        if name == "comment":
            parts.append(Small(t("Your comment so far; it is kept if you leave the field empty:")))
        else:
            parts.append(Small(t("{field} so far; it is kept if you leave the field empty:", field=labels[name])))
        parts.append(Quote(text))
    return parts


def _initial_values(ctx: Context, target: AnswerableRow, history: RowHistory, content: FormContent) -> InitialValues:
    """What was just submitted; else the asker's draft; else this round's answer, also somebody else's to confirm."""
    current = history.current
    long_texts = kept_apart(current)
    long_answer = current if long_texts else None
    if content.values is not None:
        return InitialValues(content.values, long_answer)
    draft = find_draft(ctx, target)
    if draft is not None:
        values = without_old_scope(ctx, target, draft.values)
        return InitialValues(values, long_answer, ctx.t.instant(draft.saved_at))
    if current is None:
        return InitialValues({}, long_answer)
    values = {name: "" if name in long_texts else str(getattr(current, name) or "") for name in _STORED}
    referenced = target.plan.by_placement.get(current.reference_row_id or 0)
    return InitialValues({**values, "reference": option_value(referenced) if referenced else ""}, long_answer)
