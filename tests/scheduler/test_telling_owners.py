"""Whoever an answer concerns is told at the next tick of the clock: once, whatever happens in between."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from actions.answers.telling_owners import tell_owners
from models.answers.untold import has_untold_answers, take_untold_answers
from models.people.directory_cache import raise_revision
from models.plan.tables import Placement
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.conftest import OPENING
from tests.scheduler.simulated import Installation
from tests.scheduler.test_ladder import create, posts

# Row 34 is both units'. Two own the rows of the second one, such as row 33.
FIRST, SECOND = "UAGVALF01", "UAGSAMH01"


@pytest.fixture
def opened(world: Installation) -> Installation:
    """All have their opening messages."""
    create(world, OPENING, OPENING + timedelta(days=30))
    world.settle(OPENING + timedelta(minutes=1))
    return world


def queued(world: Installation) -> Counter[DeliveryKind]:
    """What waits to be sent, by kind."""
    return Counter(row.kind for row in world.rows(state=DeliveryState.PENDING))


def test_a_tick_that_fails_tells_nobody_and_the_next_one_tells_once(opened: Installation) -> None:
    assert opened.say(FIRST, "34 grön Klart.", "one") is not None
    assert opened.say(FIRST, "34 gul Nästan.", "two") is not None
    assert queued(opened) == {}
    with opened.database.engine.connect() as connection, Session(connection) as session:
        assert tell_owners(session, opened.clock()) == 2
        session.rollback()
    assert opened.read(has_untold_answers)
    assert queued(opened) == {}
    assert opened.write(lambda session: tell_owners(session, opened.clock())) == 2
    assert queued(opened) == {DeliveryKind.PROMPT_UPDATE: 3, DeliveryKind.NOTICE: 2}
    assert opened.write(lambda session: tell_owners(session, opened.clock())) == 0
    opened.settle(opened.clock() + timedelta(minutes=1))
    assert sum("har svarat på rad 34" in text for text in posts(opened, SECOND)) == 1
    assert not any("har svarat på rad" in text for text in posts(opened, FIRST))


def test_what_another_worker_is_telling_is_left_to_it(opened: Installation, database_kind: str) -> None:
    if database_kind == "sqlite":
        pytest.skip("one writer at a time on SQLite")
    assert opened.say(FIRST, "34 grön Klart.", "one") is not None
    with opened.database.write() as other:
        assert len(take_untold_answers(other, 10)) == 1
        assert opened.write(lambda session: tell_owners(session, opened.clock())) == 0
    assert not opened.read(has_untold_answers)


def test_an_answer_just_before_the_opening_is_no_notice(world: Installation) -> None:
    """The opening messages show it."""
    create(world, OPENING, OPENING + timedelta(days=30))
    world.pass_once()
    assert world.say(FIRST, "34 grön Klart.", "early") is not None
    world.clock.now = OPENING
    world.settle(OPENING + timedelta(minutes=1))
    assert world.rows(kind=DeliveryKind.PROMPT) != []
    assert world.rows(kind=DeliveryKind.NOTICE) == []


def test_an_answer_whose_row_has_left_the_plan_meanwhile_holds_up_no_other(opened: Installation) -> None:
    assert opened.say(FIRST, "34 grön Klart.", "one") is not None
    assert opened.say(SECOND, "33 grön Klart.", "two") is not None

    def leave(session: Session) -> None:
        session.execute(update(Placement).where(Placement.row == 34).values(active=False))
        raise_revision(session, "plan")

    opened.write(leave)
    opened.settle(opened.clock() + timedelta(minutes=1))
    assert not opened.read(has_untold_answers)
    assert [row.state for row in opened.rows(kind=DeliveryKind.NOTICE)] == [DeliveryState.SENT], "about row 33"


def test_the_clock_does_not_read_all_answers_to_find_new_ones(world: Installation, database_kind: str) -> None:
    if database_kind == "postgresql":
        pytest.skip("PostgreSQL reads a small table whole, whatever indexes it has")
    engine, asked = world.database.engine, list[str]()

    def note(*call: Any) -> None:
        asked.append(call[2])

    event.listen(engine, "before_cursor_execute", note)
    world.read(has_untold_answers)
    world.write(lambda session: take_untold_answers(session, 10))
    event.remove(engine, "before_cursor_execute", note)
    looks = [statement for statement in asked if statement.startswith("SELECT answer.id")]
    assert len(looks) == 2
    with engine.connect() as connection:
        for statement in looks:
            values = (0,) * statement.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert any("INDEX ix_answer_untold" in str(line) for line in plan), (statement, plan)
