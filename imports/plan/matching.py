"""Which stored row each row of a plan file is (contract, `malvakten plan import`).

By its key; else by its wording within its goal; else by its number, when that wording is nowhere else and near the old
one. What is left in doubt is told, never guessed.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.rules.text import fold
from models.rules.words.nearness import beginnings, near_wordings


@dataclass(frozen=True)
class Row:
    """A row to be matched, from the file or the store. `goal` and `units` are whatever identifies them on both sides.
    `id` is the stored row's placement; None for a row of the file."""

    number: int
    key: str | None
    goal: Hashable
    text: str
    units: tuple[Hashable, ...] = ()
    id: int | None = None
    active: bool = True


@dataclass(frozen=True)
class Doubt:
    """A row of the file that may be any of these stored rows, which the file lacks, in new words, or another activity.
    `is_same_number` when it has the number of the stored row, which then is the only one."""

    row: Row
    stored: tuple[Row, ...]
    is_same_number: bool


@dataclass(frozen=True)
class Matches:
    """`found` is the stored row of each row of the file, by its number in the file; rows that are not in it are new.
    `ended` are the stored rows that the operator has said are replaced by another activity."""

    found: dict[int, Row] = field(default_factory=dict)
    ended: list[Row] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def match(stored: Iterable[Row], rows: Iterable[Row], same: Collection[int] = (), new: Collection[int] = ()) -> Matches:
    """`same` and `new` are the numbers in the file of rows in doubt that are the old activity or another one."""
    matcher = _Matcher(list(stored), sorted(rows, key=lambda row: row.number))
    matcher.by_key()
    matcher.by_wording()
    matcher.by_number(frozenset(same), frozenset(new))
    matcher.by_nearness(frozenset(same), frozenset(new))
    return matcher.matches


class _Matcher:
    def __init__(self, stored: Sequence[Row], rows: Sequence[Row]) -> None:
        self.stored = stored
        self.left = {row.id: row for row in stored}
        self.open = {row.number: row for row in rows}
        self.matches = Matches()

    def by_key(self) -> None:
        keyed = {fold(row.key): row for row in self.stored if row.key}
        for row in list(self.open.values()):
            if row.key and fold(row.key) in keyed:
                self._settle(row, keyed[fold(row.key)])

    def by_wording(self) -> None:
        """Within the goal first, also among rows that were removed. Then under another goal: a wording is one activity
        wherever it stands."""
        for active in (True, False):
            self._pair(active, lambda row: (row.goal, row.text))
            self._pair(active, lambda row: (row.goal, fold(row.text)))
        self._pair(True, lambda row: fold(row.text))

    def by_number(self, same: frozenset[int], new: frozenset[int]) -> None:
        wordings = {(row.goal, fold(row.text)) for row in self.stored if row.active}
        by_number = {row.number: row for row in self.left.values() if row.active}
        for row in list(self.open.values()):
            old = by_number.get(row.number)
            if old is None:
                continue
            is_elsewhere = (row.goal, fold(row.text)) in wordings
            has_other_key = bool(row.key and old.key)
            if row.number in new:
                self.matches.ended.append(self.left.pop(old.id))
                del self.open[row.number]
            elif row.number in same or (
                near_wordings(old.text, row.text) and not is_elsewhere and not has_other_key
            ):  # fmt: skip
                self._settle(row, old)
            else:
                self._doubt(row, (old,), is_same_number=True)

    def by_nearness(self, same: frozenset[int], new: frozenset[int]) -> None:
        """A row that is new by all this, near one that the file lacks, may have been moved and reworded at once."""
        absent: dict[str, list[Row]] = {}
        for old in self.left.values():
            for beginning in beginnings(old.text) if old.active else ():
                absent.setdefault(beginning, []).append(old)
        for row in list(self.open.values()):
            alike = {old.id: old for each in sorted(beginnings(row.text)) for old in absent.get(each, ())}
            near = tuple(
                old for old in sorted(alike.values(), key=lambda old: old.number)
                if old.id in self.left and not (row.key and old.key) and near_wordings(old.text, row.text)
            )  # fmt: skip
            if len(near) == 1 and row.number in same:
                self._settle(row, near[0])
            elif near and row.number not in new:
                self._doubt(row, near, is_same_number=False)

    def _pair(self, active: bool, key: Callable[[Row], Hashable]) -> None:
        """Matches rows for which `key` says the same. Among several, those with the same units, and then in order if
        there are as many as before, else those with the same number first."""
        groups: dict[Hashable, tuple[list[Row], list[Row]]] = {}
        for old in sorted(self.left.values(), key=lambda row: row.number):
            if old.active is active:
                groups.setdefault(key(old), ([], []))[0].append(old)
        for row in self.open.values():
            if key(row) in groups:
                groups[key(row)][1].append(row)
        for olds, rows in groups.values():
            ways: list[Callable[[Row], Any]] = [lambda row: row.units, lambda _: ()]
            if len(olds) != len(rows):
                ways = [lambda row: (row.units, row.number), ways[0], lambda row: row.number, ways[1]]
            for way in ways:
                self._pair_group(olds, rows, way)

    def _pair_group(self, olds: Sequence[Row], rows: Sequence[Row], way: Callable[[Row], Hashable]) -> None:
        waiting: dict[Hashable, list[Row]] = {}
        for old in olds:
            if old.id in self.left:
                waiting.setdefault(way(old), []).append(old)
        for row in rows:
            if row.number in self.open and waiting.get(way(row)):
                self._settle(row, waiting[way(row)].pop(0))

    def _settle(self, row: Row, old: Row) -> None:
        self.matches.found[row.number] = old
        del self.open[row.number], self.left[old.id]

    def _doubt(self, row: Row, stored: tuple[Row, ...], is_same_number: bool) -> None:
        self.matches.doubts.append(Doubt(row, stored, is_same_number))
        del self.open[row.number]
        if is_same_number:
            del self.left[stored[0].id]
