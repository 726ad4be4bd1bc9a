"""Files to rows: encodings, delimiters, positions, and the faults of files that cannot be read."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from imports.files import Table, read_table
from tests.imports.support import write_json

KNOWN = ("name", "units")


def read(path: Path) -> Table:
    return read_table(path, KNOWN, ("name",))


def read_text(folder: Path, content: str | bytes, suffix: str = ".csv") -> Table:
    path = folder / f"file{suffix}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(path)


def fault_texts(table: Table) -> list[str]:
    return [str(fault) for fault in table.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_in_the_encodings_and_delimiters_of_spreadsheets(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    table = read_text(tmp_path, f"name{delimiter}units\r\nFolkhälsa–å{delimiter}Välfärd\r\n".encode(encoding))
    assert fault_texts(table) == []
    assert dict(table.rows[0].cells) == {"name": "Folkhälsa–å", "units": "Välfärd"}


def test_a_damaged_utf8_file_is_not_taken_for_a_windows_one(tmp_path: Path) -> None:
    table = read_text(tmp_path, "name\nFolkhälsa\n".encode() + b"V\xe4lf\xe4rd\n")
    assert table.rows == ()
    assert "not text in UTF-8" in fault_texts(table)[0]


def test_a_csv_row_is_the_line_it_begins_on(tmp_path: Path) -> None:
    table = read_text(tmp_path, 'name;units\r\n"two\r\nlines";a\r\n\r\nx;b\r\n')
    assert [(row.position, row.cells["name"]) for row in table.rows] == [(2, "two\r\nlines"), (5, "x")]


def test_an_xlsx_row_is_the_row_of_the_sheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["A5"] = "name", "units", "x", "y"
    book.save(tmp_path / "file.xlsx")
    table = read(tmp_path / "file.xlsx")
    assert [(row.position, dict(row.cells)) for row in table.rows] == [
        (2, {"name": "x", "units": None}),
        (5, {"name": "y", "units": None}),
    ]


def test_a_sheet_is_read_whole_and_by_what_its_formulas_last_gave(tmp_path: Path) -> None:
    """As Excel and other programs write it: a formula with its cached value, and an extent that is wrong."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["A3"], sheet["B3"] = "name", "units", 1, 2, 3
    book.save(tmp_path / "plain.xlsx")
    with ZipFile(tmp_path / "plain.xlsx") as plain, ZipFile(tmp_path / "file.xlsx", "w") as edited:
        for part in plain.namelist():
            content = plain.read(part)
            content = content.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1:A2"')
            edited.writestr(part, content.replace(b"<v>3</v>", b"<f>1+13</f><v>14</v>"))
    assert b"1+13" in ZipFile(tmp_path / "file.xlsx").read("xl/worksheets/sheet1.xml")
    assert [dict(row.cells) for row in read(tmp_path / "file.xlsx").rows] == [
        {"name": 1, "units": None},
        {"name": 2, "units": 14},
    ]


def test_json_rows_count_from_one(tmp_path: Path) -> None:
    table = read(write_json(tmp_path / "file.json", [{"name": "x"}, {"name": "y", "units": ["a"]}]))
    assert [row.position for row in table.rows] == [1, 2]
    assert table.columns == {"name", "units"}


def test_headings_are_found_in_any_case(tmp_path: Path) -> None:
    table = read_text(tmp_path, " NAME ;Units\nx;y\n")
    assert fault_texts(table) == []
    assert table.columns == {"name", "units"}


def test_faults_of_the_structure_are_reported_together(tmp_path: Path) -> None:
    table = read_text(tmp_path, "units;colour;units;\nx;green;;stray\ny;;;;extra\n")
    assert fault_texts(table) == [
        "row 1, column units: the heading has this column twice (columns A and C); delete or rename one of them",
        "row 1, column colour: unknown column; the columns are name, units. Rename it to one of them, "
        "or delete the column",
        "row 2: has a value in a column without a heading (“stray”): delete it, or write the column's name in the "
        "heading. In a CSV file it may be a separator within a cell: such a cell stands within quotation marks",
        "row 3: has a value in a column without a heading (“extra”): delete it, or write the column's name in the "
        "heading. In a CSV file it may be a separator within a cell: such a cell stands within quotation marks",
        "column name: the file lacks this column: write its name in the heading, spelt like this, and in each row the "
        "person's name",
    ]


def test_an_unknown_json_key_is_reported_once_at_its_first_row(tmp_path: Path) -> None:
    table = read(
        write_json(tmp_path / "f.json", [{"name": "x"}, {"name": "y", "farg": 1}, {"name": "z", "farg": 1}, 7])
    )
    assert fault_texts(table) == [
        "row 2, column farg: unknown column; the columns are name, units. Rename it to one of them, "
        "or delete the column",
        'row 4: takes an object: {"column": "value", …}. Write each value behind its column\'s name, or save '
        "the table in Excel as an Excel Workbook (.xlsx) and import that",
    ]


@pytest.mark.parametrize(
    ("suffix", "content", "says"),
    [
        (".ods", b"x", "takes a file that ends in .json, .csv, .xlsx"),
        (".csv", b"", "has no rows"),
        (".csv", b"name;units\n;\n", "has no rows"),
        (".csv", b"name\nx\0y\n", "not text"),
        (".csv", b"name\n\x81\n", "not text"),
        (".csv", b'name;units\nx;y\n"never closed;z\n', "row 3: cannot be read"),
        (".json", b"[", "not JSON"),
        (".json", b'{"name": "x"}', "takes a JSON list"),
        (".json", b"[]", "has no rows"),
        (".json", b"[" * 100_000, "not JSON"),
        (".xlsx", b"PK\x03\x04 not a workbook", "cannot be read as an Excel workbook"),
        (".xlsx", b"\xd0\xcf\x11\xe0 an old file", "not an Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path, suffix: str, content: bytes, says: str) -> None:
    table = read_text(tmp_path, content, suffix)
    assert says in " ".join(fault_texts(table))
    assert len(table.faults) == 1


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert "cannot be read" in fault_texts(read(tmp_path / "none.csv"))[0]


def test_a_cell_larger_than_the_csv_module_takes_is_a_fault(tmp_path: Path) -> None:
    assert "more than 131072 characters" in fault_texts(read_text(tmp_path, "name;units\n" + "x" * 200_000 + ";y\n"))[0]


def test_a_wrong_ending_is_no_reason_to_refuse_what_can_be_read(tmp_path: Path) -> None:
    for name, text, kind in (
        ("a.csv", '[{"name": "x", "units": "y"}]', "JSON"),
        ("b.json", "name;units;\nx;y\n", "CSV"),
    ):
        path = tmp_path / name
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            path.write_text(text, encoding=encoding)
            table = read(path)
            assert [row.cells["units"] for row in table.rows] == ["y"]
            assert f"{name} is a {kind} file, whatever its ending says." in table.notes
