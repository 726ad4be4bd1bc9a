"""The goals and units that the words of a sentence name, in other forms, shortened or misspelt."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from models.plan.find import Scope, goal_scope, scope_names, unit_scope
from models.plan.views import PlanView
from models.rules.words.sentence import about, is_form_of

# A name's words that say little by themselves.
_IN_NAMES = {"ett", "en", "och", "genom", "and", "the", "of"}
_FEWEST_LETTERS = 4
_LONG = 6
_COMMON = 3
_SIMILAR = 86


def named(plan: PlanView, words: Sequence[str]) -> tuple[tuple[tuple[Scope, ...], ...], set[str]]:
    """The goals and units that the words name, in groups that cannot be told apart, and the words used."""
    matches: dict[frozenset[str], list[tuple[float, Scope]]] = {}
    for scope, names in _known(plan).scopes:
        used, coverage = max(
            ((frozenset(_matched(words, name)), _coverage(words, name)) for name in names),
            key=lambda pair: (len(pair[0]), pair[1]),
        )
        if used:
            matches.setdefault(used, []).append((coverage, scope))
    # A name of which only one word is said gives way to one of which that word and more is said.
    kept = {used: scopes for used, scopes in matches.items() if not any(used < other for other in matches)}
    groups = []
    for scored in kept.values():
        best = max(coverage for coverage, _ in scored)
        groups.append(tuple(scope for coverage, scope in scored if coverage == best or best < 1))
    return tuple(groups), {word for used in kept for word in used}


def _matched(words: Sequence[str], name: tuple[str, ...]) -> list[str]:
    return [word for word in words if any(_names_word(word, part) or _names_word(about(word), part) for part in name)]


def _coverage(words: Sequence[str], name: tuple[str, ...]) -> float:
    return sum(any(is_form_of(word, part) for word in words) for part in name) / max(len(name), 1)


def _names_word(word: str, part: str) -> bool:
    """Whether a typed word is a form of a word in a name, its beginning, or a slip of the hand."""
    if is_form_of(word, part) or (len(word) >= _FEWEST_LETTERS and part.startswith(word)):
        return True
    # `samhälle` is the beginning of `samhällsutveckling`.
    if len(word) > _LONG and part.startswith(f"{word[:-1]}s"):
        return True
    if min(len(word), len(part)) < 7 or abs(len(word) - len(part)) > 2:
        return False
    # Imported here because most words match without it.
    from rapidfuzz import fuzz

    return fuzz.ratio(word, part) >= _SIMILAR


@dataclass(frozen=True)
class _Known:
    """A plan's goals and units, each with its names as words. `common` are the words that three or more names share,
    like the region's own: they tell none of them apart and are left out."""

    scopes: tuple[tuple[Scope, tuple[tuple[str, ...], ...]], ...]
    common: frozenset[str]


_known_of: WeakKeyDictionary[PlanView, _Known] = WeakKeyDictionary()


def common_words(plan: PlanView) -> frozenset[str]:
    """The words that name nothing, because many goals and units have them in their names."""
    return _known(plan).common


def _known(plan: PlanView) -> _Known:
    known = _known_of.get(plan)
    if known is None:
        scopes = [goal_scope(plan, goal) for goal in plan.goals] + [unit_scope(plan, unit) for unit in plan.units]
        named = [(scope, [name.split() for name in dict.fromkeys(scope_names(scope))]) for scope in scopes]
        counts = Counter(word for _, names in named for word in {word for name in names for word in name})
        common = {word for word, n in counts.items() if n >= _COMMON}
        known = _known_of[plan] = _Known(
            tuple(
                (scope, tuple(tuple(w for w in name if w not in common | _IN_NAMES) or tuple(name) for name in names))
                for scope, names in named
            ),
            frozenset(common),
        )
    return known
