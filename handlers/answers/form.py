"""The form of one activity: what is known above, what is asked below, and what is kept of longer texts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.answers.checks import day_of
from handlers.answers.drafts import find_draft, marks_of
from handlers.answers.facts import facts, saved_parts, shared_rows
from handlers.answers.known import Known, known, lifecycle_of
from handlers.answers.references import candidates, pointing
from handlers.context import Context
from messages.parts import (
    Button,
    Buttons,
    Choice,
    DateField,
    Divider,
    Field,
    Form,
    Option,
    Paragraph,
    Part,
    Quote,
    Small,
    TextField,
)  # fmt: skip
from messages.values import RowValue
from messages.words import FOLLOW_UPS, LIFECYCLES, light, light_with_legend
from models.answers.answerable import AnswerableRow
from models.answers.progress import Progress
from models.answers.queries import AnswerView
from models.rules.text import shorten
from models.vocabulary import FollowUp, Lifecycle, Status

# What a field takes. A stored text may be longer, since a line of text takes 20,000 characters.
LENGTHS = {
    "comment": 3000, "cause": 3000, "action": 3000, "action_owner": 300, "decision_by": 300, "change_reason": 1000,
    "follow_up_note": 1000, "late_reason": 1000,
}  # fmt: skip
_STORED = (*LENGTHS, "status", "action_due", "lifecycle", "forecast", "follow_up_state")


@dataclass(frozen=True)
class Beginning:
    """What the fields begin with, and the stored answer whose longer texts stand beside empty fields."""

    values: Mapping[str, str]
    kept: AnswerView | None
    draft: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a form is made from beside its row. `saved` tells what was stored a moment ago, with `notes` about it;
    `faults` are shown above."""

    progress: Progress
    saved: str = ""
    notes: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] | None = None


def too_long(answer: AnswerView | None) -> dict[str, str]:
    """The texts of an answer that do not fit their fields: shown beside them and kept unless replaced."""
    texts = {name: getattr(answer, name) or "" for name in LENGTHS} if answer else {}
    return {name: text for name, text in texts.items() if len(text) > LENGTHS[name]}


def answer_form(ctx: Context, place: AnswerableRow, sheet: Sheet) -> Form:
    t, row, about = ctx.t, place.row, known(ctx, place)
    begin = _beginning(ctx, place, about, sheet)
    fields = _fields(ctx, place, about, begin)
    parts: list[Part | Field] = [*saved_parts(sheet.saved, sheet.notes)]
    if sheet.notes:
        parts.append(Divider())  # so that hints about the last answer are not taken for this activity's
    parts += [Paragraph(words) for words in sheet.faults.values()]
    parts += facts(ctx, place, about, sheet.progress, begin.draft)
    parts += _kept_texts(ctx, begin)
    parts += fields
    parts.append(_ways_on(ctx, place, sheet.progress, can_drop=bool(begin.draft) and about.now is not None))
    title = t("Report row {row}", row=row.row)
    begun = {f.name: f.initial or "" for f in fields if isinstance(f, Choice | TextField | DateField)}
    data = {
        "round": place.round.id, "row": row.row, "kept": begin.kept.id if begin.kept else None,
        "marks": marks_of(begun), "shown": sorted(begun),
    }  # fmt: skip
    opener = Button(title, "answer_row", str(RowValue(row.row, place.round.id)), primary=True)
    submit = _submit_label(ctx, about, sheet, begin)
    return Form("answer", title, submit, t("Close"), tuple(parts), json.dumps(data), opener, keeps=True)


def _submit_label(ctx: Context, about: Known, sheet: Sheet, begin: Beginning) -> str:
    t = ctx.t
    others = about.now is not None and about.now.author_id != ctx.person().id and not begin.draft
    if len(sheet.progress.left) <= 1:
        return t("Confirm") if others else t("Save")
    return t("Confirm and next") if others else t("Save and next")


def _ways_on(ctx: Context, place: AnswerableRow, state: Progress, can_drop: bool) -> Buttons:
    """Away from this activity without an answer; what is written is kept, unless it is thrown away on purpose."""
    t = ctx.t
    number = state.place_of(place.row)
    buttons = [Button(t("Back"), "answer_back")] if number is not None and number > 1 else []
    if any(row.activity_id != place.row.activity_id for row in state.left):
        buttons.append(Button(t("Skip"), "answer_skip"))
    buttons.append(Button(t("Save and go on later"), "answer_later"))
    if ctx.person().id in ctx.directory.asked(place.row, place.round.id):
        buttons.append(Button(t("Not my responsibility"), "answer_not_mine"))
    if can_drop:
        buttons.append(Button(t("Throw away the draft"), "answer_drop"))
    return Buttons(tuple(buttons))


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


def _fields(ctx: Context, place: AnswerableRow, about: Known, begin: Beginning) -> list[Part | Field]:
    """From top to bottom in the order in which one thinks: what became of the last action, how it is going, why."""
    t, values = ctx.t, begin.values
    options = tuple(Option(s.value, light_with_legend(t, s)) for s in Status)
    fields = _last_action(ctx, about, values)
    fields += [
        Choice("status", t("How is it going?"), options, values.get("status")),
        TextField("comment", t("Comment"), values.get("comment", ""), required="comment" not in too_long(begin.kept),
                  multiline=True, max_length=LENGTHS["comment"],
                  hint=t("Briefly: what has happened since last time, and what comes next?")),
    ]  # fmt: skip
    fields += _asked_because(ctx, place, about, values)
    if len(shared_rows(ctx, place)) > 1:
        fields.append(Choice("scope", t("The answer applies to"), _scopes(ctx, place), values.get("scope", "both")))
    fields.append(_lifecycle(ctx, place, about, values))
    return fields + _of_deviations(ctx, values)


def _last_action(ctx: Context, about: Known, values: Mapping[str, str]) -> list[Part | Field]:
    """Asked first: it is remembered best before a new colour has been chosen."""
    t = ctx.t
    if not about.last_action or about.previous is None:
        return []
    options = tuple(Option(each.value, t(FOLLOW_UPS[each])) for each in FollowUp)
    told = t("Last time’s action: {action}", action=t.quote(shorten(about.last_action, 1000)))
    if about.previous.action_due:
        told += " " + t("(to be done by {day})", day=t.day(about.previous.action_due))
    return [
        Paragraph(told),
        Choice("follow_up_state", t("What became of the action?"), options, values.get("follow_up_state")),
        TextField("follow_up_note", t("Why?"), values.get("follow_up_note", ""), max_length=LENGTHS["follow_up_note"],
                  hint=t("A few words, if it was changed or dropped.")),
    ]  # fmt: skip


def _asked_because(ctx: Context, place: AnswerableRow, about: Known, values: Mapping[str, str]) -> list[Part | Field]:
    """What is asked because of last time's colour, because the comment points elsewhere, or because it is late."""
    t, fields = ctx.t, list[Part | Field]()
    if about.colour is not None:
        hint = t("If the colour is another than last time ({light}).", light=light(t, about.colour))
        fields.append(TextField("change_reason", t("What has changed?"), values.get("change_reason", ""),
                                multiline=True, max_length=LENGTHS["change_reason"], hint=hint))  # fmt: skip
    points = pointing(place, values.get("comment", ""))
    if points and (options := candidates(ctx, place, points)):
        label = t("You write {words}. Which answer do you mean?", words=t.quote(shorten(points.words, 100)))
        fields.append(Choice("reference", label, options, values.get("reference"), required=False, compact=True,
                             placeholder=t("Choose an answer")))  # fmt: skip
    if about.asks_why:
        fields.append(TextField("late_reason", t("Why is the answer changed after the deadline?"),
                                values.get("late_reason", ""), max_length=LENGTHS["late_reason"]))  # fmt: skip
    return fields


def _lifecycle(ctx: Context, place: AnswerableRow, about: Known, values: Mapping[str, str]) -> Choice:
    t, said = ctx.t, lifecycle_of(ctx, place, about)
    options = tuple(Option(each.value, t(LIFECYCLES[each])) for each in Lifecycle)
    initial = values.get("lifecycle") or (said.value if said else None)
    return Choice("lifecycle", t("How far has the activity come?"), options, initial, required=False, compact=True,
                  placeholder=t("Choose"), hint=t("What is done or cancelled is not asked about again."))  # fmt: skip


def _of_deviations(ctx: Context, values: Mapping[str, str]) -> list[Part | Field]:
    t = ctx.t
    return [
        Divider(),
        Small(t("Fill in these for yellow and red:")),
        TextField("cause", t("Cause"), values.get("cause", ""), multiline=True, hint=t("Why does it deviate?")),
        TextField("action", t("Action"), values.get("action", ""), multiline=True, hint=t("What is being done?")),
        TextField("action_owner", t("Responsible"), values.get("action_owner", ""), max_length=LENGTHS["action_owner"],
                  hint=t("A role or unit, rather than a name.")),
        DateField("action_due", t("Done by"), _a_day(values.get("action_due", ""))),
        DateField("forecast", t("New forecast for the activity"), _a_day(values.get("forecast", "")),
                  hint=t("If it will be done at another time than planned. May be left empty.")),
        TextField("decision_by", t("Needs a decision by"), values.get("decision_by", ""),
                  max_length=LENGTHS["decision_by"], hint=t("Who must decide what? May be left empty.")),
    ]  # fmt: skip


def _a_day(text: str) -> str | None:
    """A draft may hold what is no day; a form that began with it would never open again."""
    try:
        day = day_of(text)
    except ValueError:
        return None
    return day.isoformat() if day else None


def _scopes(ctx: Context, place: AnswerableRow) -> tuple[Option, ...]:
    only = shorten(ctx.t("Only {goal}", goal=place.row.goal.name), 75)
    return (Option("both", ctx.t("Both goals: the same answer")), Option("one", only))


def _beginning(ctx: Context, place: AnswerableRow, about: Known, sheet: Sheet) -> Beginning:
    """The fields begin with what was just sent, else the person's draft, else this round's answer, whoever gave it: it
    may be confirmed."""
    now = about.now
    kept = too_long(now)
    beside = now if kept else None
    if sheet.values is not None:
        return Beginning(sheet.values, beside)
    draft = find_draft(ctx, place)
    if draft is not None:
        return Beginning(draft.values, beside, ctx.t.instant(draft.saved_at))
    if now is None:
        return Beginning({}, beside)
    values = {name: "" if name in kept else str(getattr(now, name) or "") for name in _STORED}
    meant = place.plan.by_placement.get(now.reference_row_id or 0)
    return Beginning({**values, "reference": str(meant.row) if meant else ""}, beside)
