"""A coordinator's hand on the real plan."""

from dataclasses import dataclass

from actions.plan.changes import Wanted, add_row, change_row
from actions.plan.editing import Editor
from actions.plan.ending import end_row, merge_rows
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.plan.views import GoalView, PlanView, RowView, UnitView
from models.planning.names import goal_named, unit_named
from models.vocabulary.outbox import DeliveryKind
from tests.handlers.conftest import Office


@dataclass
class Desk:
    """The plan of a year in an office."""

    office: Office
    year: int = 2022

    @property
    def editor(self) -> Editor:
        return Editor(self.office.session, self.office.now)

    @property
    def plan(self) -> PlanView:
        return next(plan for plan in load_directory(self.office.session).plans if plan.year == self.year)

    def row(self, number: int) -> RowView:
        return self.plan.by_row[number]

    def unit(self, name: str) -> UnitView:
        found = unit_named(load_directory(self.office.session), name)
        assert found
        return found

    def goal(self, name: str) -> GoalView:
        found = goal_named(self.plan.goals, name)
        assert found
        return found

    def change(self, number: int, wanted: Wanted) -> list[str]:
        return change_row(self.editor, self.plan.id, self.row(number).placement_id, wanted)

    def move(self, number: int, *units: str) -> list[str]:
        return self.change(number, Wanted(units=tuple(self.unit(name) for name in units)))

    def end(self, number: int, why: str = "Beslutat.", replaced_by: int | None = None) -> None:
        end_row(self.editor, self.plan.id, self.row(number).placement_id, why, replaced_by)

    def merge(self, keep: int, other: int) -> None:
        merge_rows(self.editor, self.plan.id, self.row(keep).placement_id, self.row(other).placement_id)

    def add(self, text: str, goals: tuple[str, ...], units: tuple[str, ...]) -> list[int]:
        wanted = Wanted(text, tuple(map(self.unit, units)), tuple(map(self.goal, goals)))
        return add_row(self.editor, self.plan.id, wanted)

    def told(self) -> list[Delivery]:
        """The messages about changes that wait."""
        self.office.session.flush()
        query = self.office.session.query(Delivery).filter(Delivery.kind == DeliveryKind.PLAN_CHANGE)
        return list(query.order_by(Delivery.id))
