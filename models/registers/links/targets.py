"""What lines are linked to: written as in files (`row:14`, `unit:NAME`, `register:KEY`), stored by id."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from i18n import N_
from models.people.directory import Directory
from models.plan.views import PlanView
from models.registers.all import BY_WORD
from models.registers.declaration import LineFault, Register
from models.registers.tables import RegisterLine, RegisterLink
from models.rules.text import fold, plain

T = TypeVar("T")


class Targets:
    """Finds what a link names, and names what a stored link is about. A row is told by its number in `plan`."""

    def __init__(self, session: Session, directory: Directory, plan: PlanView | None) -> None:
        self._session, self._plan = session, plan
        self._units = {fold(name): unit for unit in directory.units for name in (*unit.aliases, unit.name)}
        self._unit_names = {unit.id: unit.name for unit in directory.units}
        self._numbers = numbers_of_rows(directory, plan) if plan else {}
        self._lines: dict[tuple[str, str], RegisterLine] = {}
        self._by_id: dict[int, RegisterLine] = {}

    def add(self, lines: Iterable[RegisterLine]) -> None:
        """Lines that need not be asked for."""
        for line in lines:
            self._lines[line.register, line.folded_key] = self._by_id[line.id] = line

    @property
    def names(self) -> set[str]:
        """The names of the units and of the plan's goals."""
        goals = {row.goal.name for row in self._plan.rows} if self._plan else set[str]()
        return goals | set(self._unit_names.values())

    def find(self, register: Register, words: str) -> tuple[str, RegisterLink]:
        """What a link of a line of this register names: the link as files have it, and as it is stored. Raises
        LineFault when there is no such thing, or this register is not linked to such."""
        kind, name = _parts(words)
        if kind not in register.links or not name:
            known = ", ".join(_EXAMPLES.get(each, f"{each}:KEY") for each in register.links)
            raise LineFault("links", N_("takes {known}, not “{written}”"), written=words[:60], known=known)
        if kind == "row":
            row = self._plan.by_row.get(int(name)) if self._plan and name.isdecimal() else None
            if row is None:
                raise LineFault("links", N_("the plan has no row {row}"), row=name[:20])
            return f"row:{row.row}", RegisterLink(placement_id=row.placement_id)
        if kind == "unit":
            unit = self._units.get(fold(name))
            if unit is None:
                raise LineFault("links", N_("there is no unit “{name}”"), name=name[:60])
            return f"unit:{unit.name}", RegisterLink(unit_id=unit.id)
        line = self._line(kind, name)
        return f"{kind}:{line.key}", RegisterLink(to_line_id=line.id)

    def written(self, words: str) -> str:
        """A link in the words that files have: `rad: 14` is `row:14`. Not whether there is such a thing."""
        return ":".join(_parts(words))

    def _line(self, register: str, key: str) -> RegisterLine:
        at = (register, fold(key))
        if at not in self._lines:
            query = select(RegisterLine).where(RegisterLine.register == register, RegisterLine.folded_key == at[1])
            line = self._session.scalars(query).one_or_none()
            if line is None:
                raise LineFault("links", N_("the register {register} has no line “{key}”"), register=register,
                                key=key[:60])  # fmt: skip
            self.add([line])
        return self._lines[at]

    def words(self, links: Iterable[RegisterLink]) -> Mapping[int, list[str]]:
        """What each line is linked to, by the line's id, as files have it."""
        listed = list(links)
        self._read({link.to_line_id for link in listed if link.to_line_id} - self._by_id.keys())
        told: dict[int, list[str]] = {}
        for link in listed:
            told.setdefault(link.line_id, []).append(self._word(link))
        return told

    def _word(self, link: RegisterLink) -> str:
        if link.to_line_id:
            other = self._by_id[link.to_line_id]
            return f"{other.register}:{other.key}"
        if link.placement_id:
            return f"row:{self._numbers.get(link.placement_id, '?')}"
        return f"unit:{self._unit_names[link.unit_id or 0]}"

    def _read(self, ids: set[int]) -> None:
        for part in in_parts(sorted(ids)):
            self.add(self._session.scalars(select(RegisterLine).where(RegisterLine.id.in_(part))))


_AT_A_TIME = 500


def in_parts(values: Sequence[T], size: int = _AT_A_TIME) -> Iterator[Sequence[T]]:
    """So many at a time; without a size as many as one query takes."""
    return (values[first : first + size] for first in range(0, len(values), size))


_KINDS = {word: register.name for word, register in BY_WORD.items()} | {"rad": "row", "verksamhet": "unit"}
_EXAMPLES = {"row": "row:14", "unit": "unit:NAME"}


def _parts(words: str) -> tuple[str, str]:
    kind, _, name = (part.strip() for part in words.partition(":"))
    return _KINDS.get(plain(kind), kind), name


def numbers_of_rows(directory: Directory, plan: PlanView) -> dict[int, int]:
    """The number in this plan of every row that was ever linked to, by placement id: of the row itself, of the one that
    continues it from an earlier year, or of the one that took its place. A row that is not in this plan keeps its own
    number."""
    numbers = {ended.row.placement_id: ended.row.row for each in directory.plans for ended in each.ended}
    numbers |= {row.placement_id: row.row for each in directory.plans for row in each.rows}
    for ended in plan.ended:
        if successor := plan.in_place_of(ended):
            numbers[ended.row.placement_id] = successor.row
    numbers |= {placement: row.row for row in plan.rows for placement in row.chain}
    return numbers


def circle(session: Session, register: Register) -> list[str] | None:
    """The keys of lines of one register that are linked to each other in a circle; None when there is none."""
    other = aliased(RegisterLine)
    query = (
        select(RegisterLine.key, other.key).join(RegisterLink, RegisterLink.line_id == RegisterLine.id)
        .join(other, other.id == RegisterLink.to_line_id)
        .where(RegisterLine.register == register.name, other.register == register.name)
    )  # fmt: skip
    above: dict[str, set[str]] = {}
    for key, target in session.execute(query):
        above.setdefault(key, set()).add(target)
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None
