"""A submitted form of an answer: checked, stored, and on to the next activity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.answers.drafts import drop_draft, write_draft
from actions.answers.storing import Given, Stored
from handlers.answers.content.checks import DATES, day_of, faults, past_days, past_days_value, with_days
from handlers.answers.content.hints import hint_lines, hints_of, texts_of
from handlers.answers.content.references import ambiguous_reference, candidates, reference_ids
from handlers.answers.drafts import draft_of_another_form, drop_if_answered, find_draft, save_draft
from handlers.answers.form.facts import saved_parts
from handlers.answers.form.fields import LENGTHS, kept_apart
from handlers.answers.form.row_form import FormContent, answer_form
from handlers.answers.form.sitting import open_sitting, progress_of, read_state
from handlers.answers.known import RowHistory, row_history
from handlers.answers.other_goals import BOTH, changed_elsewhere, shared_rows
from handlers.answers.receipts import beginning
from handlers.answers.store import store
from handlers.checksums import Checksums
from handlers.context import Context
from handlers.learning.under_receipts import learning_notes
from handlers.lengths import too_long
from messages.parts import Form, FormFaults, Message, Paragraph, Reply
from messages.words import light
from models.answers.answerable import AnswerableRow
from models.answers.queries import answer_by_id, answer_to_copy, is_masked_for_others
from models.plan.views import RowView
from models.rules.answers.personal_data import MASK
from models.rules.text import clean
from models.vocabulary.answers import FollowUp, Lifecycle, Status
from models.vocabulary.rounds import RoundState

_CHOICES = ("status", "action_due", "lifecycle", "forecast", "follow_up_state", "reference", "scope", "past_day")


@dataclass(frozen=True)
class Submission:
    """A submitted form: its row, its state, and its cleaned values by field name, without empty ones. Where a field was
    left empty below a text that is kept, the value is that text; `words_of_id` is as in `Given`."""

    target: AnswerableRow
    state: Mapping[str, Any]
    values: dict[str, str]
    words_of_id: int | None = None

    @property
    def initial(self) -> Checksums:
        initial: Checksums = self.state.get("marks", {})
        return initial


def submit(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """Stores the answer and opens the next activity. Else the form stays with error texts, or comes again with a field
    that it did not have, and what was written is kept as a draft. Hints block nothing: they come with the next form."""
    if long := too_long(ctx.t, LENGTHS, values):
        return FormFaults(long)
    typed, values = values, with_days(ctx, values)
    submission = _read(ctx, state, values)
    target, history = submission.target, row_history(ctx, submission.target)
    if errors := faults(ctx, history, submission.values):
        save_draft(ctx, target, values, submission.initial)
        if set(errors) <= set(submission.state.get("shown", errors)):
            return FormFaults(errors)
        # The form lacks the field: while it was open the deadline passed, or a period ended.
        return _form_again(ctx, target, values, errors)
    reference = ambiguous_reference(target, submission.values["comment"])
    if reference and "reference" not in submission.values and candidates(ctx, target, reference):
        save_draft(ctx, target, values, submission.initial)
        if "reference" in submission.state.get("shown", ()):
            return FormFaults({"reference": ctx.t("Choose which answer you mean.")})
        question = ctx.t("Your answer has not been sent yet: choose below which other answer you mean.")
        return _form_again(ctx, target, values, {"reference": question})
    if submission.values.get("scope") == BOTH and "others" in submission.state:
        changed = changed_elsewhere(ctx, target, submission.state["others"])
        if changed:
            save_draft(ctx, target, values, submission.initial)
            undecided = {name: text for name, text in values.items() if name != "scope"}
            return _form_again(ctx, target, undecided, {"scope": changed})
    past = past_days(ctx, history, submission.values)
    if past and submission.values.get("past_day") != past_days_value(past):
        save_draft(ctx, target, values, submission.initial)
        return _ask_past_day(ctx, submission, values, past)
    return _store(ctx, submission, history, _understood(ctx, typed, values))


def _ask_past_day(ctx: Context, submission: Submission, values: Mapping[str, str], past: Mapping[str, date]) -> Reply:
    """A day that has passed is asked about at the field before it is stored."""
    t, chosen = ctx.t, submission.values.get("past_day")
    if chosen == "change":
        return FormFaults(
            {name: t("{day} has already passed. Choose a later day.", day=t.day(day)) for name, day in past.items()}
        )
    if chosen is None and "past_day" in submission.state.get("shown", ()):
        return FormFaults({"past_day": t("Choose whether the day is right.")})
    question = t("Your answer has not been sent yet: say below whether the day that has passed is right.")
    return _form_again(ctx, submission.target, values, {"past_day": question})


def _understood(ctx: Context, typed: Mapping[str, str], values: Mapping[str, str]) -> str:
    """The days that were read from words, said back."""
    days = [
        ctx.t.day(date.fromisoformat(values[name])) for name in DATES if typed.get(name, "") != values.get(name, "")
    ]
    return " " + ctx.t("Date: {days}.", days=ctx.t.enumeration(days)) if days else ""


def _read(ctx: Context, state: str, values: Mapping[str, str]) -> Submission:
    target, data = read_state(ctx, state)
    typed = {name: clean(values.get(name)) for name in LENGTHS}
    kept, words_of = _kept(ctx, data["kept"], typed) if data.get("kept") else ({}, None)
    chosen = {name: (values.get(name) or "").strip() for name in _CHOICES}
    named = {name: text for name, text in {**typed, **kept, **chosen}.items() if text}
    return Submission(target, data, named, words_of)


def _kept(ctx: Context, answer_id: int, typed: Mapping[str, str]) -> tuple[dict[str, str], int | None]:
    """The texts that are kept of an answer, with every word of them, and whose words those are when not all of them
    were shown."""
    whole, shown = answer_to_copy(ctx.session, answer_id), answer_by_id(ctx.session, answer_id, ctx.person().id)
    kept = {name: str(getattr(whole, name)) for name in kept_apart(shown) if not typed[name]}
    is_hidden = any(text != getattr(shown, name) for name, text in kept.items())
    return kept, whole.whose_words if is_hidden else None


def _form_again(ctx: Context, target: AnswerableRow, values: Mapping[str, str], errors: Mapping[str, str]) -> Form:
    """The form with what was submitted in it and the error texts above."""
    return answer_form(ctx, target, FormContent(progress_of(ctx, target), faults=errors, values=values))


def _store(ctx: Context, submission: Submission, history: RowHistory, understood: str) -> Reply:
    target, values = submission.target, submission.values
    other_draft = draft_of_another_form(find_draft(ctx, target), values, submission.initial)
    rows = shared_rows(ctx, target) if values.get("scope") == BOTH else (target.row,)
    answer = _answer(ctx, target, values, submission.words_of_id)
    first = _store_all(ctx, target, rows, answer, history)
    stored = first.answer
    if other_draft is not None:
        write_draft(ctx.session, target, ctx.person().id, other_draft, ctx.now)
    saved = ctx.t.plural(
        "Saved: row {rows} – {light}.", "Saved: rows {rows} – {light}.", len(rows),
        rows=ctx.t.enumeration(str(row.row) for row in rows), light=light(ctx.t, answer.status),
    )  # fmt: skip
    saved += understood
    notes = (ctx.t.quote(beginning(stored.comment)), *hint_lines(ctx, hints_of(history, texts_of(stored))))
    if is_masked_for_others(stored, ctx.person().id):
        where = ctx.t(
            "Others see {mark} instead. Change the answer, or choose under your answers on the home page.", mark=MASK
        )
        notes = (*notes, where)
    if target.on_behalf_of is None:
        notes = (*notes, *learning_notes(ctx, target, first, history.last_status))
        return open_sitting(ctx, target.round, target.row.row, saved, notes)
    sentences = [ctx.t("Given on behalf of {unit}.", unit=target.on_behalf_of)]
    if target.round.state is RoundState.LOCKED:
        sentences.append(ctx.t("The round is locked; the answer is marked as an erratum."))
    return Message((*saved_parts(saved, notes), Paragraph(" ".join(sentences))))


def _store_all(
    ctx: Context, target: AnswerableRow, rows: Sequence[RowView], answer: Given, history: RowHistory
) -> Stored:  # fmt: skip
    """Stores the answer on each of the activity's rows that it is for. Returns that of the target: it comes first, so
    that the question what was learnt is about it."""
    first = _store_on_row(ctx, target, target.row, answer, history)
    for row in rows:
        if row is not target.row:
            _store_on_row(ctx, target, row, answer, history)
    return first


def _store_on_row(ctx: Context, target: AnswerableRow, row: RowView, answer: Given, history: RowHistory) -> Stored:
    """`history` is that of the target's own row. The draft on that row is dropped; one on another row of the activity
    only if it says nothing more than the answer."""
    if row is target.row:
        stored = store(ctx, target, answer, history)
        drop_draft(ctx.session, target, ctx.person().id, ctx.now)
        return stored
    other = AnswerableRow(target.round, target.plan, row, target.on_behalf_of)
    other_history = row_history(ctx, other)
    stored = store(ctx, other, answer, other_history)
    if other_history.has_draft:
        drop_if_answered(ctx, other, (stored.answer, stored.replaced))
    return stored


def _answer(ctx: Context, target: AnswerableRow, values: Mapping[str, str], words_of_id: int | None) -> Given:
    row, answer = reference_ids(ctx, target, values.get("reference", ""), values["comment"])
    lifecycle, follow_up = values.get("lifecycle"), values.get("follow_up_state")
    texts = {name: values.get(name) for name in LENGTHS if name != "comment"}
    return Given(
        Status(values["status"]), values["comment"],
        action_due=day_of(values.get("action_due", "")), forecast=day_of(values.get("forecast", "")),
        lifecycle=Lifecycle(lifecycle) if lifecycle else None,
        follow_up_state=FollowUp(follow_up) if follow_up else None,
        reference_row_id=row, reference_answer_id=answer, words_of_id=words_of_id, **texts,
    )  # fmt: skip
