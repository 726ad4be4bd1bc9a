"""What a person means by a word: a goal, a unit, a row or free text, misspelt or without diacritics."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from models.plan.views import GoalView, PlanView, RowView, UnitView
from models.rules.text import fold, plain

# Below this a likeness is chance: "kultur" and "natur" reach 73.
_LIKE_ENOUGH = 80
_SUGGEST = 55
_MOST_REMEMBERED = 500
_KIND_WORDS = re.compile(r"^(visionsmalet|visionsmal|malomradet|malomrade|verksamheten|verksamhet|goal area|unit)\s+")


@dataclass(frozen=True)
class Scope:
    """What a status is about: rows of the plan and the name they go by. `value` names it again in a button."""

    name: str
    value: str
    rows: tuple[RowView, ...]
    goal: GoalView | None = None
    unit: UnitView | None = None
    is_row: bool = False


@dataclass(frozen=True)
class Found:
    """One scope, or several to choose from. `near` are likenesses offered when nothing was found. `texts` are the rows
    whose text has the word."""

    scopes: tuple[Scope, ...] = ()
    near: tuple[Scope, ...] = ()
    texts: tuple[RowView, ...] = ()


def goal_scope(plan: PlanView, goal: GoalView) -> Scope:
    return Scope(goal.name, f"goal:{goal.id}", plan.rows_of_goal.get(goal.id, ()), goal=goal)


def unit_scope(plan: PlanView, unit: UnitView) -> Scope:
    return Scope(unit.name, f"unit:{unit.id}", plan.rows_of_unit.get(unit.id, ()), unit=unit)


def row_scope(row: RowView) -> Scope:
    return Scope(row.activity, f"row:{row.row}", (row,), is_row=True)


def text_scope(words: str, rows: tuple[RowView, ...]) -> Scope:
    return Scope(words, f"text:{words}", rows)


def find(plan: PlanView, words: str) -> Found:
    """Looks for a row number, an exact name, a beginning of words, a likeness, and last the activities' texts."""
    remembered = _index(plan).found
    found = remembered.get(words)
    if found is None:
        found = _find(plan, words)
        if len(remembered) >= _MOST_REMEMBERED:
            remembered.clear()
        remembered[words] = found
    return found


def _find(plan: PlanView, words: str) -> Found:
    if chosen := _chosen(plan, words):
        return Found((chosen,))
    number = row_number(words)
    if number is not None:
        row = plan.by_row.get(number)
        return Found((row_scope(row),)) if row else Found()
    wanted = _KIND_WORDS.sub("", plain(words))
    known = _index(plan).known
    texts = tuple(row for row in plan.rows if _in_text(wanted, row))
    if matches := _exact(known, wanted) or _by_words(known, wanted) or _alike(known, wanted, _LIKE_ENOUGH):
        return Found(tuple(matches), texts=texts)
    if texts:
        return Found((text_scope(words, texts),), texts=texts)
    return Found(near=tuple(_alike(known, wanted, _SUGGEST)[:5]))


def row_number(words: str) -> int | None:
    """The number in `14`, `rad 14` and `#14`; None for anything else."""
    found = re.fullmatch(r"(?:rad|row|nr|#)?\s*(\d{1,6})", fold(words))
    return int(found.group(1)) if found else None


def _chosen(plan: PlanView, words: str) -> Scope | None:
    """A scope by the value that a button carries."""
    kind, _, value = words.partition(":")
    match kind:
        case "goal":
            return next((goal_scope(plan, g) for g in plan.goals if str(g.id) == value), None)
        case "unit":
            return next((unit_scope(plan, u) for u in plan.units if str(u.id) == value), None)
        case "row":
            return next((row_scope(r) for r in plan.rows if str(r.row) == value), None)
        case "text":
            rows = tuple(row for row in plan.rows if _in_text(plain(value), row))
            return text_scope(value, rows) if rows else None
    return None


@dataclass(frozen=True)
class _Known:
    """A goal or unit and what it may be called, without diacritics."""

    scope: Scope
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Index:
    """What a plan's goals and units are called, and what the last questions about it found."""

    known: tuple[_Known, ...]
    found: dict[str, Found]


_kept: WeakKeyDictionary[PlanView, _Index] = WeakKeyDictionary()


def _index(plan: PlanView) -> _Index:
    """Worked out once for as long as the plan is the same."""
    index = _kept.get(plan)
    if index is None:
        scopes = [goal_scope(plan, goal) for goal in plan.goals] + [unit_scope(plan, unit) for unit in plan.units]
        index = _kept[plan] = _Index(tuple(_Known(scope, tuple(_names(scope))) for scope in scopes), {})
    return index


def _names(scope: Scope) -> Iterable[str]:
    yield plain(scope.name)
    # People leave out the little word that three of the five goals begin with.
    yield plain(scope.name).removeprefix("ett ")
    if scope.unit:
        yield from (plain(alias) for alias in scope.unit.aliases)


def _exact(known: tuple[_Known, ...], wanted: str) -> list[Scope]:
    return [one.scope for one in known if wanted in one.names]


def _by_words(known: tuple[_Known, ...], wanted: str) -> list[Scope]:
    """Every word typed begins a word of the name."""
    parts = wanted.split()
    return [
        one.scope
        for one in known
        if parts and any(all(any(w.startswith(p) for w in name.split()) for p in parts) for name in one.names)
    ]


def _alike(known: tuple[_Known, ...], wanted: str, least: int) -> list[Scope]:
    if len(wanted) < 3:
        return []
    scored = [(max(_likeness(wanted, name) for name in one.names), one.scope) for one in known]
    best = max((score for score, _ in scored), default=0.0)
    return [s for score, s in sorted(scored, key=lambda pair: -pair[0]) if score >= max(least, best - 5)]


def _likeness(wanted: str, name: str) -> float:
    """The whole against the whole, and each typed word against its best word in the name."""
    # Imported when it is used, as in `models.rules.text_answer`.
    from rapidfuzz import fuzz

    words = wanted.split()
    by_word = sum(max((fuzz.ratio(w, n) for n in name.split()), default=0.0) for w in words) / max(len(words), 1)
    return max(fuzz.ratio(wanted, name), by_word - 2)


def _in_text(wanted: str, row: RowView) -> bool:
    return bool(wanted) and all(part in row.searchable for part in wanted.split())
