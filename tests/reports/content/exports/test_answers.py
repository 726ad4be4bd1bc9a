"""The export of answers: one object per row of the plan, the newest answer of the round, and nothing invented."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from imports.plan.checks import PlanChoices
from imports.plan.store import apply_plan
from models.storage.database import Database
from models.tables import Plan
from models.vocabulary.answers import Source, Status
from models.vocabulary.rounds import RoundState
from reports.content.exports.answers import FIELDS, all_versions, current_rows
from tests.imports.support import NOW, plan_row, real_plan, real_rows
from tests.reports.support import add_answer, add_round, with_real_plan


@pytest.fixture
def planned(database: Database) -> Database:
    with_real_plan(database)
    return database


def test_a_round_without_answers_has_a_row_of_nulls_for_every_row_of_the_plan(planned: Database) -> None:
    with planned.write() as session:
        rows = current_rows(session, add_round(session))
    for row, source in zip(rows, real_rows(), strict=True):
        assert tuple(row) == FIELDS
        assert [row[name] for name in FIELDS[:5]] == [
            source["order"], source["goal_kind"], source["goal"], source["activity"], source["units"],
        ]  # fmt: skip
        assert {name: row[name] for name in FIELDS[5:]} == dict.fromkeys(FIELDS[5:]) | {"late": False}


def test_an_answer_is_exported_whole(planned: Database) -> None:
    values: dict[str, Any] = {
        "status": Status.CANNOT_ASSESS, "comment": "=1+1", "cause": "Orsak", "action": "Åtgärd",
        "action_owner": "Chefen", "action_due": date(2022, 9, 1), "author_email": "a@example.se",
        "on_behalf_of": "Välfärd", "late": True, "source": Source.CLI,
    }  # fmt: skip
    with planned.write() as session:
        round_ = add_round(session)
        add_answer(session, round_, 34, minutes=0.999 / 60, **values)
        row = current_rows(session, round_)[33]
    assert {name: row[name] for name in FIELDS[4:]} == {
        **values, "units": ["Välfärd", "Samhällsutveckling"], "status": "cannot_assess", "action_due": "2022-09-01",
        "submitted_at": "2022-07-01T10:00:00Z", "version": 1, "source": "cli",
    }  # fmt: skip


def test_the_answer_stored_last_counts_even_when_the_clock_was_set_back(planned: Database) -> None:
    with planned.write() as session:
        round_, other = add_round(session), add_round(session, "Annan")
        add_answer(session, round_, 1, minutes=5, comment="before")
        add_answer(session, round_, 1, minutes=1, comment="after, by an earlier clock")
        add_answer(session, round_, 2, minutes=1, comment="tied 1")
        add_answer(session, round_, 2, minutes=1, comment="tied 2")
        add_answer(session, other, 1, minutes=9, comment="another round")
        rows = current_rows(session, round_)
        versions = all_versions(session, round_)
    assert [row["comment"] for row in rows[:3]] == ["after, by an earlier clock", "tied 2", None]
    assert len(rows) == 80
    assert [(row["row"], row["version"], row["comment"]) for row in versions] == [
        (1, 2, "after, by an earlier clock"), (2, 1, "tied 1"), (2, 2, "tied 2"), (1, 1, "before"),
    ]  # fmt: skip
    assert tuple(versions[0]) == FIELDS


def test_the_words_are_the_newest_ones(planned: Database) -> None:
    with planned.write() as session:
        round_ = add_round(session)
        reworded = [plan_row(row.order, "Ny lydelse" if row.order == 1 else row.activity) for row in real_plan()]
        apply_plan(session, reworded, 2022, NOW, PlanChoices(same=frozenset({1})))
        assert current_rows(session, round_)[0]["activity"] == "Ny lydelse"
        assert len(current_rows(session, round_)) == 80


def test_a_row_that_has_left_the_plan_is_in_the_rounds_that_were_over_by_then(planned: Database) -> None:
    with planned.write() as session:
        over, going = add_round(session, "Över"), add_round(session, "Pågår")
        over.plan_id = going.plan_id = session.scalars(select(Plan.id)).one()
        over.state, over.closed_at = RoundState.CLOSED, NOW - timedelta(minutes=1)
        add_answer(session, over, 79)
        add_answer(session, going, 79)
        apply_plan(session, real_plan()[:78], 2022, NOW, PlanChoices(deactivate_missing=True))
        assert [row["row"] for row in current_rows(session, over)] == list(range(1, 81))
        assert [row["row"] for row in current_rows(session, going)] == list(range(1, 79))
        assert [row["row"] for row in all_versions(session, going)] == [79]


@pytest.mark.parametrize(("year", "expected"), [(2022, 2022), (2023, 2022), (2024, 2024), (2030, 2024), (2019, 2022)])
def test_a_round_uses_the_plan_of_its_period_else_the_newest_earlier_one(
    planned: Database, year: int, expected: int
) -> None:
    with planned.write() as session:
        apply_plan(session, [plan_row(1, "2024")], 2024, NOW)
        rows = current_rows(session, add_round(session, year=year))
    assert len(rows) == (80 if expected == 2022 else 1)


def test_a_round_bound_to_a_plan_uses_that_one(planned: Database) -> None:
    with planned.write() as session:
        apply_plan(session, [plan_row(1, "2024")], 2024, NOW)
        bound = session.scalars(select(Plan.id).where(Plan.year == 2024)).one()
        assert len(current_rows(session, add_round(session, plan_id=bound))) == 1


def test_without_any_plan_there_are_no_rows(database: Database) -> None:
    with database.write() as session:
        round_ = add_round(session)
        assert (current_rows(session, round_), all_versions(session, round_)) == ([], [])
