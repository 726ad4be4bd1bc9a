"""Tables as JSON, CSV and Excel: values survive, nothing is run as a formula, and every program opens them.

The workbooks are read by calamine too, which shares nothing with the library that writes them.
"""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from models.rules.spreadsheet import LONGEST_CELL
from reports.formats.tables import long_texts, to_csv, to_json, to_xlsx

COLUMNS = ("row", "text", "units", "late")
DANGEROUS = ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


def row(text: str | None) -> dict[str, object]:
    return {"row": 1, "text": text, "units": ["Välfärd", "Folkhälsa"], "late": False}


def csv_cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_cells(content: bytes) -> list[list[object]]:
    return [
        list(line) for line in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_in_csv_begins_as_a_formula(text: str) -> None:
    assert csv_cells(to_csv(COLUMNS, [row(text)]))[1] == ["1", "'" + text, "Välfärd / Folkhälsa", "false"]


@pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "2022-01-01", "14"])
def test_every_text_in_xlsx_is_a_text(text: str) -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(COLUMNS, [row(text)], "answers"))).worksheets[0]
    cell = sheet["B2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix is (text in DANGEROUS)
    assert xlsx_cells(to_xlsx(COLUMNS, [row(text)], "answers"))[1][1] == text
    assert [cell.value for cell in sheet[2]][2:] == ["Välfärd / Folkhälsa", False]


def test_other_text_is_left_as_it_is() -> None:
    text = 'Gult; "nästan", 1-2 = 3\nnästa rad – 🟡'
    assert csv_cells(to_csv(COLUMNS, [row(text)]))[1][1] == text
    assert load_workbook(io.BytesIO(to_xlsx(COLUMNS, [row(text)], "a"))).worksheets[0]["B2"].value == text


def test_nothing_is_an_empty_cell() -> None:
    assert csv_cells(to_csv(COLUMNS, [row(None)]))[1][1] == ""
    assert load_workbook(io.BytesIO(to_xlsx(COLUMNS, [row(None)], "a"))).worksheets[0]["B2"].value is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\x0bb\x1ac", "a\x0bb\x1ac"),
        ("rad\r\nrad\rrad\nrad", "rad\r\nrad\rrad\nrad"),
        ("_x000D_", "_x000D_"),
        # Stored as escapes, which calamine leaves for these two; Excel and LibreOffice read them.
        ("a\ufffeb\uffffc", "a_xFFFE_b_xFFFF_c"),
        ("a\ud800b\x00c", "a\ufffdb\ufffdc"),
        ("  \u2028🟡 å\x7f\x85", "  \u2028🟡 å\x7f\x85"),
    ],
)
def test_no_character_stops_a_program_from_opening_the_file(text: str, read: str) -> None:
    assert xlsx_cells(to_xlsx(COLUMNS, [row(text)], "a"))[1][1] == read
    storable = text.replace("\ud800", "\ufffd").replace("\x00", "\ufffd")
    assert csv_cells(to_csv(COLUMNS, [row(text)]))[1][1] == storable
    assert json.loads(to_json([{"text": text}])) == [{"text": storable.replace("b\ufffdc", "b\x00c")}]


def test_a_text_that_is_longer_than_a_cell_goes_on_beside_it_and_is_whole_elsewhere() -> None:
    long = "🟡" * 20_000 + "slut"
    heading, first, second = xlsx_cells(to_xlsx(COLUMNS, [row(long), row("kort")], "a"))
    assert heading == ["row", "text", "text_2", "units", "late"]
    assert f"{first[1]}{first[2]}" == long
    assert all(len(str(cell).encode("utf-16-le")) // 2 <= LONGEST_CELL for cell in first)
    assert (second[1], second[2], second[3]) == ("kort", "", "Välfärd / Folkhälsa")
    assert csv_cells(to_csv(COLUMNS, [row(long)]))[1][1] == long
    assert long_texts(COLUMNS, [row("kort"), row(long)]) == [(2, "text")]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_can_be_chosen(delimiter: str) -> None:
    content = to_csv(COLUMNS, [row("a;b,c\td")], delimiter).decode()
    assert list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))[1][1] == "a;b,c\td"


def test_the_byte_order_mark_comes_only_when_asked() -> None:
    assert to_csv(COLUMNS, []).startswith(b"row;")
    assert to_csv(COLUMNS, [], mark=True).startswith(b"\xef\xbb\xbfrow;")
