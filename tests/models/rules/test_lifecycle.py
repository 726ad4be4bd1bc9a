"""What is over is not asked about again, unless it is reopened."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.lifecycle import LIFECYCLE_WORDS, Passage, is_asked_about, passage, read_lifecycle
from models.vocabulary import Lifecycle

NOT_STARTED, ONGOING, DONE, PAUSED, CANCELLED = Lifecycle


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (None, ONGOING, Passage.MOVED), (None, DONE, Passage.ENDED), (ONGOING, ONGOING, Passage.NONE),
        (NOT_STARTED, ONGOING, Passage.MOVED), (ONGOING, PAUSED, Passage.MOVED), (PAUSED, CANCELLED, Passage.ENDED),
        (ONGOING, DONE, Passage.ENDED), (DONE, ONGOING, Passage.REOPENED), (CANCELLED, NOT_STARTED, Passage.REOPENED),
        (DONE, CANCELLED, Passage.MOVED), (DONE, DONE, Passage.NONE),
    ],
)  # fmt: skip
def test_what_a_change_is(before: Lifecycle | None, after: Lifecycle, what: Passage) -> None:
    assert passage(before, after) is what


@pytest.mark.parametrize(
    ("latest", "asked"),
    [(None, True), (NOT_STARTED, True), (ONGOING, True), (PAUSED, True), (DONE, False), (CANCELLED, False)],
)
def test_what_is_over_is_not_asked_about(latest: Lifecycle | None, asked: bool) -> None:
    assert is_asked_about(latest) is asked
    assert is_asked_about(latest, reported_this_round=True)


@settings(deadline=None)
@given(st.lists(st.sampled_from(Lifecycle), min_size=1, max_size=8))
def test_only_reopening_makes_an_activity_asked_about_again(steps: list[Lifecycle]) -> None:
    before: Lifecycle | None = None
    for after in steps:
        what = passage(before, after)
        assert (what is Passage.REOPENED) == (not is_asked_about(before) and is_asked_about(after))
        assert (what is Passage.ENDED) == (is_asked_about(before) and not is_asked_about(after))
        before = after


def test_names_are_a_closed_list() -> None:
    assert {read_lifecycle(word.upper()) for word in LIFECYCLE_WORDS} == set(Lifecycle)
    assert read_lifecycle("ej paborjad.") is NOT_STARTED
    assert read_lifecycle("klart nästan") is read_lifecycle("") is None
