"""The form, one activity after the other: *Rapportera* opens the first that lacks an answer, sending shows the next."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from handlers.access import AnswerableRow, access_row, answering_round, plan_of, takes_answers
from handlers.answering import Given, store
from handlers.context import Context, Refusal
from handlers.message import (
    Button,
    Buttons,
    Choice,
    DateField,
    Divider,
    Field,
    Form,
    FormFaults,
    Heading,
    Message,
    Option,
    Paragraph,
    Part,
    Quote,
    Reply,
    Run,
    Small,
    TextField,
)  # fmt: skip
from handlers.progress import Progress, progress
from handlers.words import goal_name, light, light_with_legend, previously
from models.answer import Draft
from models.directory import RowView
from models.outbox import insert_once
from models.queries import current_answer, current_answers, previous_answer
from models.round import Round
from models.rules.text import clean, shorten
from models.vocabulary import Status

FIELD_LENGTH = 3000
_DEVIATION_FIELDS = ("cause", "action", "action_owner", "action_due")


def open_sitting(ctx: Context, after: int = 0, saved: str = "") -> Reply:
    """The form of the next activity without an answer, beginning after a row number and starting over at the end."""
    found = answering_round(ctx)
    plan = plan_of(ctx, found)
    rows = ctx.directory.answerable_rows(ctx.person(), plan)
    if not rows:
        raise Refusal(ctx.t("There are no activities for you to report on in {round}.", round=found.name))
    state = progress(rows, current_answers(ctx.session, found.id, plan.id))
    upcoming = [row for row in state.left if row.row > after] or list(state.left)
    if upcoming:
        return _form(ctx, AnswerableRow(found, plan, upcoming[0], None), state, saved)
    return _all_done(ctx, found, rows, state, saved)


def open_row(ctx: Context, place: AnswerableRow) -> Form:
    """The form of one row, with what has been answered or drafted on it."""
    rows = ctx.directory.answerable_rows(ctx.person(), place.plan)
    state = progress(rows, current_answers(ctx.session, place.round.id, place.plan.id))
    return _form(ctx, place, state, "")


def _all_done(ctx: Context, found: Round, rows: tuple[RowView, ...], state: Progress, saved: str) -> Message:
    t = ctx.t
    parts: list[Part] = [Paragraph((Run(saved, bold=True),))] if saved else []
    parts.append(Paragraph(t.plural("Your only activity in {round} has an answer.",
                                    "All {n} of your activities in {round} have answers.", state.total,
                                    round=found.name)))  # fmt: skip
    parts.append(Small(t("You can change an answer until {time}: choose a row.", time=t.instant(found.deadline))))
    buttons = [Button(t("Row {row}", row=row.row), "answer_row", str(row.row)) for row in rows]
    parts += [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]
    return Message(tuple(parts))


def _form(ctx: Context, place: AnswerableRow, state: Progress, saved: str) -> Form:
    t, row = ctx.t, place.row
    values, kept_comment = _initial(ctx, place)
    parts: list[Part | Field] = [Paragraph((Run(saved, bold=True),))] if saved else []
    parts += _facts(ctx, place, state)
    if kept_comment:
        parts += [Small(t("Your comment so far; it is kept if you leave the field empty:")), Quote(kept_comment)]
    parts += _fields(ctx, place, values, bool(kept_comment))
    last = len(state.left) <= 1
    return Form(
        "answer", t("Report row {row}", row=row.row), t("Save") if last else t("Save and next"), t("Close"),
        tuple(parts), json.dumps({"round": place.round.id, "row": row.row, "kept": bool(kept_comment)}),
    )  # fmt: skip


def _facts(ctx: Context, place: AnswerableRow, state: Progress) -> list[Part]:
    """What is known, above what is asked: the activity, its goals, the time before, and another's answer."""
    t, row = ctx.t, place.row
    placements = place.plan.of_activity(row.activity_id)
    goals = t.enumeration(goal_name(t, other.goal) for other in placements)
    done = t("{done} of {total} done", done=state.done, total=state.total)
    parts: list[Part] = [Small(f"{place.round.name} · {done} · {row.unit_names}"), Heading(shorten(row.activity, 150))]
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


def _fields(ctx: Context, place: AnswerableRow, values: dict[str, str], kept: bool) -> list[Part | Field]:
    t = ctx.t
    options = tuple(Option(s.value, light_with_legend(t, s)) for s in Status)
    fields: list[Part | Field] = [
        Choice("status", t("How is it going?"), options, values.get("status")),
        TextField("comment", t("Comment"), values.get("comment", ""), required=not kept, multiline=True,
                  max_length=FIELD_LENGTH, hint=t("Briefly: what has happened since last time, and what comes next?")),
    ]  # fmt: skip
    if len(place.plan.of_activity(place.row.activity_id)) > 1 and not place.on_behalf_of:
        fields.append(Choice("scope", t("The answer applies to"), _scopes(ctx, place), values.get("scope", "both")))
    fields += [
        Divider(),
        Small(t("Fill in these for yellow and red:")),
        TextField("cause", t("Cause"), values.get("cause", ""), multiline=True, hint=t("Why does it deviate?")),
        TextField("action", t("Action"), values.get("action", ""), multiline=True, hint=t("What is being done?")),
        TextField("action_owner", t("Responsible"), values.get("action_owner", ""), max_length=300,
                  hint=t("A role or unit, rather than a name.")),
        DateField("action_due", t("Done by"), values.get("action_due") or None),
    ]  # fmt: skip
    return fields


def _scopes(ctx: Context, place: AnswerableRow) -> tuple[Option, ...]:
    only = shorten(ctx.t("Only {goal}", goal=place.row.goal.name), 75)
    return (Option("both", ctx.t("Both goals: the same answer")), Option("one", only))


def _initial(ctx: Context, place: AnswerableRow) -> tuple[dict[str, str], str]:
    """What the fields begin with: a draft, else this round's own answer; and a comment too long for its field."""
    draft = _draft(ctx, place)
    now = current_answer(ctx.session, place.round.id, place.row.placement_id)
    mine = now if now and now.author_id == ctx.person().id else None
    kept = mine.comment if mine and len(mine.comment) > FIELD_LENGTH else ""
    if draft is not None:
        return draft, kept
    if mine is None:
        return {}, ""
    values = {name: str(getattr(mine, name) or "")[:FIELD_LENGTH] for name in _DEVIATION_FIELDS}
    return {**values, "status": mine.status.value, "comment": "" if kept else mine.comment}, kept


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
    new = {"values": dict(values), "saved_at": ctx.now}
    statement = insert_once(ctx.session, Draft).values(**key, **new)
    ctx.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=new))


def submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """A sent form: stored and on to the next activity, or faults at the fields with the text kept as a draft."""
    place, kept_comment = _place(ctx, state)
    if faults := _faults(ctx, values, bool(kept_comment)):
        save_draft(ctx, place, values)
        return FormFaults(faults)
    given = Given(
        Status(values["status"]), clean(values.get("comment")) or kept_comment, clean(values.get("cause")) or None,
        clean(values.get("action")) or None, clean(values.get("action_owner")) or None,
        date.fromisoformat(values["action_due"]) if values.get("action_due") else None,
    )  # fmt: skip
    for row in _rows_meant(place, values):
        store(ctx, AnswerableRow(place.round, place.plan, row, place.on_behalf_of), given)
    saved = ctx.t("Saved: row {row} – {light}.", row=place.row.row, light=light(ctx.t, given.status))
    return (
        open_sitting(ctx, after=place.row.row, saved=saved)
        if place.on_behalf_of is None
        else _on_behalf(ctx, place, saved)
    )


def _on_behalf(ctx: Context, place: AnswerableRow, saved: str) -> Message:
    note = ctx.t("Given on behalf of {unit}.", unit=place.on_behalf_of)
    return Message((Paragraph((Run(saved, bold=True),)), Paragraph(note)))


def _rows_meant(place: AnswerableRow, values: Mapping[str, str]) -> tuple[RowView, ...]:
    if values.get("scope") == "both":
        return place.plan.of_activity(place.row.activity_id)
    return (place.row,)


def _place(ctx: Context, state: str) -> tuple[AnswerableRow, str]:
    data = json.loads(state)
    found = ctx.session.get(Round, data["round"])
    if found is None or not takes_answers(ctx, found):
        raise Refusal(ctx.t("This round takes no more answers. Copy your text and contact the coordinator."))
    place = access_row(ctx, data["row"], found)
    now = current_answer(ctx.session, found.id, place.row.placement_id) if data["kept"] else None
    return place, now.comment if now else ""


def _faults(ctx: Context, values: Mapping[str, str], kept: bool) -> dict[str, str]:
    t = ctx.t
    faults: dict[str, str] = {}
    if values.get("status") not in set(Status):
        faults["status"] = t("Choose how it is going.")
    if not clean(values.get("comment")) and not kept:
        faults["comment"] = t("Write a short comment.")
    if values.get("status") in {Status.YELLOW, Status.RED}:
        wanted = {
            "cause": t("Write what the deviation is due to."), "action": t("Write what will be done about it."),
            "action_owner": t("Write who is responsible for the action."), "action_due": t("Choose a date."),
        }  # fmt: skip
        faults |= {name: words for name, words in wanted.items() if not clean(values.get(name))}
    due = values.get("action_due")
    if due:
        try:
            date.fromisoformat(due)
        except ValueError:
            faults["action_due"] = t("Write the date as 2026-03-31.")
    return faults
