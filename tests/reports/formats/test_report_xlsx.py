import io
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from i18n import translator
from models.rules.spreadsheet import unescape_ooxml
from reports.content.document import Document
from reports.content.half_year.from_record import report_of_snapshot
from reports.formats import report_xlsx
from reports.formats.printable import printable
from reports.formats.workbook.cells import Percent, number_in
from reports.formats.workbook.sheets import sheet_name
from tests.reports.formats.bad_texts import BAD_TEXTS
from tests.reports.formats.documents import GOALS, sample_document
from tests.reports.formats.records import record_of

NOTE = "\nOrsak: leveransen dröjer."
T = translator("sv", ZoneInfo("Europe/Stockholm"))


def made(document: Document, comments: tuple[str, ...] = ()) -> Workbook:
    report = report_of_snapshot(record_of(30, comments))
    return openpyxl.load_workbook(io.BytesIO(report_xlsx.render(document, report, T)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return made(sample_document(30, draft="UTKAST"))


def test_there_is_a_sheet_for_each_section_and_one_of_raw_answers(book: Workbook) -> None:
    assert book.sheetnames == ["Översikt", *GOALS, "Metod", "Svar"]
    assert book.properties.title == "Halvårsuppföljning Halvår 2022"
    assert book.properties.created == book.properties.modified == datetime(2022, 7, 7)  # noqa: DTZ001
    for sheet in book:
        assert sheet.oddHeader is not None
        assert (sheet.oddHeader.right.text, bool(sheet.cell(1, 1).value)) == ("UTKAST", True)


def test_tables_have_filters_a_frozen_heading_and_widths(book: Workbook) -> None:
    for goal in GOALS:
        sheet = book[goal]
        assert sheet["A1"].value == f"AKTIVITETER MÅLOMRÅDE – {goal}"
        assert [cell.value for cell in sheet[2]] == ["Nr", "Aktivitet", "Verksamhet", "Kommentar", "Status"]
        assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A3", "A2:E12", "$2:$2")
        assert sheet.column_dimensions["D"].width > 50
    assert (book["Svar"].freeze_panes, book["Svar"].auto_filter.ref) == ("A2", "A1:O31")


def test_numbers_are_numbers_and_the_status_is_a_word_on_its_colour(book: Workbook) -> None:
    sheet = book[GOALS[0]]
    assert [cell.value for cell in sheet["A"]][2:5] == [1, 2, 3]
    assert (sheet["E3"].value, sheet["E3"].fill.start_color.rgb) == ("▲ Gult", "00ffd23f")
    overview = book["Översikt"]
    line = next(row for row in overview.iter_rows() if row[0].value == GOALS[0])
    assert [cell.value for cell in line[1:6]] == [10, 10, 0, 0, 1]
    assert line[5].number_format == "0%"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("27", 27),
        ("1\u00a0234", 1234),
        ("12,345", 12345),
        ("93\u00a0%", Percent(0.93)),
        ("7%", Percent(0.07)),
        ("–", "–"),
        ("+2", "+2"),
        ("1.5", "1.5"),
    ],
)
def test_a_number_is_read_as_the_catalogue_writes_it(text: str, value: object) -> None:
    assert number_in(text) == value


def test_raw_answers_have_their_goal_and_real_dates(book: Workbook) -> None:
    heading, *rows = (list(row) for row in book["Svar"].iter_rows(values_only=True))
    assert heading[:7] == ["Nr", "Slag av mål", "Mål", "Aktivitet", "Verksamhet", "Status", "Kommentar"]
    assert [row[0] for row in rows] == list(range(1, 31))
    assert all(row[2] for row in rows)
    answered = rows[0]
    assert answered[10] == datetime(2022, 9, 30)  # noqa: DTZ001
    assert answered[11] == datetime(2022, 7, 1, 12, 0)  # noqa: DTZ001 - 10.00 UTC
    assert answered[12] == "i tid"


def test_every_text_is_a_text_and_whole() -> None:
    book = made(sample_document(3 * len(BAD_TEXTS), BAD_TEXTS), BAD_TEXTS)
    shown = [row[3] for goal in GOALS for row in list(book[goal].iter_rows())[2:] if row[0].value]
    for cells in (shown, [row[6] for row in list(book["Svar"].iter_rows())[1:]]):
        texts = cells[: len(BAD_TEXTS)]
        assert [unescape_ooxml(str(cell.value)).removesuffix(NOTE) for cell in texts] == [
            printable(text) for text in BAD_TEXTS
        ]
        assert all(cell.data_type == "s" and cell.hyperlink is None for cell in texts)
        assert [cell.value for cell in texts if cell.quotePrefix] == [text for text in BAD_TEXTS if text[0] in "=@+-"]


def test_a_text_longer_than_a_cell_goes_on_beside_it() -> None:
    book = made(sample_document(3, ("a" * 40_000,)))
    heading, row = list(book[GOALS[0]].iter_rows(min_row=2, max_row=3, values_only=True))
    assert heading[3:5] == ("Kommentar", "Kommentar 2")
    assert f"{row[3]}{row[4]}" == "a" * 40_000


def test_sheet_names_are_what_excel_takes_and_unique() -> None:
    taken: list[str] = []
    for name in ("Mål: [a/b]?", "mål a b", "x" * 40, "x" * 41, "'citat'", "", "History", "Svar\x07"):
        taken.append(sheet_name(name, taken))
    assert taken == [
        "Mål a b", "mål a b (2)", "x" * 30 + "…", "x" * 26 + "… (2)", "citat", "-", "History (2)", "Svar",
    ]  # fmt: skip
