"""`historik RAD`: a row's light, comment, action and decision in every round, and in which role it was changed when."""

from collections.abc import Sequence
from itertools import pairwise

from handlers.access import left_plan_text, no_such_row_text, plan_of, require_member
from handlers.context import Context, Refusal, no_longer
from handlers.question import Question
from handlers.registers.linked import linked_to
from handlers.standing.changes.trends import trend_sentence
from messages.parts import Bullets, Button, Buttons, Divider, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.roles import role_of
from messages.values.plan import PageValue
from messages.words import FOLLOW_UPS, goal_name, light, row_name
from models.answers.queries import AnswerView
from models.deviations.history import RoundHistory, row_history
from models.deviations.register import load_register
from models.deviations.tables import Decision
from models.plan.find import row_number, row_scope
from models.plan.mentions import mentions
from models.plan.views import RowView
from models.plan.wordings import wordings_of
from models.rounds.queries import current_round
from models.rules.text import plain, shorten
from models.vocabulary.deviations import DecisionAnswer

_MOST_BUTTONS = 10
ROUNDS_A_PAGE = 6
_MOST_VERSIONS = 10
_SHOWN = 300


def history(ctx: Context, words: str) -> Message:
    """The command. `words` are a row's number, or words that only it has."""
    return history_of(ctx, row_meant(ctx, words))


def row_meant(ctx: Context, words: str) -> RowView:
    """The row that the words name, also one that has left the plan. Raises Refusal when they name none, or several."""
    require_member(ctx)
    plan = plan_of(ctx, current_round(ctx.session))
    number, mentioned = row_number(words), mentions(plan, plain(words))
    if number is None:
        named = mentioned.titles or mentioned.texts
        number = mentioned.row or (named[0].row if len(named) == 1 else None)
    if number is None:
        raise _which_row(ctx, mentioned.rows(plan))
    if row := plan.by_row.get(number):
        return row
    if ended := plan.ended_by_row.get(number):
        return ended.row
    raise Refusal(no_such_row_text(ctx, plan, number))


def history_page(ctx: Context, value: str) -> Message:
    """The button to earlier or later rounds. `value` is a `PageValue`."""
    require_member(ctx)
    page = PageValue.read(value)
    plan = plan_of(ctx, current_round(ctx.session))
    row = next((row for row in plan.rows if row_scope(row).value == page.scope), None)
    if row is None:
        raise no_longer(ctx)
    return history_of(ctx, row, page)


def history_asked(ctx: Context, question: Question) -> Message:
    """A question about how a row has been answered; asks which row when it names none."""
    require_member(ctx)
    if question.row is None:
        raise _which_row(ctx, question.mentioned.rows(question.plan))
    return history_of(ctx, question.row)


def _which_row(ctx: Context, rows: Sequence[RowView]) -> Refusal:
    """Asks which row is meant, with a button to each of those that may be."""
    example = ctx.t("/{command} history 14", command=ctx.options.commands["all"])
    buttons = [Button(ctx.t("Row {row}", row=row.row), "ask", f"historik {row.row}") for row in rows[:_MOST_BUTTONS]]
    return Refusal(ctx.t("Which row? Write its number, for example: {words}", words=example), *buttons)


def history_of(ctx: Context, row: RowView, page: PageValue | None = None, most: int | None = ROUNDS_A_PAGE) -> Message:
    """Opened rounds, newest first, with the versions of the row's answer, errata marked; `most` on a page, or all."""
    t, page = ctx.t, page or PageValue()
    # One more than is shown tells whether there are others.
    history = row_history(ctx.session, row, page.page * (most or 0), most and most + 1)
    rounds, has_more = history[:most], most is not None and len(history) > most
    parts: list[Part] = [
        Heading(t("History of row {row}", row=row.row)),
        *_left_plan(ctx, row),
        Paragraph(row_name(t, row)),
        Small(f"{goal_name(t, row.goal)} · {row.unit_names}"),
        *_deviation(ctx, row),
        *_earlier_wordings(ctx, row),
    ]
    for each in rounds:
        parts += _round_parts(ctx, row, each)
    if not has_more:
        parts += _replaced(ctx, row)
        parts += _before(ctx, row, has_rounds=bool(rounds) or page.page > 0)
        parts += linked_to(ctx, row)
    buttons = _turning(ctx, row, page.page, has_more=has_more)
    return Message((*parts, *([Buttons(tuple(buttons))] if buttons else [])), replace=page.turned)


def _turning(ctx: Context, row: RowView, number: int, *, has_more: bool) -> list[Button]:
    scope = row_scope(row).value
    later = Button(ctx.t("Later rounds"), "history_page", str(PageValue(number - 1, scope, turned=True)))
    earlier = Button(ctx.t("Earlier rounds"), "history_page", str(PageValue(number + 1, scope, turned=True)))
    return [*([later] if number else []), *([earlier] if has_more else [])]


def _deviation(ctx: Context, row: RowView) -> list[Part]:
    """The deviation that is open on the row, if there is one."""
    round_ = current_round(ctx.session)
    register = load_register(ctx.session, round_, (row,), ctx.today, is_current=True)
    return [Small(trend_sentence(ctx.t, each)) for each in register.open]


def _left_plan(ctx: Context, row: RowView) -> list[Part]:
    """That the row has left the plan, and what took its place."""
    plan = plan_of(ctx, current_round(ctx.session))
    ended = next((each for each in plan.ended if each.row.placement_id == row.placement_id), None)
    return [Paragraph(left_plan_text(ctx, plan, ended, row.row))] if ended else []


def _earlier_wordings(ctx: Context, row: RowView) -> list[Part]:
    """What the activity was called before, and until when; in the plans of earlier years, too."""
    lines: list[Text] = [
        ctx.t("Until {day}: {text}", day=ctx.t.day(later.since), text=ctx.t.quote(earlier.text))
        for earlier, later in pairwise(wordings_of(ctx.session, row))
        if earlier.text != later.text
    ]
    if not lines:
        return []
    return [Paragraph((Run(ctx.t("Earlier wordings"), bold=True),)), Bullets(tuple(reversed(lines)))]


def _replaced(ctx: Context, row: RowView) -> list[Part]:
    """What was answered on the rows that this one has taken the place of, each under the wording that it had."""
    t, parts = ctx.t, list[Part]()
    plan = next((each for each in ctx.directory.plans if row.placement_id in each.by_placement), None)
    for ended in plan.replaced_by(row) if plan else ():
        title = t("Row {row}, which this row has taken the place of: {activity}", row=ended.row.row,
                  activity=t.quote(ended.row.activity))  # fmt: skip
        parts += [Divider(), Paragraph((Run(title, bold=True),))]
        if ended.why:
            parts.append(Paragraph(t("Why: {note}", note=t.quote(ended.why))))
        for each in row_history(ctx.session, ended.row):
            parts += _round_parts(ctx, ended.row, each) if each.versions else []
    return parts


def _before(ctx: Context, row: RowView, *, has_rounds: bool) -> list[Part]:
    t = ctx.t
    if row.previous_status or row.previous_comment:
        words = t.quote(shorten(row.previous_comment or "", _SHOWN)) if row.previous_comment else ""
        told = " – ".join(filter(None, (light(t, row.previous_status), words)))
        return [Paragraph((Run(t("Before the first round"), bold=True),)), Paragraph(told)]
    return [] if has_rounds else [Paragraph(t("Nothing has been reported on this row yet."))]


def _round_parts(ctx: Context, row: RowView, history: RoundHistory) -> list[Part]:
    t, newest = ctx.t, history.newest
    parts: list[Part] = [Paragraph((Run(history.round.name, bold=True),))]
    if newest is None:
        return [*parts, Paragraph(light(t, None))]
    parts.append(Paragraph(f"{light(t, newest.status)} – {t.quote(shorten(newest.comment, _SHOWN))}"))
    lines = _facts(ctx, newest, history.decision)
    lines += [_version_line(ctx, row, history, each) for each in reversed(history.versions[-_MOST_VERSIONS:])]
    if len(history.versions) > _MOST_VERSIONS:
        more = len(history.versions) - _MOST_VERSIONS
        lines.append(t.plural("and {n} earlier version", "and {n} earlier versions", more))
    return [*parts, Bullets(tuple(lines))]


def _facts(ctx: Context, answer: AnswerView, decision: Decision | None) -> list[Text]:
    """Cause, action and decision of the newest version."""
    t = ctx.t
    facts: list[Text] = []
    if answer.cause:
        facts.append(t("Cause: {text}", text=shorten(answer.cause, _SHOWN)))
    if answer.action:
        facts.append(t("Action: {text}", text=shorten(answer.action, _SHOWN)))
    if answer.action_owner:
        facts.append(t("Responsible: {text}", text=shorten(answer.action_owner, _SHOWN)))
    if answer.action_due:
        facts.append(t("Done by: {day}", day=t.day(answer.action_due)))
    if answer.follow_up_state:
        facts.append(t("Last time’s action: {action}", action=t(FOLLOW_UPS[answer.follow_up_state]).lower()))
    if answer.decision_by:
        facts.append(t("Needs a decision by: {text}", text=shorten(answer.decision_by, _SHOWN)))
        facts.append(_decision_line(ctx, decision))
    if answer.late_reason:
        facts.append(t("Changed after the deadline: {text}", text=shorten(answer.late_reason, _SHOWN)))
    return facts


def _decision_line(ctx: Context, decision: Decision | None) -> str:
    t = ctx.t
    if decision is None:
        return t("Decision: waits")
    answers = {DecisionAnswer.YES: t("yes"), DecisionAnswer.NO: t("no"), DecisionAnswer.LATER: t("later")}
    line = t("Decision: {answer}, {day}", answer=answers[decision.answer], day=t.day(decision.answered_at))
    return f"{line} – {t.quote(shorten(decision.words, _SHOWN))}" if decision.words else line


def _version_line(ctx: Context, row: RowView, history: RoundHistory, version: AnswerView) -> str:
    t = ctx.t
    line = t("{time}: {light}, by {name}", time=t.instant(version.submitted_at), light=light(t, version.status),
             name=_who(ctx, row, version))  # fmt: skip
    if not version.late:
        return line
    mark = t("erratum") if history.is_erratum(version) else t("late")
    return f"{line} ({mark})"


def _who(ctx: Context, row: RowView, version: AnswerView) -> str:
    """The role; coordinators see the name too, where nobody else reads it."""
    role = role_of(ctx.t, ctx.directory, row, version)
    author = ctx.directory.by_id.get(version.author_id or 0)
    if author is None or not ctx.actor.is_coordinator or ctx.is_public:
        return role
    return f"{role} ({author.name})"
