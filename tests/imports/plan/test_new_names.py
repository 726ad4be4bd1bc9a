"""Units and goals that a plan file would create: they are told, and near ones are asked about."""

from collections.abc import Sequence

import pytest

from imports.plan.checks import PlanChoices
from imports.plan.file import PlanRow
from imports.plan.store import PlanResult, apply_plan
from models.storage.database import Database
from models.tables import Unit, UnitAlias
from models.vocabulary.plan import GoalKind
from tests.imports.support import NOW, dump, plan_row, real_plan


def store(database: Database, rows: Sequence[PlanRow], new_units: bool = False) -> PlanResult:
    with database.write() as session:
        return apply_plan(session, rows, 2022, NOW, PlanChoices(new_units=new_units))


def units(*names: str) -> list[PlanRow]:
    return [plan_row(number, f"Rad {number}", units=(name,)) for number, name in enumerate(names, start=1)]


def test_what_is_new_is_told(database: Database) -> None:
    first = store(database, real_plan())
    assert (len(first.new_units), len(first.new_goals)) == (8, 5)
    assert first.new_goals[0] == "visionsmål Hållbar utveckling"
    again = store(database, real_plan())
    assert (again.new_units, again.new_goals) == ((), ())
    more = store(database, [*real_plan(), plan_row(81, "Ny", goal="Trygga gator", units=("Kulturen", "Trafik"))])
    assert (more.new_units, more.new_goals) == (("Trafik",), ("visionsmål Trygga gator",))


NEAR = ["Folkhälsan", "Folk hälsa", "Folk-hälsa", "Folkhälsa.", "Folkhalsa", "Folkhälssa", "Folkhälsor"]


@pytest.mark.parametrize("name", NEAR)
def test_a_unit_near_a_known_one_is_asked_about(database: Database, name: str) -> None:
    store(database, units("Folkhälsa"))
    before = dump(database)
    [fault] = store(database, units("Folkhälsa", name)).faults
    assert (fault.row, fault.column) == (2, "units")
    assert f"“{name}” would be a new unit; did you mean “Folkhälsa”?" in fault.message
    assert "--new-units" in fault.message
    assert dump(database) == before
    assert store(database, units("Folkhälsa", name), new_units=True).new_units == (name,)


@pytest.mark.parametrize("name", NEAR)
def test_two_near_units_in_one_file_are_asked_about_at_the_first_import(database: Database, name: str) -> None:
    [fault] = store(database, units("Folkhälsa", "Trafik", name, name)).faults
    assert (fault.row, fault.column) == (3, "units")
    assert "did you mean “Folkhälsa” (row 1)?" in fault.message
    assert len(store(database, units("Folkhälsa", name), new_units=True).new_units) == 2


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Välfärd; Folkhälsa", "Välfärd / Folkhälsa"), ("Trafik;Hamn", "Trafik / Hamn"),
        ("Välfärd\nFolkhälsa", "Välfärd / Folkhälsa"), ("Välfärd, Folkhälsa", "Välfärd / Folkhälsa"),
        ("Välfärd och Folkhälsa", "Välfärd / Folkhälsa"), ("Välfärd & Folkhälsa", "Välfärd / Folkhälsa"),
    ],
)  # fmt: skip
def test_two_units_in_one_name_are_asked_about(database: Database, name: str, meant: str) -> None:
    store(database, units("Folkhälsa", "Välfärd"))
    [fault] = store(database, units("Folkhälsa", "Välfärd", name)).faults
    assert f"did you mean “{meant}”? Write / between units" in fault.message


def test_a_line_break_within_a_known_name_is_a_space(database: Database) -> None:
    store(database, units("Kultur och ideell sektor"))
    assert store(database, units("Kultur och\nideell sektor")).new_units == ()


@pytest.mark.parametrize(
    "names",
    [
        ["A", "B", "Å"], ["Enhet 1", "Enhet 2", "Enhet 12"], ["Region Nord", "Region Sör", "Region Norr"],
        ["Kultur", "Kultur och fritid", "Utbildning, kultur och fritid"], ["Enhet A", "Enhet B", "Enhet"],
    ],
)  # fmt: skip
def test_names_that_are_meant_as_they_are_are_new(database: Database, names: list[str]) -> None:
    assert store(database, units(*names)).new_units == tuple(names)


def test_an_alias_has_its_neighbours_too(database: Database) -> None:
    store(database, units("Folkhälsa"))
    with database.write() as session:
        unit = session.query(Unit).one()
        session.add(UnitAlias(unit_id=unit.id, name="Hälsoenheten", key="hälsoenheten"))
    [fault] = store(database, units("Hälsoenheterna")).faults
    assert "did you mean “Folkhälsa”?" in fault.message


def test_a_goal_near_a_known_one_of_its_kind_is_asked_about(database: Database) -> None:
    area = {"goal_kind": GoalKind.AREA}
    store(database, [plan_row(1, "A", goal="Ett välmående län", **area)])
    [fault] = store(database, [plan_row(1, "A", goal="Ett välmånde län", **area)]).faults
    assert (fault.row, fault.column) == (1, "goal")
    assert "did you mean “Ett välmående län”?" in fault.message
    assert store(database, [plan_row(1, "A", goal="Ett välmånde län")]).new_goals == ("visionsmål Ett välmånde län",)


def test_hundreds_of_numbered_units_are_no_trouble(database: Database) -> None:
    names = [f"Vårdcentralen {number}" for number in range(1, 601)]
    assert len(store(database, units(*names)).new_units) == 600
