"""What somebody at the command line names of a plan; refused with a sentence when the plan does not have it."""

from typing import TYPE_CHECKING, NoReturn

from bot.cli.support import refuse
from models.rules.text import fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.plan.views import PlanView, RowView, UnitView
    from models.rounds.tables import Round


def plan_in(session: "Session", round_: "Round") -> "PlanView":
    """The round's plan."""
    from models.people.directory_cache import load_directory
    from models.rounds.queries import plan_of_round

    plan = plan_of_round(load_directory(session), round_)
    if plan is None:
        refuse("There is no activity plan yet. Import one: malvakten plan import FILE")
    return plan


def row_in(plan: "PlanView", number: int) -> "RowView":
    """The row with this number."""
    if number not in plan.by_row:
        refuse_row(plan, number)
    return plan.by_row[number]


def refuse_row(plan: "PlanView", number: int) -> NoReturn:
    """The refusal of a number that no row has."""
    first, last = min(plan.by_row, default=0), max(plan.by_row, default=0)
    refuse(f"There is no row {number} in the plan of {plan.year}. The rows are {first}–{last}.")


def unit_in(plan: "PlanView", name: str) -> "UnitView":
    """The unit with this name, in any case."""
    units = {fold(unit.name): unit for unit in plan.units}
    if fold(name) not in units:
        known = ", ".join(sorted(unit.name for unit in plan.units))
        refuse(f"The plan has no unit called “{name}”. The units are: {known}.")
    return units[fold(name)]
