"""Whatever a coordinator does to the plan, its export is what the import takes: out and in changes nothing."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actions.plan.changes import Wanted
from actions.plan.editing import PlanFault
from actions.plan.ending import revive_row
from actions.plan.renaming import rename_unit
from imports.plan.file import read_plan
from imports.plan.store import apply_plan
from reports.content.exports.plan import plan_rows
from reports.formats.tables import to_json
from tests.actions.plan.desk import Desk
from tests.handlers.conftest import Office

TEXTS = ["Ny aktivitet", "En helt annan satsning", "Öka samverkan", "Öka samverkan med skolan"]
GOALS = ["Hållbar utveckling", "Ett tillgängligt Västmanland", "Digital omställning"]
UNITS = ["Folkhälsa", "Kultur", "Välfärd"]
rows = st.integers(1, 6) | st.integers(75, 90)
goals = st.lists(st.sampled_from(GOALS), min_size=1, max_size=3, unique=True).map(tuple)
units = st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True).map(tuple)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("reword"), rows, st.sampled_from(TEXTS) | rows),
        st.tuples(st.just("move"), rows, units),
        st.tuples(st.just("place"), rows, goals),
        st.tuples(st.just("end"), rows),
        st.tuples(st.just("merge"), rows, rows),
        st.tuples(st.just("add"), st.sampled_from(TEXTS) | rows, goals, units),
        st.tuples(st.just("revive"), st.integers(0, 5)),
        st.tuples(st.just("rename"), st.sampled_from(UNITS), st.sampled_from(["Nytt namn", "Folkhälsa", "Kulturen"])),
    ),
    min_size=1,
    max_size=6,
)


def text_of(desk: Desk, text: str | int) -> str:
    """Words of the list, or those that the row with a number has or had."""
    if isinstance(text, str):
        return text
    row = desk.plan.by_row.get(text)
    ended = desk.plan.ended_by_row.get(text)
    return row.activity if row else ended.row.activity if ended else TEXTS[0]


def do(desk: Desk, step: Any) -> None:
    try:
        match step:
            case ("reword", row, text) if row in desk.plan.by_row:
                desk.change(row, Wanted(text_of(desk, text)))
            case ("move", row, names) if row in desk.plan.by_row:
                desk.move(row, *names)
            case ("place", row, names) if row in desk.plan.by_row:
                desk.change(row, Wanted(goals=tuple(map(desk.goal, names))))
            case ("end", row) if row in desk.plan.by_row:
                desk.end(row)
            case ("merge", keep, other) if {keep, other} <= desk.plan.by_row.keys():
                desk.merge(keep, other)
            case ("add", text, under, names):
                desk.add(text_of(desk, text), under, names)
            case ("rename", unit, name):
                rename_unit(desk.editor, desk.plan.id, desk.unit(unit), name)
            case ("revive", place) if place < len(desk.plan.ended):
                revive_row(desk.editor, desk.plan.id, desk.plan.ended[place].row.placement_id)
    except PlanFault:
        pass  # what is refused changes nothing


def state(desk: Desk) -> Any:
    return [asdict(row) for row in desk.plan.rows], [asdict(each) for each in desk.plan.ended]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
@example(steps=[("end", 1), ("reword", 75, 1)])
@example(steps=[("end", 1), ("add", 1, GOALS[1:2], UNITS[:1]), ("revive", 0)])
@example(steps=[("merge", 1, 80), ("place", 1, GOALS[1:2]), ("reword", 80, 2)])
def test_the_export_after_any_changes_imports_as_no_change(new_office: Callable[[], Office], steps: list[Any]) -> None:
    desk = Desk(new_office())
    for step in steps:
        do(desk, step)
    before = state(desk)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_bytes(to_json(plan_rows(desk.office.session, 2022)))
        read = read_plan(path)
    assert read.faults == ()
    result = apply_plan(desk.office.session, read.rows, 2022, desk.office.now)
    counts = {name: number for name, number in result.counts().items() if number and name != "unchanged"}
    assert (result.faults, counts) == ((), {})
    assert state(desk) == before
