"""The first page: the numbers per goal as a table, in words and as a chart, and the deviations in five lines."""

from collections.abc import Sequence

from i18n import Translator
from models.vocabulary.answers import Status
from models.vocabulary.deviations import ActionState, Trend
from reports.content.document import Bar, Block, Bullets, Chart, Column, Heading, Paragraph, Section, SectionKind, Table
from reports.content.half_year.report import Report, ReportDeviation
from reports.content.half_year.words.drafting import awaits_decision, introduction_of
from reports.content.half_year.words.lights import STATUSES, change, light, name, share
from reports.content.half_year.words.people import rows, words_blocks
from reports.content.words import Counts, goal_kind

Deviations = Sequence[ReportDeviation]
# Of the columns of the statuses.
_WIDTHS = (6, 6, 6, 9, 10)


def first_page(t: Translator, report: Report) -> Section:
    """The overview."""
    blocks: list[Block] = []
    if report.is_draft:
        blocks.append(Paragraph(t("This is a draft, as of {time}. The figures may change until the round is locked.",
                                  time=t.instant(report.as_of)), is_note=True))  # fmt: skip
    if not report.totals.answered:
        blocks.append(Paragraph(t("No answers have been given in {round}.", round=report.round)))
    blocks += [Heading(2, t("How it stands")), Paragraph(report.totals.sentence(t) + "."), _numbers(t, report)]
    blocks += [_chart(t, report), Heading(2, t("The deviations in brief")), five_lines(t, report)]
    blocks += [Heading(2, t("The figures in words")), in_words(t, report)]
    if introduction := introduction_of(t, report):
        blocks += [Heading(2, t("Introduction")), *words_blocks(t, introduction)]
    return Section(SectionKind.OVERVIEW, t("Overview"), tuple(blocks), starts_page=False)


def in_words(t: Translator, report: Report) -> Bullets:
    """Each goal's numbers in the contract's form."""
    return Bullets(tuple(f"{goal.name}: {goal.counts.sentence(t)}" for goal in report.goals))


def _numbers(t: Translator, report: Report) -> Table:
    before = t("Since {round}", round=report.previous_round) if report.previous_round else t("Since last time")
    columns = (
        Column(t("Goal"), 24), Column(t("Total"), 6, is_number=True),
        *(Column(name(t, status), width, is_number=True) for status, width in zip(STATUSES, _WIDTHS, strict=True)),
        Column(t("Answered"), 9, is_number=True), Column(before, 24),
    )  # fmt: skip
    lines = [(f"{goal_kind(t, goal.kind)} {goal.name}", goal.counts, goal.previous) for goal in report.goals]
    lines.append((t("All of them"), report.totals, report.previous))
    return Table(
        caption=t("Activities per goal"),
        description=t("One row for each goal: how many activities it has, how many of each status, the share that was "
                      "answered, and the change since the round before. The last row is all of them."),
        columns=columns,
        rows=tuple(_line(t, *line) for line in lines),
    )  # fmt: skip


def _line(t: Translator, title: str, now: Counts, before: Counts | None) -> tuple[str, ...]:
    numbers = (t.number(number) for number in (now.total, *now.numbers))
    return (title, *numbers, share(t, now.answered, now.total), change(t, now, before))


def _chart(t: Translator, report: Report) -> Chart:
    told = "; ".join(f"{goal.name}: {goal.counts.brief(t)}" for goal in report.goals)
    return Chart(
        title=t("How each goal’s activities are divided"),
        alt=t("Stacked bars, one for each goal. {goals}.", goals=told),
        kinds=tuple(light(t, status) for status in STATUSES),
        bars=tuple(Bar(goal.name, goal.counts.numbers) for goal in report.goals),
    )


def five_lines(t: Translator, report: Report) -> Bullets:
    """The deviations: how many, which are red, what has moved, the actions, the decisions."""
    listed = report.deviations
    if not listed:
        return Bullets((t("There are no deviations."),))
    return Bullets((_how_many(t, listed), _red(t, listed), _moved(t, listed), _actions(t, listed),
                    _decisions(t, listed)))  # fmt: skip


def _how_many(t: Translator, deviations: Deviations) -> str:
    statuses = (Status.YELLOW, Status.RED, Status.CANNOT_ASSESS)
    counted = ((status, sum(each.status is status for each in deviations)) for status in statuses)
    parts = (f"{t.number(number)} {name(t, status).lower()}" for status, number in counted if number)
    words = t.plural("{n} deviation: {parts}.", "{n} deviations: {parts}.", len(deviations), parts=", ".join(parts))
    silent = sum(not each.is_reported for each in deviations)
    if not silent:
        return words
    return words + " " + t.plural("{n} of them has its colour from an earlier round, because it has no answer in this.",
                                  "{n} of them have their colour from an earlier round, because they have no answer in "
                                  "this.", silent)  # fmt: skip


def _red(t: Translator, deviations: Deviations) -> str:
    red = tuple(each.row for each in deviations if each.status is Status.RED)
    return t("Red: {rows}.", rows=rows(t, red)) if red else t("None is red.")


def _moved(t: Translator, deviations: Deviations) -> str:
    new, worse, better, same = (
        [each for each in deviations if each.trend is trend]
        for trend in (Trend.NEW, Trend.WORSENED, Trend.IMPROVED, Trend.UNCHANGED)
    )
    parts = (
        _with_rows(t, t.plural("{n} is new", "{n} are new", len(new)), new),
        _with_rows(t, t.plural("{n} has worsened", "{n} have worsened", len(worse)), worse),
        _with_rows(t, t.plural("{n} has improved", "{n} have improved", len(better)), better),
        _with_rows(t, t.plural("{n} is unchanged", "{n} are unchanged", len(same)), same),
    )
    return t("Since last time: {parts}.", parts=", ".join(filter(None, parts)))


def _actions(t: Translator, deviations: Deviations) -> str:
    late, none, planned, done, changed, dropped = (
        [each for each in deviations if each.action_state is state]
        for state in (ActionState.OVERDUE, ActionState.NONE, ActionState.PLANNED, ActionState.DONE,
                      ActionState.CHANGED, ActionState.DROPPED)
    )  # fmt: skip
    parts = (
        _with_rows(t, t.plural("{n} is overdue", "{n} are overdue", len(late)), late),
        _with_rows(t, t.plural("{n} is missing", "{n} are missing", len(none)), none),
        _with_rows(t, t.plural("{n} is planned", "{n} are planned", len(planned)), planned),
        _with_rows(t, t.plural("{n} is done", "{n} are done", len(done)), done),
        _with_rows(t, t.plural("{n} has been changed", "{n} have been changed", len(changed)), changed),
        _with_rows(t, t.plural("{n} has been dropped", "{n} have been dropped", len(dropped)), dropped),
    )
    return t("Actions: {parts}.", parts=", ".join(filter(None, parts)))


def _decisions(t: Translator, deviations: Deviations) -> str:
    waiting = tuple(each.row for each in deviations if awaits_decision(each))
    if not waiting:
        return t("No decision is waited for.")
    return t("Decisions that are waited for: {rows}.", rows=rows(t, waiting))


def _with_rows(t: Translator, words: str, deviations: Deviations) -> str:
    """`2 är nya (rad 14 och 33)`; "" for none."""
    return f"{words} ({rows(t, tuple(each.row for each in deviations))})" if deviations else ""
