"""The values of buttons: what is written is read again, and nothing that is pressed raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.values.plan import PageValue
from messages.values.rows import RoundValue, RowValue

NUMBERS = st.integers(0, 2**40)
ROWS = st.builds(RowValue, NUMBERS, *[st.none() | NUMBERS] * 3)
ROUNDS = st.builds(RoundValue, st.none() | NUMBERS) | st.builds(RoundValue, NUMBERS, NUMBERS, st.none() | NUMBERS)
PAGES = st.builds(PageValue, NUMBERS, st.text(), st.booleans())


@given(ROWS | ROUNDS | PAGES)
def test_what_is_written_is_read_again(value: RowValue | RoundValue | PageValue) -> None:
    assert type(value).read(str(value)) == value


@given(st.text() | st.text("@|+0123456789"))
def test_any_text_reads_as_some_value_that_can_be_written(text: str) -> None:
    for kind in (RowValue, RoundValue, PageValue):
        value = kind.read(text)
        assert kind.read(str(value)) == value


@pytest.mark.parametrize(("value", "text"), [
    (RowValue(14), "14"), (RowValue(14, 3), "14@3"), (RowValue(14, 3, 205), "14@3@205"),
    (RowValue(14, 3, None, 77), "14@3@@77"), (RoundValue(3, 14, 77), "14@3@@77"),
    (RowValue(14, None, None, 77), "14@@@77"),
    (RoundValue(3), "3"), (RoundValue(3, 14), "14@3"), (RoundValue(), ""),
    (PageValue(), "0|"), (PageValue(2, "goal:5"), "2|goal:5"), (PageValue(1, "text:a|b", turned=True), "+1|text:a|b"),
])  # fmt: skip
def test_the_formats_on_messages_already_sent(value: RowValue | RoundValue | PageValue, text: str) -> None:
    assert str(value) == text
    assert type(value).read(text) == value


def test_a_page_of_a_list_about_one_round() -> None:
    assert str(PageValue.of_round(3)) == "0|3"
    assert PageValue.read("+1|3").round_id == 3
    assert PageValue.read("0|goal:3").round_id is None


@pytest.mark.parametrize(("text", "value"), [
    ("", RowValue(0)), ("x@y@z", RowValue(0)), ("14@", RowValue(14)), ("14@3@205@9@1", RowValue(14, 3, 205, 9)),
    ("-1@²", RowValue(0)), ("9" * 5000, RowValue(0)),
    ("", RoundValue()), ("x", RoundValue()), ("14@x", RoundValue(None, 14)), ("x@3", RoundValue(3)),
    ("", PageValue()), ("goal:5", PageValue()), ("x|goal:5", PageValue(0, "goal:5")), ("-1|3", PageValue(0, "3")),
    ("+|", PageValue(turned=True)), ("++2|", PageValue(turned=True)),
])  # fmt: skip
def test_garbage_reads_as_absent(text: str, value: RowValue | RoundValue | PageValue) -> None:
    assert type(value).read(text) == value
