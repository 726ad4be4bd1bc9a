"""One activity after the other: *Rapportera* opens the first that lacks an answer, sending shows the next."""

import json
from collections.abc import Mapping
from datetime import date

from handlers.access import (
    AnswerableRow,
    access_row,
    answering_round,
    closed_for_good,
    plan_of,
    takes_answers,
)  # fmt: skip
from handlers.answer_form import LENGTHS, answer_form, save_draft, shared_rows, too_long
from handlers.answering import Given, store
from handlers.context import Context, Refusal
from handlers.message import Button, Buttons, Form, FormFaults, Message, Paragraph, Part, Reply, Run, Small
from handlers.progress import Progress, progress
from handlers.words import light
from models.directory import RowView
from models.queries import answer_by_id, current_answers
from models.round import Round
from models.rules.text import clean
from models.vocabulary import RoundState, Status


def open_sitting(ctx: Context, found: Round | None = None, after: int = 0, saved: str = "") -> Reply:
    """The form of the next activity without an answer, beginning after a row number and starting over at the end. In
    the round given, or the one meant now."""
    person = ctx.person()
    found = found or answering_round(ctx)
    if not takes_answers(ctx, found):
        raise Refusal(closed_for_good(ctx, found))
    plan = plan_of(ctx, found)
    rows = ctx.directory.answerable_rows(person, plan)
    if not rows:
        raise Refusal(ctx.t("There are no activities for you to report on in {round}.", round=found.name))
    state = progress(rows, current_answers(ctx.session, found.id, plan.id))
    upcoming = [row for row in state.left if row.row > after] or list(state.left)
    if upcoming:
        return answer_form(ctx, AnswerableRow(found, plan, upcoming[0], None), state, saved)
    return _all_done(ctx, found, rows, state, saved)


def open_row(ctx: Context, place: AnswerableRow) -> Form:
    """The form of one row, with what has been answered or drafted on it."""
    rows = ctx.directory.answerable_rows(ctx.person(), place.plan)
    state = progress(rows, current_answers(ctx.session, place.round.id, place.plan.id))
    return answer_form(ctx, place, state, "")


def _all_done(ctx: Context, found: Round, rows: tuple[RowView, ...], state: Progress, saved: str) -> Message:
    t = ctx.t
    parts: list[Part] = [Paragraph((Run(saved, bold=True),))] if saved else []
    parts.append(Paragraph(t.plural("Your only activity in {round} has an answer.",
                                    "All {n} of your activities in {round} have answers.", state.total,
                                    round=found.name)))  # fmt: skip
    if found.state in {RoundState.PLANNED, RoundState.OPEN}:
        parts.append(Small(t("You can change an answer until {time}: choose a row.", time=t.instant(found.deadline))))
    else:
        parts.append(Small(t("You can still change an answer, which is then marked as late: choose a row.")))
    buttons = [Button(t("Row {row}", row=row.row), "answer_row", f"{row.row}@{found.id}") for row in rows]
    parts += [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]
    return Message(tuple(parts))


def submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """A sent form: stored and on to the next activity, or faults at the fields with the text kept as a draft."""
    place, kept = _place(ctx, state)
    texts = {name: clean(values.get(name)) or kept.get(name, "") for name in LENGTHS}
    due = (values.get("action_due") or "").strip()
    if faults := _faults(ctx, values.get("status"), {**texts, "action_due": due}):
        save_draft(ctx, place, values)
        return FormFaults(faults)
    given = Given(
        Status(values["status"]), texts["comment"], texts["cause"] or None, texts["action"] or None,
        texts["action_owner"] or None, date.fromisoformat(due) if due else None,
    )  # fmt: skip
    rows = shared_rows(ctx, place) if values.get("scope") == "both" else (place.row,)
    for row in rows:
        store(ctx, AnswerableRow(place.round, place.plan, row, place.on_behalf_of), given)
    saved = ctx.t.plural(
        "Saved: row {rows} – {light}.", "Saved: rows {rows} – {light}.", len(rows),
        rows=ctx.t.enumeration(str(row.row) for row in rows), light=light(ctx.t, given.status),
    )  # fmt: skip
    if place.on_behalf_of is not None:
        note = ctx.t("Given on behalf of {unit}.", unit=place.on_behalf_of)
        return Message((Paragraph((Run(saved, bold=True),)), Paragraph(note)))
    return open_sitting(ctx, place.round, place.row.row, saved)


def _place(ctx: Context, state: str) -> tuple[AnswerableRow, dict[str, str]]:
    """Where a form belongs, and the longer texts that stood beside its fields."""
    data = json.loads(state)
    found = ctx.session.get(Round, data["round"])
    if found is None or not takes_answers(ctx, found):
        raise Refusal(ctx.t("This round takes no more answers. Copy your text and contact the coordinator."))
    shown = answer_by_id(ctx.session, data["kept"]) if data["kept"] else None
    return access_row(ctx, data["row"], found), too_long(shown)


def _faults(ctx: Context, status: str | None, texts: Mapping[str, str]) -> dict[str, str]:
    t = ctx.t
    faults: dict[str, str] = {}
    if status not in set(Status):
        faults["status"] = t("Choose how it is going.")
    if not texts["comment"]:
        faults["comment"] = t("Write a short comment.")
    if status in {Status.YELLOW, Status.RED}:
        wanted = {
            "cause": t("Write what the deviation is due to."), "action": t("Write what will be done about it."),
            "action_owner": t("Write who is responsible for the action."), "action_due": t("Choose a date."),
        }  # fmt: skip
        faults |= {name: words for name, words in wanted.items() if not texts[name]}
    if texts["action_due"]:
        try:
            date.fromisoformat(texts["action_due"])
        except ValueError:
            faults["action_due"] = t("Write the date as 2026-03-31.")
    return faults
