"""The benchmarks' arithmetic, and that every name in the list leads to something."""

import pytest

from bench.__main__ import BENCHES, find
from bench.answers import owned_rows
from bench.bulk import Size, after, fill
from bench.growth import FEW, MANY
from bench.table import Run, Sample, against, at_least, at_most, interleaved
from models.answers.queries import current_answers
from models.people.directory_cache import load_directory
from models.rounds.queries import current_round
from models.storage.database import Database


def _samples(*figures: float) -> list[Sample]:
    return [Sample(figure) for figure in figures]


def test_a_line_has_the_median_of_the_rounds_ratios_with_the_lowest_and_highest() -> None:
    line = against("x", _samples(10, 30, 20), _samples(20, 20, 20), at_least(1))
    assert (line.value, line.limit, line.kept) == ("1.00× (0.50..1.50)", "≥ 1×", True)
    assert not against("x", _samples(10, 30, 20), _samples(20, 20, 20), at_most(0.9)).kept


def test_wrong_answers_are_no_speed() -> None:
    wrong = [Sample(100, errors=1), *_samples(100)]
    assert not against("x", wrong, _samples(10, 10), at_least(1)).kept


def test_rounds_take_turns_and_the_first_does_not_count(tmp_path: object) -> None:
    heard: list[str] = []

    def contender(name: str) -> Sample:
        heard.append(name)
        return Sample(len(heard))

    run = Run(2, tmp_path, say=lambda _text: None)  # type: ignore[arg-type]
    found = interleaved(run, "x", {"a": lambda: contender("a"), "b": lambda: contender("b")})
    assert heard == ["a", "b"] * 3
    assert [sample.figure for sample in found["a"]] == [3, 5]


@pytest.mark.parametrize("name", BENCHES)
def test_every_name_leads_to_a_measurement(name: str) -> None:
    assert callable(find(name))


def test_the_answers_of_the_load_are_everybodys_own(stocked_url: str) -> None:
    database = Database(stocked_url)
    with database.read() as session:
        directory = load_directory(session)
    for number, account in owned_rows():
        person = directory.by_account("slack", account)
        assert person is not None
        assert person.owns(directory.plans[0].by_row[number])
    assert len(owned_rows()) == len(directory.plans[0].rows)
    database.close()


def test_a_database_made_in_bulk_is_one_that_the_program_reads(database_url: str) -> None:
    size = Size(goals=2, activities=6, rounds=3, versions=2)
    database = Database(database_url)
    fill(database, size)
    with database.read() as session:
        plan = load_directory(session).plans[0]
        last = current_round(session)
        assert last is not None
        assert last.name == "Omgång 3"
        assert last.opens_at < after(size) < last.deadline
        answers = current_answers(session, last.id, plan.id)
    assert len(answers) == 6
    assert {answer.version for answer in answers.values()} == {2}
    database.close()


def test_a_thousand_and_a_million() -> None:
    assert (FEW.answers, MANY.answers) == (1_000, 1_000_000)
