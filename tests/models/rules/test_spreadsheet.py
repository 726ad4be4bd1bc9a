"""What is written into a cell is read from it, and nothing in it is run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.spreadsheet import (
    LONGEST_CELL,
    cell_parts,
    escape_ooxml,
    guard_formula,
    unescape_ooxml,
    unguard_formula,
)

# Pieces that look like escapes, or become ones when others are escaped beside them.
tricky = st.lists(st.sampled_from(["_x0041", "_", "_x005F_", "x", "\x0b", "\r", "\uffff", "F", "å"])).map("".join)


@given(st.text(st.sampled_from("'=+-@\t\r\n＝ a"), max_size=6))
def test_no_text_is_run_and_every_text_comes_back(text: str) -> None:
    guarded = guard_formula(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert unguard_formula(guarded) == text


@given(tricky)
def test_what_xml_cannot_carry_is_escaped_and_comes_back(text: str) -> None:
    escaped = escape_ooxml(text)
    assert not set(escaped) & {"\x0b", "\r", "\uffff"}
    assert unescape_ooxml(escaped) == text


def test_what_no_database_takes_is_replaced() -> None:
    assert escape_ooxml("a\x00b\ud800c") == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(("char", "each"), [("a", 1), ("🟡", 2), ("\x0b", 7)])
def test_a_text_as_long_as_a_cell_is_one_part_and_a_longer_one_is_two(char: str, each: int) -> None:
    most = LONGEST_CELL // each
    assert cell_parts(char * most) == [char * most]
    assert [len(part) for part in cell_parts(char * (most + 1))] == [most, 1]


@given(tricky, st.integers(1, 30))
def test_the_parts_are_the_text_and_each_fits(text: str, times: int) -> None:
    long = (text + "a🟡_x0041_\x0b" * 300) * times
    parts = cell_parts(long)
    assert "".join(parts) == long
    assert all(len(escape_ooxml(part).encode("utf-16-le")) // 2 <= LONGEST_CELL for part in parts)
    assert "".join(unescape_ooxml(escape_ooxml(part)) for part in parts) == long
