"""What happens to row numbers when the rows of a plan move."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from imports.cells import LARGEST_ROW
from imports.people.owners import newest_plan
from models.people.directory_cache import raise_revision
from models.tables import Person, Placement


@dataclass(frozen=True)
class Moved:
    """A row whose number changes. Everything that is stored about it follows."""

    old: int
    new: int
    activity: str

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


def final_numbers(
    placements: Iterable[Placement], wanted: Mapping[int, int], in_file: Collection[int]
) -> dict[int, int]:
    """Each placement's number after the import, by its id. `wanted` are the numbers that the file gives, by placement,
    `in_file` all numbers in the file. A row that the file lacks keeps its number, unless the file gives it to another
    row: then it goes to the end."""
    rest = sorted((each for each in placements if each.id not in wanted), key=lambda each: (not each.active, each.row))
    numbers = dict(wanted) | {each.id: each.row for each in rest if each.row not in in_file}
    taken = {*in_file, *numbers.values()}
    for placement in rest:
        if placement.id not in numbers:
            numbers[placement.id] = _free_number(taken)
            taken.add(numbers[placement.id])
    return numbers


def _free_number(taken: Collection[int]) -> int:
    after = max(taken) + 1
    return after if after <= LARGEST_ROW else next(n for n in range(1, LARGEST_ROW + 1) if n not in taken)


def store_numbers(
    session: Session, placements: Iterable[Placement], numbers: Mapping[int, int], keys: Mapping[int, str | None]
) -> None:
    """Gives the placements their numbers and keys. Both are unique, so those that change are taken away first."""
    changing = [each for each in placements if (each.row, each.key) != (numbers[each.id], keys[each.id])]
    for placement in changing:
        placement.row, placement.key = -placement.id, None
    session.flush()
    for placement in changing:
        placement.row, placement.key = numbers[placement.id], keys[placement.id]
    session.flush()


def renumber_owners(session: Session, plan_id: int, moved: Iterable[Moved]) -> tuple[str, ...]:
    """The owners who are narrowed to rows that move go on answering for the same rows. Returns their addresses. Row
    numbers of the people file are those of the newest plan."""
    numbers = {each.old: each.new for each in moved}
    newest = newest_plan(session)
    if not numbers or newest is None or newest.id != plan_id:
        return ()
    followed = []
    for person in session.scalars(select(Person).order_by(Person.email)):
        rows = sorted({numbers.get(row, row) for row in person.activities or ()})
        if person.activities and rows != sorted(person.activities):
            person.activities = rows
            followed.append(person.email)
    if followed:
        raise_revision(session, "people")
    return tuple(followed)
