"""What an answer must contain. The form refuses an answer without it, with a text at each field. An answer in one line
of text is stored, and its receipt lists what is missing."""

from collections.abc import Mapping
from datetime import date

from handlers.answers.known import RowHistory
from handlers.context import Context
from handlers.date_faults import date_fault_text
from messages.words import light
from models.answers.queries import AnswerView
from models.rules.answers.hints import read_unchanged
from models.rules.dates.reading import DateFault, read_day
from models.vocabulary.answers import FollowUp, Lifecycle, Status

DATES = ("action_due", "forecast")


def day_of(text: str) -> date | None:
    """A day written as YYYY-MM-DD; None when there is none. Raises ValueError for anything else."""
    return date.fromisoformat(text) if text else None


def with_days(ctx: Context, values: Mapping[str, str]) -> dict[str, str]:
    """The fields with their dates as YYYY-MM-DD, where the platform sends what was typed. What is no date stays."""
    days = {name: read_day(values[name], ctx.today) for name in DATES if values.get(name, "").strip()}
    return {**values, **{name: day.isoformat() for name, day in days.items() if not isinstance(day, DateFault)}}


def past_days(ctx: Context, history: RowHistory, values: Mapping[str, str]) -> dict[str, date]:
    """The days ahead that have passed, by field name: the forecast, and of a deviation the day of its action. What the
    current answer has already has been asked about."""
    names = DATES if values.get("status") in {Status.YELLOW, Status.RED} else ("forecast",)
    days = {name: _day_or_none(values.get(name, "")) for name in names}
    known = history.current
    return {
        name: day for name, day in days.items()
        if day and day < ctx.today and not (known and getattr(known, name) == day)
    }  # fmt: skip


def past_days_value(days: Mapping[str, date]) -> str:
    """The choice that keeps these days. It holds for no others."""
    return " ".join(day.isoformat() for day in days.values())


def _day_or_none(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        return None


def faults(ctx: Context, history: RowHistory, values: Mapping[str, str]) -> dict[str, str]:
    """An error text by field name; empty when the answer can be stored. `values` are cleaned, without empty fields."""
    status = Status(values["status"]) if values.get("status") in set(Status) else None
    by_field = _follow_up_faults(ctx, history, values, status)
    if status is None:
        by_field["status"] = ctx.t("Choose how it is going.")
    if comment := _comment_fault(ctx, values.get("comment", ""), status):
        by_field["comment"] = comment
    if status is not None and status.is_deviation:
        by_field |= {name: words for name, words in _deviation_faults(ctx).items() if name not in values}
    if values.get("lifecycle") and values["lifecycle"] not in set(Lifecycle):
        by_field["lifecycle"] = ctx.t("Choose something from the list.")
    if history.needs_late_reason and "late_reason" not in values:
        by_field["late_reason"] = ctx.t("The deadline has passed. Write why the answer is changed.")
    return by_field | _date_faults(ctx, values)


def _follow_up_faults(
    ctx: Context, history: RowHistory, values: Mapping[str, str], status: Status | None
) -> dict[str, str]:  # fmt: skip
    t, by_field = ctx.t, dict[str, str]()
    if history.last_action:
        if values.get("follow_up_state") not in set(FollowUp):
            by_field["follow_up_state"] = t("Choose what became of the action.")
        elif FollowUp(values["follow_up_state"]).wants_note and "follow_up_note" not in values:
            by_field["follow_up_note"] = t("Write a few words about why.")
    if history.changes_colour(status) and "change_reason" not in values:
        by_field["change_reason"] = t(
            "Last time it was {light}. Write what has changed.", light=light(t, history.colour)
        )
    return by_field


def _comment_fault(ctx: Context, comment: str, status: Status | None) -> str:
    t = ctx.t
    if not comment:
        if status is Status.CANNOT_ASSESS:
            return t("Write why it cannot be assessed.")
        return t("Write a short comment.")
    unchanged = read_unchanged(comment)
    if unchanged and not unchanged.says_more:
        return t("You write {words}. Add one sentence about how it stands now.", words=t.quote(unchanged.words))
    return ""


def _deviation_faults(ctx: Context) -> dict[str, str]:
    t = ctx.t
    return {
        "cause": t("Write what the deviation is due to."), "action": t("Write what will be done about it."),
        "action_owner": t("Write who is responsible for the action."), "action_due": t("Choose a date."),
    }  # fmt: skip


def _date_faults(ctx: Context, values: Mapping[str, str]) -> dict[str, str]:
    days = {name: read_day(values[name], ctx.today) for name in DATES if values.get(name)}
    return {name: date_fault_text(ctx, day) for name, day in days.items() if isinstance(day, DateFault)}


def missing_fields(ctx: Context, history: RowHistory, answer: AnswerView) -> list[str]:
    """What a stored answer should contain and does not, in the asker's language."""
    t, missing = ctx.t, list[str]()
    if history.last_action and answer.follow_up_state is None:
        missing.append(t("what became of last time’s action"))
    if history.changes_colour(answer.status) and not answer.change_reason:
        missing.append(t("what has changed since last time"))
    unchanged = read_unchanged(answer.comment)
    if unchanged and not unchanged.says_more:
        missing.append(t("one sentence about how it stands now"))
    if answer.status.is_deviation:
        names = {
            "cause": t("cause"), "action": t("action"), "action_owner": t("responsible"), "action_due": t("date"),
        }  # fmt: skip
        missing += [label for name, label in names.items() if not getattr(answer, name)]
    if history.needs_late_reason and not answer.late_reason:
        missing.append(t("why the answer is changed after the deadline"))
    return missing
