"""Storing people: matched by address, checked against what is stored, nobody removed."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from imports.people.file import PersonRow, read_people
from imports.people.owners import RowWithoutOwner, rows_without_owner
from imports.people.store import PeopleResult, apply_people
from imports.plan.checks import PlanChoices
from imports.plan.store import apply_plan
from models.people.directory_cache import load_directory, raise_revision
from models.people.views import PersonView
from models.rounds.queries import plan_of_year
from models.storage.database import Database
from models.tables import AuditEvent, Person, Revision, Unit
from models.vocabulary.people import Role
from tests.imports.support import NOW, PEOPLE, assert_beginnings, dump, plan_row, real_plan


@pytest.fixture
def planned(database: Database) -> Database:
    """The real plan is stored."""
    with database.write() as session:
        apply_plan(session, real_plan(), 2022, NOW)
    return database


def store(database: Database, *rows: PersonRow) -> PeopleResult:
    with database.write() as session:
        return apply_people(session, rows, NOW)


def person(login: str, *units: str, **others: Any) -> PersonRow:
    roles = (Role.OWNER,) if units else ()
    values = {"position": 2, "email": f"{login}@example.se", "name": login, "units": units, "roles": roles}
    return PersonRow(**{**values, **others})


def people_of(database: Database) -> dict[str, PersonView]:
    with database.read() as session:
        return {person.email.partition("@")[0]: person for person in load_directory(session).people}


def fault_texts(result: PeopleResult) -> list[str]:
    return [str(fault) for fault in result.faults]


def test_the_sample_people_answer_for_every_row(planned: Database) -> None:
    result = store(planned, *read_people(PEOPLE).rows)
    assert (len(result.added), result.faults, result.without_owner) == (22, (), ())
    with planned.read() as session:
        directory = load_directory(session)
        assert all(directory.owners(row) for row in directory.plans[0].rows)


def test_the_same_file_twice_changes_nothing_but_the_audit(planned: Database) -> None:
    rows = read_people(PEOPLE).rows
    store(planned, *rows)
    before = dump(planned, "audit_event")
    again = store(planned, *rows)
    assert again.counts() == {"added": 0, "changed": 0, "unchanged": 22, "missing": 0, "without_owner": 0}
    assert dump(planned, "audit_event") == before
    with planned.read() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.what == "people.imported")).all()
        assert session.scalar(select(Revision.value).where(Revision.name == "people")) == 1
    assert [(event.after or {})["added"] for event in events] == [22, 0]
    assert "@" not in repr([event.after for event in events])


def test_a_person_is_stored_whole(planned: Database) -> None:
    values = {
        "slack_user_id": "U01", "teams_aad_object_id": "abc", "language": "en", "timezone": "Europe/Helsinki",
        "deputy_email": "b@example.se", "manager_email": "c@example.se",
    }  # fmt: skip
    store(planned, person("a", "samhällsutv", "Välfärd", activities=(15, 34), **values), person("b"), person("c"))
    a = people_of(planned)["a"]
    assert {name: getattr(a, name) for name in values} == values
    assert (a.roles, a.activities) == (frozenset({Role.OWNER}), frozenset({15, 34}))
    with planned.read() as session:
        directory = load_directory(session)
        plan = plan_of_year(directory, NOW.year)
        assert plan is not None
        assert [row.row for row in directory.owned_rows(a, plan)] == [15, 34]


def test_a_changed_person_follows_the_file_and_an_absent_one_stays(planned: Database) -> None:
    store(planned, person("a", "Välfärd", activities=(15,)), person("b", "Folkhälsa"))
    result = store(planned, person("a", "Folkhälsa", name="Ny"))
    assert (result.changed, result.missing) == (("a@example.se",), ("b@example.se",))
    people = people_of(planned)
    assert set(people) == {"a", "b"}
    assert (people["a"].name, people["a"].activities, people["a"].units) == ("Ny", None, people["b"].units)


def test_rows_that_nobody_answers_for_are_named(planned: Database) -> None:
    result = store(planned, person("a", "Välfärd", "Hållbarhet", activities=(34, 1, 3)))
    named = {row_without_owner.row: row_without_owner.units for row_without_owner in result.without_owner}
    assert {1, 3, 34} & named.keys() == set()
    assert named[4] == ("Hållbarhet",)
    assert named[36] == ("Välfärd", "Samhällsutveckling")
    assert str(RowWithoutOwner(36, named[36])) == "row 36 (Välfärd / Samhällsutveckling)"
    with planned.read() as session:
        directory = load_directory(session)
        assert [row_without_owner.row for row_without_owner in rows_without_owner(session)] == [
            row.row for row in directory.plans[0].rows if not directory.owners(row)
        ]


def test_only_owners_and_only_active_rows_of_the_newest_plan_count(planned: Database) -> None:
    with planned.write() as session:
        apply_plan(session, [plan_row(1, "A"), plan_row(2, "B")], 2023, NOW)
        apply_plan(session, [plan_row(1, "A")], 2023, NOW, PlanChoices(deactivate_missing=True))
    manager = person("a", "Hållbarhet", roles=(Role.MANAGER,))
    assert [str(row_without_owner) for row_without_owner in store(planned, manager).without_owner] == [
        "row 1 (Hållbarhet)"
    ]


def test_without_a_plan_no_row_lacks_an_owner(database: Database) -> None:
    assert store(database, person("a", roles=(Role.COORDINATOR,))).without_owner == ()


def advice(login: str) -> str:
    """How to free an account that belongs to gone@example.se."""
    return (
        "who is not in this file. If that is the same person under an older address, run: malvakten people new-address "
        f"gone@example.se {login}@example.se. If gone@example.se has left, run: malvakten people remove "
        "gone@example.se. If both are to stay, add the row of gone@example.se to the file, with their own account or "
        "an empty cell. Then import the file again"
    )


def test_all_faults_against_the_database_are_reported_and_nothing_is_stored(planned: Database) -> None:
    store(planned, person("gone", "Välfärd", slack_user_id="U01", teams_aad_object_id="abc"))
    before = dump(planned)
    result = store(
        planned,
        person("a", "Folkhalsa", "Utvecklingen", position=2, slack_user_id="U01", activities=(12,)),
        person("b", "Välfärd", position=3, teams_aad_object_id="ABC", activities=(15, 16, 99)),
        person("c", position=4, deputy_email="nobody@example.se", manager_email="gone@example.se"),
        person("c", position=5, manager_email="chief@example.se"),
    )
    assert_beginnings(
        fault_texts(result),
        [
            "row 2, column unit: there is no unit “Folkhalsa”; perhaps Folkhälsa;",
            "row 2, column unit: there is no unit “Utvecklingen”; perhaps Samhällsutveckling",
            f"row 2, column slack_user_id: U01 belongs to gone@example.se, {advice('a')}",
            f"row 3, column teams_aad_object_id: ABC belongs to gone@example.se, {advice('b')}",
            "row 3, column activities: activity number 16 lies with Folkhälsa, not with the person's unit",
            "row 3, column activities: there is no activity number 99 in the plan of 2022",
            "row 4, column deputy_email: nobody@example.se is neither in this file nor among the people of",
            "row 5, column manager_email: chief@example.se is neither in this file nor among the people of",
            "row 5, column email: c@example.se stands on row 4 too",
        ],
    )
    assert dump(planned) == before


def test_a_unit_before_any_plan_is_a_fault_with_advice(database: Database) -> None:
    assert "import the plan first" in fault_texts(store(database, person("a", "Välfärd")))[0]


def test_accounts_change_hands_within_a_file(planned: Database) -> None:
    store(planned, person("a", slack_user_id="U01"), person("b", slack_user_id="U02"), person("c"))
    result = store(planned, person("a", slack_user_id="U02"), person("b", slack_user_id="U01"), person("c"))
    assert (result.changed, result.unchanged) == (("a@example.se", "b@example.se"), ("c@example.se",))
    assert [p.slack_user_id for p in people_of(planned).values()] == ["U02", "U01", None]
    store(planned, person("a"), person("b"), person("c", slack_user_id="U02"))
    assert [p.slack_user_id for p in people_of(planned).values()] == [None, "U01", "U02"]


def test_an_account_linked_later_is_kept_when_the_cell_is_empty(planned: Database) -> None:
    store(planned, person("a"))
    with planned.write() as session:
        linked = session.scalars(select(Person)).one()
        linked.slack_user_id, linked.slack_by_email = "U09", True
    assert store(planned, person("a")).unchanged == ("a@example.se",)
    assert people_of(planned)["a"].slack_user_id == "U09"


def test_an_empty_file_is_a_fault(database: Database, tmp_path: Path) -> None:
    assert store(database).faults != ()
    (tmp_path / "people.csv").write_text("email;name;unit;roles\n")
    (fault,) = read_people(tmp_path / "people.csv").faults
    assert str(fault) == "people.csv has no rows: write them below the heading, save and import it again"


def test_a_units_deputy_follows_the_file_and_a_choice_in_the_chat_lasts_until_the_file_changes(
    planned: Database,
) -> None:
    def deputies() -> dict[str, str | None]:
        with planned.read() as session:
            units = load_directory(session).units
        return {unit.name: unit.deputy_email for unit in units if unit.deputy_email}

    def choose(name: str, email: str) -> None:
        with planned.write() as session:
            session.scalars(select(Unit).where(Unit.name == name)).one().chosen_deputy_email = email
            raise_revision(session, "people")

    a, b = person("a", deputy_for=("folkhälsa", "Välfärd")), person("b", position=3, deputy_for=())
    assert store(planned, a, b).changed == ()
    assert deputies() == {"Folkhälsa": "a@example.se", "Välfärd": "a@example.se"}
    assert store(planned, a, b).counts()["unchanged"] == 2
    choose("Folkhälsa", "b@example.se")
    store(planned, a, b)
    store(planned, person("a"), person("b"))
    assert deputies() == {"Folkhälsa": "b@example.se", "Välfärd": "a@example.se"}
    moved = store(planned, person("a", deputy_for=()), person("b", position=3, deputy_for=("Välfärd",)))
    assert moved.changed == ("a@example.se", "b@example.se")
    assert deputies() == {"Välfärd": "b@example.se"}
    choose("Välfärd", "")
    assert deputies() == {}
    faulty = store(
        planned, person("a", deputy_for=("Välfärden", "VÄLFÄRD")), person("b", position=3, deputy_for=("Välfärd",))
    )
    assert_beginnings(
        fault_texts(faulty),
        [
            "row 2, column deputy_for: there is no unit “Välfärden”; perhaps Välfärd",
            "row 3, column deputy_for: Välfärd has a deputy on row 2 too",
        ],
    )


def test_a_deputy_chosen_in_the_chat_lasts_until_the_file_changes(planned: Database) -> None:
    def choose(email: str) -> None:
        with planned.write() as session:
            session.scalars(select(Person).where(Person.email == "a@example.se")).one().chosen_deputy_email = email
            raise_revision(session, "people")

    others = person("b"), person("c", position=4)
    store(planned, person("a", deputy_email="b@example.se"), *others)
    choose("c@example.se")
    assert people_of(planned)["a"].deputy_email == "c@example.se"
    assert store(planned, person("a", deputy_email="b@example.se"), *others).changed == ()
    assert people_of(planned)["a"].deputy_email == "c@example.se"
    assert store(planned, person("a"), *others).changed == ("a@example.se",)
    assert people_of(planned)["a"].deputy_email is None
