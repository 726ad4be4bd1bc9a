"""The small files in tests/data/cases: each is read right, or refused with what to do."""

import re
from pathlib import Path

import pytest

from imports.people.file import read_people
from imports.plan.file import PlanFile, read_plan
from imports.reading.rows.table import Choice
from models.rules.text import fold

CASES = Path(__file__).parents[1] / "data" / "cases"
# Words of the program's own workshop, which help nobody who only knows Excel.
WORKSHOP = re.compile(
    r"Error|Exception|Traceback|NoneType|codec|\bdict\b|\bbool\b|\bstr\b|xml\b|openpyxl|0x|\bbyte 0|\bNone\b|<class",
    re.ASCII,
)


def plan(name: str) -> PlanFile:
    return read_plan(CASES / name, choice=Choice(year=2026))


def orders(read: PlanFile) -> list[int]:
    assert read.faults == ()
    return [row.order for row in read.rows]


def notes(read: PlanFile) -> str:
    return " ".join(read.table.notes)


@pytest.mark.parametrize(
    ("name", "sheet", "rows"),
    [
        ("hidden_first.xlsx", "2026", 1),
        ("instr_first.xlsx", "Sheet", 3),
        ("strict.xlsx", "Sheet", 3),
        ("badprops.xlsx", "Sheet", 3),
        ("title.xlsx", "Sheet", 3),
    ],
)
def test_the_sheet_with_the_plan_is_read(name: str, sheet: str, rows: int) -> None:
    read = plan(name)
    assert orders(read) == list(range(1, rows + 1))
    assert read.table.sheet == sheet


@pytest.mark.parametrize("name", ["title.csv", "sep.csv", "deccomma.csv"])
def test_what_excel_writes_of_its_own_is_read(name: str) -> None:
    assert orders(plan(name)) == [1, 2, 3]


@pytest.mark.parametrize("name", ["title.csv", "title.xlsx"])
def test_a_title_above_the_heading_is_said(name: str) -> None:
    assert notes(plan(name)) == "The heading is on row 3; what stands above it is not read."


def test_a_hidden_row_is_named_and_not_taken() -> None:
    read = plan("hiddenrow.xlsx")
    assert orders(read) == [1, 2, 3]
    assert read.table.hidden_rows == (5,)
    assert "Hidden and not taken: row 5" in notes(read)
    assert len(orders(read_plan(CASES / "hiddenrow.xlsx", choice=Choice(hidden=True)))) == 4


def test_a_merged_goal_is_filled_downwards() -> None:
    read = plan("merged.xlsx")
    assert [row.goal for row in read.rows][:2] == ["Ett välmående län", "Ett välmående län"]
    assert notes(read) == "Merged cells are filled downwards: goal_kind on row 3; goal on row 3."


def test_an_escaped_line_break_is_a_line_break() -> None:
    assert plan("x000d.xlsx").rows[0].activity == "Rad ett\nRad två"


def test_invisible_characters_make_no_twins() -> None:
    read = plan("zwsp_plan.csv")
    assert read.faults == ()
    assert {unit for row in read.rows for unit in row.units} == {"Folkhälsa"}
    assert {row.goal for row in read.rows} == {"Ett välmående Västmanland"}
    assert fold("Folk\u200bhälsa") == fold("\ufeffFolkhälsa") == "folkhälsa"


@pytest.mark.parametrize(
    ("name", "said"), [("people_macintosh.csv", "Macintosh"), ("people_twice.csv", "encoded twice")]
)
def test_letters_of_other_systems_are_read_and_said(name: str, said: str) -> None:
    read = read_people(CASES / name)
    assert read.faults == ()
    assert read.rows[0].name == "Björn Sjöström"
    assert said in " ".join(read.table.notes)


@pytest.mark.parametrize(
    ("name", "place", "says"),
    [
        ("formula_uncached.xlsx", (2, "order"), "rows 2–4): open the file in Excel, save it"),
        ("quotes.csv", (2, None), "quotation mark"),
        ("foreign_statuses.csv", (2, "status"), "“Försenad” (row 5)"),
        ("foreign_statuses.csv", (2, "status"), "leave the column out"),
        ("nan.json", (1, "comment"), "NaN is no JSON value"),
        ("encrypted.xlsx", (None, None), "locked with a password"),
        ("chart.xlsx", (None, None), "only charts"),
    ],
)
def test_a_refusal_says_where_and_what_to_do(name: str, place: tuple[int | None, str | None], says: str) -> None:
    (fault,) = plan(name).faults
    assert (fault.row, fault.column) == place
    assert says in fault.message
    assert not WORKSHOP.search(fault.message)
