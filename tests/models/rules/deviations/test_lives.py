"""From a row's answers, round by round, to its deviations (contract, *Deviations, review, the frozen record*)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.deviations.lives import Reported, lives
from models.vocabulary.answers import Lifecycle, Status
from models.vocabulary.deviations import Trend

_COLOURS = {"G": Status.GREEN, "Y": Status.YELLOW, "R": Status.RED, "K": Status.CANNOT_ASSESS}


def said(rounds: str) -> list[Reported | None]:
    """A letter a round: the colour, `-` for no answer, `d` for red and done."""
    answers: list[Reported | None] = []
    for number, letter in enumerate(rounds):
        over = Lifecycle.DONE if letter == "d" else None
        status = _COLOURS.get(letter, Status.RED)
        answers.append(None if letter == "-" else Reported(number, number, 1, status, over))
    return answers


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ("", []),
        ("GK-", []),
        ("Y", [(0, 1, "new")]),
        ("GR", [(1, 1, "new")]),
        ("YR", [(0, 2, "worsened")]),
        ("RY", [(0, 2, "improved")]),
        ("RR", [(0, 2, "unchanged")]),
        ("RG", [(0, 1, "closed")]),
        ("YYG", [(0, 2, "closed")]),
        # Opened again: another deviation.
        ("RGY", [(0, 1, "closed"), (2, 1, "new")]),
        ("RGGY", [(0, 1, "closed"), (3, 1, "new")]),
        # A round without an answer closes nothing and is counted; so does one that cannot be assessed.
        ("Y-", [(0, 2, "unchanged")]),
        ("Y--R", [(0, 4, "worsened")]),
        ("YKR", [(0, 3, "worsened")]),
        ("RK", [(0, 2, "unchanged")]),
        ("R-K-Y", [(0, 5, "improved")]),
        # Done or cancelled.
        ("Yd", [(0, 1, "closed")]),
        ("d", []),
        ("dR", [(1, 1, "new")]),
    ],
)
def test_the_deviations_of_a_row(rounds: str, expected: list[tuple[int, int, str]]) -> None:
    assert [(life.opened, life.rounds, life.trend.value) for life in lives(said(rounds))] == expected


@given(st.text("GYRK-d", max_size=12))
def test_one_is_open_at_a_time_and_each_begins_and_ends_as_it_should(rounds: str) -> None:
    found = lives(said(rounds))
    assert [life.is_closed for life in found[:-1]] == [True] * len(found[:-1])
    ended = -1
    for life in found:
        assert life.opened > ended
        assert rounds[life.opened] in "YR"
        # Between two deviations nothing deviates.
        assert not set(rounds[ended + 1 : life.opened]) & {"Y", "R"}
        assert set(rounds[life.opened : life.opened + life.rounds]) <= {"Y", "R", "K", "-"}
        ended = life.opened + len(life.answers) - 1
        assert not life.is_closed or rounds[ended] in "Gd"
    is_deviating = bool(found) and not found[-1].is_closed
    known = [letter for letter in rounds if letter not in "K-"]
    assert is_deviating == (bool(known) and known[-1] in "YR")


@given(st.text("YRK-", min_size=1, max_size=12).filter(lambda rounds: rounds[0] in "YR"))
def test_the_trend_compares_with_the_last_known_colour(rounds: str) -> None:
    (life,) = lives(said(rounds))
    before = [letter for letter in rounds[:-1] if letter in "YR"]
    if len(rounds) == 1:
        assert life.trend is Trend.NEW
    elif rounds[-1] in "K-" or rounds[-1] == before[-1]:
        assert life.trend is Trend.UNCHANGED
    else:
        assert life.trend is (Trend.WORSENED if rounds[-1] == "R" else Trend.IMPROVED)
