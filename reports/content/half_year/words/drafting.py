"""The first draft of an introduction and of a goal's summary: composed from the answers by rules, each sentence with
the rows that it stands on. It is a draft until somebody has made it their own and signed."""

from collections.abc import Iterable, Iterator, Sequence

from i18n import Translator
from models.rules.text import shorten
from models.vocabulary.answers import Status
from models.vocabulary.deviations import ActionState, Trend
from reports.content.half_year.report import Report, ReportDeviation, ReportGoal, ReportRow, Sentence, Words
from reports.content.half_year.words.lights import share

# Of an activity, a cause and an action in a sentence.
_LONGEST = 160
_MOST_TOLD = 3


def introduction_of(t: Translator, report: Report) -> Words | None:
    """The introduction as somebody has written it; while the report is a draft, else a composed one."""
    if report.introduction or not report.is_draft:
        return report.introduction
    return _draft(_about_all(t, report))


def summary_of(t: Translator, report: Report, goal: ReportGoal) -> Words | None:
    """The same of a goal's summary."""
    if goal.summary or not report.is_draft:
        return goal.summary
    return _draft(_about_goal(t, report, goal))


def _draft(sentences: Iterable[Sentence]) -> Words | None:
    listed = tuple(sentences)
    text = " ".join(each.text for each in listed)
    return Words(text, 0, None, None, listed) if listed else None


def _about_all(t: Translator, report: Report) -> Iterator[Sentence]:
    rows = report.rows
    if not report.totals.answered:
        return
    answered = [row for row in rows if row.status]
    yield Sentence(
        t("{answered} of {total} rows of the plan have been answered ({share}).",
          answered=t.number(len(answered)), total=t.number(len(rows)), share=share(t, len(answered), len(rows))),
        _numbers(answered),
    )  # fmt: skip
    if green := _with(rows, Status.GREEN):
        yield Sentence(
            t("Of those that were answered, {share} run according to plan.",
              share=share(t, len(green), len(answered))), _numbers(green)
        )  # fmt: skip
    if report.deviations:
        counted = [
            t("{goal} ({n})", goal=goal.name, n=t.number(n)) for goal in report.goals if (n := _deviating(report, goal))
        ]
        yield Sentence(
            t.plural("There is {n} deviation: {goals}.", "There are {n} deviations: {goals}.", len(report.deviations),
                     goals=t.enumeration(counted)),
            tuple(each.row for each in report.deviations),
        )  # fmt: skip
    yield from _about_deviations(t, report.deviations)


def _deviating(report: Report, goal: ReportGoal) -> int:
    rows = {row.row for row in goal.rows}
    return sum(each.row in rows for each in report.deviations)


def _about_goal(t: Translator, report: Report, goal: ReportGoal) -> Iterator[Sentence]:
    if not goal.counts.answered:
        return
    if green := _with(goal.rows, Status.GREEN):
        yield Sentence(
            t.plural("{n} activity of {total} runs according to plan.",
                     "{n} activities of {total} run according to plan.", len(green), total=t.number(goal.counts.total)),
            _numbers(green),
        )  # fmt: skip
    in_goal = {row.row for row in goal.rows}
    deviations = [each for each in report.deviations if each.row in in_goal]
    worst = sorted(deviations, key=lambda each: each.status is not Status.RED)[:_MOST_TOLD]
    for each in worst:
        yield Sentence(_deviation(t, each), (each.row,))
    if left := [each for each in deviations if each not in worst]:
        words = t.plural("{n} more activity deviates.", "{n} more activities deviate.", len(left))
        yield Sentence(words, tuple(each.row for each in left))
    yield from _about_deviations(t, deviations)
    if unsure := _with(goal.rows, Status.CANNOT_ASSESS):
        words = t.plural("{n} activity cannot be assessed.", "{n} activities cannot be assessed.", len(unsure))
        yield Sentence(words, _numbers(unsure))
    if missing := _with(goal.rows, None):
        words = t.plural("{n} activity is not reported.", "{n} activities are not reported.", len(missing))
        yield Sentence(words, _numbers(missing))


def _deviation(t: Translator, each: ReportDeviation) -> str:
    activity = t.quote(shorten(each.activity, _LONGEST))
    if each.status is Status.RED:
        words = t("{activity} does not reach goal fulfilment.", activity=activity)
    elif each.status is Status.YELLOW:
        words = t("{activity} deviates from goal fulfilment.", activity=activity)
    else:
        words = t("{activity} could not be assessed, and deviated before.", activity=activity)
    if each.cause:
        words += " " + ended(t("Cause: {cause}", cause=shorten(each.cause, _LONGEST)))
    if each.action:
        words += " " + ended(t("Action: {action}", action=shorten(each.action, _LONGEST)))
    return words


def _about_deviations(t: Translator, deviations: Sequence[ReportDeviation]) -> Iterator[Sentence]:
    """How they have moved, and what is overdue or waits for a decision."""
    if new := [each for each in deviations if each.trend is Trend.NEW]:
        yield Sentence(t.plural("{n} deviation is new.", "{n} deviations are new.", len(new)), _of(new))
    if worse := [each for each in deviations if each.trend is Trend.WORSENED]:
        yield Sentence(t.plural("{n} has worsened.", "{n} have worsened.", len(worse)), _of(worse))
    if better := [each for each in deviations if each.trend is Trend.IMPROVED]:
        yield Sentence(t.plural("{n} has improved.", "{n} have improved.", len(better)), _of(better))
    if late := [each for each in deviations if each.action_state is ActionState.OVERDUE]:
        yield Sentence(t.plural("{n} action is overdue.", "{n} actions are overdue.", len(late)), _of(late))
    if waiting := [each for each in deviations if awaits_decision(each)]:
        words = t.plural("{n} decision is waited for.", "{n} decisions are waited for.", len(waiting))
        yield Sentence(words, _of(waiting))


def awaits_decision(each: ReportDeviation) -> bool:
    """Whether somebody was asked to decide, and has not."""
    return each.decision_asked_at is not None and each.decision_answered_at is None


def _with(rows: Iterable[ReportRow], status: Status | None) -> list[ReportRow]:
    return [row for row in rows if row.status is status]


def _numbers(rows: Iterable[ReportRow]) -> tuple[int, ...]:
    return tuple(row.row for row in rows)


def _of(deviations: Iterable[ReportDeviation]) -> tuple[int, ...]:
    return tuple(each.row for each in deviations)


def ended(words: str) -> str:
    """The words as a sentence."""
    return words if words.endswith((".", "!", "?", "…", "”")) else f"{words}."
