"""Whatever happens in a half-year, what the program tells of a round is one truth: the digest, `status`, the export,
the numbers of the round and the frozen record agree (contract, *Deviations, review, the frozen record*)."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, note, settings
from sqlalchemy.orm import Session

from bot.cli.rounds.described import described
from bot.settings import Settings, load_settings
from handlers.access import plan_of
from handlers.standing.status import status
from imports.people.file import read_people
from imports.people.store import apply_people
from imports.plan.file import read_plan
from imports.plan.store import apply_plan
from messages.management.digest import summary
from messages.parts import plain_words
from messages.words import count, goal_name
from models.answers.queries import current_answers
from models.people.directory_cache import load_directory
from models.review.queries import snapshot_of
from models.rounds.queries import OVER
from models.rounds.tables import Round
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.answers import Status
from models.vocabulary.rounds import RoundState
from reports.content.exports.answers import current_rows
from reports.content.words import Counts
from tests.conftest import OPENING, SAMPLES
from tests.examples import examples
from tests.handlers.conftest import Office
from tests.handlers.rounds.histories import COORDINATOR, STEPS, History

pytestmark = pytest.mark.one_database
# Rows 7 and 33 are one activity under two goals; row 2 has two units.
ROWS = (2, 7, 12, 13, 14, 33, 40, 41, 60)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Nine rows of the real plan, and the invented people."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('histories')}/malvakten.db")
    upgrade(database)
    with database.write() as session:
        rows = [row for row in read_plan(SAMPLES / "activities.json").rows if row.order in ROWS]
        assert not apply_plan(session, rows, 2022, OPENING).faults
        there = {unit for row in rows for unit in row.units}
        people = [each for each in read_people(SAMPLES / "people.csv").rows if there.issuperset(each.units)]
        assert not apply_people(session, people, OPENING).faults
    yield database
    database.close()


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return load_settings({}, tmp_path)


@pytest.fixture
def begin(small: Database) -> Iterator[Callable[[], History]]:
    """Makes histories; each forgets what happened in the one before."""
    with small.connect_to_write() as connection, Session(connection, expire_on_commit=False) as session:

        def make() -> History:
            session.rollback()
            session.expunge_all()
            session.info.clear()
            load_directory(session)  # so that what is kept by revision is from before the changes
            return History(Office(session))

        yield make
        session.rollback()


def _steps(*names: str) -> list[tuple[str, int, int, int, Status]]:
    """Things done to the second row of the first round, with the third unit, goal or row."""
    return [(name, 0, 1, 2, Status.RED) for name in names]


@example(_steps("round", "answer", "close", "lock", "goals", "reword", "rename"))
@example(_steps("round", "shared", "close", "merge", "lock", "add", "move"))
@example(_steps("round", "end", "answer", "close", "lock", "revive", "end"))
@example(_steps("round", "answer", "approve", "close", "answer", "return", "lock", "answer", "publish", "unpublish"))
@example(_steps("round", "excuse", "close", "reopen", "ask again", "extend", "close", "extend unit", "answer", "lock"))
@example(_steps("round", "answer", "close", "next year", "round", "answer", "close", "lock"))
@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_one_truth_in_any_half_year(
    begin: Callable[[], History], chosen: Settings, steps: list[tuple[str, int, int, int, Status]]
) -> None:
    history, frozen = begin(), dict[int, str]()
    told = Told(history, chosen, frozen)
    for step in steps:
        history.do(*step)
        history.office.session.flush()
        note(history.done[-1] if history.done else "")
        told.verify()


class Told:
    """What is told of every round, and what was told of it when it closed and when it was locked."""

    def __init__(self, history: History, chosen: Settings, frozen: dict[int, str]) -> None:
        self.history, self.chosen, self.frozen = history, chosen, frozen
        self.at_closing: dict[tuple[int, int], str] = {}

    def verify(self) -> None:
        for round_ in self.history.rounds:
            self._verify(round_)

    def _verify(self, round_: Round) -> None:
        session = self.history.office.session
        ctx = self.history.office.context(COORDINATOR)
        plan = plan_of(ctx, round_)
        rows = current_rows(session, round_)
        sentence = _counts(rows).sentence(ctx.t)
        words = plain_words(status(ctx, round_.name))
        # `status`, in all and by goal, and the export.
        assert sentence == count(plan.rows, current_answers(session, round_.id, plan.id)).sentence(ctx.t)
        assert sentence in words
        for goal in plan.goals:
            under = [row for row in rows if (row["goal_kind"], row["goal"]) == (goal.kind.value, goal.name)]
            assert f"{goal_name(ctx.t, goal)}\n{_counts(under).sentence(ctx.t)}" in words
        self._verify_numbers(round_, rows)
        if round_.state in OVER:
            self._verify_digest(round_, sentence)
        if round_.state in {RoundState.LOCKED, RoundState.PUBLISHED}:
            self._verify_record(round_, rows)

    def _verify_numbers(self, round_: Round, rows: list[dict[str, Any]]) -> None:
        numbers, _ = described(self.history.office.session, round_.name, self.chosen)
        answered = sum(row["status"] is not None for row in rows)
        assert numbers["answered"] == answered
        assert numbers["late"] == sum(row["late"] for row in rows)
        assert numbers["reviewed"] <= numbers["answered"] <= numbers["asked"] <= len(rows)
        assert numbers["missing"] + numbers["excused"] + numbers["answered"] <= len(rows)

    def _verify_digest(self, round_: Round, sentence: str) -> None:
        """It tells how things stood at the closing, whenever it is made and whatever has been changed since."""
        ctx = self.history.office.context(COORDINATOR)
        closing = (round_.id, round_.closings)
        at_closing = self.at_closing.setdefault(closing, sentence)
        made = summary(ctx.session, ctx.t, ctx.options, round_, plan_of(ctx, round_))
        assert at_closing in plain_words(made)

    def _verify_record(self, round_: Round, rows: list[dict[str, Any]]) -> None:
        """It never changes; and until an erratum is made, everything else says the same."""
        session = self.history.office.session
        session.expire(snapshot := snapshot_of(session, round_.id))
        assert snapshot
        document = self.frozen.setdefault(round_.id, snapshot.document)
        assert snapshot.document == document
        record = json.loads(document)
        kept = [row for goal in record["goals"] for row in goal["rows"]]
        errata = {row["row"] for row in rows if (row["submitted_at"] or "") > record["locked_at"]}
        assert [_facts(row) for row in rows if row["row"] not in errata] == sorted(
            (_facts(row) for row in kept if row["row"] not in errata), key=lambda facts: int(facts["row"])
        )
        for goal in record["goals"]:
            assert goal["counts"] == _dict(_counts(goal["rows"]))
        assert record["totals"] == _dict(_counts(kept))


def _counts(rows: list[dict[str, Any]]) -> Counts:
    found = Counter(row["status"] for row in rows)
    return Counts(len(rows), found["green"], found["yellow"], found["red"], found["cannot_assess"])


def _dict(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in ("total", *(each.value for each in Status), "not_reported")}


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    """What a row says but for what its units are called today, and addresses, which are not in the record."""
    return {name: value for name, value in row.items() if name not in {"units", "author_email"}}
