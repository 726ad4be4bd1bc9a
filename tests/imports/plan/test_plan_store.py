"""Storing the plan: nothing removed, the same file twice changes nothing. `test_moving_rows` has what moves."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from imports.plan.checks import PlanChoices
from imports.plan.file import PlanRow
from imports.plan.store import PlanResult, apply_plan
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.storage.database import Database
from models.tables import Activity, AuditEvent, Goal, Placement, Plan, Revision, Unit, UnitAlias
from models.vocabulary.answers import Status
from models.vocabulary.plan import GoalKind
from tests.imports.support import NOW, activities_of, dump, plan_row, real_plan, real_rows, wordings_of


def store(
    database: Database,
    rows: Sequence[PlanRow],
    year: int = 2022,
    deactivate: bool = False,
    same: set[int] | None = None,
) -> PlanResult:
    with database.write() as session:
        choices = PlanChoices(same=frozenset(same or ()), deactivate_missing=deactivate)
        return apply_plan(session, rows, year, NOW, choices)


def stored(database: Database, year: int = 2022) -> PlanView:
    with database.read() as session:
        return next(plan for plan in load_directory(session).plans if plan.year == year)


def test_the_real_plan_has_its_numbers(database: Database) -> None:
    assert store(database, real_plan()).added == tuple(range(1, 81))
    with database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(t)) for t in (Placement, Activity, Goal, Unit, Plan)]
    assert counts == [80, 77, 5, 8, 1]
    plan = stored(database)
    assert sorted(Counter(row.goal.name for row in plan.rows).values()) == [5, 6, 19, 23, 27]
    shared = {row.row: [unit.name for unit in row.units] for row in plan.rows if len(row.units) > 1}
    assert shared == {34: ["Välfärd", "Samhällsutveckling"], 36: ["Välfärd", "Samhällsutveckling"]}


def test_the_real_plan_is_stored_byte_for_byte(database: Database) -> None:
    store(database, real_plan())
    for row, source in zip(stored(database).rows, real_rows(), strict=True):
        assert (row.row, row.goal.kind, row.goal.name) == (source["order"], source["goal_kind"], source["goal"])
        assert [row.activity.encode(), row.previous_comment] == [source["activity"].encode(), source["comment"]]
        assert [unit.name for unit in row.units] == source["units"]
        assert row.previous_status is None


def test_three_texts_under_two_goals_are_one_activity_each(database: Database) -> None:
    store(database, real_plan())
    activity = activities_of(database)
    assert (activity[7], activity[8], activity[11]) == (activity[33], activity[37], activity[59])


def test_the_same_file_twice_changes_nothing_but_the_audit(database: Database) -> None:
    store(database, real_plan())
    before = dump(database, "audit_event")
    again = store(database, real_plan())
    none = {"moved": 0, "ended": 0, "missing": 0, "deactivated": 0}
    assert again.counts() == {"added": 0, "changed": 0, "unchanged": 80, **none}
    assert dump(database, "audit_event") == before
    with database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    rows = [event for event in events if event.what == "plan.row_added"]
    events = [event for event in events if event not in rows]
    assert [event.subject for event in rows] == [f"plan 2022 / {row}" for row in range(1, 81)]
    assert [(event.what, event.subject, event.after) for event in events] == [
        ("plan.imported", "plan 2022", {"added": 80, "changed": 0, "unchanged": 0, **none}),
        ("plan.imported", "plan 2022", again.counts()),
    ]


def test_a_new_wording_is_a_new_version_of_the_same_activity(database: Database) -> None:
    store(database, [plan_row(1, "Ta fram en plan"), plan_row(2, "Annat")])
    activity = activities_of(database)
    result = store(database, [plan_row(1, "Ta fram en ny plan"), plan_row(2, "Annat")])
    assert (result.changed, result.unchanged) == ((1,), (2,))
    assert activities_of(database) == activity
    assert wordings_of(database, activity[1]) == ["Ta fram en plan", "Ta fram en ny plan"]


def test_one_of_two_shared_rows_reworded_becomes_an_activity_of_its_own(database: Database) -> None:
    store(database, [plan_row(1, "Delad"), plan_row(2, "Delad")])
    before = activities_of(database)
    assert before[1] == before[2]
    assert store(database, [plan_row(1, "Egen"), plan_row(2, "Delad")], same={1}).changed == (1,)
    after = activities_of(database)
    assert after[2] == before[2]
    assert after[1] != after[2]
    assert [wordings_of(database, after[row]) for row in (1, 2)] == [["Egen"], ["Delad"]]


def test_both_shared_rows_reworded_alike_are_a_new_version(database: Database) -> None:
    store(database, [plan_row(1, "Delad"), plan_row(2, "Delad")])
    before = activities_of(database)
    assert store(database, [plan_row(1, "Ny"), plan_row(2, "Ny")], same={1, 2}).changed == (1, 2)
    assert activities_of(database) == before
    assert wordings_of(database, before[1]) == ["Delad", "Ny"]


def test_a_row_reworded_while_the_other_is_absent_leaves_the_other_as_it_was(database: Database) -> None:
    store(database, [plan_row(1, "Delad"), plan_row(2, "Delad")])
    result = store(database, [plan_row(1, "Ny")], same={1})
    assert (result.changed, result.missing) == ((1,), (2,))
    assert [row.activity for row in stored(database).rows] == ["Ny", "Delad"]


def test_absent_rows_are_listed_and_stay(database: Database) -> None:
    store(database, real_plan())
    result = store(database, real_plan()[:78])
    assert (result.missing, result.deactivated) == ((79, 80), ())
    assert len(stored(database).rows) == 80


def test_absent_rows_are_switched_off_when_asked_and_come_back(database: Database) -> None:
    store(database, real_plan())
    assert store(database, real_plan()[:78], deactivate=True).deactivated == (79, 80)
    assert len(stored(database).rows) == 78
    assert store(database, real_plan()[:78], deactivate=True).missing == ()
    assert store(database, real_plan()).changed == (79, 80)
    assert len(stored(database).rows) == 80


def test_goal_units_comment_and_status_follow_the_file(database: Database) -> None:
    first = plan_row(1, "A", comment="Pågår", status=Status.RED, units=("Välfärd", "Folkhälsa"))
    store(database, [first])
    second = plan_row(1, "A", goal_kind=GoalKind.AREA, goal="Annat", units=("Folkhälsa", "Välfärd"))
    assert store(database, [second]).changed == (1,)
    row = stored(database).rows[0]
    assert (row.goal.kind, row.goal.name, row.unit_names) == (GoalKind.AREA, "Annat", "Folkhälsa / Välfärd")
    assert (row.previous_comment, row.previous_status) == (None, None)


def test_units_are_found_by_any_of_their_names(database: Database) -> None:
    names = ["Kulturen", "KULTUR OCH IDEELL SEKTOR", "Näringsliv & kompförsörjning", "samhällsutv", "Övrigt", "övrigt"]
    store(database, [plan_row(number, f"A{number}", units=(name,)) for number, name in enumerate(names, start=1)])
    assert [row.unit_names for row in stored(database).rows] == [
        "Kultur och ideell sektor", "Kultur och ideell sektor", "Näringsliv och kompetensförsörjning",
        "Samhällsutveckling", "Övrigt", "Övrigt",
    ]  # fmt: skip
    with database.read() as session:
        assert set(session.scalars(select(UnitAlias.name))) == {
            "Kulturen", "Näringsliv & kompförsörjning", "Samhällsutv",
        }  # fmt: skip


def test_an_alias_that_an_operator_added_is_known(database: Database) -> None:
    store(database, [plan_row(1, "A", units=("Välfärd",))])
    with database.write() as session:
        session.add(UnitAlias(unit_id=session.scalars(select(Unit.id)).one(), name="Social", key="social"))
    assert store(database, [plan_row(1, "A", units=("SOCIAL",))]).unchanged == (1,)


def test_two_names_of_one_unit_on_a_row_are_one_unit(database: Database) -> None:
    store(database, [plan_row(1, "A", units=("Kulturen", "Kultur och Ideell sektor"))])
    assert stored(database).rows[0].unit_names == "Kultur och ideell sektor"


def test_a_goal_is_the_same_in_any_case_and_with_the_misprint_of_the_source(database: Database) -> None:
    area = {"goal_kind": GoalKind.AREA}
    names = ["Ett nyskapande Västmanland genomhållbar tillväxt", "Ett Nyskapande Västmanland genom  hållbar tillväxt"]
    store(database, [plan_row(number, f"A{number}", goal=name, **area) for number, name in enumerate(names, start=1)])
    assert [goal.name for goal in stored(database).goals] == ["Ett nyskapande Västmanland genom hållbar tillväxt"]


def test_a_new_years_rows_continue_those_of_the_newest_earlier_plan(database: Database) -> None:
    store(database, [plan_row(1, "A")], 2020)
    store(database, [plan_row(1, "A"), plan_row(2, "B"), plan_row(3, "C", goal="Annat mål")], 2021)
    store(database, [plan_row(5, "A"), plan_row(6, "B"), plan_row(7, "C"), plan_row(8, "D")], 2023)
    older = {row.row: row.chain for row in stored(database, 2021).rows}
    continued = {row.row: row.earlier_ids for row in stored(database, 2023).rows}
    assert continued == {5: older[1], 6: older[2], 7: (), 8: ()}
    store(database, [plan_row(1, "A"), plan_row(2, "D")], 2022)
    assert {row.row: row.earlier_ids for row in stored(database, 2022).rows} == {1: older[1], 2: ()}
    assert {row.row: row.earlier_ids for row in stored(database, 2020).rows} == {1: ()}


def test_an_activity_belongs_to_one_years_plan(database: Database) -> None:
    store(database, [plan_row(1, "A")], 2022)
    store(database, [plan_row(1, "A")], 2023)
    assert stored(database, 2022).rows[0].activity_id != stored(database, 2023).rows[0].activity_id
    store(database, [plan_row(1, "B")], 2023, same={1})
    assert stored(database, 2022).rows[0].activity == "A"


def test_the_revision_is_raised_by_changes_alone(database: Database) -> None:
    def revision() -> int | None:
        with database.read() as session:
            return session.scalar(select(Revision.value).where(Revision.name == "plan"))

    store(database, [plan_row(1, "A"), plan_row(2, "B")])
    assert revision() == 1
    store(database, [plan_row(1, "A")])
    assert revision() == 1
    store(database, [plan_row(1, "A")], deactivate=True)
    assert revision() == 2
    store(database, [plan_row(1, "C")], same={1})
    assert revision() == 3


def test_rows_with_one_number_twice_and_no_rows_are_refused_and_nothing_is_stored(database: Database) -> None:
    before = dump(database)
    assert [fault.column for fault in store(database, [plan_row(1, "A"), plan_row(1, "B")]).faults] == ["order"]
    assert store(database, []).faults != ()
    assert dump(database) == before
