"""What lines of a register reach: a row of the plan, a goal or a unit, directly or by a project or a goal below it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.views import GoalView, PlanView, RowView
from models.registers.links.goal_tree import is_goal
from models.registers.links.targets import in_parts
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine, RegisterLink


class Reach:
    """The lines of one register that are not ended, and the rows of a plan that each of them reaches: those that it is
    linked to, and those of a project that it is linked to. A row is known by all of its numbers through the years."""

    def __init__(self, session: Session, register: str, plan: PlanView | None) -> None:
        self.lines: Sequence[RegisterLine] = lines_of(session, register, with_ended=False)
        rows = {placement: row.row for row in (plan.rows if plan else ()) for placement in row.chain}
        projects = lines_of(session, "projects", with_ended=False)
        goals = lines_of(session, "goals", with_ended=False)
        self._links = _links_by_line(session, [line.id for line in (*self.lines, *projects, *goals)])
        self._goals = {line.id: line for line in goals}
        self._projects = {line.id for line in projects}
        self._reached = {
            line.id: frozenset(rows[each] for link in self._all(line) if (each := link.placement_id) in rows)
            for line in self.lines
        }

    def rows_of(self, line: RegisterLine) -> frozenset[int]:
        """The numbers of the plan's rows that a line reaches."""
        return self._reached[line.id]

    def of_rows(self, rows: Iterable[RowView]) -> list[RegisterLine]:
        """The lines that reach one of these rows."""
        wanted = _numbers(rows)
        return [line for line in self.lines if wanted & self.rows_of(line)]

    def of_goal(self, goal: GoalView, rows: Iterable[RowView]) -> list[RegisterLine]:
        """The lines that reach one of a goal's rows, or its line in the register of goals, or one below that."""
        wanted, goals = _numbers(rows), self._below(goal)
        return [
            line for line in self.lines
            if wanted & self.rows_of(line) or any(link.to_line_id in goals for link in self._all(line))
        ]  # fmt: skip

    def of_unit(self, unit_id: int, rows: Iterable[RowView]) -> list[RegisterLine]:
        """The lines that are linked to a unit, or reach one of its rows."""
        wanted = _numbers(rows)
        return [
            line for line in self.lines
            if wanted & self.rows_of(line) or any(link.unit_id == unit_id for link in self._all(line))
        ]  # fmt: skip

    def _all(self, line: RegisterLine) -> Iterable[RegisterLink]:
        """The links of a line and of the projects that it is linked to."""
        for link in self._links.get(line.id, ()):
            yield link
            if link.to_line_id in self._projects:
                yield from self._links.get(link.to_line_id, ())

    def _below(self, goal: GoalView) -> Collection[int]:
        """The lines of this goal, and all that are linked to one of them."""
        goals = {id_ for id_, line in self._goals.items() if is_goal(line, goal)}
        size = -1
        while size != len(goals):
            size = len(goals)
            goals |= {id_ for id_ in self._goals if any(link.to_line_id in goals for link in self._links.get(id_, ()))}
        return goals


def _numbers(rows: Iterable[RowView]) -> frozenset[int]:
    return frozenset(row.row for row in rows)


def _links_by_line(session: Session, ids: Sequence[int]) -> Mapping[int, list[RegisterLink]]:
    links: dict[int, list[RegisterLink]] = {}
    for part in in_parts(ids):
        for link in session.scalars(select(RegisterLink).where(RegisterLink.line_id.in_(part))):
            links.setdefault(link.line_id, []).append(link)
    return links
