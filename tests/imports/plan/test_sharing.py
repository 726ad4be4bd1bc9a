"""Which rows are one activity, as a pure function."""

from hypothesis import given
from hypothesis import strategies as st

from imports.plan.sharing import share

texts = st.sampled_from("abcd")
rows = st.integers(1, 6)


def test_a_reworded_row_keeps_its_activity_even_when_two_rows_change_places() -> None:
    assert share({1: "b", 2: "a"}, {1: 10, 2: 20}, {10: "a", 20: "b"}) == {"b": 10, "a": 20}


def test_one_of_two_shared_rows_reworded_becomes_its_own() -> None:
    assert share({1: "a", 2: "b"}, {1: 10, 2: 10}, {10: "a"}) == {"a": 10, "b": None}


def test_two_shared_rows_reworded_differently_leave_the_activity_with_the_lowest() -> None:
    assert share({1: "b", 2: "c"}, {1: 10, 2: 10}, {10: "a"}) == {"b": 10, "c": None}


def test_an_activity_that_lost_its_rows_is_taken_up_again() -> None:
    assert share({1: "a", 2: "b"}, {1: 10, 2: 10}, {10: "a", 20: "b"}) == {"a": 10, "b": 20}


@given(
    wanted=st.dictionaries(rows, texts, min_size=1), activity_of=st.dictionaries(rows, st.sampled_from([10, 20, 30]))
)
def test_every_text_has_a_carrier_of_its_own(wanted: dict[int, str], activity_of: dict[int, int]) -> None:
    named = {10: "a", 20: "b", 30: "c"}
    activity_of = {row: activity for row, activity in activity_of.items() if row in wanted}
    carriers = share(wanted, activity_of, named)
    assert set(carriers) == set(wanted.values())
    used = [activity for activity in carriers.values() if activity is not None]
    assert len(used) == len(set(used))
    for text, activity in carriers.items():  # an activity whose text stays on one of its rows keeps that text
        if any(named[activity_of[row]] == text == wanted[row] for row in activity_of):
            assert activity is not None
            assert named[activity] == text
