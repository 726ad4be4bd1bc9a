"""Searches a plan for a goal, a unit, a row or free text, also when misspelt or typed without diacritics."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from models.plan.views import GoalView, PlanView, RowView, UnitView
from models.rules.text import fold, plain

# Similarity in percent. Below the first, matches are coincidental: "kultur" and "natur" reach 73.
_MATCH_FROM = 80
_SUGGEST_FROM = 55
_MOST_CACHED = 500
_SHORT = 4
_LONGEST_NAME = 150
# What a scope's `value` begins with.
_VALUES = {"goal", "unit", "placement", "row", "rows", "text"}
_KIND_WORDS = re.compile(r"^(visionsmalet|visionsmal|malomradet|malomrade|verksamheten|verksamhet|goal area|unit)\s+")


@dataclass(frozen=True)
class Scope:
    """Rows of the plan under one name. `value` is its id in buttons, e.g. `unit:7`. `goal` and `unit` are set when the
    scope is one."""

    name: str
    value: str
    rows: tuple[RowView, ...]
    goal: GoalView | None = None
    unit: UnitView | None = None
    is_row: bool = False

    @property
    def is_named(self) -> bool:
        """Whether it is a part of the plan, and not just rows that have some words in their text."""
        return not self.value.startswith("text:")


@dataclass(frozen=True)
class Found:
    """The result of a search: one scope, or several to choose from. `near` are similar names to suggest when there is
    no scope. `texts` are the rows whose text contains the words."""

    scopes: tuple[Scope, ...] = ()
    near: tuple[Scope, ...] = ()
    texts: tuple[RowView, ...] = ()


def is_scope_value(words: str) -> bool:
    """Whether these are not words that somebody wrote, but a scope's `value` from a button."""
    return words.partition(":")[0] in _VALUES and ":" in words


def goal_scope(plan: PlanView, goal: GoalView) -> Scope:
    """The rows under a goal."""
    return Scope(goal.name, f"goal:{goal.id}", plan.rows_of_goal.get(goal.id, ()), goal=goal)


def unit_scope(plan: PlanView, unit: UnitView) -> Scope:
    """The rows of a unit."""
    return Scope(unit.name, f"unit:{unit.id}", plan.rows_of_unit.get(unit.id, ()), unit=unit)


def row_scope(row: RowView) -> Scope:
    """One row, named by its activity."""
    return Scope(row.activity, f"placement:{row.placement_id}", (row,), is_row=True)


def rows_scope(name: str, rows: Sequence[RowView]) -> Scope:
    """Rows that were found in some other way than by a name; `name` is the heading above them."""
    numbers = ",".join(str(row.row) for row in rows)
    return Scope(name, f"rows:{numbers}:{name[:_LONGEST_NAME]}", tuple(rows))


def text_scope(words: str, rows: tuple[RowView, ...]) -> Scope:
    """The rows whose text contains the words."""
    return Scope(words, f"text:{words}", rows)


def find(plan: PlanView, words: str) -> Found:
    """Searches in this order, until something matches: a button's value, a row number, exact names, beginnings of
    words, similar names, the activities' texts. `words` is what the person typed."""
    cache = _index(plan).results
    result = cache.get(words)
    if result is None:
        result = _search(plan, words)
        if len(cache) >= _MOST_CACHED:
            cache.clear()
        cache[words] = result
    return result


def _search(plan: PlanView, words: str) -> Found:
    if scope := _from_button(plan, words):
        return Found((scope,))
    number = row_number(words)
    if number is not None:
        row = plan.by_row.get(number)
        return Found((row_scope(row),)) if row else Found()
    wanted = _KIND_WORDS.sub("", plain(words))
    known = _index(plan).known
    texts = tuple(row for row in plan.rows if _in_text(wanted, row))
    if matches := _exact(known, wanted) or _by_words(known, wanted) or _similar(known, wanted, _MATCH_FROM):
        return Found(tuple(matches), texts=texts)
    if texts:
        return Found((text_scope(words, texts),), texts=texts)
    return Found(near=tuple(_similar(known, wanted, _SUGGEST_FROM)[:5]))


def row_number(words: str) -> int | None:
    """The number in `14`, `rad 14` and `#14`; None for anything else."""
    match = re.fullmatch(r"(?:rad|row|nr|#)?\s*(\d{1,6})", fold(words))
    return int(match.group(1)) if match else None


def _from_button(plan: PlanView, words: str) -> Scope | None:
    """The scope whose `value` this is; None for other words."""
    kind, _, value = words.partition(":")
    match kind:
        case "goal":
            return next((goal_scope(plan, g) for g in plan.goals if str(g.id) == value), None)
        case "unit":
            return next((unit_scope(plan, u) for u in plan.units if str(u.id) == value), None)
        case "placement":
            return next((row_scope(r) for r in plan.rows if str(r.placement_id) == value), None)
        case "row":  # in older messages
            return next((row_scope(r) for r in plan.rows if str(r.row) == value), None)
        case "text":
            rows = tuple(row for row in plan.rows if _in_text(plain(value), row))
            return text_scope(value, rows) if rows else None
        case "rows":
            numbers, _, name = value.partition(":")
            listed = [plan.by_row.get(int(number)) for number in numbers.split(",") if number.isdecimal()]
            known = [row for row in listed if row]
            return rows_scope(name, known) if known else None
    return None


@dataclass(frozen=True)
class _Named:
    """A goal or unit with its names, folded by `plain`."""

    scope: Scope
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Index:
    """The names of a plan's goals and units, and the results of recent searches by their words."""

    known: tuple[_Named, ...]
    results: dict[str, Found]


_indexes: WeakKeyDictionary[PlanView, _Index] = WeakKeyDictionary()


def _index(plan: PlanView) -> _Index:
    """The plan's index, built at the first search."""
    index = _indexes.get(plan)
    if index is None:
        scopes = [goal_scope(plan, goal) for goal in plan.goals] + [unit_scope(plan, unit) for unit in plan.units]
        index = _indexes[plan] = _Index(tuple(_Named(scope, tuple(scope_names(scope))) for scope in scopes), {})
    return index


def scope_names(scope: Scope) -> Iterable[str]:
    yield plain(scope.name)
    # Three of the five goals begin with this article, which people leave out.
    yield plain(scope.name).removeprefix("ett ")
    if scope.unit:
        yield from (plain(alias) for alias in scope.unit.aliases)


def _exact(known: tuple[_Named, ...], wanted: str) -> list[Scope]:
    return [one.scope for one in known if wanted in one.names]


def _by_words(known: tuple[_Named, ...], wanted: str) -> list[Scope]:
    """The scopes with a name in which every typed word is the beginning of a word."""
    parts = wanted.split()
    return [
        one.scope
        for one in known
        if parts and any(all(any(w.startswith(p) for w in name.split()) for p in parts) for name in one.names)
    ]


def _similar(known: tuple[_Named, ...], wanted: str, least: int) -> list[Scope]:
    """The scopes whose similarity is at least `least` and within five points of the best, most similar first."""
    if len(wanted) < 3:
        return []
    scored = [(max(_similarity(wanted, name) for name in one.names), one.scope) for one in known]
    best = max((score for score, _ in scored), default=0.0)
    return [s for score, s in sorted(scored, key=lambda pair: -pair[0]) if score >= max(least, best - 5)]


def _similarity(wanted: str, name: str) -> float:
    """In percent: that of the whole texts, or the mean of each typed word's best match in the name, if that is
    higher."""
    # Imported here because most searches match without it.
    from rapidfuzz import fuzz

    words = wanted.split()
    by_word = sum(max((fuzz.ratio(w, n) for n in name.split()), default=0.0) for w in words) / max(len(words), 1)
    return max(fuzz.ratio(wanted, name), by_word - 2)


def _in_text(wanted: str, row: RowView) -> bool:
    return bool(wanted) and all(_is_in(part, row.searchable) for part in wanted.split())


def _is_in(part: str, text: str) -> bool:
    """Whether a word is in the text: a short one (`rott` in `idrottsplan`) only at the beginning of a word."""
    return f" {part}" in f" {text}" or (len(part) > _SHORT and part in text)
