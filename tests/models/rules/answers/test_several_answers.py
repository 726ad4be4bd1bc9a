"""Several answers in one text: where the next one begins."""

import pytest

from models.rules.answers.several import answers_by_line, answers_within

ROWS = range(1, 81)


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        ("14 gul Sen\n15 röd Stopp", ["14 gul Sen", "15 röd Stopp"]),
        ("- 14 gul Sen\n- rad 15: röd Stopp", ["- 14 gul Sen", "- rad 15: röd Stopp"]),
        ("14 gul Sen\nmen på väg\n\n15 röd Stopp\nÅtgärd: x", ["14 gul Sen\nmen på väg", "15 röd Stopp\nÅtgärd: x"]),
        ("gul rad 14: Sen\nröd rad 15: Stopp", ["gul rad 14: Sen", "röd rad 15: Stopp"]),
        ("14 gul Sen\u202815\u00a0r\u00adöd Stopp", ["14 gul Sen", "15\u00a0r\u00adöd Stopp"]),
        ("14 gul Sen\r\n15 g Stopp", ["14 gul Sen", "15 g Stopp"]),
        ("14 gul Sen:\n1. Upphandling\n2. Avtal", ["14 gul Sen:\n1. Upphandling\n2. Avtal"]),
        ("14 gul Sen\n3 av 5 klara", ["14 gul Sen\n3 av 5 klara"]),
        ("Hej\n14 gul Sen", ["Hej\n14 gul Sen"]),
        ("14 gul Sen", ["14 gul Sen"]),
    ],
)  # fmt: skip
def test_a_line_with_a_row_and_a_colour_begins_an_answer(said: str, answers: list[str]) -> None:
    assert answers_by_line(said) == answers


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        ("14 gul Sen. 15 röd Stopp", ["14 gul Sen.", "15 röd Stopp"]),
        ("14 gul Sen, rad 15: röd Stopp, 16 🟢 Bra", ["14 gul Sen", "rad 15: röd Stopp", "16 🟢 Bra"]),
        ("gul 14 Sen, röd 15 Stopp", ["gul 14 Sen", "röd 15 Stopp"]),
        ("14 gul Sen och röd på rad 15", ["14 gul Sen och", "röd på rad 15"]),
        ("14 gul Var röd 2021 och 99 gul", ["14 gul Var röd 2021 och 99 gul"]),
        ("14 gul Sen 2 röda flaggor, 3 gula", ["14 gul Sen 2 röda flaggor, 3 gula"]),
        ("14 gul 15 dagar röd 3 %", ["14 gul 15 dagar röd 3 %"]),
    ],
)
def test_a_row_and_a_colour_within_a_line_may_begin_one(said: str, answers: list[str]) -> None:
    assert answers_within(said, ROWS) == answers
