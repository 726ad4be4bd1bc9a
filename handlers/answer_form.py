"""The form of one activity: what is known above, what is asked below, and what is kept of longer texts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from handlers.access import AnswerableRow
from handlers.context import Context
from handlers.message import (
    Button,
    Choice,
    DateField,
    Divider,
    Field,
    Form,
    Heading,
    Option,
    Paragraph,
    Part,
    Quote,
    Run,
    Small,
    TextField,
)  # fmt: skip
from handlers.progress import Progress
from handlers.words import goal_name, light, light_with_legend, previously
from models.answer import Draft
from models.directory import RowView
from models.outbox import insert_once
from models.queries import AnswerView, current_answer, previous_answer
from models.rules.text import shorten, storable
from models.vocabulary import Status

# What a field takes. A stored text may be longer, since a line of text takes 20,000 characters.
LENGTHS = {"comment": 3000, "cause": 3000, "action": 3000, "action_owner": 300}
_TEXTS = (*LENGTHS, "action_due")


@dataclass(frozen=True)
class Beginning:
    """What the fields begin with, and the stored answer whose longer texts stand beside empty fields."""

    values: Mapping[str, str]
    kept: AnswerView | None


def too_long(answer: AnswerView | None) -> dict[str, str]:
    """The texts of an answer that do not fit their fields: shown beside them and kept unless replaced."""
    texts = {name: getattr(answer, name) or "" for name in LENGTHS} if answer else {}
    return {name: text for name, text in texts.items() if len(text) > LENGTHS[name]}


def shared_rows(ctx: Context, place: AnswerableRow) -> tuple[RowView, ...]:
    """All rows of an activity under several goals, if the person answers for each of them; else only this one."""
    rows = place.plan.of_activity(place.row.activity_id)
    if place.on_behalf_of is None and all(ctx.directory.answers_for(ctx.person(), row) for row in rows):
        return rows
    return (place.row,)


def answer_form(ctx: Context, place: AnswerableRow, state: Progress, saved: str) -> Form:
    t, row = ctx.t, place.row
    begin = _beginning(ctx, place)
    parts: list[Part | Field] = [Paragraph((Run(saved, bold=True),))] if saved else []
    parts += _facts(ctx, place, state)
    parts += _kept_texts(ctx, begin)
    parts += _fields(ctx, place, begin)
    title = t("Report row {row}", row=row.row)
    submit = t("Save") if len(state.left) <= 1 else t("Save and next")
    data = {"round": place.round.id, "row": row.row, "kept": begin.kept.id if begin.kept else None}
    opener = Button(title, "answer_row", f"{row.row}@{place.round.id}", primary=True)
    return Form("answer", title, submit, t("Close"), tuple(parts), json.dumps(data), opener)


def _facts(ctx: Context, place: AnswerableRow, state: Progress) -> list[Part]:
    """What is known, above what is asked: the activity, its goals, the time before, and another's answer."""
    t, row = ctx.t, place.row
    goals = t.enumeration(goal_name(t, other.goal) for other in place.plan.of_activity(row.activity_id))
    done = t("{done} of {total} done", done=state.done, total=state.total) if state.total else ""
    where = " · ".join(filter(None, (place.round.name, done, row.unit_names)))
    parts: list[Part] = [Small(where), Heading(shorten(row.activity, 150))]
    if len(row.activity) > 150:
        parts.append(Paragraph(row.activity))
    parts.append(Paragraph(goals))
    before = previously(t, row, previous_answer(ctx.session, row, place.round.deadline), 1000)
    if before:
        parts.append(Paragraph(before))
    now = current_answer(ctx.session, place.round.id, row.placement_id)
    if now and now.author_id != ctx.person().id:
        author = ctx.directory.by_id.get(now.author_id or 0)
        name = author.name if author else t("Someone else")
        words = t("{name} has answered: {light} – {comment}. Confirm or change.", name=name,
                  light=light(t, now.status), comment=t.quote(shorten(now.comment, 600)))  # fmt: skip
        parts.append(Paragraph(words))
    return parts


def _kept_texts(ctx: Context, begin: Beginning) -> list[Part]:
    t, parts = ctx.t, list[Part]()
    labels = {"cause": t("Cause"), "action": t("Action"), "action_owner": t("Responsible")}
    for name, text in too_long(begin.kept).items():
        if name == "comment":
            parts.append(Small(t("Your comment so far; it is kept if you leave the field empty:")))
        else:
            parts.append(Small(t("{field} so far; it is kept if you leave the field empty:", field=labels[name])))
        parts.append(Quote(text))
    return parts


def _fields(ctx: Context, place: AnswerableRow, begin: Beginning) -> list[Part | Field]:
    t, values = ctx.t, begin.values
    options = tuple(Option(s.value, light_with_legend(t, s)) for s in Status)
    fields: list[Part | Field] = [
        Choice("status", t("How is it going?"), options, values.get("status")),
        TextField("comment", t("Comment"), values.get("comment", ""), required="comment" not in too_long(begin.kept),
                  multiline=True, max_length=LENGTHS["comment"],
                  hint=t("Briefly: what has happened since last time, and what comes next?")),
    ]  # fmt: skip
    if len(shared_rows(ctx, place)) > 1:
        fields.append(Choice("scope", t("The answer applies to"), _scopes(ctx, place), values.get("scope", "both")))
    fields += [
        Divider(),
        Small(t("Fill in these for yellow and red:")),
        TextField("cause", t("Cause"), values.get("cause", ""), multiline=True, hint=t("Why does it deviate?")),
        TextField("action", t("Action"), values.get("action", ""), multiline=True, hint=t("What is being done?")),
        TextField("action_owner", t("Responsible"), values.get("action_owner", ""), max_length=LENGTHS["action_owner"],
                  hint=t("A role or unit, rather than a name.")),
        DateField("action_due", t("Done by"), values.get("action_due") or None),
    ]  # fmt: skip
    return fields


def _scopes(ctx: Context, place: AnswerableRow) -> tuple[Option, ...]:
    only = shorten(ctx.t("Only {goal}", goal=place.row.goal.name), 75)
    return (Option("both", ctx.t("Both goals: the same answer")), Option("one", only))


def _beginning(ctx: Context, place: AnswerableRow) -> Beginning:
    """The fields begin with the person's draft, else with this round's answer, whoever gave it: it may be confirmed."""
    draft = _draft(ctx, place)
    now = current_answer(ctx.session, place.round.id, place.row.placement_id)
    kept = too_long(now)
    values = draft
    if values is None and now is not None:
        values = {name: "" if name in kept else str(getattr(now, name) or "") for name in _TEXTS}
        values["status"] = now.status.value
    return Beginning(values or {}, now if kept else None)


def _draft(ctx: Context, place: AnswerableRow) -> dict[str, str] | None:
    query = select(Draft.values).where(
        Draft.round_id == place.round.id,
        Draft.placement_id == place.row.placement_id,
        Draft.person_id == ctx.person().id,
    )
    found: dict[str, Any] | None = ctx.session.execute(query).scalar()
    return {k: str(v) for k, v in found.items()} if found is not None else None


def save_draft(ctx: Context, place: AnswerableRow, values: Mapping[str, str]) -> None:
    """Keeps what is written on a row until it is an answer."""
    key = {"round_id": place.round.id, "placement_id": place.row.placement_id, "person_id": ctx.person().id}
    new = {"values": {name: storable(text) for name, text in values.items()}, "saved_at": ctx.now}
    statement = insert_once(ctx.session, Draft).values(**key, **new)
    ctx.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=new))
