"""Rankings of several organisations become one."""

from hypothesis import given
from hypothesis import strategies as st

from models.rules.ranking import MOST_RANKED, Standing, standings

_RANKINGS = st.lists(st.lists(st.integers(1, 9), unique=True, max_size=MOST_RANKED), max_size=8)


def test_points_then_first_places_decide_and_equals_share_a_place() -> None:
    assert standings([[7, 8, 9], [8, 7], [3]]) == [
        Standing(7, 1, 9, 1, 2), Standing(8, 1, 9, 1, 2), Standing(3, 3, 5, 1, 1), Standing(9, 4, 3, 0, 1),
    ]  # fmt: skip


@given(_RANKINGS)
def test_every_point_is_given_and_the_order_of_the_ballots_changes_nothing(rankings: list[list[int]]) -> None:
    found = standings(rankings)
    assert sum(each.points for each in found) == sum(MOST_RANKED - i for r in rankings for i in range(len(r)))
    assert found == standings(rankings[::-1])
    assert [each.place for each in found] == sorted(each.place for each in found)
