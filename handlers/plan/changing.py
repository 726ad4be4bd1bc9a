"""`plan ändra RAD` and `plan lägg till`: forms that say whom they concern before they are sent."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from actions.plan.changes import Wanted, add_row, change_row, check
from actions.plan.editing import PlanFault
from handlers.access import require_coordinator
from handlers.context import Context, Refusal, read_form_state
from handlers.plan.which import (
    editor_of,
    goals_in,
    plan_for,
    row_in,
    row_of_button,
    units_in,
    what_happens,
)
from handlers.refusals import refusal_of  # fmt: skip
from messages.parts import (
    Bullets,
    Button,
    Choice,
    DateField,
    Form,
    FormFaults,
    Message,
    Option,
    Paragraph,
    Reply,
    Run,
    Small,
    TextField,
)  # fmt: skip
from messages.values.plan import PlanValue
from messages.words import goal_name
from models.people.directory_cache import load_directory
from models.plan.find import row_number
from models.plan.views import LONGEST_ACTIVITY, PlanView, RowView
from models.planning.quality import all_goals
from models.rules.text import clean, shorten

_LONGEST = 1000
# What a drop-down list takes.
_MOST_GOALS = 100
_FIELDS = ("activity", "units", "goals", "starts", "ends")


def change_form(ctx: Context, plan: PlanView, words: str) -> Form:
    """The form of a row. Words after the number are its new wording, to be looked at first."""
    head, _, text = words.strip().partition(" ")
    if head.casefold().strip(".:") in {"rad", "row", "nr"}:
        number, _, text = text.partition(" ")
        head = f"{head} {number}"
    row = row_in(ctx, plan, head if row_number(head) is not None else words)
    return _form(ctx, plan, row, clean(text) if row_number(head) is not None else "")


def change_form_of(ctx: Context, value: str) -> Form:
    """The button that opens the form. `value` is a `PlanValue`."""
    _, plan, row = row_of_button(ctx, value)
    return _form(ctx, plan, row)


def _now(plan: PlanView, row: RowView) -> dict[str, str]:
    """The fields as they are stored."""
    goals = dict.fromkeys(each.goal.name for each in plan.of_activity(row.activity_id))
    days = {name: day.isoformat() if day else "" for name, day in (("starts", row.starts_on), ("ends", row.ends_on))}
    return {"activity": row.activity, "units": row.unit_names, "goals": "\n".join(goals), **days}


def _form(ctx: Context, plan: PlanView, row: RowView, text: str = "") -> Form:
    t, now = ctx.t, _now(plan, row)
    others = [str(each.row) for each in plan.of_activity(row.activity_id) if each != row]
    value = PlanValue(plan.year, row.placement_id)
    state = json.dumps({"at": str(value), "marks": {name: _mark(now[name]) for name in _FIELDS}})
    is_shared = t("It is one activity with row {rows}: wording, goals and days change there too.",
                  rows=t.enumeration(others))  # fmt: skip
    parts = (
        Bullets(tuple(what_happens(ctx, plan, (row,), (row,)))),
        *((Small(is_shared),) if others else ()),
        TextField("activity", t("Wording"), text or now["activity"], required=True, multiline=True,
                  max_length=LONGEST_ACTIVITY, hint=t("The old wording can still be read in the history.")),
        TextField("units", t("Who answers for it"), now["units"], required=True, max_length=_LONGEST,
                  hint=t("Write / between several units. Who answers for a new one is asked in an open round.")),
        TextField("goals", t("Goals"), now["goals"], required=True, multiline=True, max_length=_LONGEST,
                  hint=t("One goal in each line. A further goal gives a further row.")),
        DateField("starts", t("Begins"), now["starts"] or None),
        DateField("ends", t("To be done by"), now["ends"] or None),
    )  # fmt: skip
    return Form("plan_change", t("Change row {row}", row=row.row)[:24], t("Change"), t("Cancel"), parts, state,
                opener=Button(t("Change row {row}", row=row.row), "plan_change", str(value)))  # fmt: skip


def _mark(text: str) -> str:
    return f"{zlib.crc32(text.strip().encode()):x}"


def changed(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form. Only what the sender changed in it is changed: somebody else may have changed the rest."""
    require_coordinator(ctx)
    data = read_form_state(ctx, state)
    _, plan, row = row_of_button(ctx, str(data.get("at")))
    marks = data.get("marks") or {}
    given = {name: (values.get(name) or "").replace("\r\n", "\n") for name in _FIELDS}
    written = {name: text for name, text in given.items() if _mark(text) != marks.get(name)}
    wanted = _wanted(ctx, row, written)
    if isinstance(wanted, FormFaults):
        return wanted
    try:
        check(plan, row, wanted)
        lines = what_happens(ctx, plan, (row,), (replace(row, units=wanted.units or row.units),))
        done = change_row(editor_of(ctx), plan.id, row.placement_id, wanted)
    except PlanFault as fault:
        return FormFaults({_field(written): str(refusal_of(ctx, fault))})
    t = ctx.t
    if not done:
        return Message((Paragraph(t("Row {row} is as it was. Nothing has been changed.", row=row.row)),))
    told = lines if done != ["dates"] else []
    rows = load_directory(ctx.session).plan(plan.id).of_activity(row.activity_id)
    numbers = t.enumeration(str(each.row) for each in rows)
    headline = t.plural("Row {rows} has been changed:", "Rows {rows} have been changed:", len(rows), rows=numbers)
    now = [_as_it_is(ctx, rows[0], name) for name in done if rows]
    return Message((Paragraph((Run(headline, bold=True),)), Bullets((*now, *told))))


def _as_it_is(ctx: Context, row: RowView, what: str) -> str:
    """What a changed part is by now."""
    t = ctx.t
    match what:
        case "activity":
            return t("Wording: {text}", text=t.quote(shorten(row.activity, 300)))
        case "units":
            return t("Who answers for it: {units}", units=row.unit_names)
        case "goals":
            rows = load_directory(ctx.session)
            plan = next(each for each in rows.plans if row.placement_id in each.by_placement)
            goals = dict.fromkeys(each.goal.name for each in plan.of_activity(row.activity_id))
            return t("Goals: {goals}", goals=t.enumeration(goals))
        case _:
            days = [t.day(day) if day else "–" for day in (row.starts_on, row.ends_on)]
            return t("Begins {first}, to be done by {last}.", first=days[0], last=days[1])


def _field(written: Mapping[str, str]) -> str:
    """The field at which a fault is shown."""
    return "ends" if {"starts", "ends"} & written.keys() and not written.get("activity") else "activity"


def _wanted(ctx: Context, row: RowView, written: Mapping[str, str]) -> Wanted | FormFaults:
    faults: dict[str, str] = {}
    wanted = Wanted(written.get("activity"))
    for name, read in (("units", units_in), ("goals", goals_in)):
        if name in written:
            try:
                wanted = replace(wanted, **{name: read(ctx, written[name])})  # type: ignore[arg-type]
            except Refusal as refusal:
                faults[name] = str(refusal)
    if {"starts", "ends"} & written.keys():
        try:
            days = {name: _day(written[name]) for name in ("starts", "ends") if name in written}
        except ValueError:
            return FormFaults({"ends": ctx.t("Write the days as 2026-03-31.")})
        wanted = replace(wanted, dates=(days.get("starts", row.starts_on), days.get("ends", row.ends_on)))  # fmt: skip
    return FormFaults(faults) if faults else wanted


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None


def add_form(ctx: Context, plan: PlanView, words: str) -> Form:
    """The form of a new activity. Words after the command are its wording."""
    t, goals = ctx.t, all_goals(ctx.session)[:_MOST_GOALS]
    value = str(PlanValue(plan.year, text=shorten(clean(words), LONGEST_ACTIVITY)))
    parts = (
        Small(t("The activity gets a number at the end of the plan of {year}. Those who answer for it are asked about "
                "it in a round that is open.", year=plan.year)),
        TextField("activity", t("Wording"), clean(words)[:LONGEST_ACTIVITY], required=True, multiline=True,
                  max_length=LONGEST_ACTIVITY),
        Choice("goal", t("Goal"), tuple(Option(str(goal.id), goal_name(t, goal)[:75]) for goal in goals), compact=True),
        TextField("units", t("Who answers for it"), required=True, max_length=_LONGEST,
                  hint=t("Write / between several units.")),
        DateField("ends", t("To be done by")),
    )  # fmt: skip
    return Form("plan_add", t("New activity"), t("Add"), t("Cancel"), parts, value,
                opener=Button(t("Add an activity"), "plan_add", value))  # fmt: skip


def add_form_of(ctx: Context, value: str) -> Form:
    """The button that opens the form. `value` is a `PlanValue`."""
    require_coordinator(ctx)
    at = PlanValue.read(value)
    return add_form(ctx, plan_for(ctx, at.year), at.text)


def added(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    require_coordinator(ctx)
    t, plan = ctx.t, plan_for(ctx, PlanValue.read(state).year)
    goal = next((each for each in all_goals(ctx.session) if str(each.id) == values.get("goal")), None)
    if goal is None:
        return FormFaults({"goal": t("Name the goal that the row stands under.")})
    try:
        units = units_in(ctx, values.get("units") or "")
    except Refusal as refusal:
        return FormFaults({"units": str(refusal)})
    try:
        ends = _day(values.get("ends") or "")
    except ValueError:
        return FormFaults({"ends": t("Write the days as 2026-03-31.")})
    wanted = Wanted(values.get("activity") or "", units, (goal,), (None, ends) if ends else None)
    try:
        numbers = add_row(editor_of(ctx), plan.id, wanted)
    except PlanFault as fault:
        return FormFaults({"activity": str(refusal_of(ctx, fault))})
    ctx.directory = load_directory(ctx.session)
    row = ctx.directory.plan(plan.id).by_row[numbers[0]]
    lines = what_happens(ctx, plan, (), (row,))
    headline = t("Row {row} is in the plan of {year}: {activity}", row=row.row, year=plan.year,
                 activity=t.quote(shorten(row.activity, 300)))  # fmt: skip
    return Message((Paragraph((Run(headline, bold=True),)), Bullets(tuple(lines))))
