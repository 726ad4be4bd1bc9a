"""What an answer must say: the form asks for it at the field, a line of text is stored and asks for it afterwards."""

from collections.abc import Mapping
from datetime import date

from handlers.answers.known import Known
from handlers.context import Context
from messages.words import light
from models.answers.queries import AnswerView
from models.rules.hints import read_unchanged
from models.vocabulary import FollowUp, Lifecycle, Status

DATES = ("action_due", "forecast")


def day_of(text: str) -> date | None:
    """A day written as YYYY-MM-DD; None when there is none. Raises ValueError for anything else."""
    return date.fromisoformat(text) if text else None


def faults(ctx: Context, about: Known, values: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each field that is not taken. `values` are cleaned, without the fields that are empty."""
    status = Status(values["status"]) if values.get("status") in set(Status) else None
    found = _about_last_time(ctx, about, values, status)
    if status is None:
        found["status"] = ctx.t("Choose how it is going.")
    if comment := _comment_fault(ctx, values.get("comment", ""), status):
        found["comment"] = comment
    if status is not None and status.is_deviation:
        found |= {name: words for name, words in _wanted(ctx).items() if name not in values}
    if values.get("lifecycle") and values["lifecycle"] not in set(Lifecycle):
        found["lifecycle"] = ctx.t("Choose one of the list.")
    if about.asks_why and "late_reason" not in values:
        found["late_reason"] = ctx.t("The deadline has passed. Write why the answer is changed.")
    return found | _date_faults(ctx, values)


def _about_last_time(
    ctx: Context, about: Known, values: Mapping[str, str], status: Status | None
) -> dict[str, str]:  # fmt: skip
    t, found = ctx.t, dict[str, str]()
    if about.last_action:
        if values.get("follow_up_state") not in set(FollowUp):
            found["follow_up_state"] = t("Choose what became of the action.")
        elif FollowUp(values["follow_up_state"]).wants_note and "follow_up_note" not in values:
            found["follow_up_note"] = t("Write a few words about why.")
    if about.is_other_colour(status) and "change_reason" not in values:
        found["change_reason"] = t("Last time it was {light}. Write what has changed.", light=light(t, about.colour))
    return found


def _comment_fault(ctx: Context, comment: str, status: Status | None) -> str:
    t = ctx.t
    if not comment:
        if status is Status.CANNOT_ASSESS:
            return t("Write why it cannot be assessed.")
        return t("Write a short comment.")
    said = read_unchanged(comment)
    if said and not said.says_more:
        return t("You write {words}. Add one sentence about how it stands now.", words=t.quote(said.words))
    return ""


def _wanted(ctx: Context) -> dict[str, str]:
    t = ctx.t
    return {
        "cause": t("Write what the deviation is due to."), "action": t("Write what will be done about it."),
        "action_owner": t("Write who is responsible for the action."), "action_due": t("Choose a date."),
    }  # fmt: skip


def _date_faults(ctx: Context, values: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in DATES:
        try:
            day_of(values.get(name, ""))
        except ValueError:
            found[name] = ctx.t("Write the date as 2026-03-31.")
    return found


def lacking(ctx: Context, about: Known, answer: AnswerView) -> list[str]:
    """What a stored answer should say and does not, in words."""
    t, found = ctx.t, list[str]()
    if about.last_action and answer.follow_up_state is None:
        found.append(t("what became of last time’s action"))
    if about.is_other_colour(answer.status) and not answer.change_reason:
        found.append(t("what has changed since last time"))
    said = read_unchanged(answer.comment)
    if said and not said.says_more:
        found.append(t("one sentence about how it stands now"))
    if answer.status.is_deviation:
        names = {
            "cause": t("cause"), "action": t("action"), "action_owner": t("responsible"), "action_due": t("date"),
        }  # fmt: skip
        found += [label for name, label in names.items() if not getattr(answer, name)]
    if about.asks_why and not answer.late_reason:
        found.append(t("why the answer is changed after the deadline"))
    return found
