"""Which sheet of a workbook is read, and which of its rows and columns."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import Workbook

from imports.plan.file import PlanFile, read_plan
from imports.reading.rows.table import Choice
from tests.imports.reading.books import HEADING, ROWS, SHEET, book_with, plan_book, replacing, rewritten, saved

PLAN = [HEADING, *ROWS]
OLD = [HEADING, ("målområde", "Gammalt", "Gammal", "Välfärd", 9)]


def read(folder: Path, book: Workbook, sheet: str | None = None, hidden: bool = False, year: int = 2026) -> PlanFile:
    return read_plan(saved(folder, book), choice=Choice(sheet, hidden, year))


def fault(plan: PlanFile) -> str:
    (only,) = plan.faults
    return str(only)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_never_taken_unasked(tmp_path: Path, state: Literal["hidden", "veryHidden"]) -> None:
    book = book_with(("Plan 2026", OLD), ("Blad1", PLAN))
    book.worksheets[0].sheet_state = state
    assert read(tmp_path, book).table.sheet == "Blad1"
    assert "the sheet “Plan 2026” is hidden" in fault(read(tmp_path, book, "Plan 2026"))
    assert [row.order for row in read(tmp_path, book, "Plan 2026", hidden=True).rows] == [9]


def test_a_workbook_whose_sheets_are_all_hidden_says_how_to_show_one(tmp_path: Path) -> None:
    path = saved(tmp_path, book_with(("Plan", PLAN)))
    rewritten(path, {"xl/workbook.xml": replacing('state="visible"', 'state="hidden"')})
    said = fault(read_plan(path))
    assert "every sheet is hidden (“Plan”)" in said
    assert "Unhide" in said
    assert len(read_plan(path, choice=Choice("plan", hidden=True)).rows) == 3


@pytest.mark.parametrize(
    ("names", "year", "chosen"),
    [
        (("2025", "2026"), 2026, "2026"),
        (("Plan 2026", "Plan 2025"), 2025, "Plan 2025"),
        (("Plan 2025", "Blad1"), 2026, "Blad1"),
        (("Plan", "Plan (2)"), 2026, "Plan"),
        (("Kopia av plan", "Handlingsplan"), 2026, "Handlingsplan"),
        (("Plan 2026", "Utkast 2026", "2025"), 2026, "Plan 2026"),
    ],
)
def test_of_several_plans_the_one_whose_name_or_year_fits(
    tmp_path: Path, names: tuple[str, ...], year: int, chosen: str
) -> None:
    assert read(tmp_path, book_with(*((name, PLAN) for name in names)), year=year).table.sheet == chosen


@pytest.mark.parametrize("names", [("Nord", "Syd"), ("2024", "2025"), ("2026 A", "2026 B")])
def test_two_that_fit_alike_are_asked_about(tmp_path: Path, names: tuple[str, str]) -> None:
    book = book_with(*((name, PLAN) for name in names))
    said = fault(read(tmp_path, book))
    assert f"several sheets that could be meant: “{names[0]}”, “{names[1]}”" in said
    assert "--sheet" in said
    assert read(tmp_path, book, names[1].casefold()).table.sheet == names[1]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    assert "no sheet “2027”; write one of these after --sheet: “Nord”" in fault(
        read(tmp_path, book_with(("Nord", PLAN)), "2027")
    )


def test_templates_without_rows_and_sheets_of_text_are_passed_over(tmp_path: Path) -> None:
    book = book_with(("Läs mig", [["Fyll i goal och units."]]), ("Mall", [HEADING]), ("Blad3", PLAN))
    assert read(tmp_path, book).table.sheet == "Blad3"


def test_a_workbook_without_a_plan_says_what_its_heading_takes(tmp_path: Path) -> None:
    book = book_with(("Ett", [["Aktivitet", "Mål"], ["a", "b"]]), ("Dolt", PLAN))
    book.worksheets[1].sheet_state = "hidden"
    said = fault(read(tmp_path, book))
    assert "no visible sheet (“Ett”) has a row with the column names goal_kind, goal, activity, units, order" in said
    assert "The hidden sheet “Dolt” has" in said


def test_a_sheet_is_for_workbooks(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text(";".join(HEADING) + "\nmålområde;Mål;A;Välfärd;1\n", encoding="utf-8")
    assert "--sheet is for workbooks" in fault(read_plan(tmp_path / "plan.csv", choice=Choice("Plan")))


def test_filtered_and_flattened_rows_are_named_and_not_taken(tmp_path: Path) -> None:
    book, sheet = plan_book()
    sheet.auto_filter.ref = "A1:E4"
    sheet.row_dimensions[3].hidden = True
    path = rewritten(saved(tmp_path, book), {SHEET: replacing('<row r="4"', '<row r="4" ht="0" customHeight="1"')})
    plan = read_plan(path)
    assert ([row.order for row in plan.rows], plan.table.hidden_rows) == ([1], (3, 4))
    assert "Hidden and not taken: rows 3–4. --hidden takes them." in plan.table.notes
    assert [row.order for row in read_plan(path, choice=Choice(hidden=True)).rows] == [1, 2, 3]


def test_a_file_whose_rows_are_all_filtered_away_says_so(tmp_path: Path) -> None:
    book, sheet = plan_book()
    for row in (2, 3, 4):
        sheet.row_dimensions[row].hidden = True
    assert "no rows but hidden ones: clear the filter" in fault(read(tmp_path, book))


def test_hidden_columns_are_named_and_not_taken(tmp_path: Path) -> None:
    book, sheet = plan_book()
    sheet["F1"], sheet["F2"], sheet["G1"], sheet["G2"] = "comment", "Hemligt", "räkneformel", 3
    for column in "FG":
        sheet.column_dimensions[column].hidden = True
    plan = read(tmp_path, book)
    assert [row.comment for row in plan.rows] == [None, None, None]
    assert plan.table.notes == ("Hidden columns are not read: comment (F), räkneformel (G). --hidden reads them.",)
    assert "unknown column" in fault(read(tmp_path, book, hidden=True))


def test_a_required_column_that_is_hidden_is_asked_about(tmp_path: Path) -> None:
    book, sheet = plan_book()
    sheet.column_dimensions["E"].hidden = True
    faults = read(tmp_path, book).faults
    assert [str(f) for f in faults] == [
        "column order: this column is hidden: unhide it in Excel and save, or add --hidden"
    ]
    assert len(read(tmp_path, book, hidden=True).rows) == 3


def test_instructions_and_blank_rows_may_stand_about_the_table(tmp_path: Path) -> None:
    lines: list[Sequence[object]] = [
        ["Så här fyller du i"],
        [None],
        ["goal: målet"],
        *PLAN[:2],
        [None],
        PLAN[2],
        HEADING,
        PLAN[3],
    ]
    plan = read(tmp_path, book_with(("Blad1", lines)))
    assert plan.faults == ()
    assert [(row.position, row.order) for row in plan.rows] == [(5, 1), (7, 2), (9, 3)]
    assert "The heading is on row 4" in plan.table.notes[0]


def test_headings_with_line_breaks_and_odd_characters_are_found(tmp_path: Path) -> None:
    heading = ("Goal\nkind", "\ufeffGOAL", "activity\u200b", " Units\u00a0", "or\u00adder")
    assert read(tmp_path, book_with(("Blad1", [heading, *ROWS]))).faults == ()


def test_merged_cells_are_filled_downwards_in_their_own_column_alone(tmp_path: Path) -> None:
    book, sheet = plan_book()
    sheet["B3"] = None
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C4:D4")
    sheet.merge_cells("A4:A9")  # further down than the table
    plan = read(tmp_path, book)
    assert [(f.row, f.column, f.message[:8]) for f in plan.faults] == [(4, "units", "is empty")]
    assert plan.table.rows[1].cells["goal"] == "Ett mål"
    filled, across = plan.table.notes
    assert filled == "Merged cells are filled downwards: goal on row 3."
    assert across.startswith("Cells that are merged beside one another (C4:D4) are read as the first of them alone")


def test_a_heading_merged_over_two_rows_is_one_heading(tmp_path: Path) -> None:
    book = book_with(("Blad1", [HEADING, [None] * 5, *ROWS]))
    for column in "ABCDE":
        book.worksheets[0].merge_cells(f"{column}1:{column}2")
    plan = read(tmp_path, book)
    assert plan.faults == ()
    assert [row.position for row in plan.rows] == [3, 4, 5]


def test_rows_and_cells_need_no_numbers(tmp_path: Path) -> None:
    """Some programs write neither row numbers nor references of cells."""
    path = saved(tmp_path, plan_book()[0])

    def bare(content: bytes) -> bytes:
        return re.sub(rb' r="[A-Z]*[0-9]+"', b"", content)

    assert [(row.position, row.order) for row in read_plan(rewritten(path, {SHEET: bare})).rows] == [
        (2, 1),
        (3, 2),
        (4, 3),
    ]
