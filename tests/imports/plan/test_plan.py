"""The plan file: what is read, and all faults at once."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from imports.plan.file import PlanFile, PlanRow, read_plan
from models.vocabulary.answers import Status
from models.vocabulary.plan import GoalKind
from tests.imports.support import (
    ACTIVITIES,
    PLAN_COLUMNS,
    assert_beginnings,
    real_rows,
    write_csv,
    write_json,
    write_xlsx,
)

GOOD = {"order": 1, "goal_kind": "målområde", "goal": "Ett mål", "activity": "Göra något", "units": "Välfärd"}


def read(folder: Path, *rows: Any) -> PlanFile:
    return read_plan(write_json(folder / "plan.json", list(rows)))


def one(folder: Path, **changes: Any) -> PlanRow:
    plan = read(folder, GOOD | changes)
    assert plan.faults == ()
    return plan.rows[0]


def fault_texts(plan: PlanFile) -> list[str]:
    return [str(fault) for fault in plan.faults]


def content(plan: PlanFile) -> list[tuple[Any, ...]]:
    return [(r.order, r.goal_kind, r.goal, r.activity, r.units, r.comment, r.status) for r in plan.rows]


def test_the_real_plan_is_read_byte_for_byte() -> None:
    plan = read_plan(ACTIVITIES)
    assert plan.faults == ()
    for row, source in zip(plan.rows, real_rows(), strict=True):
        assert (row.order, row.goal_kind.value, row.goal) == (source["order"], source["goal_kind"], source["goal"])
        assert (row.activity, list(row.units), row.comment) == (source["activity"], source["units"], source["comment"])
        assert row.status is None
    assert plan.rows[72].activity.count("#Vägled") == 1


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_and_xlsx_give_what_json_gives(tmp_path: Path, delimiter: str) -> None:
    expected = content(read_plan(ACTIVITIES))
    in_csv = read_plan(write_csv(tmp_path / "plan.csv", PLAN_COLUMNS, real_rows(), delimiter, "utf-8-sig"))
    in_xlsx = read_plan(write_xlsx(tmp_path / "plan.xlsx", PLAN_COLUMNS, real_rows()))
    assert content(in_csv) == content(in_xlsx) == expected
    assert [row.position for row in in_csv.rows] == [row.position for row in in_xlsx.rows] == list(range(2, 82))


def test_units_are_split_on_a_slash_in_that_column_alone(tmp_path: Path) -> None:
    row = one(tmp_path, units=" Välfärd / Samhällsutveckling/välfärd", comment="agera/kan agera 22/4", goal="A/B")
    assert row.units == ("Välfärd", "Samhällsutveckling")
    assert (row.comment, row.goal) == ("agera/kan agera 22/4", "A/B")
    assert one(tmp_path, units=["Nord/Syd", "Öst"]).units == ("Nord/Syd", "Öst")


@pytest.mark.parametrize("word", ["målområde", "MÅLOMRÅDE", "malomrade", "Målområdet", "ma\u030alomra\u030ade"])
def test_goal_kinds_are_known_in_any_case_and_without_diacritics(tmp_path: Path, word: str) -> None:
    assert one(tmp_path, goal_kind=word).goal_kind is GoalKind.AREA


def test_the_source_documents_heading_is_a_goal_kind(tmp_path: Path) -> None:
    assert one(tmp_path, goal_kind="VISIONSMÅLET").goal_kind is GoalKind.VISION


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("", None), (None, None), ("green", Status.GREEN), ("GULT", Status.YELLOW), ("rod", Status.RED),
        ("cannot_assess", Status.CANNOT_ASSESS), ("Kan inte bedömas", Status.CANNOT_ASSESS),
    ],
)  # fmt: skip
def test_status_words(tmp_path: Path, word: str | None, status: Status | None) -> None:
    assert one(tmp_path, status=word).status is status


@pytest.mark.parametrize("order", [14, 14.0, "14", " 14 ", "14.0"])
def test_a_row_number_is_a_whole_number_however_it_is_written(tmp_path: Path, order: object) -> None:
    assert one(tmp_path, order=order).order == 14


def test_a_number_in_a_sheet_is_a_row_number(tmp_path: Path) -> None:
    plan = read_plan(write_xlsx(tmp_path / "plan.xlsx", PLAN_COLUMNS, [GOOD | {"order": 14.0, "activity": 2030}]))
    assert [(row.order, row.activity) for row in plan.rows] == [(14, "2030")]


def test_a_number_in_a_text_column_is_text_as_a_sheet_shows_it(tmp_path: Path) -> None:
    assert [one(tmp_path, activity=number).activity for number in (2030, 2030.0, 2.5)] == ["2030", "2030", "2.5"]


def test_text_is_nfc_with_trimmed_ends_and_otherwise_untouched(tmp_path: Path) -> None:
    row = one(tmp_path, activity="  Va\u0308gled  &  #x – y\n(z) ", comment=" \u200b ")
    assert row.activity == "Vägled  &  #x – y\n(z)"
    assert unicodedata.is_normalized("NFC", row.activity)
    assert row.comment is None


def test_all_faults_are_reported_at_once_with_row_and_column(tmp_path: Path) -> None:
    rows = [
        GOOD,
        GOOD | {"order": 1},
        GOOD | {"order": 0, "goal_kind": "delmål", "goal": " ", "activity": "\u200b", "units": " / ", "status": "blå"},
        GOOD | {"order": 2.5, "activity": "x" * 501, "goal": "x" * 301, "units": "x" * 201, "status": "gul nästan"},
        GOOD | {"order": "", "activity": "\x00", "comment": True},
        GOOD | {"order": 1_000_000, "activity": "#REF!", "units": ["", 3]},
        GOOD | {"order": 500, "activity": "x" * 500, "comment": "\ud800"},
    ]
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(rows), encoding="utf-8")  # escaped, since half a surrogate pair has no UTF-8
    assert_beginnings(
        fault_texts(read_plan(path)),
        [
            "row 2, column order: 1 stands on row 1 too",
            "row 3, column goal_kind: takes visionsmål or målområde, not “delmål”",
            "row 3, column goal: is empty",
            "row 3, column activity: is empty",
            "row 3, column units: is empty",
            "row 3, column order: takes a whole number from 1 to 999999, not “0”",
            "row 3, column status: takes grönt, gult, rött, kan inte bedömas or nothing, not “blå” (row 3), "
            "“gul nästan” (row 4). It is the colour of the period before: empty these cells, or leave the column out",
            "row 4, column goal: is 301 characters long, at most 300 are taken",
            "row 4, column activity: is 501 characters long, at most 500 are taken",
            "row 4, column units: is 201 characters long, at most 200 are taken",
            "row 4, column order: takes a whole number from 1 to 999999, not “2.5”",
            "row 5, column activity: has a character that cannot be stored (U+0000 or half of a surrogate pair",
            "row 5, column order: is empty",
            "row 5, column comment: takes text, not true or false",
            "row 6, column activity: the cell shows the error #REF!; mend it in Excel",
            "row 6, column units: is empty",
            "row 6, column order: takes a whole number from 1 to 999999, not “1000000”",
            "row 7, column comment: has a character that cannot be stored (U+0000 or half of a surrogate pair",
        ],
    )


def test_faults_of_the_structure_and_of_cells_are_reported_together(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("order;goal;activity;goal_kind;farg\nx;Mål;Göra;delmål;röd\n", encoding="utf-8")
    assert [(fault.row, fault.column) for fault in read_plan(path).faults] == [
        (None, "units"), (1, "farg"), (2, "goal_kind"), (2, "order"),
    ]  # fmt: skip
