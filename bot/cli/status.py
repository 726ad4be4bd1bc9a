"""The numbers of `malvakten status`, as the contract's JSON and as lines."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.settings import Settings
from i18n import translator
from messages.words import Counts, count
from models.answers.queries import AnswerView, current_answers
from models.people.registers import load_directory
from models.plan.find import find, goal_scope
from models.plan.views import RowView
from models.rounds.queries import current_round, plan_of_round, plan_of_year


def status_data(session: Session, words: str, now: datetime, zone: ZoneInfo) -> tuple[dict[str, Any], str]:
    """The contract's JSON for the rows that the words name. When they name none or several scopes, an empty document
    and a sentence about it."""
    round_ = current_round(session)
    directory = load_directory(session)
    year = now.astimezone(zone).year
    plan = plan_of_round(directory, round_) if round_ else plan_of_year(directory, year)
    rows: tuple[RowView, ...] = plan.rows if plan else ()
    answers = current_answers(session, round_.id, plan.id) if round_ and plan else {}
    if words.strip() and plan:
        scopes = find(plan, words).scopes
        if not scopes:
            return {}, f"Nothing in the plan is called {words!r}."
        if len(scopes) > 1:
            return {}, f"{words!r} can mean: " + "; ".join(scope.name for scope in scopes)
        rows = scopes[0].rows
    goals = []
    for goal in plan.goals if plan else ():
        goal_rows = [row for row in (goal_scope(plan, goal).rows if plan else ()) if row in rows]
        if goal_rows:
            goals.append({"kind": goal.kind.value, "name": goal.name, **_numbers(goal_rows, answers)})
    return {
        "round": round_.name if round_ else None,
        "as_of": now.astimezone(zone).replace(microsecond=0).isoformat(),
        "goals": goals,
        "total": _numbers(rows, answers),
    }, ""


def _numbers(rows: Any, answers: dict[int, AnswerView]) -> dict[str, int]:
    counts = count(rows, answers)
    return {
        "total": counts.total, "green": counts.green, "yellow": counts.yellow, "red": counts.red,
        "cannot_assess": counts.cannot_assess, "not_reported": counts.not_reported,
    }  # fmt: skip


def status_lines(data: dict[str, Any], chosen: Settings) -> list[str]:
    """The document as lines of text in the installation's language."""
    t = translator(chosen.malvakten_language, chosen.zone)

    def sentence(n: dict[str, Any]) -> str:
        return Counts(n["total"], n["green"], n["yellow"], n["red"], n["cannot_assess"]).sentence(t)

    heading = (data["round"] or t("No reporting has begun yet.")) + f" ({data['as_of']})"
    return [heading, *(f"{goal['name']}: {sentence(goal)}" for goal in data["goals"]), sentence(data["total"])]
