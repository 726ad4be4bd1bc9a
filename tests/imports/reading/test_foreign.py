"""Workbooks of other programs, damaged ones, and other files: read, or what it is and how to save it."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from imports.files import Table, read_table
from imports.plan.file import COLUMNS, REQUIRED, read_plan
from tests.imports.reading.books import (
    HEADING,
    ROWS,
    SHEET,
    Edit,
    book_with,
    plan_book,
    replacing,
    rewritten,
    saved,
    with_shared_texts,
)  # fmt: skip
from tests.imports.test_cases import WORKSHOP

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STYLES = "xl/styles.xml"
CSV = ";".join(HEADING) + "\n" + "\n".join(";".join(map(str, row)) for row in ROWS) + "\n"


def read(path: Path) -> Table:
    return read_table(path, COLUMNS, REQUIRED)


def refused(path: Path) -> str:
    table = read(path)
    (fault,) = table.faults
    assert table.rows == ()
    assert not WORKSHOP.search(fault.message.replace("XML", ""))
    return fault.message


def archive(folder: Path, *parts: tuple[str, bytes], name: str = "plan.xlsx") -> Path:
    with ZipFile(folder / name, "w", ZIP_DEFLATED) as made:
        for part, content in parts:
            made.writestr(part, content)
    return folder / name


@pytest.mark.parametrize(
    ("edits", "rename"),
    [
        ({}, lambda name: name.replace("sharedStrings", "SharedStrings")),
        ({}, lambda name: name.replace("/", "\\")),
        ({}, str.upper),
        (
            {
                "xl/workbook.xml": replacing(
                    "schemas.openxmlformats.org/spreadsheetml/2006", "purl.oclc.org/ooxml/spreadsheetml"
                )
            },
            str,
        ),
        ({"docProps/core.xml": lambda _: b"<broken"}, str),
        ({STYLES: replacing("<fills", "<fills count='x'><fill colour='none'/></fills><fills")}, str),
        ({STYLES: lambda _: b"<styleSheet"}, str),
        ({"xl/theme/theme1.xml": lambda _: b""}, str),
        ({SHEET: replacing("<sheetViews>", "<sheetViews><sheetView view='odd'/>")}, str),
    ],
)  # fmt: skip
def test_what_holds_no_cells_is_not_in_the_way(
    tmp_path: Path, edits: dict[str, Edit], rename: Callable[[str], str]
) -> None:
    table = read(rewritten(with_shared_texts(saved(tmp_path, plan_book()[0])), edits, rename))
    assert table.faults == ()
    assert [row.cells["activity"] for row in table.rows] == ["Första", "Andra", "Tredje"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (
            OLE + "EncryptedPackage DRMEncryptedDataSpace".encode("utf-16-le"),
            "the workbook is encrypted by a sensitivity label",
        ),
        (OLE + "Workbook".encode("utf-16-le"), "an old Excel workbook (.xls)"),
        (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
        (b"\x09\x08\x10\x00", "an old Excel workbook (.xls)"),
        (b"<html><table><tr><td>goal</td></tr></table></html>", "a web page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "a web page"),
        (b"MIME-Version: 1.0\r\n", "a web page (MHTML)"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel 2003"),
        (b"%PDF-1.7", "a PDF document"),
        (b"{\\rtf1", "(RTF)"),
        (b"ID;PWXL;N;E", "SYLK"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\x1f\x8b\x08", "unpack it"),
        (b"PK\x03\x04 cut off", "damaged, or was not copied completely"),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_other_kinds_of_files_are_named_whatever_they_are_called(
    tmp_path: Path, content: bytes, says: str, suffix: str
) -> None:
    path = tmp_path / f"plan{suffix}"
    path.write_bytes(content)
    said = refused(path)
    assert says in said
    assert ".xlsx" in said


@pytest.mark.parametrize(
    ("part", "content", "says"),
    [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", "(.ods)"),
        ("xl/workbook.bin", b"", "(.xlsb)"),
        ("Index/Document.iwa", b"", "Numbers"),
        ("word/document.xml", b"", "a Word document"),
        ("ppt/presentation.xml", b"", "PowerPoint"),
        ("plan.csv", b"", "a zip archive, whatever its name says: unpack it"),
    ],
)
def test_other_archives_are_named(tmp_path: Path, part: str, content: bytes, says: str) -> None:
    assert says in refused(archive(tmp_path, (part, content)))


@pytest.mark.parametrize(
    "suffix",
    [
        ".xls",
        ".xlsb",
        ".xlsm",
        ".xltx",
        ".ods",
        ".numbers",
        ".gsheet",
        ".pdf",
        ".txt",
        ".tsv",
        ".html",
        ".zip",
        ".docx",
        "",
    ],
)
def test_other_endings_say_how_to_save(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"plan{suffix}").write_text("x", encoding="utf-8")
    said = refused(tmp_path / f"plan{suffix}")
    assert "takes a file that ends in .json, .csv, .xlsx" in said
    assert "Excel" in said or "unpack it" in said


def test_excels_note_that_a_workbook_is_open_is_known(tmp_path: Path) -> None:
    (tmp_path / "~$plan.xlsx").write_bytes(b"\x05Anna")
    assert "import plan.xlsx instead" in refused(tmp_path / "~$plan.xlsx")


def test_bytes_that_are_neither_workbook_nor_text_are_a_damaged_workbook(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"\x00\x01\x02" * 99)
    assert "damaged, or was not copied completely" in refused(tmp_path / "plan.xlsx")


def test_a_wrong_ending_is_no_reason_to_refuse(tmp_path: Path) -> None:
    workbook = saved(tmp_path, plan_book()[0]).rename(tmp_path / "plan.csv")
    assert read(workbook).notes == ("plan.csv is an Excel workbook, whatever its ending says.",)
    (tmp_path / "text.xlsx").write_text(CSV, encoding="utf-8")
    assert read(tmp_path / "text.xlsx").notes == ("text.xlsx is a CSV file, whatever its ending says.",)
    assert len(read(workbook).rows) == len(read(tmp_path / "text.xlsx").rows) == 3


@pytest.mark.parametrize(
    "edits",
    [
        {"xl/workbook.xml": lambda _: b"<workbook"},
        {SHEET: lambda content: content[: len(content) // 2]},
        {SHEET: lambda content: b'<!DOCTYPE x [<!ENTITY a "a">]>' + content},
        {"xl/_rels/workbook.xml.rels": replacing("worksheets/sheet1.xml", "worksheets/none.xml")},
    ],
)  # fmt: skip
def test_damaged_parts_are_told_in_words(tmp_path: Path, edits: dict[str, Edit]) -> None:
    assert "damaged, or was not copied completely" in refused(rewritten(saved(tmp_path, plan_book()[0]), edits))


def test_a_text_that_the_workbook_lacks_is_a_cell_with_an_error(tmp_path: Path) -> None:
    path = with_shared_texts(saved(tmp_path, plan_book()[0]))
    rewritten(path, {"xl/sharedStrings.xml": replacing("<si><t>Hållbarhet</t></si>", "")})
    assert [row.cells["units"] for row in read(path).rows] == ["Välfärd", "Folkhälsa", "#REF!"]


def test_every_cut_and_every_flipped_byte_is_read_or_told(tmp_path: Path) -> None:
    whole = saved(tmp_path, plan_book()[0]).read_bytes()
    path = tmp_path / "broken.xlsx"
    for at in range(0, len(whole), 61):
        for broken in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            path.write_bytes(broken)
            for fault in read(path).faults:
                assert not WORKSHOP.search(str(fault))


def test_an_archive_locked_with_a_password_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, plan_book()[0])
    content = bytearray(path.read_bytes())
    entry = content.find(b"PK\x01\x02")
    while entry >= 0:
        content[entry + 8] |= 1  # the flag of an encrypted part
        entry = content.find(b"PK\x01\x02", entry + 1)
    path.write_bytes(content)
    assert "locked with a password" in refused(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    zeros = io.BytesIO(b" " * (129 * 2**20)).getvalue()
    path = saved(tmp_path, plan_book()[0])
    bomb = rewritten(path)
    with ZipFile(bomb) as source, ZipFile(tmp_path / "bomb.xlsx", "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, zeros if name == SHEET else source.read(name))
    assert "unpacks to more than 128 MB" in refused(tmp_path / "bomb.xlsx")


def test_one_endless_row_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, plan_book()[0])
    endless = b'<worksheet><sheetData><row r="1">' + b"<c/>" * 400_000 + b"</row></sheetData></worksheet>"
    assert "unpacks to more than" in refused(rewritten(path, {SHEET: lambda _: endless}))


def test_many_rows_are_no_endless_one(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}">{"<c><v>1</v></c>" * 5}</row>' for row in range(5, 30_005))
    path = rewritten(saved(tmp_path, plan_book()[0]), {SHEET: replacing("</sheetData>", rows + "</sheetData>")})
    assert len(read(path).rows) == 30_003


def test_a_sheet_formatted_to_its_end_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, plan_book()[0])
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(5, 30_000))
    far = (
        '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>'
    )
    table = read(rewritten(path, {SHEET: replacing("</sheetData>", empty + far)}))
    assert (table.faults, len(table.rows)) == ((), 3)


def test_escapes_dates_errors_and_formulas_in_cells(tmp_path: Path) -> None:
    book = book_with(("Blad1", [HEADING, *ROWS]))
    path = saved(tmp_path, book)
    cells = {
        "A": "<is><t>mål_x005F_x0041_ _xD83D__xDE00_ _x000A_</t></is>",
        "B": "<is><r><t>Ett </t></r><r><t>mål</t></r><rPh><t>no</t></rPh></is>",
    }
    added = "".join(f'<c r="{at}9" t="inlineStr">{inner}</c>' for at, inner in cells.items())
    rest = (
        '<c r="C9" t="str"><f>A1</f><v>text</v></c><c r="D9" t="e"><f>A1</f><v>#REF!</v></c>'
        '<c r="E9" t="str"><f>""</f><v></v></c>'
    )
    table = read(rewritten(path, {SHEET: replacing("</sheetData>", f'<row r="9">{added}{rest}</row></sheetData>')}))
    assert dict(table.rows[-1].cells) == {
        "goal_kind": "mål_x0041_ 😀 \n", "goal": "Ett mål", "activity": "text", "units": "#REF!", "order": None,
    }  # fmt: skip


def test_an_order_that_excel_took_for_a_date_is_told_as_such(tmp_path: Path) -> None:
    book = book_with(("Blad1", [HEADING, (*ROWS[0][:4], datetime.date(2026, 1, 1))]))
    (fault,) = read_plan(saved(tmp_path, book)).faults
    assert "not “2026-01-01”; Excel made a date of it" in str(fault)
