"""Two coordinators change the plan at the same moment: the second sees what the first has done."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from actions.plan.changes import Wanted, change_row
from actions.plan.copying import copy_plan
from actions.plan.editing import Editor, PlanFault
from actions.plan.ending import end_row, merge_rows
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.storage.database import Database
from tests.conftest import OPENING
from tests.postgres import NoPostgreSQL
from tests.stock import stocked

pytestmark = pytest.mark.one_database
Act = Callable[[Editor, PlanView], object]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    try:
        with stocked("postgresql", tmp_path) as url:
            database = Database(url)
            yield database
            database.close()
    except NoPostgreSQL as error:
        pytest.skip(str(error))


def plan_in(session: Session) -> PlanView:
    return next(plan for plan in load_directory(session).plans if plan.year == 2022)


def at_once(database: Database, *acts: Act) -> list[str]:
    """Each in a transaction of its own, which has read the plan before any of them changes it. Returns the refusals."""
    ready = Barrier(len(acts))

    def run(act: Act) -> str:
        try:
            with database.write() as session:
                plan = plan_in(session)
                ready.wait()
                act(Editor(session, OPENING), plan)
        except PlanFault as fault:
            return str(fault)
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return [refusal for refusal in pool.map(run, acts) if refusal]


def test_a_plan_that_two_copy_at_once_is_copied_once(database: Database) -> None:
    def copy(editor: Editor, _plan: PlanView) -> object:
        return copy_plan(editor, 2022, 2023)

    assert at_once(database, copy, copy) == ["There is a plan of 2023 already, with 80 rows. Nothing was copied."]
    with database.read() as session:
        assert [plan.year for plan in load_directory(session).plans] == [2022, 2023]


def test_a_row_that_two_end_at_once_ends_once(database: Database) -> None:
    def end(why: str) -> Act:
        return lambda editor, plan: end_row(editor, plan.id, plan.by_row[12].placement_id, why)

    assert at_once(database, end("Ett."), end("Två.")) == ["Row 12 is not in the plan any more."]


def test_of_two_that_merge_each_row_into_the_other_one_is_refused(database: Database) -> None:
    def merge(keep: int, other: int) -> Act:
        return lambda editor, plan: merge_rows(
            editor, plan.id, plan.by_row[keep].placement_id, plan.by_row[other].placement_id
        )

    assert len(at_once(database, merge(12, 13), merge(13, 12))) == 1
    with database.read() as session:
        assert len({12, 13} & plan_in(session).by_row.keys()) == 1


def test_two_rows_do_not_get_one_wording(database: Database) -> None:
    def reword(row: int) -> Act:
        return lambda editor, plan: change_row(editor, plan.id, plan.by_row[row].placement_id, Wanted("En ny lydelse"))

    assert len(at_once(database, reword(12), reword(13))) == 1
