"""Finding units and goals by any of their names, and creating them the first time a plan names them.

The files `unit_aliases.json` and `goal_aliases.json` hold the spellings of the source document (domain.md §2.7, §2.8).
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rules.text import fold, plain
from models.tables import Goal, Unit, UnitAlias
from models.vocabulary.plan import GoalKind

_MIN_SIMILARITY = 70.0  # percent; a less similar name does not help the reader


@cache
def aliases(subject: str) -> dict[str, list[str]]:
    """The names (`unit` or `goal`) that the program is delivered with, each with its other spellings."""
    text = (Path(__file__).parent / f"{subject}_aliases.json").read_text(encoding="utf-8")
    return {name: list(others) for name, others in json.loads(text).items()}


@cache
def _canonical(subject: str) -> dict[str, str]:
    return {fold(spelling): name for name, others in aliases(subject).items() for spelling in (name, *others)}


def canonical_name(subject: str, name: str) -> str:
    """The name that the aliases file gives this spelling, else the spelling itself."""
    return _canonical(subject).get(fold(name), name)


class Units:
    """Every unit, to be found by any of its names and aliases in any case."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._all = {unit.id: unit for unit in session.scalars(select(Unit))}
        aliased = session.scalars(select(UnitAlias)).all()
        self._by_key = {alias.key: self._all[alias.unit_id] for alias in aliased}
        self._by_key |= {unit.key: unit for unit in self._all.values()}

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Unit]:
        return iter(list(self._all.values()))

    def name(self, unit_id: int) -> str:
        """The name of a stored unit."""
        return self._all[unit_id].name

    def names(self) -> dict[str, str]:
        """Every name and alias, folded, with the name of its unit."""
        return {key: unit.name for key, unit in self._by_key.items()}

    def find(self, name: str) -> Unit | None:
        """The unit with this name or alias, in any case."""
        return self._by_key.get(fold(name)) or self._by_key.get(fold(canonical_name("unit", name)))

    def find_or_create(self, name: str) -> Unit:
        """The unit with this name or alias. A new one gets its name and aliases from the aliases file."""
        return self.find(name) or self._create(canonical_name("unit", name))

    def _create(self, name: str) -> Unit:
        unit = Unit(name=" ".join(name.split()), key=fold(name))
        self._session.add(unit)
        self._session.flush()
        self._all[unit.id] = self._by_key[unit.key] = unit
        for alias in aliases("unit").get(name, []):
            if fold(alias) not in self._by_key:
                self._by_key[fold(alias)] = unit
                self._session.add(UnitAlias(unit_id=unit.id, name=alias, key=fold(alias)))
        return unit

    def similar(self, name: str) -> list[str]:
        """The units whose names or aliases are most like this one, at most three, the most similar first."""
        # Imported here because most imports have no unknown unit, and a running program imports nothing.
        from rapidfuzz import fuzz, process

        choices = {key: plain(key) for key in self._by_key}
        matches = process.extract(plain(name), choices, scorer=fuzz.WRatio, limit=6, score_cutoff=_MIN_SIMILARITY)
        return list(dict.fromkeys(self._by_key[key].name for _, _, key in matches))[:3]


class Goals:
    """Every goal, to be found by its kind and its name in any case."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_key = {(goal.kind, goal.key): goal for goal in session.scalars(select(Goal))}

    def names(self, kind: GoalKind) -> list[str]:
        """The names of the stored goals of a kind."""
        return [goal.name for goal in self._by_key.values() if goal.kind is kind]

    def find(self, kind: GoalKind, name: str) -> Goal | None:
        """The goal with this kind and name. A misspelling in the aliases file is read as the right name."""
        return self._by_key.get((kind, fold(canonical_name("goal", name))))

    def find_or_create(self, kind: GoalKind, name: str) -> Goal:
        """The same; a goal that is not there is created."""
        goal = self.find(kind, name)
        if goal is None:
            name = " ".join(canonical_name("goal", name).split())
            goal = self._by_key[kind, fold(name)] = Goal(kind=kind, name=name, key=fold(name))
            self._session.add(goal)
            self._session.flush()
        return goal
