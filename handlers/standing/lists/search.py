"""Answers found in the texts of the plan and the answers: what is mentioned where, done, decided, referred to."""

from handlers.context import Context
from handlers.question import Question
from handlers.standing.lists.rows import list_of
from handlers.standing.view import Standing, load_standing, scope_name
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Small, Text
from messages.words import goal_name
from models.answers.queries import lifecycles
from models.plan.views import PlanView, RowView
from models.rules.answers.references import find_reference
from models.rules.text import plain
from models.vocabulary.answers import Lifecycle

_DONE = ("fardigstalld", "fardigstallt", "genomfordes", "har genomforts", "avslutats", "avslutad", "avslutat",
         "slutford", "slutfort", "antogs", "antagen", "antagits", "beslut om", "beslut fattades", "lanserats",
         "completed", "finished")  # fmt: skip
_DECIDED = ("beslut fatt", "beslut om", "fattades", "antogs", "antagen", "antagit", "beslutad", "beslutat", "decided",
            "adopted")  # fmt: skip


def comment_of(standing: Standing, row: RowView) -> str:
    """What the row's newest answer says; without one, what the plan file has from the period before."""
    answer = standing.answers.get(row.placement_id)
    return answer.comment if answer else row.previous_comment or ""


def done(ctx: Context, question: Question) -> Message:
    """Rows that were reported as done, and those whose comment says so."""
    standing, t = load_standing(ctx, question.round), ctx.t
    rows = question.rows
    current = {
        placement: answer.lifecycle for placement, answer in standing.answers.items() if answer.lifecycle is not None
    }
    deadline = standing.round.deadline if standing.round else ctx.now
    by_row = {**lifecycles(ctx.session, rows, deadline), **current}
    reported = [row for row in rows if by_row.get(row.placement_id) is Lifecycle.DONE]
    said = [row for row in rows if row not in reported and _says(comment_of(standing, row), _DONE)]
    lead = t.plural("{n} row is reported as done.", "{n} rows are reported as done.", len(reported))
    if said:
        lead += " " + t.plural("On {n} more the comment sounds like it.", "On {n} more the comment sounds like it.",
                               len(said))  # fmt: skip
    title = f"{t('Done')} – {scope_name(ctx, question.scope)}" if question.scope else t("Done")
    return list_of(ctx, standing, title, [*reported, *said], lead)


def without_action(ctx: Context, question: Question) -> Message:
    """Deviations that have no action yet."""
    standing, t = load_standing(ctx, question.round), ctx.t
    answers = ((row, standing.answers.get(row.placement_id)) for row in question.rows)
    rows = [row for row, answer in answers if answer and answer.status.is_deviation and not answer.action]
    lead = t.plural("{n} deviation has no action.", "{n} deviations have no action.", len(rows))
    return list_of(ctx, standing, t("Deviations without an action"), rows, lead)


def actions_without_date(ctx: Context, question: Question) -> Message:
    """Deviations whose action has no date."""
    standing, t = load_standing(ctx, question.round), ctx.t
    answers = ((row, standing.answers.get(row.placement_id)) for row in question.rows)
    rows = [row for row, answer in answers if answer and answer.action and answer.action_due is None]
    lead = t.plural("{n} action has no date.", "{n} actions have no date.", len(rows))
    return list_of(ctx, standing, t("Actions without a date"), rows, lead)


def decided(ctx: Context, question: Question) -> Message:
    """Rows whose comment mentions a decision."""
    standing, t = load_standing(ctx, question.round), ctx.t
    rows = [row for row in question.rows if _says(comment_of(standing, row), _DECIDED)]
    lead = t.plural("On {n} row the comment tells of a decision.", "On {n} rows the comment tells of a decision.",
                    len(rows))  # fmt: skip
    return list_of(ctx, standing, t("Decisions in the comments"), rows, lead)


def _says(comment: str, phrases: tuple[str, ...]) -> bool:
    text = f" {plain(comment)} "
    return any(f" {phrase}" in text for phrase in phrases)


def references(ctx: Context, question: Question) -> Message:
    """Rows whose comment refers to another answer."""
    standing, t = load_standing(ctx, question.round), ctx.t
    rows = [row for row in question.rows if _refers(standing, row)]
    lead = t.plural("On {n} row the comment refers to another answer.",
                    "On {n} rows the comment refers to another answer.", len(rows))  # fmt: skip
    return list_of(ctx, standing, t("References to other answers"), rows, lead)


def _refers(standing: Standing, row: RowView) -> bool:
    answer = standing.answers.get(row.placement_id)
    if answer is not None and answer.reference_row_id is not None:
        return True
    return find_reference(comment_of(standing, row)) is not None


def several_goals(ctx: Context, question: Question) -> Message:
    """Activities that stand under more than one goal."""
    t, plan = ctx.t, question.plan
    standing = load_standing(ctx)
    lines: list[Text] = [_placements(ctx, rows) for rows in _shared(plan)]
    lead = t.plural("{n} activity stands under several goals.", "{n} activities stand under several goals.", len(lines))
    parts: list[Part] = [Heading(t("Under several goals")), Paragraph(lead)]
    parts += [Bullets(tuple(lines))] if lines else []
    total = t("{rows} rows, {activities} different activities.", rows=len(standing.plan.rows),
              activities=len({row.activity_id for row in standing.plan.rows}))  # fmt: skip
    return Message((*parts, Small(total)))


def _shared(plan: PlanView) -> list[tuple[RowView, ...]]:
    by_activity = dict.fromkeys(row.activity_id for row in plan.rows)
    return [rows for activity in by_activity if len(rows := plan.of_activity(activity)) > 1]


def _placements(ctx: Context, rows: tuple[RowView, ...]) -> str:
    numbers = ctx.t.enumeration(str(row.row) for row in rows)
    goals = ctx.t.enumeration(goal_name(ctx.t, row.goal) for row in rows)
    return ctx.t("Rows {numbers}: {activity} ({goals})", numbers=numbers, activity=rows[0].activity, goals=goals)
