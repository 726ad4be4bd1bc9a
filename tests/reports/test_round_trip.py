"""What is exported can be imported: whatever people have written comes back as it was, from every format."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from imports.people.file import COLUMNS as PEOPLE_COLUMNS
from imports.people.file import PersonRow, read_people
from imports.people.store import PeopleResult, apply_people
from imports.plan.file import COLUMNS as PLAN_COLUMNS
from imports.plan.file import PlanRow, read_plan
from imports.plan.store import PlanResult, apply_plan
from models.rules.text import clean
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.people import Role
from models.vocabulary.plan import GoalKind
from reports.content.exports import people, plan
from reports.formats.tables import to_csv, to_json, to_xlsx
from tests.imports.support import NOW, dump, new_database, reads_right

FORMS = ("json", "csv", "xlsx")
UNITS = ("=Drift", "Kultur & fritid", "@Skola", "-Miljö", "'+Vård", "Hälsa_x")
# Of every kind: what spreadsheets run, escape, cannot hold, or split on.
# No letters of other languages: a file with nothing else is taken for one in another encoding.
characters = st.characters(codec="ascii", exclude_characters="\x00") | st.sampled_from(
    "=+-@'\"\t\r\n\x0b\x1a;,/_x0041\ufffe\uffff\u2028\ufeff🟡åäöé漢"
)
texts = (
    st.text(characters, min_size=1, max_size=30)
    .map(lambda text: clean(text.replace("\r", "\n")))  # as the import stores line breaks
    .filter(lambda text: text and text[0] != "#" and reads_right(text))
)
# Of names the import takes away what cannot be seen; it reads `_x0041_` as a letter, and letters of no Swedish word
# (`AîaÏ`) as another encoding's.
visible = st.characters(codec="ascii", exclude_categories=("C", "Z")) | st.sampled_from("=+-@'\";,/ åäöÅÄÖé🟡—漢")
titles = (
    st.text(visible, min_size=1, max_size=30)
    .map(clean)
    .filter(lambda text: text and text[0] != "#" and "_x" not in text and reads_right(text))
)
names = st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True).map(tuple)
plans = st.lists(
    st.builds(
        PlanRow,
        position=st.just(1),
        order=st.integers(1, 999_999),
        goal_kind=st.sampled_from(GoalKind),
        goal=st.sampled_from(["=Mål", "Annat mål"]),
        activity=titles,
        units=names,
        comment=st.none() | texts,
        status=st.none() | st.sampled_from(Status),
    ),
    min_size=1,
    max_size=4,
    unique_by=(lambda row: row.order, lambda row: row.activity),
)
persons = st.builds(
    PersonRow,
    position=st.just(1),
    email=st.sampled_from(["=a@example.se", "+b@example.se", "-c@example.se", "d@example.se"]),
    name=titles,
    units=names,
    roles=st.lists(st.sampled_from(Role), max_size=3, unique=True).map(tuple),
    language=st.sampled_from([None, "sv", "en"]),
    timezone=st.sampled_from([None, "Europe/Stockholm"]),
    activities=st.sampled_from([None, (1,), (1, 2)]),
    deputy_for=st.just(()),
)
groups = st.lists(persons, min_size=1, max_size=4, unique_by=lambda person: person.email)


def written(folder: str, form: str, columns: Sequence[str], rows: list[dict[str, Any]]) -> Path:
    path = Path(folder) / f"out.{form}"
    match form:
        case "json":
            path.write_bytes(to_json(rows))
        case "csv":
            path.write_bytes(to_csv(columns, rows, mark=True))
        case _:
            path.write_bytes(to_xlsx(columns, rows, "out"))
    return path


@contextmanager
def database(folder: str, name: str) -> Iterator[Database]:
    (Path(folder) / name).mkdir()
    opened = new_database(Path(folder) / name)
    yield opened
    opened.close()


def store_plan(opened: Database, rows: Sequence[PlanRow]) -> PlanResult:
    with opened.write() as session:
        return apply_plan(session, rows, 2022, NOW)


def store_people(opened: Database, rows: Sequence[PersonRow]) -> PeopleResult:
    with opened.write() as session:
        return apply_people(session, rows, NOW)


def plan_of(opened: Database) -> list[dict[str, Any]]:
    with opened.read() as session:
        return plan.plan_rows(session, 2022)


def people_of(opened: Database) -> list[dict[str, Any]]:
    with opened.read() as session:
        return people.people_rows(session)


def test_an_export_has_the_columns_that_its_import_takes() -> None:
    assert set(plan.FIELDS) == set(PLAN_COLUMNS)
    assert set(people.FIELDS) == set(PEOPLE_COLUMNS)


@settings(max_examples=40)
@given(rows=plans)
def test_a_plan_comes_back_as_it_was(rows: list[PlanRow]) -> None:
    with TemporaryDirectory() as folder, database(folder, "first") as first:
        assert store_plan(first, rows).faults == ()
        exported, before = plan_of(first), dump(first, "audit_event")
        assert {row["order"]: row["activity"] for row in exported} == {row.order: row.activity for row in rows}

        for form in FORMS:
            read = read_plan(written(folder, form, plan.FIELDS, exported))
            assert read.faults == (), form
            result = store_plan(first, read.rows)
            assert (result.faults, result.added, result.changed, result.missing) == ((), (), (), ()), form
            assert dump(first, "audit_event") == before, form
            with database(folder, form) as other:
                assert store_plan(other, read.rows).faults == (), form
                assert plan_of(other) == exported, form


@settings(max_examples=40)
@given(rows=groups)
def test_people_come_back_as_they_were(rows: list[PersonRow]) -> None:
    shared = [PlanRow(1, order, GoalKind.AREA, "Mål", activity, UNITS) for order, activity in ((1, "A"), (2, "B"))]
    with TemporaryDirectory() as folder, database(folder, "first") as first:
        assert store_plan(first, shared).faults == ()
        assert store_people(first, rows).faults == ()
        exported, before = people_of(first), dump(first, "audit_event")
        assert {row["email"]: row["name"] for row in exported} == {row.email: row.name for row in rows}

        for form in FORMS:
            read = read_people(written(folder, form, people.FIELDS, exported))
            assert read.faults == (), form
            result = store_people(first, read.rows)
            assert (result.faults, result.added, result.changed, result.missing) == ((), (), (), ()), form
            assert dump(first, "audit_event") == before, form
            with database(folder, form) as other:
                assert store_plan(other, shared).faults == (), form
                assert store_people(other, read.rows).faults == (), form
                assert people_of(other) == exported, form
