"""Drafts: what a person has written in a row's form and not submitted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from actions.answers.drafts import drop_draft, write_draft
from handlers.checksums import Checksums, changed
from handlers.context import Context
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView
from models.answers.tables import Draft
from models.rules.text import clean

_TYPED = ("comment", "cause", "action", "action_owner", "decision_by", "change_reason", "follow_up_note", "late_reason",
          "action_due", "forecast")  # fmt: skip


@dataclass(frozen=True)
class DraftView:
    """A stored draft: texts by field name, without empty fields."""

    values: dict[str, str]
    saved_at: datetime


def find_draft(ctx: Context, target: AnswerableRow) -> DraftView | None:
    """The asker's draft on the row."""
    query = select(Draft.values, Draft.saved_at).where(
        Draft.round_id == target.round.id,
        Draft.placement_id == target.row.placement_id,
        Draft.person_id == ctx.person().id,
    )
    draft = ctx.session.execute(query).one_or_none()
    return DraftView({name: str(text) for name, text in draft[0].items()}, draft[1]) if draft else None


def save_draft(ctx: Context, target: AnswerableRow, values: Mapping[str, str], initial: Checksums) -> None:
    """Stores the fields that were changed since the form was opened over the draft that there may be already, from
    another form. Does nothing if no field was changed."""
    new = changed(values, initial)
    if not new:
        return
    before = find_draft(ctx, target)
    # The first draft also holds the unchanged fields: the form fills all of its fields from the draft.
    unchanged = before.values if before else {name: text for name, text in values.items() if text}
    write_draft(ctx.session, target, ctx.person().id, {**unchanged, **new}, ctx.now)


def drop_if_answered(ctx: Context, target: AnswerableRow, answers: Iterable[AnswerView | None]) -> DraftView | None:
    """Drops the asker's draft if everything typed in it is in one of these answers. Returns the draft if it stays."""
    draft = find_draft(ctx, target)
    if draft is None:
        return None
    stored = {name: [str(getattr(each, name) or "") for each in answers if each] for name in _TYPED}
    typed = {name: clean(draft.values.get(name)) for name in _TYPED}
    if any(text and not any(text in answer for answer in stored[name]) for name, text in typed.items()):
        return draft
    drop_draft(ctx.session, target, ctx.person().id, ctx.now)
    return None


def draft_of_another_form(
    draft: DraftView | None, submitted: Mapping[str, str], initial: Checksums
) -> dict[str, str] | None:  # fmt: skip
    """The draft's texts if another form has written it since this one was opened and it says something that is not
    submitted now: it must survive the answer. Else None."""
    if draft is None:
        return None
    texts = {name: draft.values[name] for name in changed(draft.values, initial)}
    is_other = any(text and text != submitted.get(name, "") for name, text in texts.items())
    return draft.values if is_other else None
