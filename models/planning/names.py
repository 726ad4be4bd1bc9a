"""Units, goals and activities by the names that a coordinator writes."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from models.people.directory import Directory
from models.plan.views import GoalView, PlanView, RowView, UnitView
from models.rules.text import fold, plain

T = TypeVar("T", GoalView, UnitView)
_SUGGEST_FROM = 55
_MOST_SUGGESTED = 3


def unit_named(directory: Directory, words: str) -> UnitView | None:
    """The unit with this name or alias, or the only one whose name begins so; None when there is none, or several."""
    return _named([(name, unit) for unit in directory.units for name in (unit.name, *unit.aliases)], words)


def goal_named(goals: Iterable[GoalView], words: str) -> GoalView | None:
    """The goal with this name, or the only one whose name begins so; None when there is none, or several."""
    return _named([(name, goal) for goal in goals for name in (goal.name, f"{goal.kind} {goal.name}")], words)


def _named(names: Sequence[tuple[str, T]], words: str) -> T | None:
    # Exactly first, then without diacritics, then by the beginning.
    ways = (
        [each for name, each in names if fold(name) == fold(words)],
        [each for name, each in names if plain(name) == plain(words)],
        [each for name, each in names if plain(words) and plain(name).removeprefix("ett ").startswith(plain(words))],
    )
    for candidates in ways:
        if different := list({each.id: each for each in candidates}.values()):
            return different[0] if len(different) == 1 else None
    return None


def similar_names(names: Iterable[str], words: str) -> list[str]:
    """The names that are most like these words, at most three, the most similar first; all of them when none is."""
    # Imported here because most names are found without it.
    from rapidfuzz import fuzz, process

    known = list(dict.fromkeys(names))
    choices = {name: plain(name) for name in known}
    matches = process.extract(plain(words), choices, scorer=fuzz.WRatio, limit=_MOST_SUGGESTED,
                              score_cutoff=_SUGGEST_FROM)  # fmt: skip
    return [name for _, _, name in matches] or known


def row_worded(plan: PlanView, text: str) -> RowView | None:
    """The first row of the activity with this wording, in any case; None when the plan has none."""
    return next((row for row in plan.rows if fold(row.activity) == fold(text)), None)
