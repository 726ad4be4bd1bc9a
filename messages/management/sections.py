"""The sections of the digest: what of each the first message has room for, and what goes on in its thread."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from i18n import N_, Translator
from messages.management.lines import Lines
from messages.management.told import Told, Turn, awaiting, by_turn, overdue
from messages.parts import Bullets, Paragraph, Part, Run, Text
from messages.words import count, goal_name
from models.answers.queries import AnswerView
from models.plan.find import goal_scope
from models.plan.views import PlanView
from models.rules.text import shorten
from reports.content.effects import EffectQuestion, effect_words
from reports.content.words import Counts

# What fits two screens of a phone (390 × 844) together with the totals.
_MOST_DECISIONS, _MOST_DEVIATIONS, _MOST_OVERDUE, _MOST_GOALS = 4, 12, 3, 6
_MOST_ROWS, _MOST_EFFECTS = 12, 10
_GOAL, _ROUND = 32, 40
_TITLES = {
    Turn.NEW_RED: N_("🔴 Newly red"),
    Turn.NEW_YELLOW: N_("🟡 Newly yellow"),
    Turn.YELLOW_TO_RED: N_("🔴 From yellow to red"),
    Turn.STILL_RED: N_("🔴 Still red"),
    Turn.STILL_YELLOW: N_("🟡 Still yellow"),
    Turn.RED_TO_YELLOW: N_("🟡 Improved, from red to yellow"),
    Turn.NO_COLOUR: N_("▫️ Without a new assessment"),
    Turn.OVER: N_("🟢 No longer deviations"),
}


@dataclass
class Sections:
    """The parts of the first message and of what follows in its thread, while the digest is put together."""

    t: Translator
    first: list[Part] = field(default_factory=list)
    thread: list[Part] = field(default_factory=list)

    def add(self, title: str, lines: Sequence[Text], most: int, goes_on: bool = True) -> None:
        """A title and its lines. Those that there is no room for come under the same title in the thread, unless they
        are told there anyway (`goes_on`)."""
        if not lines:
            return
        head, shown = Paragraph((Run(title, bold=True),)), list(lines[:most])
        if len(lines) > most and goes_on:
            self.thread += [head, Bullets(tuple(lines[most:]))]
        if not shown:
            self.first.append(Paragraph((Run(title, bold=True), self.t(": in the thread"))))
            return
        if len(lines) > most:
            shown.append(self.t.plural("and {n} more in the thread", "and {n} more in the thread", len(lines) - most))
        self.first += [head, Bullets(tuple(shown))]


def add_decisions(sections: Sections, told: Sequence[Told], write: Lines) -> None:
    """What management is asked to decide."""
    t = sections.t
    lines = [write.decision(each) for each in awaiting(told)]
    sections.add(t("Decisions asked of you ({n})", n=t.number(len(lines))), lines, _MOST_DECISIONS)


def add_transitions(
    sections: Sections, told: Sequence[Told], write: Lines, last_time: Mapping[int, AnswerView]
) -> None:
    """The deviations by what has become of them. The numbers in the titles are rows, as in the totals."""
    t, room = sections.t, _MOST_DEVIATIONS
    for turn, group in by_turn(told).items():
        rows = sorted(row for each in group for row in each.rows)
        title = f"{t(_TITLES[turn])} ({t.number(len(rows))})"
        lines = [write.deviation(each, last_time.get(each.deviation.row.placement_id)) for each in group]
        if turn.has_colour:
            sections.add(title, lines, room, goes_on=False)
            room = max(room - len(lines), 0)
        else:
            _add_rows(sections, title, rows, lines if turn is Turn.NO_COLOUR else [])


def _add_rows(sections: Sections, title: str, rows: Sequence[int], lines: Sequence[Text]) -> None:
    """The numbers of the rows alone. `lines` follow in the thread, or the numbers that there was no room for."""
    t = sections.t

    def listed(most: int) -> Part:
        words = ", ".join(map(str, rows[:most])) if len(rows) > most else t.enumeration(map(str, rows))
        words = t.plural("row {numbers}", "rows {numbers}", len(rows), numbers=words)
        if len(rows) > most:
            words += " " + t.plural("and {n} more in the thread", "and {n} more in the thread", len(rows) - most)
        return Paragraph((Run(title, bold=True), ": ", words))

    sections.first.append(listed(_MOST_ROWS))
    if lines:
        sections.thread += [Paragraph((Run(title, bold=True),)), Bullets(tuple(lines))]
    elif len(rows) > _MOST_ROWS:
        sections.thread.append(listed(len(rows)))


def add_overdue(sections: Sections, told: Sequence[Told], write: Lines) -> None:
    """The actions whose date has passed, without those that are told under decisions."""
    t = sections.t
    late = overdue(told, but=awaiting(told))
    lines = [write.overdue(each) for each in late]
    sections.add(t("Overdue actions ({n})", n=t.number(len(lines))), lines, _MOST_OVERDUE)


def add_goals(
    sections: Sections, plan: PlanView, answers: dict[int, AnswerView], questions: Sequence[EffectQuestion]
) -> None:  # fmt: skip
    """One line for each goal. The title says that there are questions about effects, which are in the thread: the
    first message has no room for a line more."""
    t, title = sections.t, sections.t("Per goal")
    lines: list[Text] = [
        (Run(f"{shorten(name, _GOAL)}:", bold=True), f" {counts.brief(t)}")
        for name, counts in goals_counted(t, plan, answers)
    ]
    if questions:
        title += " " + t.plural("({n} question about effects in the thread)",
                                "({n} questions about effects in the thread)", len(questions))  # fmt: skip
    sections.add(title, lines, _MOST_GOALS)
    if questions:
        _add_effects(sections, questions)


def _add_effects(sections: Sections, questions: Sequence[EffectQuestion]) -> None:
    t = sections.t
    asked = [effect_words(t, each, _GOAL * 2) for each in questions[:_MOST_EFFECTS]]
    if (more := len(questions) - _MOST_EFFECTS) > 0:
        asked.append(t.plural("and {n} more", "and {n} more", more))
    sections.thread += [Paragraph((Run(t("Questions about effects"), bold=True),)), Bullets(tuple(asked))]


def goals_counted(t: Translator, plan: PlanView, answers: dict[int, AnswerView]) -> list[tuple[str, Counts]]:
    """Each goal's name, with its kind when goals of both kinds have that name, and its rows counted."""
    alike = Counter(goal.name for goal in plan.goals)
    return [
        (goal.name if alike[goal.name] == 1 else goal_name(t, goal), count(goal_scope(plan, goal).rows, answers))
        for goal in plan.goals
    ]


def changes_sentence(t: Translator, told: Iterable[Told], since: str) -> str:
    """What has changed since the previous round, whose name is `since`, in numbers of rows."""
    n = Counter({turn: sum(len(each.rows) for each in group) for turn, group in by_turn(told).items()})
    kinds = (
        (Turn.NEW_RED, t.plural("{n} new red", "{n} new red", n[Turn.NEW_RED])),
        (Turn.NEW_YELLOW, t.plural("{n} new yellow", "{n} new yellow", n[Turn.NEW_YELLOW])),
        (Turn.YELLOW_TO_RED, t.plural("{n} from yellow to red", "{n} from yellow to red", n[Turn.YELLOW_TO_RED])),
        (Turn.RED_TO_YELLOW, t.plural("{n} from red to yellow", "{n} from red to yellow", n[Turn.RED_TO_YELLOW])),
        (Turn.OVER, t.plural("{n} no longer a deviation", "{n} no longer deviations", n[Turn.OVER])),
    )
    changes = [words for turn, words in kinds if n[turn]]
    changed = t.enumeration(changes) if changes else t("no deviation has changed colour")
    return t("Since {round}: {changes}.", round=shorten(since, _ROUND), changes=changed)
