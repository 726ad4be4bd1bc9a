"""Tables as CSV and Excel: values survive, and nothing is run as a formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from reports.formats.tables import to_csv, to_xlsx

COLUMNS = ("row", "text", "units", "late")
DANGEROUS = ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


def row(text: str | None) -> dict[str, object]:
    return {"row": 1, "text": text, "units": ["Välfärd", "Folkhälsa"], "late": False}


def csv_cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_in_csv_begins_as_a_formula(text: str) -> None:
    assert csv_cells(to_csv(COLUMNS, [row(text)]))[1] == ["1", "'" + text, "Välfärd / Folkhälsa", "false"]


@pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "2022-01-01", "14"])
def test_every_text_in_xlsx_is_a_text(text: str) -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(COLUMNS, [row(text)], "answers"))).worksheets[0]
    cell = sheet["B2"]
    assert cell.data_type == "s"
    assert str(cell.value).replace("\r", "\n") == text.replace("\r", "\n")
    assert [cell.value for cell in sheet[2]][2:] == ["Välfärd / Folkhälsa", False]


def test_other_text_is_left_as_it_is() -> None:
    text = 'Gult; "nästan", 1-2 = 3\nnästa rad – 🟡'
    assert csv_cells(to_csv(COLUMNS, [row(text)]))[1][1] == text
    assert load_workbook(io.BytesIO(to_xlsx(COLUMNS, [row(text)], "a"))).worksheets[0]["B2"].value == text


def test_nothing_is_an_empty_cell() -> None:
    assert csv_cells(to_csv(COLUMNS, [row(None)]))[1][1] == ""
    assert load_workbook(io.BytesIO(to_xlsx(COLUMNS, [row(None)], "a"))).worksheets[0]["B2"].value is None


def test_a_control_character_does_not_stop_the_excel_file() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(COLUMNS, [row("a\x0bb")], "a"))).worksheets[0]
    assert sheet["B2"].value == "a\ufffdb"


def test_the_byte_order_mark_comes_only_when_asked() -> None:
    assert to_csv(COLUMNS, []).startswith(b"row,")
    assert to_csv(COLUMNS, [], mark=True).startswith(b"\xef\xbb\xbfrow,")
