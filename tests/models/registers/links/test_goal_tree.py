"""Which words may name a goal of the tree."""

import pytest

from models.registers.links.goal_tree import may_name_goal


@pytest.mark.parametrize("words", ["delmål 14", "D14", "goals:D14", "mål 8 i Agenda 2030"])
def test_words_that_may_name_a_goal_of_the_tree(words: str) -> None:
    assert may_name_goal(words)


@pytest.mark.parametrize("value", ["goal:4", "unit:2", "placement:7", "row:14", "rows:1,2:mål 4", "text:delmål 14"])
def test_what_a_button_says_of_the_plan_names_none(value: str) -> None:
    assert not may_name_goal(value)
