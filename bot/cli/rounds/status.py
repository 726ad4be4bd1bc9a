"""The numbers of `malvakten status`, as the contract's JSON and as lines."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.cli.chat_words import answer_lines, context, data_of
from bot.settings import Settings
from handlers.access import plan_of
from handlers.context import Context, Refusal
from handlers.standing.changes.compare import compared
from handlers.standing.of_round import named_or_current
from handlers.standing.status import status
from i18n import translator
from messages.parts import Message, plain_words
from messages.words import count
from models.answers.history.transitions import totals
from models.answers.queries import AnswerView, current_answers
from models.people.directory_cache import load_directory
from models.plan.find import find, goal_scope
from models.plan.views import RowView
from models.review.round_standing import round_standing
from models.rounds.queries import current_round, plan_of_round, plan_of_year
from models.rules.words.standing import comparison_asked, round_asked
from reports.content.words import Counts


def special_status(session: Session, chosen: Settings, words: str, as_json: bool) -> dict[str, Any] | str | None:
    """How a round stands, or two rounds compared, as a document or as text; None when the words ask for neither."""
    name, comparison = round_asked(words), comparison_asked(words)
    if name is None and comparison is None:
        return None
    ctx = context(session, chosen)
    if not as_json:
        return answer_lines(ctx, lambda ctx: status(ctx, words))
    if name is not None:
        return data_of(ctx, lambda ctx: _round_data(ctx, name, words))
    part, before = comparison or ("", "")
    return data_of(ctx, lambda ctx: _comparison_data(ctx, part, before))


def _round_data(ctx: Context, name: str, words: str) -> dict[str, Any]:
    round_ = named_or_current(ctx, name, words)
    standing = round_standing(ctx.session, ctx.directory, round_, plan_of(ctx, round_))
    return {
        "round": round_.name, "as_of": _as_of(ctx.now, ctx.options.zone), "asked": standing.asked,
        "answered": standing.answered, "on_time": standing.on_time, "late": standing.late,
        "excused": standing.excused, "missing": standing.missing, "unreviewed": standing.unreviewed,
    }  # fmt: skip


def _comparison_data(ctx: Context, part: str, name: str) -> dict[str, Any]:
    found = compared(ctx, part, name)
    if isinstance(found, Message):
        raise Refusal(plain_words(found))
    return {
        "round": found.round.name, "compared_with": found.before.name, "as_of": _as_of(ctx.now, ctx.options.zone),
        **{move.value: number for move, number in totals(found.cells).items()}, "total": len(found.scope.rows),
        "transitions": [
            {"before": cell.before, "now": cell.now, "rows": [row.row for row in cell.rows]} for cell in found.cells
        ],
    }  # fmt: skip


def _as_of(now: datetime, zone: ZoneInfo) -> str:
    return now.astimezone(zone).replace(microsecond=0).isoformat()


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
        "as_of": _as_of(now, zone),
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
