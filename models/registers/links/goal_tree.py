"""The goal tree: which rows of the plan each goal has, also by the goals below it, and which goal some words name."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.find import is_scope_value
from models.plan.views import GoalView, PlanView, RowView
from models.registers.kinds.goals import LEVEL_OF
from models.registers.kinds.goals import REGISTER as GOALS
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine, RegisterLink
from models.rules.text import fold, plain
from models.rules.words.goals import GoalNamed, goal_named, key_named
from models.rules.words.sentence import looser_forms


def is_goal(line: RegisterLine, goal: GoalView) -> bool:
    """Whether a line of the register is this goal of the plan: the same level and name."""
    return line.content["kind"] == LEVEL_OF[goal.kind] and plain(str(line.content.get("name"))) == plain(goal.name)


@dataclass(frozen=True)
class GoalTree:
    """The goals that are not ended. `below` are the ids of the goals right below one, `own` the placements that one is
    linked to itself, both by its id."""

    goals: Sequence[RegisterLine]
    below: dict[int, set[int]]
    own: dict[int, set[int]]

    def of_kind(self, kind: str) -> list[RegisterLine]:
        """The goals of one level, by their numbers."""
        return sorted(
            (goal for goal in self.goals if goal.content["kind"] == kind),
            key=lambda goal: (goal.content.get("number") is None, goal.content.get("number") or 0, goal.id),
        )

    def rows(self, goal: RegisterLine, plan: PlanView) -> tuple[RowView, ...]:
        """The rows of the plan under a goal and the goals below it, each once, in the plan's order."""
        ids = self._with_below(goal.id)
        placements = {placement for each in ids for placement in self.own.get(each, ())}
        named = {goal for goal in plan.goals if any(each.id in ids and is_goal(each, goal) for each in self.goals)}
        return tuple(row for row in plan.rows if not placements.isdisjoint(row.chain) or row.goal in named)

    def above_named(self, words: Sequence[str], goals: Sequence[RegisterLine]) -> list[RegisterLine]:
        """Those of the goals that are below the one that the folded words name; all when they name none."""
        scores = [(sum(word in plain(str(other.content.get("name"))).split() for word in words), other.id)
                 for other in self.goals if other not in goals]  # fmt: skip
        best = max((score for score, _ in scores), default=0)
        named = {other for score, other in scores if score == best > 0}
        if len(named) != 1:
            return list(goals)
        ids = self._with_below(*named)
        return [goal for goal in goals if goal.id in ids]

    def _with_below(self, goal_id: int) -> set[int]:
        below, waiting = {goal_id}, [goal_id]
        while waiting:
            new = self.below.get(waiting.pop(), set()) - below
            below |= new
            waiting += new
        return below

    def named(self, words: str) -> list[RegisterLine]:
        """The goals that the words name: by the link to it (`goals:D14`) or its key, by level and number (`delmål 14`),
        or a sub-goal by words of its name (`delmålet om sysselsatta`). Several when the words do not tell which."""
        keys = {fold(words.strip()).removeprefix(f"{GOALS.name}:"), key_named(plain(words))}
        if by_key := [goal for goal in self.goals if goal.folded_key in keys]:
            return by_key
        asked = goal_named(plain(words))
        if asked is None:
            return []
        if asked.numbers:
            return [goal for goal in self.goals if _has_number(goal, asked)]
        return [goal for goal in self.goals if goal.content["kind"] in asked.kinds and _has_words(goal, asked.words)]


def _has_number(goal: RegisterLine, asked: GoalNamed) -> bool:
    return goal.content.get("number") in asked.numbers and (not asked.kinds or goal.content["kind"] in asked.kinds)


def _has_words(goal: RegisterLine, words: Sequence[str]) -> bool:
    name = plain(str(goal.content.get("name") or ""))
    return bool(words) and all(any(form in name for form in looser_forms(word)) for word in words)


def goal_tree(session: Session) -> GoalTree:
    """The tree as it stands."""
    goals = lines_of(session, GOALS.name, with_ended=False)
    known = {goal.id for goal in goals}
    below, own = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    query = (
        select(RegisterLink.line_id, RegisterLink.to_line_id, RegisterLink.placement_id)
        .join(RegisterLine, RegisterLine.id == RegisterLink.line_id)
        .where(RegisterLine.register == GOALS.name, RegisterLine.ended.is_(None))
    )
    for line, above, placement in session.execute(query):
        if above in known:
            below[above].add(line)
        elif placement:
            own[line].add(placement)
    return GoalTree(goals, dict(below), dict(own))


def words_for(goal: RegisterLine) -> str:
    """The words that name just this goal, for buttons."""
    return f"{GOALS.name}:{goal.key}"


_KEY = re.compile(r"(?:goals:.+|[a-z]{1,4}-?\d{1,4})")


def may_name_goal(words: str) -> bool:
    """Whether it is worth looking in the tree for a goal of this name. Reads nothing."""
    if is_scope_value(words):
        return False
    sentence = plain(words)
    return _KEY.fullmatch(fold(words.strip())) is not None or bool(key_named(sentence) or goal_named(sentence))
