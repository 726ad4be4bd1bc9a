"""What the registers work out by index is what looking at every person and row would give."""

from dataclasses import replace

import pytest

from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan import find as finding
from models.plan.find import find, goal_scope, unit_scope
from models.storage.database import Database
from models.vocabulary.people import Role


@pytest.fixture
def directory(stocked_url: str) -> Directory:
    """The real plan and the invented people, among them a deputy, and owners narrowed to some rows."""
    database = Database(stocked_url)
    with database.read() as session:
        found = load_directory(session)
    database.close()
    return found


def test_owners_and_deputies_are_those_of_every_person_and_row(directory: Directory) -> None:
    [plan] = directory.plans
    for row in plan.rows:
        assert directory.owners(row) == tuple(person for person in directory.people if person.owns(row))
    for person in directory.people:
        assert directory.owned_rows(person, plan) == tuple(row for row in plan.rows if person.owns(row))
        principals = [person, *(p for p in directory.people if p.deputy_email == person.email)]
        mine = tuple(row for row in plan.rows if any(p.owns(row) for p in principals))
        assert directory.answerable_rows(person, plan) == mine
        assert [row for row in plan.rows if directory.answers_for(person, row)] == list(mine)


def test_the_deputy_of_a_unit_answers_for_its_rows_beside_their_own(directory: Directory) -> None:
    [plan] = directory.plans
    unit = replace(plan.units[0], deputy_email="agare.tarna@example.se")
    units = tuple(unit if each.id == unit.id else each for each in directory.units)
    rows = tuple(replace(row, units=tuple(u if u.id != unit.id else unit for u in row.units)) for row in plan.rows)
    plan = replace(plan, rows=rows)
    changed = replace(directory, plans=(plan,), units=units)
    deputy = changed.by_email["agare.tarna@example.se"]
    mine = [row for row in plan.rows if unit in row.units or deputy.owns(row)]
    assert len(mine) > len(changed.owned_rows(deputy, plan)) > 0
    assert list(changed.answerable_rows(deputy, plan)) == mine
    assert [row for row in plan.rows if changed.answers_for(deputy, row)] == mine
    assert all(deputy.id in changed.watchers(row) for row in mine)
    owner = changed.owners(mine[0])[0]
    assert changed.deputies(owner) == (deputy,)


def test_a_row_of_two_units_has_the_owners_of_both_once_each(directory: Directory) -> None:
    [plan] = directory.plans
    row = next(row for row in plan.rows if len(row.units) > 1)
    both = PersonView(1, "b@example.se", "B", frozenset({Role.OWNER}), frozenset(u.id for u in row.units), None, None,
                      None, None, None, None, None)  # fmt: skip
    none = replace(both, id=2, email="c@example.se", roles=frozenset({Role.MANAGER}), deputy_email="b@example.se")
    assert Directory(people=(both, none)).owners(row) == (both,)


def test_a_scope_has_the_rows_of_its_goal_or_unit_in_order(directory: Directory) -> None:
    [plan] = directory.plans
    for goal in plan.goals:
        assert goal_scope(plan, goal).rows == tuple(row for row in plan.rows if row.goal == goal)
    for unit in plan.units:
        assert unit_scope(plan, unit).rows == tuple(row for row in plan.rows if unit in row.units)


def test_a_name_that_was_changed_is_found_by_its_new_name_only(directory: Directory) -> None:
    [plan] = directory.plans
    goal = plan.goals[0]
    assert find(plan, goal.name).scopes[0].goal == goal
    assert find(plan, goal.name) is find(plan, goal.name)
    renamed = replace(goal, name="Något helt annat")
    rows = tuple(replace(row, goal=renamed) if row.goal == goal else row for row in plan.rows)
    changed = replace(plan, rows=rows)
    assert find(changed, "Något helt annat").scopes[0].goal == renamed
    assert not [scope for scope in find(changed, goal.name).scopes if scope.goal]


def test_reading_and_writing_share_one_snapshot(stocked_url: str) -> None:
    database = Database(stocked_url)
    with database.read() as reading:
        read = load_directory(reading)
    with database.write() as writing:
        written = load_directory(writing)
    with database.write(2.0) as quick:
        assert load_directory(quick) is written is read
    database.close()


def test_only_so_many_questions_are_remembered(directory: Directory) -> None:
    [plan] = directory.plans
    first = find(plan, "kultur 0")
    for number in range(finding._MOST_CACHED):
        find(plan, f"rad {number}")
    assert len(finding._index(plan).results) <= finding._MOST_CACHED
    assert find(plan, "kultur 0") == first
