"""The fields of an answer's form, and how long a text each takes."""

from collections.abc import Mapping

from handlers.answers.content.checks import past_days, past_days_value
from handlers.answers.content.references import ambiguous_reference, candidates, chosen_row, option_value
from handlers.answers.known import RowHistory, lifecycle_of
from handlers.answers.other_goals import scope_field
from handlers.context import Context
from messages.parts import Choice, DateField, Divider, Field, Option, Paragraph, Part, Small, TextField
from messages.words import FOLLOW_UPS, LIFECYCLES, light, light_with_legend
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView
from models.rules.answers.personal_data import MASK
from models.rules.dates.reading import DateFault, read_day
from models.rules.text import shorten
from models.vocabulary.answers import FollowUp, Lifecycle, Status

# The longest text a field takes. A stored text may be longer, since a line of text takes 20,000 characters.
LENGTHS = {
    "comment": 3000, "cause": 3000, "action": 3000, "action_owner": 300, "decision_by": 300, "change_reason": 1000,
    "follow_up_note": 1000, "late_reason": 1000,
}  # fmt: skip


def kept_apart(answer: AnswerView | None) -> dict[str, str]:
    """An answer's texts that cannot stand in their fields, by field name: they are too long, or have something masked
    that must not be sent back as a mark. The form shows them above empty fields, and where a field is left empty its
    text is kept."""
    texts = {name: getattr(answer, name) or "" for name in LENGTHS} if answer else {}
    return {name: text for name, text in texts.items() if len(text) > LENGTHS[name] or MASK in text}


def answer_fields(
    ctx: Context, target: AnswerableRow, history: RowHistory, values: Mapping[str, str], comment_required: bool
) -> list[Part | Field]:  # fmt: skip
    """From top to bottom: the follow-up of last time's action, status and comment, conditional fields, and the fields
    for deviations. `values` are the initial values by field name."""
    t = ctx.t
    options = tuple(Option(s.value, light_with_legend(t, s)) for s in Status)
    fields = _follow_up_fields(ctx, history, values)
    fields += [
        Choice("status", t("How is it going?"), options, values.get("status")),
        TextField("comment", t("Comment"), values.get("comment", ""), required=comment_required,
                  multiline=True, max_length=LENGTHS["comment"],
                  hint=t("Briefly: what has happened since last time, and what comes next?")),
    ]  # fmt: skip
    fields += _conditional_fields(ctx, target, history, values)
    if scope := scope_field(ctx, target, values.get("scope")):
        fields.append(scope)
    fields.append(_lifecycle_field(ctx, target, history, values))
    return fields + _deviation_fields(ctx, history, values)


def _follow_up_fields(ctx: Context, history: RowHistory, values: Mapping[str, str]) -> list[Part | Field]:
    """What became of last time's action. Comes first: people remember it best before they have chosen a new colour."""
    t = ctx.t
    if not history.last_action or history.previous is None:
        return []
    options = tuple(Option(each.value, t(FOLLOW_UPS[each])) for each in FollowUp)
    words = t("Last time’s action: {action}", action=t.quote(shorten(history.last_action, 1000)))
    if history.previous.action_due:
        words += " " + t("(to be done by {day})", day=t.day(history.previous.action_due))
    return [
        Paragraph(words),
        Choice("follow_up_state", t("What became of the action?"), options, values.get("follow_up_state")),
        TextField("follow_up_note", t("Why?"), values.get("follow_up_note", ""), max_length=LENGTHS["follow_up_note"],
                  hint=t("A few words, if it was changed or dropped.")),
    ]  # fmt: skip


def _conditional_fields(
    ctx: Context, target: AnswerableRow, history: RowHistory, values: Mapping[str, str]
) -> list[Part | Field]:
    """Fields that depend on last time's colour, on a reference in the comment, or on the deadline having passed."""
    t, fields = ctx.t, list[Part | Field]()
    if history.colour is not None:
        hint = t("If the colour is another than last time ({light}).", light=light(t, history.colour))
        fields.append(TextField("change_reason", t("What has changed?"), values.get("change_reason", ""),
                                multiline=True, max_length=LENGTHS["change_reason"], hint=hint))  # fmt: skip
    reference = ambiguous_reference(target, values.get("comment", ""))
    if reference and (options := candidates(ctx, target, reference)):
        label = t("You write {words}. Which answer do you mean?", words=t.quote(shorten(reference.words, 100)))
        row = chosen_row(target.plan, values.get("reference", ""))
        initial = option_value(row) if row else values.get("reference")
        fields.append(Choice("reference", label, options, initial, required=False, compact=True,
                             placeholder=t("Choose an answer")))  # fmt: skip
    if history.needs_late_reason:
        fields.append(TextField("late_reason", t("Why is the answer changed after the deadline?"),
                                values.get("late_reason", ""), max_length=LENGTHS["late_reason"]))  # fmt: skip
    return fields


def _lifecycle_field(ctx: Context, target: AnswerableRow, history: RowHistory, values: Mapping[str, str]) -> Choice:
    t, current = ctx.t, lifecycle_of(ctx, target, history)
    options = tuple(Option(each.value, t(LIFECYCLES[each])) for each in Lifecycle)
    initial = values.get("lifecycle") or (current.value if current else None)
    return Choice("lifecycle", t("How far has the activity come?"), options, initial, required=False, compact=True,
                  placeholder=t("Choose"), hint=t("What is done or cancelled is not asked about again."))  # fmt: skip


def _deviation_fields(ctx: Context, history: RowHistory, values: Mapping[str, str]) -> list[Part | Field]:
    t = ctx.t
    return [
        Divider(),
        Small(t("Fill in these for yellow and red:")),
        TextField("cause", t("Cause"), values.get("cause", ""), multiline=True, hint=t("Why does it deviate?")),
        TextField("action", t("Action"), values.get("action", ""), multiline=True, hint=t("What is being done?")),
        TextField("action_owner", t("Responsible"), values.get("action_owner", ""), max_length=LENGTHS["action_owner"],
                  hint=t("A role or unit, rather than a name.")),
        DateField("action_due", t("Done by"), _valid_day(ctx, values.get("action_due", ""))),
        DateField("forecast", t("New forecast for the activity"), _valid_day(ctx, values.get("forecast", "")),
                  hint=t("If it will be done at another time than planned. May be left empty.")),
        *_past_day_field(ctx, history, values),
        TextField("decision_by", t("Needs a decision by"), values.get("decision_by", ""),
                  max_length=LENGTHS["decision_by"], hint=t("Who must decide what? May be left empty.")),
    ]  # fmt: skip


def _past_day_field(ctx: Context, history: RowHistory, values: Mapping[str, str]) -> list[Part | Field]:
    """Asks about days that have passed, before they are stored."""
    t, past = ctx.t, past_days(ctx, history, values)
    if not past:
        return []
    days = t.enumeration(t.day(day) for day in past.values())
    keep = past_days_value(past)
    options = (Option(keep, t("Yes, keep {days}", days=days)), Option("change", t("No, I change the date above")))
    initial = values.get("past_day") if values.get("past_day") in {keep, "change"} else None
    return [
        Choice("past_day", t("{days} has already passed. Is it right?", days=days), options, initial, required=False)
    ]


def _valid_day(ctx: Context, text: str) -> str | None:
    """The day as YYYY-MM-DD; None for anything else: a draft may hold it, and a form with it could not be opened."""
    day = read_day(text, ctx.today)
    return None if isinstance(day, DateFault) else day.isoformat()
