"""What a person has written on a row without it being an answer yet. Kept until it is one."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from actions.drafts import drop_draft, write_draft
from handlers.context import Context
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView
from models.answers.tables import Draft
from models.rules.text import clean, storable

_TYPED = ("comment", "cause", "action", "action_owner", "decision_by", "change_reason", "follow_up_note", "late_reason",
          "action_due", "forecast")  # fmt: skip
# What the fields began with when a form was opened, by a short mark for each that was not empty.
Marks = Mapping[str, str]


@dataclass(frozen=True)
class Kept:
    """A draft: the fields with something in them, and when it was kept."""

    values: dict[str, str]
    saved_at: datetime


def mark_of(text: str) -> str:
    return f"{zlib.crc32(text.encode()):x}"


def marks_of(values: Mapping[str, str]) -> dict[str, str]:
    return {name: mark_of(text) for name, text in values.items() if text}


def changed(values: Mapping[str, str], marks: Marks) -> dict[str, str]:
    """The fields that are other than when the form was opened. Browsers send line ends as two characters."""
    texts = {name: storable(text).replace("\r\n", "\n") for name, text in values.items()}
    return {name: text for name, text in texts.items() if (mark_of(text) if text else None) != marks.get(name)}


def find_draft(ctx: Context, place: AnswerableRow) -> Kept | None:
    query = select(Draft.values, Draft.saved_at).where(
        Draft.round_id == place.round.id,
        Draft.placement_id == place.row.placement_id,
        Draft.person_id == ctx.person().id,
    )
    found = ctx.session.execute(query).one_or_none()
    return Kept({name: str(text) for name, text in found[0].items()}, found[1]) if found else None


def save_draft(ctx: Context, place: AnswerableRow, values: Mapping[str, str], marks: Marks) -> None:
    """Keeps the fields that were changed since the form was opened; the others stay as they were kept from another
    form. Nothing is kept of a form that nobody has written in."""
    new = changed(values, marks)
    if not new:
        return
    before = find_draft(ctx, place)
    # What nobody has touched begins as it did in the form.
    whole = {**(before.values if before else {name: text for name, text in values.items() if text}), **new}
    write_draft(ctx.session, place, ctx.person().id, whole, ctx.now)


def outlived(ctx: Context, place: AnswerableRow, answers: Iterable[AnswerView | None]) -> Kept | None:
    """The person's draft when it has something written that is in none of these answers; else it is dropped."""
    draft = find_draft(ctx, place)
    if draft is None:
        return None
    told = {name: [str(getattr(each, name) or "") for each in answers if each] for name in _TYPED}
    mine = {name: clean(draft.values.get(name)) for name in _TYPED}
    if any(text and not any(text in words for words in told[name]) for name, text in mine.items()):
        return draft
    drop_draft(ctx.session, place, ctx.person().id, ctx.now)
    return None


def left_behind(draft: Kept | None, values: Mapping[str, str], marks: Marks) -> dict[str, str] | None:
    """A draft that another form has written meanwhile, and that is not what is sent now: it must outlive the answer."""
    if draft is None:
        return None
    strange = {n for n in changed(draft.values, marks) if draft.values[n] and draft.values[n] != values.get(n, "")}
    return draft.values if strange else None
