"""One activity's form after the other, in a person's list of activities: opening the first without an answer, and the
buttons in a form that lead on. Submitting is in `submitting.py`."""

from collections.abc import Mapping
from typing import Any

from actions.answers.drafts import drop_draft
from handlers.access import access_row, answering_round, locked_text, plan_of, require_takes_answers, takes_answers
from handlers.answers.content.checks import with_days
from handlers.answers.drafts import save_draft
from handlers.answers.form.row_form import FormContent, answer_form
from handlers.answers.form.sitting_end import all_done, end_of_list, postponed
from handlers.checksums import changed
from handlers.context import Context, Refusal, read_form_state
from messages.parts import Done, Form, Reply
from models.answers.answerable import AnswerableRow
from models.answers.progress import Progress, progress_in
from models.answers.queries import current_answer
from models.rounds.tables import Round
from models.rules.text import clean
from models.vocabulary.answers import Status


def open_sitting(
    ctx: Context, round_: Round | None = None, after: int = 0, saved: str = "", notes: tuple[str, ...] = ()
) -> Reply:
    """The form of the next activity without an answer after row number `after`; from the top when none follows it.
    Without a round, in the one that takes answers now. `saved` and `notes` are about the answer just stored."""
    person = ctx.person()
    round_ = round_ or answering_round(ctx)
    require_takes_answers(ctx, round_)
    plan = plan_of(ctx, round_)
    rows = ctx.directory.answerable_rows(person, plan, round_.id)
    if not rows:
        raise Refusal(_no_rows_text(ctx, round_))
    progress = progress_in(ctx.session, round_, plan, rows)
    upcoming = [row for row in progress.left if row.row > after] or list(progress.left)
    if upcoming:
        return answer_form(ctx, AnswerableRow(round_, plan, upcoming[0], None), FormContent(progress, saved, notes))
    return all_done(ctx, round_, rows, progress, saved, notes)


def _no_rows_text(ctx: Context, round_: Round) -> str:
    nothing = ctx.t("There are no activities for you to report on in {round}.", round=round_.name)
    if not ctx.actor.is_coordinator:
        return nothing
    how = ctx.t(
        "Write {command} and a row’s number to answer for a unit.", command=f"/{ctx.options.commands['report']}"
    )
    return f"{nothing} {how}"


def open_row(ctx: Context, target: AnswerableRow, status: Status | None = None) -> Form:
    """The form of one row, filled from the asker's draft or the stored answer. A `status` is chosen already."""
    return answer_form(ctx, target, FormContent(progress_of(ctx, target), status=status))


def progress_of(ctx: Context, target: AnswerableRow) -> Progress:
    """How far the asker has come in the target's round."""
    rows = ctx.directory.answerable_rows(ctx.person(), target.plan, target.round.id)
    return progress_in(ctx.session, target.round, target.plan, rows)


def read_state(ctx: Context, state: str) -> tuple[AnswerableRow, dict[str, Any]]:
    """The row of a form, and the form's whole state (see `answer_form`). Raises Refusal when the round takes no more
    answers or the row is not the asker's any more."""
    data = read_form_state(ctx, state)
    round_ = ctx.session.get(Round, data["round"])
    if round_ is None:
        raise Refusal(ctx.t("This round takes no more answers. Copy your text and contact the coordinator."))
    if not takes_answers(ctx, round_):
        raise Refusal(ctx.t("{refusal} Copy your text first.", refusal=locked_text(ctx, round_)))
    return access_row(ctx, data["row"], round_, data.get("placement")), data


def skip(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """On to the next activity without an answer; after the last, a list of those that lack one."""
    target = keep_draft(ctx, state, values)
    progress = progress_of(ctx, target)
    upcoming = [row for row in progress.left if row.row > target.row.row and row.activity_id != target.row.activity_id]
    if upcoming:
        return answer_form(ctx, AnswerableRow(target.round, target.plan, upcoming[0], None), FormContent(progress))
    return end_of_list(ctx, target.round, progress)


def go_back(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """To the activity before in the list, answered or not."""
    target = keep_draft(ctx, state, values)
    progress = progress_of(ctx, target)
    number, activity_id = target.row.row, target.row.activity_id
    before = [row for row in progress.activities if row.row < number and row.activity_id != activity_id]
    if before:
        return answer_form(ctx, AnswerableRow(target.round, target.plan, before[-1], None), FormContent(progress))
    return answer_form(ctx, target, FormContent(progress))


def postpone(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """Ends the sitting for now. What is written is there when the form is opened again."""
    target = keep_draft(ctx, state, values)
    return postponed(ctx, target.round, progress_of(ctx, target))


def discard_draft(ctx: Context, state: str, _values: Mapping[str, str]) -> Reply:
    """Deletes the draft. The form shows the stored answer again."""
    target, _ = read_state(ctx, state)
    drop_draft(ctx.session, target, ctx.person().id, ctx.now)
    return answer_form(ctx, target, FormContent(progress_of(ctx, target)))


def keep_draft(ctx: Context, state: str, values: Mapping[str, str]) -> AnswerableRow:
    """Saves what is written in a form that is about to be replaced. Returns the form's row."""
    target, data = read_state(ctx, state)
    save_draft(ctx, target, with_days(ctx, values), data.get("marks", {}))
    return target


def autosave(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """Saves what is written in a form that is still open, or was closed without being submitted."""
    target, data = read_state(ctx, state)
    current = current_answer(ctx.session, target.round.id, target.row.placement_id, ctx.person().id)
    values = with_days(ctx, values)
    new = changed(values, data.get("marks", {}))
    # The platform may deliver a change after the form was submitted; then it is in the answer and no draft.
    is_mine = current is not None and current.author_id == ctx.person().id
    if not (is_mine and all(str(getattr(current, name, text) or "") == clean(text) for name, text in new.items())):
        save_draft(ctx, target, values, data.get("marks", {}))
    return Done()
