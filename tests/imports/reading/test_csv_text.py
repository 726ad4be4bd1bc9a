"""CSV: separators, first lines and quotation marks as spreadsheets write them."""

from pathlib import Path

import pytest

from imports.files import Table, read_table


def read(folder: Path, content: str) -> Table:
    (folder / "file.csv").write_bytes(content.encode())
    return read_table(folder / "file.csv", ("name", "units", "order"), ("name", "units"))


@pytest.mark.parametrize(
    ("first", "separator"),
    [
        ("sep=;", ";"),
        ("sep=,", ","),
        ("SEP=\t", "\t"),
        ("sep=\\t", "\t"),
        ('"sep=|"', "|"),
        ("sep=;;;", ";"),
        ("\ufeffsep=:", ":"),
    ],
)
def test_excels_own_first_line_names_the_separator_and_is_no_row(tmp_path: Path, first: str, separator: str) -> None:
    table = read(tmp_path, f"{first}\r\nname{separator}units\r\nA{separator}x;y,z\r\n".replace("x;y,z", "xyz"))
    assert table.faults == ()
    assert [(row.position, row.cells["name"], row.cells["units"]) for row in table.rows] == [(2, "A", "xyz")]


@pytest.mark.parametrize("separator", ";,\t|")
def test_the_separator_is_found_below_a_title_full_of_others(tmp_path: Path, separator: str) -> None:
    table = read(tmp_path, f"Plan; utkast, v. 2 | 2026\n\nname{separator}units\nA{separator}B\n")
    assert table.faults == ()
    assert dict(table.rows[0].cells) == {"name": "A", "units": "B"}
    assert table.notes == ("The heading is on row 3; what stands above it is not read.",)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ('"Våga" projektet;x', 3),
        ('A;"x', 3),
        ('A;"x\nB;y\nC;z', 3),
        ('"A;x\nB";y', 3),  # one stray mark in two rows would make one row of both
    ],
)
def test_a_stray_quotation_mark_is_told_with_its_row_and_how_to_save(tmp_path: Path, line: str, row: int) -> None:
    table = read(tmp_path, f"name;units\nFörst;x\n{line}\n")
    (fault,) = [f for f in table.faults if "quotation mark (" in f.message]
    assert fault.row == row
    assert "Excel-arbetsbok" in fault.message


def test_quotation_marks_and_line_breaks_that_are_written_right_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, 'name;units;order\n"""Våga"" nu; eller\naldrig";Projekt "Våga";1\n')
    assert table.faults == ()
    assert dict(table.rows[0].cells) == {"name": '"Våga" nu; eller\naldrig', "units": 'Projekt "Våga"', "order": "1"}


def test_old_macintosh_line_ends_are_read(tmp_path: Path) -> None:
    assert [row.position for row in read(tmp_path, "name;units\rA;x\rB;y\r").rows] == [2, 3]


def test_a_separator_within_a_cell_is_told(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "name;units\nA;x;y\n").faults
    assert (fault.row, "a separator within a cell" in fault.message) == (2, True)


def test_a_file_without_the_column_names_says_which_it_takes(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "Aktivitet;Mål\nA;B\n").faults
    assert "no heading was found: one row must have the column names name, units" in fault.message


def test_a_control_character_that_a_workbook_escaped_is_a_line_break(tmp_path: Path) -> None:
    assert read(tmp_path, "name;units\nA_x000D_B;x\n").rows[0].cells["name"] == "A\nB"
