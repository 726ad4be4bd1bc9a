"""Units and goals that a plan file would create, and those of them that are near a name that is known."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from imports.cells import shown
from imports.faults import Fault
from imports.plan.file import PlanRow
from imports.registers import Goals, Units, canonical_name
from models.rules.text import fold, plain
from models.rules.words.nearness import near_names, numbers_in
from models.vocabulary.plan import GoalKind

# Between two units in one cell where "/" is meant. The last ones stand in names, too.
_SURELY_SEVERAL = re.compile(r"[;\n\r]+")
_PERHAPS_SEVERAL = re.compile(r"[;,+&\n\r]+|\boch\b", re.IGNORECASE)
# What people write where no unit is decided on.
_NOBODY = {
    "x", "xx", "xxx", "na", "n/a", "tbd", "saknas", "ingen", "inga", "okand", "okant", "oklart", "vakant", "ej klart",
    "ej beslutat", "ej beslutad", "ej bestamt", "ej angivet", "ej aktuellt", "ej utsett",
}  # fmt: skip


@dataclass(frozen=True)
class NewNames:
    """What the file would create, in its order: the units, and the goals with their kinds. `faults` are those that are
    near another name."""

    units: tuple[str, ...]
    goals: tuple[str, ...]
    faults: tuple[Fault, ...]


def new_names(rows: Sequence[PlanRow], units: Units, goals: Goals) -> NewNames:
    """Compares the names in the file with those that are stored, and with one another."""
    in_file = ((row.position, canonical_name("unit", name)) for row in rows for name in row.units)
    new_units = _first_of_each((position, name) for position, name in in_file if units.find(name) is None)
    new_goals = {
        kind: _first_of_each(
            (row.position, canonical_name("goal", row.goal))
            for row in rows
            if row.goal_kind is kind and goals.find(kind, row.goal) is None
        )
        for kind in GoalKind
    }
    faults = [*_unit_faults(new_units, units)]
    for kind, names in new_goals.items():
        faults += _near_faults("goal", "goal", names, {name: name for name in goals.names(kind)})
    told = tuple(f"{kind} {name}" for kind, names in new_goals.items() for name in names)
    return NewNames(tuple(new_units), told, tuple(faults))


def _first_of_each(names: Iterable[tuple[int, str]]) -> dict[str, int]:
    """The names in the file's first spelling, each with the row where it stands first."""
    first: dict[str, tuple[str, int]] = {}
    for position, name in names:
        first.setdefault(fold(name), (name, position))
    return dict(first.values())


def _unit_faults(new: dict[str, int], units: Units) -> Iterator[Fault]:
    known = units.names()
    keys = {fold(name) for name in (*known, *new)}
    nobody = {name for name in new if not any(map(str.isalpha, name)) or plain(name) in _NOBODY}
    for name in nobody:
        words = f"“{shown(name)}” would be a new unit; write the unit that answers for the activity, or"
        yield Fault(new[name], "units", f"{words} add --new-units to the command if it is one")
    new = {name: at for name, at in new.items() if name not in nobody}
    several = {name: parts for name in new if (parts := _parts(name, keys))}
    for name, parts in several.items():
        meant = " / ".join(parts)
        words = f"“{shown(name)}” would be one new unit; did you mean “{meant}”? Write / between units, or"
        yield Fault(new[name], "units", f"{words} add --new-units to the command if it is one")
    yield from _near_faults("unit", "units", {n: at for n, at in new.items() if n not in several}, known)


def _parts(name: str, keys: set[str]) -> list[str]:
    """The units that stand in one name; empty when it is one. Where the mark between them also stands in names, each
    of them must be known."""
    for mark, must_be_known in ((_SURELY_SEVERAL, False), (_PERHAPS_SEVERAL, True)):
        parts = [" ".join(part.split()) for part in mark.split(name) if part.strip()]
        if len(parts) > 1 and (not must_be_known or all(fold(part) in keys for part in parts)):
            return parts
    return []


def _near_faults(noun: str, column: str, new: dict[str, int], known: dict[str, str]) -> Iterator[Fault]:
    """`new` are names with their rows, `known` the stored spellings with the name of what they mean."""
    # Names with different numbers are never near, and a plan may have hundreds of numbered units.
    earlier: dict[tuple[str, ...], dict[str, str]] = {}
    for spelling, name in known.items():
        earlier.setdefault(numbers_in(spelling), {})[spelling] = f"“{shown(name)}”"
    for name, position in new.items():
        others = earlier.setdefault(numbers_in(name), {})
        meant = next((told for spelling, told in others.items() if near_names(spelling, name)), None)
        if meant:
            words = f"“{shown(name)}” would be a new {noun}; did you mean {meant}? Write it in the same way, or"
            yield Fault(position, column, f"{words} add --new-units to the command if it is another {noun}")
        others.setdefault(name, f"“{shown(name)}” (row {position})")
