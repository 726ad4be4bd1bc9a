"""JSON: what is none is told with row and column, or line and character."""

from pathlib import Path

import pytest

from imports.files import Table, read_table


def read(folder: Path, content: str, encoding: str = "utf-8") -> Table:
    (folder / "file.json").write_bytes(content.encode(encoding))
    return read_table(folder / "file.json", ("name", "units"), ("name",))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 30, '["a", NaN]'])
def test_what_json_has_no_number_for_is_told(tmp_path: Path, value: str) -> None:
    (fault,) = read(tmp_path, f'[{{"name": "a"}}, {{"name": "b", "units": {value}}}]').faults
    assert (fault.row, fault.column) == (2, "units")
    says = "is too large a number; write a smaller one" if "9" in value else "is no JSON value; write null"
    assert says in fault.message


@pytest.mark.parametrize("again", ["name", "Name", "na\\u00adme"])
def test_a_name_that_stands_twice_is_told(tmp_path: Path, again: str) -> None:
    (fault,) = read(tmp_path, f'[{{"name": "a", "{again}": "b"}}]').faults
    assert (fault.row, fault.column, fault.message) == (
        1, "name", "stands twice in this row; take one of the two away",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[{"name": "a"},]', "line 1, character 16"), ('[\n{"name": ”a”}]', "line 2, character 10"),
        ('[{"name": "a"}]\n[]', "line 2, character 1"),
        ('{"rows": []}', "takes a JSON list"), ("[" * 99_999, "too deep"),
    ],
)  # fmt: skip
def test_where_it_stops_being_json_is_told(tmp_path: Path, content: str, says: str) -> None:
    (fault,) = read(tmp_path, content).faults
    assert says in fault.message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_json_is_read_in_the_encodings_of_unicode_with_the_end_mark_of_dos(tmp_path: Path, encoding: str) -> None:
    table = read(tmp_path, '[{"name": "Åsa"}]\x1a', encoding)
    assert (table.faults, table.rows[0].cells["name"]) == ((), "Åsa")


def test_twice_encoded_letters_in_lists_are_put_right(tmp_path: Path) -> None:
    table = read(tmp_path, '[{"name": "a", "units": ["VÃ¤lfÃ¤rd", "IT"]}]')
    assert table.rows[0].cells["units"] == ["Välfärd", "IT"]
    assert table.notes == ("Letters that had been encoded twice are put right: row 1 units “Välfärd IT”.",)
